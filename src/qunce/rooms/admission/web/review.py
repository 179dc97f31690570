"""One application with everything on one page, and the reviewer's verbs."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.kernel.messages import Role
from qunce.kernel.text import Words
from qunce.people.models import Group
from qunce.people.queries import list_groups
from qunce.playbook.queries import effective
from qunce.rooms.admission import approval, arrivals, letters, queue, reviewing
from qunce.rooms.admission.alike import find_alike, persons_alike
from qunce.rooms.admission.approval import Choice
from qunce.rooms.admission.deciding import ANSWER_HERE, Review, reasons_of
from qunce.rooms.admission.domain import (
    APPLICANT_KINDS,
    APPLICATION,
    ASKED_FIELDS,
    ApplicationState,
    ApplicationVerb,
    ArrivalState,
    EvidenceKind,
    EvidenceState,
    standing_of,
)
from qunce.rooms.admission.finding import companies_at
from qunce.rooms.admission.letters import Letter
from qunce.rooms.admission.models import Application
from qunce.rooms.admission.reach import (
    address_of,
    masked_others,
    masked_wechat,
    status_link,
)
from qunce.rooms.admission.web.answering import ApproveForm
from qunce.rooms.admission.web.queue import undo_one
from qunce.rooms.admission.web.story import story_of
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.forms import submit
from qunce.shell.review_forms import AskForm, DeclineForm, say_above
from qunce.shell.words import render as say

TONES = {
    ApplicationState.WAITING: "info",
    ApplicationState.ASKED: "warn",
    ApplicationState.APPROVED: "good",
}


@require_GET
@console_page()
def application(request: QunceRequest, pk: int) -> HttpResponse:
    """Show an application with everything that is known of it."""
    return _page(request, queue.access_application(request.community, pk))


@require_POST
@console_page(Role.OPS)
def ask(request: QunceRequest, pk: int) -> HttpResponse:
    """Ask the applicant something."""
    found = queue.access_application(request.community, pk)
    form = AskForm(request.POST)

    def act(told: Any) -> None:
        seen = _seen(request)
        reviewing.ask(found, told["text"], by=request.actor, now=request.now, seen=seen)

    if not submit(form, act):
        return _again(request, found, ask=form)
    has_mail = bool(address_of(found))
    said = _("Asked. It goes out by e-mail.") if has_mail else _("Asked. Copy the words below.")
    messages.success(request, said)
    return redirect("admission_application", key=request.community.key, pk=pk)


@require_POST
@console_page(Role.OPS)
def decline(request: QunceRequest, pk: int) -> HttpResponse:
    """Decline with a reason."""
    found = queue.access_application(request.community, pk)
    due = found.due_at
    form = DeclineForm([each.title for each in _reasons(found)], request.POST)

    def act(told: Any) -> None:
        reviewing.decline(
            found,
            told["reason"],
            words=told["words"],
            by=request.actor,
            now=request.now,
            seen=_seen(request),
        )

    if not submit(form, act):
        return _again(request, found, decline=form)
    messages.success(request, _("%(name)s is declined.") % {"name": found.name})
    return _next(request, found, due)


@require_POST
@console_page(Role.OPS)
def approve(request: QunceRequest, pk: int) -> HttpResponse:
    """Let the applicant in."""
    found = queue.access_application(request.community, pk)
    due = found.due_at
    form = _approve_form(found, request.POST)

    def act(_told: Any) -> None:
        choice = Choice(form.chosen_groups(), form.chosen_person(), _seen(request))
        approval.approve(found, choice, by=request.actor, now=request.now)

    if not submit(form, act):
        return _again(request, found, approve=form)
    messages.success(request, _("%(name)s is approved.") % {"name": found.name})
    return _next(request, found, due)


@require_POST
@console_page(Role.OPS)
def reopen(request: QunceRequest, pk: int) -> HttpResponse:
    """Take the decision back: the application waits again."""
    found = queue.access_application(request.community, pk)
    undo_one(found, request)
    messages.success(request, _("%(name)s waits again.") % {"name": found.name})
    return redirect("admission_application", key=request.community.key, pk=pk)


def _seen(request: QunceRequest) -> str:
    return request.POST.get("seen", "")


def _again(request: QunceRequest, application: Application, **sent: forms.Form) -> HttpResponse:
    """Show the application as it is by now, with the form that was refused."""
    again = queue.access_application(application.community, application.pk)
    if again.state != _seen(request):
        say_above(request, *sent.values())
    return _page(request, again, **sent)


def _next(request: QunceRequest, application: Application, due: Any) -> HttpResponse:
    """Lead to what waits next, or to the queue where nothing does."""
    following = queue.next_after(application, due)
    if following is None:
        return redirect("admission_queue", key=request.community.key)
    return redirect("admission_application", key=request.community.key, pk=following)


def _reasons(application: Application) -> list[Any]:
    return reasons_of(effective(application.community_id, Review, application.group_id))


def _approve_form(application: Application, data: Any = None) -> ApproveForm:
    groups: list[Group] = list(list_groups(application.community))
    places = [(group, arrivals.seats_of(group)) for group in groups]
    return ApproveForm(application, places, persons_alike(application), data)


def _page(request: QunceRequest, application: Application, **bound: forms.Form) -> HttpResponse:
    """Show the application; `bound` are forms that were refused, with what was typed."""
    before, after = queue.neighbours(application)
    state = ApplicationState(application.state)
    verbs = APPLICATION.verbs_from(state)
    reasons = _reasons(application)
    known = {
        "application": application,
        "is_late": application.due_at is not None
        and application.due_at <= request.now
        and state is ApplicationState.WAITING,
        "before": before,
        "after": after,
        "evidence": _evidence(application),
        "alike": find_alike(application),
        **_labels(application),
        "remarks": list(application.remarks.select_related("reviewer")),
        "misfits": queue.misfits_of(application),
        **_contacts(application, request),
        "ways": [
            {"group": way.group, "label": ArrivalState(way.state).label}
            for way in queue.ways_of(application)
        ],
        "steps": story_of(application, request),
        "may_ask": ApplicationVerb.ASK in verbs or state is ApplicationState.ASKED,
        "may_approve": ApplicationVerb.APPROVE in verbs,
        "may_decline": ApplicationVerb.DECLINE in verbs,
        "may_undo": {ApplicationVerb.REOPEN, ApplicationVerb.TAKE_BACK} & set(verbs),
        "forms": {
            "ask": bound.get("ask") or AskForm(),
            "decline": bound.get("decline") or DeclineForm([each.title for each in reasons]),
            "approve": bound.get("approve") or _approve_form(application),
        },
        "words": _words(application, request),
        "has_mail": bool(address_of(application)),
        "topic": f"applications:{request.community.pk}",
        "page_keys": _keys(),
    }
    return render(request, "admission/application.html", known)


def _evidence(application: Application) -> list[dict[str, Any]]:
    return [
        {
            "proof": proof,
            "kind": EvidenceKind(proof.kind).label,
            "state": standing_of(EvidenceKind(proof.kind), EvidenceState(proof.state), proof.file),
            "tone": "good" if proof.state == EvidenceState.CONFIRMED else "quiet",
            "companies": companies_at(proof.community_id, proof.domain)[:3] if proof.domain else [],
        }
        for proof in application.evidence.select_related("voucher", "decided_by")
    ]


def _contacts(application: Application, request: QunceRequest) -> dict[str, Any]:
    return {
        "may_look": bool(request.roles & {Role.OWNER, Role.OPS}),
        "has_wechat": bool(application.wechat),
        "wechat": masked_wechat(application),
        "reached": masked_others(application),
    }


def _labels(application: Application) -> dict[str, Any]:
    kinds, fields = dict(APPLICANT_KINDS), dict(ASKED_FIELDS)
    return {
        "state_label": ApplicationState(application.state).label,
        "state_tone": TONES.get(ApplicationState(application.state), "quiet"),
        "kind_label": kinds.get(application.kind, application.kind),
        "extra": [
            (fields.get(name, name), told) for name, told in application.extra.items() if told
        ],
    }


def _words(application: Application, request: QunceRequest) -> str:
    """Return what to tell the applicant in a chat: the question, the welcome, or the no."""
    letter = {
        ApplicationState.ASKED: Letter.ASKED,
        ApplicationState.APPROVED: Letter.APPROVED,
        ApplicationState.DECLINED: Letter.DECLINED,
        ApplicationState.LAPSED: Letter.LAPSED,
    }.get(ApplicationState(application.state))
    if letter is None:
        return ""
    question = application.remarks.filter(from_applicant=False).order_by("id").last()
    text = question.text if question else ""
    words = letters.words_of(application, letter, text, now=request.now)
    if letter is Letter.ASKED:
        words = Words(ANSWER_HERE, {"words": words, "link": status_link(application)})
    return say(words, application.language or None)


def _keys() -> list[tuple[str, str]]:
    return [
        ("a", _("Approve")),
        ("q", _("Ask something")),
        ("d", _("Decline")),
        ("j", _("Next application")),
        ("k", _("Previous application")),
        ("Ctrl+Enter", _("Send what is written")),
    ]


URLS = [
    path("c/<slug:key>/applications/<int:pk>/", application, name="admission_application"),
    path("c/<slug:key>/applications/<int:pk>/ask/", ask, name="admission_ask"),
    path("c/<slug:key>/applications/<int:pk>/decline/", decline, name="admission_decline"),
    path("c/<slug:key>/applications/<int:pk>/approve/", approve, name="admission_approve"),
    path("c/<slug:key>/applications/<int:pk>/reopen/", reopen, name="admission_reopen"),
]
