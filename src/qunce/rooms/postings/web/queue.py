"""The queue 招聘审核: what waits for an answer, and many approved at once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from qunce.kernel.messages import Role
from qunce.people.queries import is_staff, list_groups
from qunce.playbook.queries import effective
from qunce.rooms.postings import links, names, queries, queue, reviewing
from qunce.rooms.postings.deciding import OVER, PostingState, Result, Settings, reasons_of
from qunce.rooms.postings.models import Posting
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

UNTOLD = "none"  # of the filter: nobody said yet what came of a post
TABS = {
    "waiting": (PostingState.WAITING,),
    "asked": (PostingState.ASKED,),
    "approved": (PostingState.APPROVED,),
    "posted": (PostingState.POSTED,),
    "over": OVER,
    "all": tuple(PostingState),
}


def may_hear(request: HttpRequest, topic: str) -> bool:
    """Say whether the viewer may hear "postings:<community>": who holds a role there."""
    _prefix, _colon, community = topic.partition(":")
    return community.isdecimal() and is_staff(request.user, int(community))


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """List the applications by promise, what waits for an answer first."""
    show = request.GET.get("show", "waiting")
    show = show if show in TABS else "waiting"
    rows = queue.list_postings(request.community).filter(state__in=TABS[show])
    page = ListPage(request, rows, _setup(request, show))
    known = {
        "page": page,
        "lines": [_line(each) for each in page],
        "show": show,
        "tabs": _tabs(request),
        "now": request.now,
        "decided": [
            _decided(each, request) for each in queue.list_just_decided(request.person, request.now)
        ],
        "figures": queue.figures_of(request.community, request.now),
        "next": queries.slot_times(request.community, request.now)[:1],
        "link": links.link_for(request.community.pk, 0, 0, request.now),
        "topic": f"postings:{request.community.pk}",
        "page_keys": [
            ("j", _("Open the first one")),
            ("x", _("Approve those ticked")),
            ("u", _("Undo your last decision")),
        ],
        "first": page.page.object_list[0].pk if len(page) else None,
    }
    return render(request, "postings/queue.html", known)


def _line(posting: Posting) -> dict[str, Any]:
    result = Result(posting.result) if posting.result else None
    is_silent = result is None and posting.asked_at is not None
    return {
        "posting": posting,
        "state": PostingState(posting.state),
        "result": result,
        "is_silent": is_silent,
    }


def _decided(posting: Posting, request: QunceRequest) -> Decided:
    return Decided(
        posting.pk,
        posting.title,
        reverse("postings_review", kwargs={"key": request.community.key, "pk": posting.pk}),
        PostingState(posting.state).label,
        "good" if posting.state == PostingState.APPROVED else "quiet",
        posting.decided_at,
    )


def _tabs(request: QunceRequest) -> list[tuple[str, str, int]]:
    names = {
        "waiting": _("To answer"),
        "asked": _("Question open"),
        "approved": _("Waiting for the hour"),
        "posted": _("Posted"),
        "over": _("Not posted"),
        "all": _("All"),
    }
    states = list(
        Posting.objects.filter(community=request.community).values_list("state", flat=True)
    )
    return [(key, names[key], sum(s in TABS[key] for s in states)) for key in TABS]


def _setup(request: QunceRequest, show: str) -> ListSetup:
    groups = [(each.key, each.name) for each in list_groups(request.community)]
    results = [*((each.value, say(each.label)) for each in Result), (UNTOLD, _("not told yet"))]
    promise = ("promise", _("By promise"), ("due_at", "id"))
    newest = ("new", _("Newest first"), "-id")
    slot = ("slot", _("By slot"), ("slot_at", "decided_at"))
    sorts = {"waiting": (promise, newest), "approved": (slot, newest)}
    return ListSetup(
        search=("title__icontains", "company__icontains", "name__icontains", "place__icontains"),
        filters=(
            Filter("group", _("Group"), groups, "groups__key"),
            *((Filter("result", _("Result"), results, _with_result),) if show == "posted" else ()),
        ),
        sorts=sorts.get(show, (newest, promise)),
        placeholder=_("Title, company, name"),
        keep=("show",),
    )


def _with_result(rows: QuerySet[Posting], value: str) -> QuerySet[Posting]:
    return rows.filter(result="" if value == UNTOLD else value)


def _chosen(request: QunceRequest) -> list[Posting]:
    """Return the waiting applications that were ticked, in the order of the promise."""
    rows = queue.list_waiting(request.community).filter(pk__in=ticked(request, "posting"))
    return list(rows.select_related("community", "person__account"))


@require_POST
@console_page(Role.OPS)
def preview(request: QunceRequest) -> HttpResponse:
    """Show which posts would be approved, asked about or declined, and what would follow."""
    chosen = _chosen(request)
    if not chosen:
        messages.info(request, _("Tick posts first. Nothing is ticked at first."))
        return redirect("postings_queue", key=request.community.key)
    verb = request.POST.get("verb", "")
    if verb in ANSWERS:
        return _answers_page(request, verb, chosen, _answer_form(request, verb))
    known = names.known(request.community, request.now)
    lines = [
        {
            "posting": each,
            "at": found.at,
            "fault": found.fault,
            "repeats": queries.list_repeats(each, request.now),
            "near": known.near_to(each.company),
        }
        for each, found in zip(chosen, queue.prospects_of(chosen, request.now), strict=True)
    ]
    count = sum(line["at"] is not None for line in lines)
    return render(request, "postings/bulk.html", {"lines": lines, "count": count})


def _answer_form(request: QunceRequest, verb: str, data: Any = None) -> forms.Form:
    if verb == "ask":
        return AskForm(data)
    reasons = reasons_of(effective(request.community.pk, Settings))
    return DeclineForm([each.title for each in reasons], data)


def _answers_page(
    request: QunceRequest, verb: str, chosen: list[Posting], form: forms.Form
) -> HttpResponse:
    key = {"key": request.community.key}
    send, back = reverse("postings_answer_all", kwargs=key), reverse("postings_queue", kwargs=key)
    rows = [Addressed(each.pk, each.title, f"{each.company} · {each.name}") for each in chosen]
    return show_answer(request, Answering(verb, "posting", send, back), rows, form)


@require_POST
@console_page(Role.OPS)
def answer_all(request: QunceRequest) -> HttpResponse:
    """Ask about several posts, or decline them, with one text; what was decided is named."""
    chosen, verb = _chosen(request), request.POST.get("verb", "")
    if not chosen or verb not in ANSWERS:
        messages.info(request, _("None of these waits any more."))
        return redirect("postings_queue", key=request.community.key)
    form = _answer_form(request, verb, request.POST)
    if not form.is_valid():
        return _answers_page(request, verb, chosen, form)
    told, by, now = form.cleaned_data, request.actor, request.now

    def act(each: Posting) -> None:
        if verb == "ask":
            reviewing.ask(each, told["text"], by=by, now=now, seen=each.state)
        else:
            words = told["words"]
            reviewing.decline(each, told["reason"], words=words, by=by, now=now, seen=each.state)

    done = each_of(request, chosen, act, lambda each: each.title)
    if done and verb == "ask":
        said = ngettext("%(n)s applicant is asked.", "%(n)s applicants are asked.", done)
    else:
        said = ngettext("%(n)s post is declined.", "%(n)s posts are declined.", done)
    if done:
        messages.success(request, said % {"n": done})
    return redirect("postings_queue", key=request.community.key)


@require_POST
@console_page(Role.OPS)
def approve_all(request: QunceRequest) -> HttpResponse:
    """Approve those of the preview; what does not fit or was decided meanwhile is named."""
    outcomes = reviewing.approve_all(_chosen(request), by=request.actor, now=request.now)
    done = [each for each in outcomes if each.fault is None]
    tell_left(
        request, [(each.posting.title, each.fault) for each in outcomes if each.fault is not None]
    )
    if done:
        said = ngettext("%(n)s post is approved.", "%(n)s posts are approved.", len(done))
        messages.success(request, said % {"n": len(done)})
    return redirect("postings_queue", key=request.community.key)


@require_POST
@console_page(Role.OPS)
def undo(request: QunceRequest) -> HttpResponse:
    """Take decisions of a moment ago back: one, or all of a batch."""
    wanted = set(ticked(request, "posting"))
    mine = queue.list_just_decided(request.person, request.now)

    def take_back(each: Posting) -> None:
        found = queries.access_posting(request.community, each.pk)
        reviewing.reopen(found, by=request.actor, now=request.now)

    chosen = [each for each in mine if each.pk in wanted]
    undone = each_of(request, chosen, take_back, lambda each: each.title)
    if undone:
        said = ngettext("%(n)s post waits again.", "%(n)s posts wait again.", undone)
        messages.success(request, said % {"n": undone})
    return redirect("postings_queue", key=request.community.key)


URLS = [
    path("c/<slug:key>/postings/", index, name="postings_queue"),
    path("c/<slug:key>/postings/bulk/", preview, name="postings_preview"),
    path("c/<slug:key>/postings/bulk/approve/", approve_all, name="postings_approve_all"),
    path("c/<slug:key>/postings/bulk/answer/", answer_all, name="postings_answer_all"),
    path("c/<slug:key>/postings/undo/", undo, name="postings_undo"),
]
