"""What admission shows on a group's page."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from qunce.people.models import Group
from qunce.playbook.basics import is_on
from qunce.playbook.queries import effective
from qunce.rooms.admission.domain import Settings, chase_words
from qunce.rooms.admission.queries import list_misnamed
from qunce.shell.words import render

CALLED = 20  # so many names fit into one message


def misnamed(request: HttpRequest, group: Group) -> str:
    """Return the chase list of nicknames, with one text for all of them (M07)."""
    found = list_misnamed(group)
    if not found or not is_on(group.community_id, "admission"):
        return ""
    settings = effective(group.community_id, Settings, group.pk)
    words = render(chase_words(settings, [each.nickname for each in found[:CALLED]]))
    known = {"found": found[:CALLED], "count": len(found), "words": words}
    return render_to_string("admission/panel.html", known, request)
