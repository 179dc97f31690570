from gettext import GNUTranslations
from pathlib import Path

import allauth
import django
import pytest

from qunce.kernel.text import NOTHING, Words
from qunce.shell import borrowed, words


def test_words_are_shown_in_the_language_that_is_asked_for() -> None:
    said = Words("%(count)s min ago", {"count": 3})
    assert words.render(said, "en") == "3 min ago"
    assert words.render(said, "zh-hans") == "3分钟前"


def test_a_bare_msgid_is_translated_and_nothing_stays_nothing() -> None:
    assert words.render("Search", "zh-hans") == "搜索"
    assert words.render("", "zh-hans") == ""
    assert words.render(NOTHING, "zh-hans") == ""


def test_a_per_cent_sign_in_words_without_values_stays_as_it_is() -> None:
    assert words.render(Words("100% sure"), "en") == "100% sure"


def test_a_translation_whose_values_do_not_fit_falls_back_to_english(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(words, "gettext", lambda _msgid: "%(wrong)s 条")
    assert words.render(Words("%(count)s left", {"count": 2})) == "2 left"


def test_words_inside_words_are_shown_in_the_same_language() -> None:
    said = Words("%(part)s!", {"part": Words("Search")})
    assert words.render(said, "zh-hans") == "搜索!"


def test_sentences_that_others_wrote_are_worded_by_the_house() -> None:
    theirs: set[str] = set()
    places = [Path(django.__path__[0]) / each for each in ("conf", "contrib/auth")]
    for place in (*places, Path(allauth.__path__[0])):
        with (place / "locale/zh_Hans/LC_MESSAGES/django.mo").open("rb") as file:
            known: dict[object, str] = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        theirs |= {key[0] if isinstance(key, tuple) else str(key) for key in known}
    counted = (each._kw["singular"] for each in borrowed.COUNTED)  # type: ignore[attr-defined]
    wanted = {*borrowed.SENTENCES, *counted}
    assert wanted <= theirs, "no page shows these any more"
    assert words.render("This field is required.", "zh-hans") == "请填写这一项。"
