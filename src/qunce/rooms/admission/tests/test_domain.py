"""Words for newcomers."""

from qunce.rooms.admission.domain import Settings, chase_words, welcome_words


def test_the_newcomer_is_called_by_name() -> None:
    assert str(welcome_words(Settings(), "Ana")).startswith("欢迎 Ana 加入！")


def test_everybody_on_the_chase_list_is_called() -> None:
    words = chase_words(Settings(chase="{names} 改一下"), ["Ana", "Ben"])
    assert str(words) == "@Ana @Ben 改一下"


def test_braces_and_percent_signs_of_the_owner_are_left_alone() -> None:
    assert str(welcome_words(Settings(welcome="100% {x} {name}"), "Ana")) == "100% {x} Ana"
