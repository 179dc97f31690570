"""How a post reads in each kind of chat: in how many pieces it goes, and how long each is."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from qunce.kernel import screens
from qunce.kernel.screens import MEDIA, Medium
from qunce.rooms.programme import laying, queries
from qunce.rooms.programme.domain import OPEN
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.words import render as say


@require_GET
@console_page()
def preview(request: QunceRequest, pk: int) -> HttpResponse:
    """Show the text of an entry as each kind of chat gets it."""
    item = queries.access_item(request.community, pk)
    text = item.text
    if not text and item.state in OPEN:
        text = laying.composed(item, queries.known_of(request.community))
    rows = screens.lines_of(text) if text else 0
    known = {
        "item": item,
        "title": say(queries.title_of(item)),
        "media": [_as_in(medium, text) for medium in MEDIA],
        "text": text,
        "rows": rows,
        "screens": -(-rows // screens.ROWS),
    }
    return render(request, "programme/preview.html", known)


def _as_in(medium: Medium, text: str) -> dict[str, object]:
    """Return the pieces in which a text goes into a chat, each with its length as it counts."""
    pieces = [(piece, medium.size_of(piece)) for piece in screens.numbered(text, medium)]
    return {"medium": medium, "pieces": pieces}


URLS = [path("c/<slug:key>/calendar/<int:pk>/preview/", preview, name="programme_preview")]
