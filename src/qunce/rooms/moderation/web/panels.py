"""What moderation shows on other rooms' pages."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from qunce import clock
from qunce.kernel.clauses import Charter
from qunce.kernel.messages import Role
from qunce.people.models import Group, Person
from qunce.playbook.queries import effective
from qunce.rooms.moderation import queries
from qunce.shell.access import holds

SHOWN = 5  # cases on a member's page


def of_person(request: HttpRequest, person: Person) -> str:
    """Show an admin the last cases about a member, and the way to act."""
    cases = queries.list_cases(person.community).filter(person=person)[:SHOWN]
    may_act = holds(getattr(request, "roles", ()), Role.OPS)
    known = {"person": person, "cases": list(cases), "may_act": may_act}
    return render_to_string("moderation/person_panel.html", known, request)


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
