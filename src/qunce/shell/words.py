"""Words of pure code in the reader's language."""

from django.utils.translation import gettext, override

from qunce import clock
from qunce.kernel.messages import Role
from qunce.kernel.text import Words
from qunce.ledger import queries as record
from qunce.ledger.models import Entry
from qunce.people.domain import ROLE_NAMES
from qunce.shell import times


def render(words: Words | str, language: str | None = None) -> str:
    """Return the sentence in `language` ("zh-hans", "en"), or in the active one.

    Values that are Words are rendered as well; other values are shown as they are. A str is a
    msgid without values. A translation whose placeholders do not fit falls back to English, so
    that a slip in a catalogue never breaks a page.
    """
    if language is not None:
        with override(language):
            return render(words)
    if isinstance(words, str):
        return gettext(words) if words else ""
    if not words.msgid:
        return ""
    translated = gettext(words.msgid)
    if not words.params:
        return translated
    params = {
        name: render(value) if isinstance(value, Words) else value
        for name, value in words.params.items()
    }
    try:
        return translated % params
    except (KeyError, ValueError, TypeError):
        return str(words)


def sentence(entry: Entry) -> str:
    """Return the line of the history about an entry, in the reader's language and time."""
    now = clock.now()
    return render(record.sentence_of(entry, render, lambda moment: times.dated(moment, now)))


def role_name(role: str) -> str:
    """Return the name of a role in the reader's language."""
    return render(ROLE_NAMES[Role(role)])
