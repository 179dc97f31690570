"""Tells the person on duty of an urgent task, by e-mail or web hook, outside the quiet hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import httpx
from django.conf import settings as site
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat

from qunce.kernel.calendar import local_day
from qunce.kernel.effects import Outcome, Status
from qunce.kernel.messages import Role
from qunce.kernel.options import Section, option
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Assignment
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Errand, Task
from qunce.people.models import Person
from qunce.people.queries import holders, zone_of
from qunce.people.roster import responsible
from qunce.playbook.basics import Basics
from qunce.playbook.queries import effective
from qunce.shell.house import house
from qunce.shell.words import render
from qunce.store.codecs import decode

ALERT = "alert"
WAYS = MAIL, HOOK = "mail", "hook"
TIMEOUT = 10  # seconds that a web hook may take

SUBJECT = N_("Urgent: %(title)s")
BODY = N_("%(title)s\n\n%(words)s\n\nDo it here: %(link)s")
GONE = N_("The task was done before anybody had to be told.")
NOBODY = N_("There is nobody to tell: neither an address nor a web hook.")
FAILED = N_("The web hook answered %(code)s.")
UNREACHABLE = N_("The web hook cannot be reached: %(fault)s")


NOBODY_THERE = Outcome(Status.DENIED, Words(NOBODY))


@dataclass(frozen=True, slots=True)
class Settings:
    """Who hears of an urgent task, and how."""

    by_mail: bool = option(
        default=True,
        label=N_("By e-mail"),
        help=N_("An urgent task is sent to whoever is on duty, or else to all who hold its role."),
    )
    web_hook: str = option(
        "",
        N_("Web hook"),
        N_("Address of a group robot (WeCom, Feishu, DingTalk …) that takes a text message."),
        high=500,
    )


def _faults(settings: Settings) -> list[str]:
    parts = urlsplit(settings.web_hook)
    if settings.web_hook and (parts.scheme not in {"http", "https"} or not parts.hostname):
        return [N_("The web hook must be an address that begins with https:// or http://.")]
    return []


SECTION = Section("alerts", N_("Urgent tasks"), Settings, check=_faults, is_common=True)


def tick(now: datetime) -> None:
    """Have everybody told who must know of an urgent task and is not in the quiet hours.

    Mail and web hook are errands of their own: what fails on one way does not repeat the other.
    """
    waiting = Task.objects.filter(state=TaskState.OPEN, urgent=True).select_related("community")
    keys = [Concat(Value("alert:"), OuterRef("key"), Value(f":{way}")) for way in WAYS]
    told = Errand.objects.filter(kind=ALERT, key__in=keys)
    for task in waiting.exclude(Exists(told)):
        quiet = effective(task.community_id, Basics).quiet
        if not quiet.covers(now, zone_of(task.community)):
            _enqueue(task, now)


@transaction.atomic
def _enqueue(task: Task, now: datetime) -> None:
    settings = effective(task.community_id, Settings)
    ways = [HOOK] if settings.web_hook else []
    if settings.by_mail or not ways:
        ways.append(MAIL)
    for way in ways:
        ledger.enqueue(
            ALERT,
            {"task": task.pk, "way": way},
            community=task.community_id,
            now=now,
            key=f"alert:{task.key}:{way}",
        )


def execute(assignment: Assignment) -> Outcome:
    """Send one alert on one way: e-mail to whoever has to do it, or the web hook."""
    task = Task.objects.filter(pk=assignment.payload["task"]).select_related("community").first()
    if task is None or task.state != TaskState.OPEN:
        return Outcome(Status.DONE, Words(GONE))
    settings = effective(task.community_id, Settings)
    title = render(decode(Words, task.title))
    words = render(decode(Words, task.words)) if task.words else ""
    link = f"{site.SITE_URL}/c/{task.community.key}/"
    body = render(Words(BODY, {"title": title, "words": words, "link": link}))
    if assignment.payload["way"] == HOOK:
        return _post(settings.web_hook, body) if settings.web_hook else NOBODY_THERE
    addresses = _addresses(task, assignment.now) if settings.by_mail else []
    if not addresses:
        return NOBODY_THERE
    send_mail(render(Words(SUBJECT, {"title": title})), body, None, addresses)
    return Outcome(Status.DONE)


def _addresses(task: Task, now: datetime) -> list[str]:
    """Return to whom to write: whose task it is, who is on duty, else all who hold the role.

    Where the one who is meant has no address, the others are told.
    """
    role, duty = Role(task.role), house.duty_of(task.kind)
    today = local_day(now, zone_of(task.community))
    meant = responsible(task.community, duty.key if duty else "", role, today)
    if task.person is not None:
        meant = [task.person]
    return _known(meant) or _known(holders(task.community, role))


def _known(persons: Sequence[Person]) -> list[str]:
    return [person.account.email for person in persons if person.account]


def _post(address: str, text: str) -> Outcome:
    # The one shape that WeCom's and DingTalk's robots take; Feishu's reads the second pair.
    body = {"msgtype": "text", "text": {"content": text}}
    body |= {"msg_type": "text", "content": {"text": text}}
    try:
        answer = httpx.post(address, json=body, timeout=TIMEOUT)
    except httpx.HTTPError as error:
        return Outcome(Status.RETRY, Words(UNREACHABLE, {"fault": str(error)}))
    if answer.is_success:
        return Outcome(Status.DONE)
    return Outcome(Status.RETRY, Words(FAILED, {"code": answer.status_code}))
