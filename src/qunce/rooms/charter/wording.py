"""A charter in words: as its readers see it, in every language of the site."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from qunce.kernel.clauses import Charter, Clause
from qunce.playbook.plain import from_plain, to_plain
from qunce.rooms.charter.domain import Paragraph, Sheet, steps_of, terms_of, tidied
from qunce.rooms.charter.models import CharterVersion
from qunce.shell.words import render
from qunce.store.codecs import decode, encode

SECTION = "charter"


def charter_of(content: Any) -> Charter:
    """Return stored plain values as a charter, its clauses in order."""
    charter: Charter = from_plain(Charter, content, SECTION)
    return tidied(charter)


def content_of(charter: Charter) -> dict[str, Any]:
    """Return a charter as plain values."""
    return dict(to_plain(charter))


def sheet_of(charter: Charter, language: str | None = None) -> Sheet:
    """Return what readers of a language see (None: of the active one)."""
    language = language or get_language() or settings.LANGUAGE_CODE
    return Sheet(
        preamble=render(charter.preamble, language),
        clauses=tuple(_paragraph(each, charter, language) for each in tidied(charter).clauses),
        encouraged=_lines(render(charter.encouraged, language)),
        reporting=render(charter.reporting, language),
        appeals=render(charter.appeals, language),
        terms=tuple(render(each, language) for each in terms_of(charter)),
    )


def _paragraph(clause: Clause, charter: Charter, language: str) -> Paragraph:
    return Paragraph(
        key=clause.key,
        number=clause.number,
        title=render(clause.title, language),
        text=render(clause.text, language),
        allowed=tuple(render(each, language) for each in clause.allowed),
        forbidden=tuple(render(each, language) for each in clause.forbidden),
        steps=tuple(render(each, language) for each in steps_of(clause, charter)),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def freeze(charter: Charter) -> dict[str, Any]:
    """Return the sheets of all languages of the site, to be stored with a version.

    A translation that is mended later does not change what members have accepted.
    """
    return {code: encode(sheet_of(charter, code)) for code, _name in settings.LANGUAGES}


def frozen(version: CharterVersion, language: str | None = None) -> Sheet:
    """Return what readers of a language saw of a version (None: of the active one)."""
    language = language or get_language() or settings.LANGUAGE_CODE
    sheets = version.sheets
    return decode(Sheet, sheets.get(language) or next(iter(sheets.values())))
