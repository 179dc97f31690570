"""The charter on paper."""

from datetime import datetime
from functools import lru_cache

from django.utils.translation import gettext as _

from qunce.rooms.charter.domain import Paragraph, Sheet
from qunce.shell.paper import GREEN, GREY, RED, SMALL, Paper

KEPT = 16  # files: a version never changes, so its file is made once for each language


@lru_cache(maxsize=KEPT)
def as_pdf(sheet: Sheet, community: str, about: str, made: datetime) -> bytes:
    """Return a sheet as an A4 PDF file; `about` names version and date."""
    paper = Paper(f"{community} · {_('Charter')}", f"{community} · {_('Charter')} · {about}", made)
    paper.text_block(community, size=SMALL, tone=GREY)
    paper.title_line(_("Charter"))
    paper.text_block(about, size=SMALL, tone=GREY)
    paper.space(3)
    paper.text_block(sheet.preamble)
    for clause in sheet.clauses:
        _clause(paper, clause)
    _list(paper, _("What is encouraged"), sheet.encouraged)
    if sheet.reporting:
        paper.heading(_("How something is reported"))
        paper.text_block(sheet.reporting)
    paper.heading(_("How an appeal works"))
    paper.text_block(sheet.appeals)
    for line in sheet.terms:
        paper.line_item(line)
    return paper.bytes()


def _clause(paper: Paper, clause: Paragraph) -> None:
    paper.heading(f"{clause.number}  {clause.title}")
    paper.text_block(clause.text)
    for line in clause.allowed:
        paper.line_item(line, "√", GREEN)
    for line in clause.forbidden:
        paper.line_item(line, "×", RED)
    steps = " · ".join((_("What follows"), *clause.steps))
    paper.text_block(steps, size=SMALL, tone=GREY)


def _list(paper: Paper, title: str, lines: tuple[str, ...]) -> None:
    if lines:
        paper.heading(title)
        for line in lines:
            paper.line_item(line)
