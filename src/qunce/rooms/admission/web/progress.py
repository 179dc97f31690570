"""What an applicant's page tells after the decision: the way into each group, or a new start."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from qunce.kernel.text import N_, Words
from qunce.rooms.admission import lines, queue
from qunce.rooms.admission.domain import ON_THE_WAY, ApplicationState, ArrivalState
from qunce.rooms.admission.models import Application, Arrival
from qunce.rooms.admission.naming import Record, propose

ENDED = (ApplicationState.DECLINED, ApplicationState.WITHDRAWN, ApplicationState.LAPSED)
BEFORE = (ArrivalState.WAITLISTED, ArrivalState.ADDING, ArrivalState.INVITING)
IN_LINE = N_("The group is full at the moment: you are number %(n)s on the waiting list.")
NEXT = {
    ArrivalState.ADDING: N_("Next: we add you on WeChat."),
    ArrivalState.INVITING: N_("Next: you get the invitation into the group on WeChat."),
    ArrivalState.WELCOMING: N_("You are in the group."),
    ArrivalState.ARRIVED: N_("You are in the group."),
}


def progress_of(application: Application, now: datetime) -> dict[str, Any]:
    """Return what the page shows of an application that is decided or over."""
    state = ApplicationState(application.state)
    if state in ENDED:
        return {"start": _start(application, now)}
    if state != ApplicationState.APPROVED:
        return {}
    ways = [each for each in queue.ways_of(application) if each.state != ArrivalState.DROPPED]
    by_hand = any(each.state in ON_THE_WAY or each.steps for each in ways)
    person = application.person
    may_log_in = person is not None and person.account_id is not None
    record = Record(application.name, application.company, application.position)
    return {
        "ways": [{"group": each.group, "said": _said(each)} for each in ways],
        "to_be_added": any(each.state in BEFORE for each in ways),
        "nickname": propose(record) if by_hand else "",
        "home": reverse("web_home", kwargs={"key": _key(application)}) if may_log_in else "",
    }


def _said(way: Arrival) -> Words:
    if way.state != ArrivalState.WAITLISTED:
        return Words(NEXT[ArrivalState(way.state)])
    line = list(lines.waiting_in(way.group).values_list("pk", flat=True))
    return Words(IN_LINE, {"n": line.index(way.pk) + 1})


def _start(application: Application, now: datetime) -> str:
    """Return the address of the form, "" as long as the applicant is asked to wait."""
    until = application.reapply_at
    if application.state == ApplicationState.DECLINED and until is not None and until > now:
        return ""
    group = application.group
    if group is None or group.archived_at is not None:
        return reverse("admission_join", kwargs={"key": _key(application)})
    keys = {"key": _key(application), "group": group.key}
    return reverse("admission_join_group", kwargs=keys)


def _key(application: Application) -> str:
    return application.community.key
