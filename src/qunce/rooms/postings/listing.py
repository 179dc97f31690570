"""`qunce postings`: recruitment posts that were applied for, and where each stands."""

import json
import sys
from argparse import ArgumentParser, Namespace
from unicodedata import east_asian_width

from qunce.kernel.text import N_
from qunce.people.queries import zone_of
from qunce.rooms.postings.deciding import PostingState
from qunce.rooms.postings.models import Posting
from qunce.shell.card import Command

HEADS = ("id", "state", "company", "title", "sent", "slot", "result")
WIDTHS = (6, 10, 20, 20, 16, 16, 10)


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--state", choices=[each.value for each in PostingState])
    parser.add_argument("--community", metavar="KEY", default="")


def _run(options: Namespace) -> int:
    rows = Posting.objects.select_related("community").order_by("id")
    if options.state:
        rows = rows.filter(state=options.state)
    if options.community:
        rows = rows.filter(community__key=options.community)
    if options.format == "json":
        json.dump([_row(each) for each in rows], sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
        return 0
    for row in (HEADS, *(_cells(each) for each in rows)):
        shown = (_fit(cell, width) for cell, width in zip(row, WIDTHS, strict=True))
        sys.stdout.write(" ".join(shown).rstrip() + "\n")
    return 0


def _cells(posting: Posting) -> tuple[str, ...]:
    """Return a line of the table; times are those of the community."""
    zone = zone_of(posting.community)
    slot = posting.slot_at
    return (
        *(str(posting.pk), posting.state, posting.company, posting.title),
        f"{posting.sent_at.astimezone(zone):%Y-%m-%d %H:%M}",
        f"{slot.astimezone(zone):%Y-%m-%d %H:%M}" if slot else "-",
        posting.result or "-",
    )


def _fit(text: str, width: int) -> str:
    """Return a text in so many columns of a terminal: Chinese characters take two."""
    while _columns(text) > width:
        text = text[:-1]
    return text + " " * (width - _columns(text))


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(each) in {"W", "F"} else 1 for each in text)


def _row(posting: Posting) -> dict[str, str | int | None]:
    """Return what may stand on a screen: no name of the applicant, no contact."""
    slot, posted = posting.slot_at, posting.posted_at
    return {
        "id": posting.pk,
        "community": posting.community.key,
        "state": posting.state,
        "company": posting.company,
        "title": posting.title,
        "place": posting.place,
        "pay": posting.pay,
        "deadline": posting.deadline.isoformat() if posting.deadline else None,
        "sent_at": posting.sent_at.isoformat(timespec="minutes"),
        "slot_at": slot.isoformat(timespec="minutes") if slot else None,
        "posted_at": posted.isoformat(timespec="minutes") if posted else None,
        "result": posting.result or None,
    }


COMMAND = Command("postings", N_("List recruitment posts and where they stand."), _arguments, _run)
