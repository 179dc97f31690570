"""Questions for the tests: what a member asks, and who agrees to be asked."""

import itertools
from datetime import datetime
from typing import Any

from cast import as_actor
from qunce.people.domain import Tier
from qunce.people.models import Person
from qunce.rooms.answers import answering, asking, routing
from qunce.rooms.answers.asking import Draft
from qunce.rooms.answers.models import Answer, Question

COUNT = itertools.count(1)
TITLE = "试用期员工提前离职，需要提前几天通知？"
REPLY = "试用期提前三天通知即可，见劳动合同法第三十七条。"


def token() -> str:
    """Return the secret of a form, as a browser holds it."""
    return f"form-token-of-a-browser-{next(COUNT)}"


def typed(**also: Any) -> dict[str, Any]:
    """Return what a browser sends for a question; `also` replaces or adds fields."""
    told = {"title": TITLE, "text": "", "topic": "劳动法", "form": token(), "send": "1"}
    return told | also


def ask(person: Person, now: datetime, title: str = TITLE, **about: Any) -> Question:
    """Let a member ask; `about` are fields of the draft."""
    draft = Draft(title, **{"topic": "劳动法", **about})
    return asking.ask(person, draft, token(), by=as_actor(person), now=now)


def reply(question: Question, person: Person, now: datetime, text: str = REPLY) -> Answer:
    """Let a member answer."""
    found = Question.objects.get(pk=question.pk)
    return answering.give(found, person, text, token(), now=now, by=as_actor(person))


def agree(person: Person, now: datetime, *topics: str) -> Person:
    """Let a senior member agree to be asked about some topics."""
    person.tier = Tier.SENIOR
    person.save()
    routing.agree(person, topics, by=as_actor(person), now=now)
    return person
