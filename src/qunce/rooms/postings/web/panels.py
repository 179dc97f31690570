"""What postings show on other pages: a link for a member, and what is asked at home."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from qunce import clock
from qunce.people.models import Person
from qunce.playbook.basics import is_on
from qunce.rooms.postings import links, queries
from qunce.rooms.postings.deciding import PostingState, Result

SHOWN = 5


def link(request: HttpRequest, person: Person) -> str:
    """Return the application link of a member, for who looks after them."""
    if not is_on(person.community_id, "postings"):
        return ""
    known = {
        "link": links.link_for(person.community_id, person.pk, 0, clock.now()),
        "rows": queries.list_own(person)[:SHOWN],
        "person": person,
    }
    return render_to_string("postings/parts/link.html", known, request)


def asked(request: HttpRequest, person: Person) -> str:
    """Return what a member is asked: a question of a reviewer, or what came of a post."""
    own = queries.list_own(person)
    questions = own.filter(state=PostingState.ASKED)[:SHOWN]
    results = own.filter(state=PostingState.POSTED, asked_at__isnull=False, result="")[:SHOWN]
    if not (questions or results):
        return ""
    known = {"questions": questions, "results": results, "choices": list(Result)}
    return render_to_string("postings/parts/asked.html", known, request)
