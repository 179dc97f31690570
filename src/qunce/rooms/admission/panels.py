"""What admission shows on a group's page."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from qunce.people.models import Group
from qunce.playbook.basics import is_on
from qunce.rooms.admission.nicknames import list_misnamed, texts
from qunce.shell.words import render

SHOWN = 20  # names on the group's page; the rest is one click away


def misnamed(request: HttpRequest, group: Group) -> str:
    """Return the chase list of nicknames, with one text for the first of them (M07)."""
    found = list_misnamed(group) if is_on(group.community_id, "admission") else []
    if not found:
        return ""
    words = render(texts(group, found[:SHOWN])[0])
    known = {"group": group, "found": found[:SHOWN], "count": len(found), "words": words}
    return render_to_string("admission/panel.html", known, request)
