"""Applications and newcomers for the tests of the review."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from qunce.chat.intake import ingest
from qunce.kernel.incoming import Incoming, Movement, MovementKind, Speaker
from qunce.kernel.messages import Source
from qunce.people.models import Group
from qunce.rooms.admission.domain import ApplicationState, EvidenceKind, EvidenceState
from qunce.rooms.admission.models import Application, Evidence
from qunce.store import secrets

PROMISE = timedelta(hours=24)
_numbers = itertools.count(1)


def application(group: Group, now: datetime, name: str = "李娜", /, **about: Any) -> Application:
    """Store an application to a group that waits for an answer, with an e-mail address."""
    number = next(_numbers)
    email = about.pop("email", f"a{number}@example.org")
    given: dict[str, Any] = {
        "community": group.community,
        "group": group,
        "token": f"token-{number}",
        "form_token": f"form-{number}",
        "state": ApplicationState.WAITING,
        "name": name,
        "company": "字节跳动",
        "position": "HRBP",
        "years": 5,
        "email": secrets.encrypt(email) if email else "",
        "code_word": f"K{number:03}",
        "language": "zh-hans",
        "sent_at": now,
        "waiting_since": now,
        "due_at": now + PROMISE,
    }
    return Application.objects.create(**(given | about))


def confirmed(found: Application, address: str, now: datetime) -> Evidence:
    """Store a company mailbox whose code was entered."""
    return Evidence.objects.create(
        community=found.community,
        application=found,
        kind=EvidenceKind.WORK_MAIL,
        state=EvidenceState.CONFIRMED,
        address=secrets.encrypt(address),
        domain=address.partition("@")[2],
        created_at=now,
        decided_at=now,
    )


def appears(
    group: Group, name: str, now: datetime, *, live: bool = True, external: str = ""
) -> None:
    """Let the channel tell that somebody joined a group."""
    who = Speaker(external=external, name=name)
    source = Source.LIVE if live else Source.HISTORY
    ingest(group, [Movement(MovementKind.JOINED, who, now)], source=source, now=now)


def speaks(
    group: Group, name: str, text: str, now: datetime, *, live: bool = True, external: str = ""
) -> None:
    """Let somebody say something in a group, without a join before it."""
    who = Speaker(external=external, name=name)
    source = Source.LIVE if live else Source.HISTORY
    said = Incoming(who, text, now, platform_id=f"said-{next(_numbers)}")
    ingest(group, [said], source=source, now=now)


def leaves(group: Group, name: str, now: datetime) -> None:
    """Let the channel tell that somebody left a group."""
    left = Movement(MovementKind.LEFT, Speaker(name=name), now)
    ingest(group, [left], source=Source.LIVE, now=now)
