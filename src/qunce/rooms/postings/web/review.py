"""One application with everything on one page, and the reviewer's verbs; names of companies."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.kernel.errors import NotFoundError, QunceError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import queries as record
from qunce.people.queries import zone_of
from qunce.playbook.queries import effective
from qunce.rooms.postings import letters, names, queries, queue, reviewing
from qunce.rooms.postings.deciding import (
    OPEN,
    POSTING,
    Letter,
    PostingState,
    PostingVerb,
    Result,
    Settings,
    reasons_of,
)
from qunce.rooms.postings.models import CompanyName, Posting
from qunce.rooms.postings.texts import check, full_text
from qunce.rooms.postings.web.forms import NamesForm
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.forms import submit
from qunce.shell.review_forms import AskForm, DeclineForm, say_above
from qunce.shell.words import render as say

NO_NAME_ROW = N_("There is no such name.")
TOLD_OF = {
    PostingState.ASKED: Letter.ASKED,
    PostingState.APPROVED: Letter.APPROVED,
    PostingState.DECLINED: Letter.DECLINED,
}


@require_GET
@console_page()
def posting(request: QunceRequest, pk: int) -> HttpResponse:
    """Show an application with everything that is known of it."""
    return _page(request, queries.access_posting(request.community, pk))


@require_POST
@console_page(Role.OPS)
def approve(request: QunceRequest, pk: int) -> HttpResponse:
    """Approve a post for the next slot with room."""
    found = queries.access_posting(request.community, pk)
    due = found.due_at
    try:
        at = reviewing.approve(found, by=request.actor, now=request.now, seen=_seen(request))
    except QunceError as error:
        messages.error(request, say(error.words))
        return _again(request, found)
    day = f"{at.astimezone(zone_of(request.community)):%Y-%m-%d %H:%M}"
    messages.success(
        request,
        _("“%(title)s” is approved; it goes out on %(day)s.") % {"title": found.title, "day": day},
    )
    return _next(request, found, due)


@require_POST
@console_page(Role.OPS)
def ask(request: QunceRequest, pk: int) -> HttpResponse:
    """Ask the applicant something."""
    found = queries.access_posting(request.community, pk)
    form = AskForm(request.POST)

    def act(told: Any) -> None:
        seen = _seen(request)
        reviewing.ask(found, told["text"], by=request.actor, now=request.now, seen=seen)

    if not submit(form, act):
        return _again(request, found, ask=form)
    messages.success(request, _("Asked. The applicant is told in two minutes."))
    return redirect("postings_review", key=request.community.key, pk=pk)


@require_POST
@console_page(Role.OPS)
def decline(request: QunceRequest, pk: int) -> HttpResponse:
    """Decline with a reason."""
    found = queries.access_posting(request.community, pk)
    due = found.due_at
    reasons = reasons_of(effective(found.community_id, Settings))
    form = DeclineForm([each.title for each in reasons], request.POST)

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
    messages.success(request, _("“%(title)s” is declined.") % {"title": found.title})
    return _next(request, found, due)


@require_POST
@console_page(Role.OPS)
def reopen(request: QunceRequest, pk: int) -> HttpResponse:
    """Take the decision back: the application waits again."""
    found = queries.access_posting(request.community, pk)
    reviewing.reopen(found, by=request.actor, now=request.now)
    messages.success(request, _("“%(title)s” waits again.") % {"title": found.title})
    return redirect("postings_review", key=request.community.key, pk=pk)


def _seen(request: QunceRequest) -> str:
    return request.POST.get("seen", "")


def _again(request: QunceRequest, found: Posting, **sent: forms.Form) -> HttpResponse:
    """Show the application as it is by now, with the form that was refused."""
    again = queries.access_posting(found.community, found.pk)
    if again.state != _seen(request):
        say_above(request, *sent.values())
    return _page(request, again, **sent)


def _next(request: QunceRequest, found: Posting, due: datetime) -> HttpResponse:
    """Lead to what waits next, or to the queue where nothing does."""
    following = queue.next_after(found, due)
    if following is None:
        return redirect("postings_queue", key=request.community.key)
    return redirect("postings_review", key=request.community.key, pk=following)


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the thread, as the shell's timeline shows it."""

    title: Words | str
    at: datetime
    by: str = ""
    icon: str = "circle-check"
    tone: str = "quiet"
    text: str = ""


def _story(found: Posting) -> list[Step]:
    entries = record.list_entries_about(found.community_id, "posting", found.pk)
    return [
        Step(record.sentence_of(each, say), each.at, record.actor_of(each, say)) for each in entries
    ]


