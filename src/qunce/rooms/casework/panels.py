"""What casework shows at a member's home: the case that waits for them."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from qunce.people.models import Person
from qunce.rooms.casework import queries
from qunce.rooms.casework.domain import StudyState

OPEN = (StudyState.CALLED, StudyState.DISCUSSED)


def at_home(request: HttpRequest, person: Person) -> str:
    """Return the cases that are called for or discussed now."""
    rows = list(queries.list_for(person).filter(state__in=OPEN)[:3])
    if not rows:
        return ""
    known = {"lines": [(each, StudyState(each.state)) for each in rows]}
    return render_to_string("casework/parts/home.html", known, request)
