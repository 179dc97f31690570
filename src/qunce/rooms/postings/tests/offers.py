"""Posts that are applied for, for the tests: what a member writes, and what a browser sends."""

import itertools
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from qunce.people.models import Community, Group, Person
from qunce.rooms.postings import applying
from qunce.rooms.postings.applying import Way
from qunce.rooms.postings.models import Posting
from qunce.rooms.postings.texts import Draft

COUNT = itertools.count(1)
DRAFT = Draft(
    company="云杉精密有限公司",
    title="薪酬主管",
    introduction="苏州，做汽车零部件，员工380人",
    details="负责月度核薪、个税社保，5年以上经验",
    contact="王女士 13800000000",
    pay="12-16K",
    place="苏州",
    deadline=date(2026, 12, 31),
)


def token() -> str:
    """Return the secret of a form, as a browser holds it."""
    return f"form-token-of-a-browser-{next(COUNT)}"


def typed(**also: Any) -> dict[str, Any]:
    """Return what a browser sends for the form; `also` replaces or adds fields."""
    told = {
        "company": DRAFT.company,
        "title": DRAFT.title,
        "introduction": DRAFT.introduction,
        "details": DRAFT.details,
        "contact": DRAFT.contact,
        "pay": DRAFT.pay,
        "place": DRAFT.place,
        "deadline": "2026-12-31",
        "form": token(),
        "send": "1",
    }
    return told | also


def offer(
    community: Community,
    now: datetime,
    person: Person | None = None,
    *,
    groups: tuple[Group, ...] = (),
    **changed: Any,
) -> Posting:
    """Return an application as sent by the form; `changed` are fields of the draft."""
    way = Way(form=token(), person=person, name="" if person else "李雷", groups=groups)
    return applying.send(community, replace(DRAFT, **changed), way, now=now)