def _page(request: QunceRequest, found: Posting, **bound: forms.Form) -> HttpResponse:
    state = PostingState(found.state)
    verbs = POSTING.verbs_from(state)
    before, after = queue.neighbours(found)
    settings = effective(found.community_id, Settings)
    known = {
        "posting": found,
        "state": state,
        "before": before,
        "after": after,
        "may_approve": PostingVerb.APPROVE in verbs,
        "may_ask": PostingVerb.ASK in verbs or state == PostingState.ASKED,
        "may_decline": PostingVerb.DECLINE in verbs,
        "may_undo": PostingVerb.REOPEN in verbs,
        "ask_form": bound.get("ask") or AskForm(),
        "decline_form": bound.get("decline")
        or DeclineForm([each.title for each in reasons_of(settings)]),
        "page_keys": [
            ("a", _("Approve")),
            ("q", _("Ask something")),
            ("d", _("Decline")),
            ("j", _("Next")),
            ("k", _("Previous")),
        ],
        **_known_of(found, state, request),
    }
    return render(request, "postings/review.html", known)


def _known_of(found: Posting, state: PostingState, request: QunceRequest) -> dict[str, Any]:
    """Return what is known of a post beside what can be done with it."""
    draft, now = queries.draft_of(found), request.now
    return {
        "result": Result(found.result) if found.result else None,
        "text": full_text(draft),
        "missing": [each for each in check(draft) if not each.is_there],
        "prospect": queue.prospect_of(found, now) if state in OPEN else None,
        "repeats": queries.list_repeats(found, now),
        "written": queries.list_written(found, now),
        "near": names.near_to(request.community, found.company, now),
        "remarks": found.remarks.select_related("reviewer"),
        "groups": found.groups.all(),
        "steps": _story(found),
        "words": _words_to_copy(found, state),
    }


def _words_to_copy(found: Posting, state: PostingState) -> str:
    """Return what the applicant is told, where no mail goes out; "" else."""
    letter = TOLD_OF.get(state)
    if letter is None or letters.address_of(found):
        return ""
    last = found.remarks.filter(from_applicant=False).last() if letter is Letter.ASKED else None
    return say(letters.words_of(found, letter, last.text if last else ""))


# --- names of companies -------------------------------------------------------------------------


@require_GET
@console_page()
def companies(request: QunceRequest) -> HttpResponse:
    """Show which names mean one company, and which may."""
    return _names_page(request, NamesForm())


def _names_page(request: QunceRequest, form: NamesForm) -> HttpResponse:
    known = {
        "form": form,
        "joined": names.list_joined(request.community),
        "near": names.list_near(request.community, request.now),
    }
    return render(request, "postings/companies.html", known)


@require_POST
@console_page(Role.OPS)
def join(request: QunceRequest) -> HttpResponse:
    """Let two names mean one company."""
    form = NamesForm(request.POST)

    def act(told: Any) -> None:
        one, other = told["one"], told["other"]
        names.join(request.community, one, other, by=request.actor, now=request.now)

    if not submit(form, act, "other"):
        return _names_page(request, form)
    messages.success(request, _("From now on both names count as one company."))
    return _where_from(request)


@require_POST
@console_page(Role.OPS)
def part(request: QunceRequest) -> HttpResponse:
    """Note that two near names mean two companies, or take a name out of a company."""
    pk = request.POST.get("name", "")
    if pk:
        rows = CompanyName.objects.filter(community=request.community)
        row = rows.filter(pk=int(pk) if pk.isdecimal() and len(pk) < 19 else 0).first()
        if row is None:
            raise NotFoundError(Words(NO_NAME_ROW))
        names.take_out(row, by=request.actor, now=request.now)
    else:
        one, other = request.POST.get("one", ""), request.POST.get("other", "")
        names.keep_apart(request.community, one, other, by=request.actor, now=request.now)
    messages.success(request, _("They count as two companies."))
    return _where_from(request)


def _where_from(request: QunceRequest) -> HttpResponse:
    """Lead back to the application that was looked at, else to the list of names."""
    pk = request.POST.get("posting", "")
    if pk.isdecimal() and len(pk) < 19:
        return redirect("postings_review", key=request.community.key, pk=int(pk))
    return redirect("postings_companies", key=request.community.key)


URLS = [
    path("c/<slug:key>/postings/companies/", companies, name="postings_companies"),
    path("c/<slug:key>/postings/companies/join/", join, name="postings_join"),
    path("c/<slug:key>/postings/companies/part/", part, name="postings_part"),
    path("c/<slug:key>/postings/<int:pk>/", posting, name="postings_review"),
    path("c/<slug:key>/postings/<int:pk>/approve/", approve, name="postings_approve"),
    path("c/<slug:key>/postings/<int:pk>/ask/", ask, name="postings_ask"),
    path("c/<slug:key>/postings/<int:pk>/decline/", decline, name="postings_decline"),
    path("c/<slug:key>/postings/<int:pk>/reopen/", reopen, name="postings_reopen"),
]
