"""What moderation shows on other rooms' pages."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from qunce import clock
from qunce.kernel.clauses import Charter
from qunce.people.models import Group
from qunce.playbook.queries import effective
from qunce.rooms.moderation import queries


def violations(request: HttpRequest, group: Group) -> str:
    """Return the violations found in a group by clause, and the way to the fresh ones."""
    tallies = queries.tally_of(group)
    if not tallies:
        return ""
    charter = effective(group.community_id, Charter, group.pk)
    lines = [{"tally": each, "clause": charter.clause(each.clause)} for each in tallies]
    known = {
        "lines": lines,
        "group": group,
        "fresh": len(queries.list_fresh(group, clock.now())),
    }
    return render_to_string("moderation/panel.html", known, request)
