"""What the charter shows on other pages: a member's home, and the record of a person."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from qunce.people.models import Person
from qunce.rooms.charter import queries
from qunce.rooms.charter.domain import accept_by


def asked(request: HttpRequest, person: Person) -> str:
    """Ask a member to read and accept the new charter; "" for who has."""
    version = queries.find_newest(person.community_id)
    wanted = queries.find_asked(person.community_id)
    if version is None or wanted is None or not queries.is_asked(person):
        return ""
    until = accept_by(wanted.in_force_from, None, queries.settings_of(person.community_id))
    known = {"version": version, "until": until}
    return render_to_string("charter/home_panel.html", known, request)


def accepted(request: HttpRequest, person: Person) -> str:
    """Show an admin what a member accepted, and whether something is open."""
    known = {
        "person": person,
        "rows": queries.list_acceptances(person),
        "is_asked": queries.is_asked(person),
        "newest": queries.find_newest(person.community_id),
    }
    return render_to_string("charter/person_panel.html", known, request)
