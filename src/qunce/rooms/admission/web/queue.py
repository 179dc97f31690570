"""The queue 入群审核: what waits for an answer, and many approved at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from qunce.kernel.messages import Role
from qunce.people.queries import is_staff, list_groups
from qunce.playbook.queries import effective
from qunce.rooms.admission import approval, arrivals, queue, reviewing
from qunce.rooms.admission.alike import Likeness, find_alike
from qunce.rooms.admission.deciding import Review, reasons_of
from qunce.rooms.admission.domain import ApplicationState, EvidenceKind, EvidenceState, standing_of
from qunce.rooms.admission.models import Application, Evidence
from qunce.rooms.admission.reach import address_of
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.queues import (
    ANSWERS,
    Addressed,
    Answering,
    Decided,
    each_of,
    show_answer,
    tell_left,
    ticked,
)
from qunce.shell.review_forms import AskForm, DeclineForm
from qunce.shell.words import render as say

TABS = {
    "waiting": (ApplicationState.WAITING,),
    "asked": (ApplicationState.ASKED,),
    "proving": (ApplicationState.PROVING,),
    "decided": queue.DECIDED,
    "all": tuple(ApplicationState),
}


def may_hear(request: HttpRequest, topic: str) -> bool:
    """Say whether the viewer may hear "applications:<community>": who holds a role there."""
    _prefix, _colon, community = topic.partition(":")
    return community.isdecimal() and is_staff(request.user, int(community))


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """List the applications by promise, what waits for an answer first."""
    show = request.GET.get("show", "waiting")
    show = show if show in TABS else "waiting"
    rows = queue.list_applications(request.community).filter(state__in=TABS[show])
    page = ListPage(request, rows, _setup(request, show))
    known = {
        "page": page,
        "lines": [_line(each) for each in page],
        "show": show,
        "tabs": _tabs(request),
        "now": request.now,
        "decided": [
            _decided(each) for each in queue.list_just_decided(request.person, request.now)
        ],
        "topic": f"applications:{request.community.pk}",
        "page_keys": [
            ("j", _("Open the first one")),
            ("x", _("Approve those ticked")),
            ("u", _("Undo your last decision")),
        ],
        "first": page.page.object_list[0].pk if len(page) else None,
    }
    return render(request, "admission/queue.html", known)


def _decided(application: Application) -> Decided:
    is_in = application.state == ApplicationState.APPROVED
    return Decided(
        application.pk,
        application.name,
        reverse(
            "admission_application",
            kwargs={"key": application.community.key, "pk": application.pk},
        ),
        ApplicationState(application.state).label,
        "good" if is_in else "quiet",
        application.decided_at,
    )


def _line(application: Application) -> dict[str, Any]:
    state = ApplicationState(application.state).label
    return {"application": application, "state": state, "proofs": _proofs(application)}


def _proofs(application: Application) -> list[tuple[str, str]]:
    """Return what somebody has shown and where it stands, without what was taken back."""
    shown = [
        (EvidenceKind(each.kind), EvidenceState(each.state), each.file)
        for each in application.evidence.all()
        if each.state != EvidenceState.WITHDRAWN
    ]
    return [(kind.label, standing_of(kind, state, file)) for kind, state, file in shown]


def _tabs(request: QunceRequest) -> list[tuple[str, str, int]]:
    names = {
        "waiting": _("To answer"),
        "asked": _("Question open"),
        "proving": _("Evidence missing"),
        "decided": _("Decided"),
        "all": _("All"),
    }
    states = Application.objects.filter(community=request.community).values_list("state", flat=True)
    counted = list(states)
    return [(key, names[key], sum(s in TABS[key] for s in counted)) for key in TABS]


def _setup(request: QunceRequest, show: str) -> ListSetup:
    groups = [(each.key, each.name) for each in list_groups(request.community)]
    promise = ("promise", _("By promise"), ("due_at", "id"))
    newest = ("new", _("Newest first"), "-id")
    return ListSetup(
        search=("name__icontains", "company__icontains", "position__icontains"),
        filters=(
            Filter("group", _("Group"), groups, "group__key"),
            Filter("evidence", _("Evidence"), _evidence_choices(), _with_evidence),
            Filter(
                "mine",
                _("Reviewer"),
                [("yes", _("Mine"))],
                lambda rows, _value: rows.filter(
                    Q(decided_by=request.person) | Q(remarks__reviewer=request.person)
                ).distinct(),
            ),
        ),
        sorts=(newest, promise) if show in {"decided", "all"} else (promise, newest),
        placeholder=_("Name, company, position"),
        keep=("show",),
    )


def _evidence_choices() -> list[tuple[str, str]]:
    kinds = [(kind.value, say(kind.label)) for kind in EvidenceKind]
    return [*kinds, ("none", _("without evidence"))]


def _with_evidence(rows: QuerySet[Application], value: str) -> QuerySet[Application]:
    shown = Evidence.objects.exclude(state=EvidenceState.WITHDRAWN)
    if value == "none":
        return rows.exclude(pk__in=shown.values("application"))
    return rows.filter(pk__in=shown.filter(kind=value).values("application"))


def _chosen(request: QunceRequest) -> list[Application]:
    """Return the waiting applications that were ticked, in the order of the promise."""
    keys = ticked(request, "application")
    rows = queue.list_waiting(request.community).filter(pk__in=keys)
    return list(rows.select_related("group", "community").prefetch_related("evidence"))


@require_POST
@console_page(Role.OPS)
def preview(request: QunceRequest) -> HttpResponse:
    """Show who would be approved, asked or declined, and what would follow for each of them."""
    chosen = _chosen(request)
    if not chosen:
        messages.info(request, _("Tick applicants first. Nobody is ticked at first."))
        return redirect("admission_queue", key=request.community.key)
    verb = request.POST.get("verb", "")
    if verb == "decline" and not _common_reasons(chosen):
        messages.info(request, _("Their groups have no reason in common: decline group by group."))
        return redirect("admission_queue", key=request.community.key)
    if verb in ANSWERS:
        return _answers_page(request, verb, chosen, _answer_form(verb, chosen))
    lines = _what_follows(chosen)
    count = sum(bool(line["application"].group) and not line["alike"] for line in lines)
    unproven = [line["application"].name for line in lines if not line["is_proven"]]
    known = {"lines": lines, "count": count, "unproven": unproven}
    return render(request, "admission/bulk.html", known)


def _what_follows(chosen: Sequence[Application]) -> list[dict[str, Any]]:
    """Return what an approval of each would lead to, one after the other."""
    free = {each.group_id: arrivals.seats_of(each.group) for each in chosen if each.group}
    lines = []
    for each in chosen:
        left = free.get(each.group_id, 0)
        free[each.group_id] = left - 1
        alike = [found.likeness for found in find_alike(each)]
        lines.append(
            {
                "application": each,
                "misfits": queue.misfits_of(each),
                "proofs": _proofs(each),
                "is_proven": any(
                    proof.state == EvidenceState.CONFIRMED for proof in each.evidence.all()
                ),
                "alike": [one.label for one in alike if one is not Likeness.NAMESAKE],
                "namesake": Likeness.NAMESAKE.label if Likeness.NAMESAKE in alike else "",
                "has_mail": bool(address_of(each)),
                "waits": each.group is not None and left <= 0,
                "is_web": each.group is not None and each.group.channel == arrivals.WEB,
            }
        )
    return lines


def _answer_form(verb: str, chosen: Sequence[Application], data: Any = None) -> forms.Form:
    return AskForm(data) if verb == "ask" else DeclineForm(_common_reasons(chosen), data)


def _common_reasons(chosen: Sequence[Application]) -> list[str]:
    """Return the reasons that the groups of all of these know: each group may have its own."""
    known = [
        [each.title for each in reasons_of(effective(community, Review, group))]
        for community, group in {(each.community_id, each.group_id) for each in chosen}
    ]
    return [title for title in known[0] if all(title in others for others in known)]


def _answers_page(
    request: QunceRequest, verb: str, chosen: Sequence[Application], form: forms.Form
) -> HttpResponse:
    key = {"key": request.community.key}
    send = reverse("admission_answer_all", kwargs=key)
    what = Answering(verb, "application", send, reverse("admission_queue", kwargs=key))
    by_hand = _("no e-mail: words to copy stand on the application's page")
    rows = [
        Addressed(
            each.pk,
            each.name,
            f"{each.company} · {each.position}",
            "" if address_of(each) else by_hand,
        )
        for each in chosen
    ]
    return show_answer(request, what, rows, form)


@require_POST
@console_page(Role.OPS)
def answer_all(request: QunceRequest) -> HttpResponse:
    """Ask several applicants, or decline them, with one text; what was decided is named."""
    chosen, verb = _chosen(request), request.POST.get("verb", "")
    if not chosen or verb not in ANSWERS:
        messages.info(request, _("None of these waits any more."))
        return redirect("admission_queue", key=request.community.key)
    form = _answer_form(verb, chosen, request.POST)
    if not form.is_valid():
        return _answers_page(request, verb, chosen, form)
    told, by, now = form.cleaned_data, request.actor, request.now

    def act(each: Application) -> None:
        if verb == "ask":
            reviewing.ask(each, told["text"], by=by, now=now, seen=each.state)
        else:
            words = told["words"]
            reviewing.decline(each, told["reason"], words=words, by=by, now=now, seen=each.state)

    done = each_of(request, chosen, act, lambda each: each.name)
    if done and verb == "ask":
        said = ngettext("%(n)s applicant is asked.", "%(n)s applicants are asked.", done)
    else:
        said = ngettext("%(n)s applicant is declined.", "%(n)s applicants are declined.", done)
    if done:
        messages.success(request, said % {"n": done})
    return redirect("admission_queue", key=request.community.key)


@require_POST
@console_page(Role.OPS)
def approve_all(request: QunceRequest) -> HttpResponse:
    """Approve those of the preview; who was decided meanwhile is left out and named."""
    outcomes = approval.approve_all(_chosen(request), by=request.actor, now=request.now)
    done = [each for each in outcomes if each.fault is None]
    tell_left(
        request,
        [(each.application.name, each.fault) for each in outcomes if each.fault is not None],
    )
    if done:
        said = ngettext("%(n)s is approved.", "%(n)s are approved.", len(done)) % {"n": len(done)}
        messages.success(request, said)
    return redirect("admission_queue", key=request.community.key)


@require_POST
@console_page(Role.OPS)
def undo(request: QunceRequest) -> HttpResponse:
    """Take decisions of a moment ago back: one, or all of a batch."""
    wanted = set(ticked(request, "application"))
    mine = queue.list_just_decided(request.person, request.now)

    def take_back(each: Application) -> None:
        undo_one(queue.access_application(request.community, each.pk), request)

    chosen = [each for each in mine if each.pk in wanted]
    undone = each_of(request, chosen, take_back, lambda each: each.name)
    if undone:
        said = ngettext("%(n)s waits again.", "%(n)s wait again.", undone) % {"n": undone}
        messages.success(request, said)
    return redirect("admission_queue", key=request.community.key)


def undo_one(application: Application, request: QunceRequest) -> None:
    """Take the decision about an application back, whichever it was."""
    verb = (
        approval.take_back if application.state == ApplicationState.APPROVED else reviewing.reopen
    )
    verb(application, by=request.actor, now=request.now)


URLS = [
    path("c/<slug:key>/applications/", index, name="admission_queue"),
    path("c/<slug:key>/applications/bulk/", preview, name="admission_preview"),
    path("c/<slug:key>/applications/bulk/approve/", approve_all, name="admission_approve_all"),
    path("c/<slug:key>/applications/bulk/answer/", answer_all, name="admission_answer_all"),
    path("c/<slug:key>/applications/undo/", undo, name="admission_undo"),
]
