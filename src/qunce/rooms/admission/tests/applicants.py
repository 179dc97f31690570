"""Applicants of the tests: Ana fills in the form, and what her browser would send with it."""

import itertools
from decimal import Decimal
from io import BytesIO
from typing import Any

from PIL import Image

from qunce.people.models import Community, Group, Person
from qunce.rooms.admission import applying, invitations
from qunce.rooms.admission.applying import Sheet, Way
from qunce.rooms.admission.models import Application, Invitation

COUNT = itertools.count(1)
ANA = Sheet(
    name="安娜",
    company="宏图集团",
    position="招聘经理",
    years=Decimal(5),
    wechat="ana_hr_2026",
    email="ana@mail.example.org",
)


def typed(**also: Any) -> dict[str, Any]:
    """Return what a browser sends for Ana's form; `also` replaces or adds fields."""
    told = {
        "name": ANA.name,
        "company": ANA.company,
        "position": ANA.position,
        "years": "5",
        "wechat": ANA.wechat,
        "email": ANA.email,
        "privacy": "on",
        "charter": "on",
        "form": f"form-token-of-a-browser-{next(COUNT)}",
    }
    return told | also


def apply(
    community: Community,
    now: Any,
    *,
    group: Group | None = None,
    invitation: Invitation | None = None,
    sheet: Sheet = ANA,
    **way: Any,
) -> Application:
    """Return Ana's application, as sent by the form."""
    way.setdefault("form", f"form-token-of-a-browser-{next(COUNT)}")
    made = Way(group=group, invitation=invitation, **way)
    return applying.send(community, sheet, made, now=now)


def invite(person: Person, actor: Any, now: Any, **about: Any) -> Invitation:
    """Return an invitation by a person for three people and a week."""
    about = {"quota": 3, "days": 7, **about}
    group = about.pop("group", None)
    return invitations.make(person, group, by=actor, now=now, **about)


def photo() -> bytes:
    """Return a small photo as a phone sends it."""
    made = BytesIO()
    Image.new("RGB", (60, 40), "navy").save(made, "JPEG")
    return made.getvalue()
