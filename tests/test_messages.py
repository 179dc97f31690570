"""The catalogue of the words on pages: extraction, merges, checks (tools/messages.py)."""

import gettext
from pathlib import Path

import pytest
from tools import messages
from tools.messages import Entry

TEMPLATE = """{% load i18n %}<p>It's "odd" {% translate "Hello" %}
   {% blocktranslate with name=x.name %}Hi {{ name }}, it's "fine"{% endblocktranslate %}
 <b title="{% translate 'May' context "month" %}">
     {% blocktranslate count n=x trimmed %}One
       thing{% plural %}{{ n }} things{% endblocktranslate %}{{ _("under") }}"""

MERGED = """
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"Language: zh_Hans\\n"

#, python-format
msgid "%(n)s days"
msgstr ""
msgid "Hello"
msgstr "你好"
msgid "%(n)s days"
msgstr "%(n)s 天"
msgid "Hello"
msgstr ""

#, fuzzy
msgid "Left"
msgid_plural "Lefts"
msgstr[0] "左"
msgstr[0] "已退群"
#~ msgid "Gone"
#~ msgstr "没了"
"""


def test_python_files_give_their_literal_messages_only() -> None:
    text = 'a = N_("one" " two")\nb = _(a)\nc = ngettext("%(n)s day", "%(n)s days", n)\n'
    assert set(messages.extract_from_python(text)) == {
        ("", "one two", ""),
        ("", "%(n)s day", "%(n)s days"),
    }


def test_templates_give_all_their_messages() -> None:
    assert set(messages.extract_from_template(TEMPLATE, "test")) == {
        ("", "Hello", ""),
        ("", 'Hi %(name)s, it\'s "fine"', ""),
        ("month", "May", ""),
        ("", "One thing", "%(n)s things"),
        ("", "under", ""),
    }


def test_what_a_merge_leaves_behind_is_read_and_the_last_text_wins() -> None:
    assert messages.read(MERGED) == {
        ("", "%(n)s days", ""): Entry({0: "%(n)s 天"}),
        ("", "Hello", ""): Entry({0: "你好"}),
        ("", "Left", "Lefts"): Entry({0: "已退群"}, is_fuzzy=True),
    }


def test_what_is_written_is_read_again_without_a_change() -> None:
    entries = {
        ("month", "May", ""): Entry({0: "五月"}),
        ("", 'He said "x"\nand left', ""): Entry({0: "他说“x”\n然后退群"}),
        ("", "%(n)s day", "%(n)s days"): Entry({0: "%(n)s 天"}),
    }
    assert messages.read(messages.write("zh_Hans", entries)) == entries


@pytest.mark.parametrize(
    ("msgid", "entry", "fault"),
    [
        ("Hello", None, "not translated"),
        ("Hello", Entry({0: ""}), "not translated"),
        ("Hello", Entry({0: "你好"}, is_fuzzy=True), "doubtful"),
        ("%(n)s days", Entry({0: "天"}), "placeholders differ"),
        ("%(n)s days", Entry({0: "%(m)s 天"}), "placeholders differ"),
        ("%(n)s days", Entry({0: "%s %(n)s 天"}), "placeholders differ"),
    ],
)
def test_a_faulty_translation_is_told(msgid: str, entry: Entry | None, fault: str) -> None:
    (told,) = messages.faults_of_entry(("", msgid, ""), entry)
    assert fault in told


def test_a_plural_may_leave_the_number_out_of_one_form() -> None:
    key = ("", "one day", "%(n)s days")
    assert not list(messages.faults_of_entry(key, Entry({0: "%(n)s 天"})))


@pytest.mark.parametrize("msgid", ["%s days", "%d of %(n)s"])
def test_a_placeholder_without_a_name_is_told(msgid: str) -> None:
    assert list(messages.faults_of_message(("", msgid, "")))


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the catalogue of an empty house."""
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    return messages.catalogue_path("zh_Hans")


def test_an_update_keeps_translations_drops_the_rest_and_is_repeatable(locale: Path) -> None:
    locale.parent.mkdir(parents=True)
    locale.write_text(MERGED, encoding="utf-8")
    used = {("", "Hello", ""), ("", "New", "")}
    assert messages.update(used, "zh_Hans") == 1
    first = locale.read_text(encoding="utf-8")
    assert messages.update(used, "zh_Hans") == 1
    assert locale.read_text(encoding="utf-8") == first
    assert list(messages.faults(used, "zh_Hans")) == ["not translated: 'New'"]


def test_left_over_and_unordered_entries_are_told(locale: Path) -> None:
    locale.parent.mkdir(parents=True)
    locale.write_text(MERGED, encoding="utf-8")
    used = {("", "Hello", ""), ("", "%(n)s days", "")}
    assert list(messages.faults(used, "zh_Hans")) == [
        "left over, stands nowhere in the code: 'Left'"
    ]
    locale.write_text(MERGED.split("#, fuzzy", maxsplit=1)[0], encoding="utf-8")
    assert list(messages.faults(used, "zh_Hans")) == ["not in order: run `make messages`"]


def test_the_compiled_catalogue_translates(locale: Path) -> None:
    locale.parent.mkdir(parents=True)
    locale.write_text(MERGED, encoding="utf-8")
    messages.compile_catalogue("zh_Hans")
    with locale.with_suffix(".mo").open("rb") as file:
        translations = gettext.GNUTranslations(file)
    assert translations.gettext("Hello") == "你好"
    assert translations.gettext("Left") == "Left"  # doubtful ones are not shown
