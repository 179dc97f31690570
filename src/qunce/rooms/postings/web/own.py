"""An application's own page, by its token; the list of one's own; the whole text of a post."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import N_, Words
from qunce.rooms.postings import applying, queries
from qunce.rooms.postings.deciding import POSTING, PostingState, PostingVerb, Result
from qunce.rooms.postings.models import Posting
from qunce.rooms.postings.texts import full_text
from qunce.rooms.postings.web import apply
from qunce.rooms.postings.web.forms import AnswerForm
from qunce.rooms.postings.web.visiting import OPEN, Visit, check_open, frame_of, knock, show
from qunce.shell.access import OpenRequest, QunceRequest, member_page, open_page
from qunce.shell.forms import submit
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.review_forms import say_above
from qunce.shell.words import render as say

NOT_OPEN = N_("This post is not in the group, or its time is over.")


@require_GET
@member_page
def own(request: QunceRequest) -> HttpResponse:
    """List a member's own applications, with the way to a new one."""
    check_open(request.community)
    states = [(each.value, say(each.label)) for each in PostingState]
    setup = ListSetup(
        search=("title__icontains", "company__icontains"),
        filters=(Filter("state", _("State"), states, "state"),),
        sorts=(("new", _("Newest first"), "-id"),),
        placeholder=_("Title, company"),
    )
    rows = ListPage(request, queries.list_own(request.person), setup)
    known = {
        "page": rows,
        "lines": [(each, PostingState(each.state), _result(each)) for each in rows],
    }
    return render(request, "postings/own.html", known)


def _result(posting: Posting) -> Result | None:
    return Result(posting.result) if posting.result else None


@never_cache
@require_GET
@open_page
def posting(request: OpenRequest, token: str) -> HttpResponse:
    """Show an applicant where the application stands, and what can be done."""
    return _page(request, queries.access_by_token(token))


def _page(request: OpenRequest, found: Posting, answer: AnswerForm | None = None) -> HttpResponse:
    state = PostingState(found.state)
    verbs = POSTING.verbs_from(state)
    base = frame_of(request, found)
    new = "postings_new" if base != OPEN else ""
    known = {
        "posting": found,
        "base": base,
        "state": state,
        "result": _result(found),
        "results": list(Result),
        "preview": apply.preview(queries.draft_of(found)),
        "remarks": found.remarks.select_related("reviewer"),
        "answer_form": answer or AnswerForm(),
        "may_answer": PostingVerb.ANSWER in verbs,
        "may_edit": PostingVerb.EDIT in verbs,
        "may_withdraw": PostingVerb.WITHDRAW in verbs,
        "home": reverse("postings_own", kwargs={"key": found.community.key}) if new else "",
        "copy": _copy_link(found, new),
    }
    return show(request, found.community, "postings/posting.html", known)


def _copy_link(found: Posting, new: str) -> str:
    """Return where a copy begins: on the member's site, else on the page's own form."""
    if new:
        return reverse(new, kwargs={"key": found.community.key}) + f"?copy={found.token}"
    return reverse("postings_copy", kwargs={"token": found.token})


@never_cache
@require_http_methods(["GET", "POST"])
@open_page
def edit(request: OpenRequest, token: str) -> HttpResponse:
    """Change an application that is not posted yet."""
    found = queries.access_by_token(token)
    POSTING.after(PostingState(found.state), PostingVerb.EDIT)
    visit = _visit(request, found, "postings_edit")
    if request.method == "GET":
        return apply.page(
            request, visit, apply.form_of(visit, request.now, initial=_initial(found)), old=found
        )
    form = apply.form_of(visit, request.now, request.POST)

    def act(_told: Any) -> None:
        by, groups = applying.as_actor(found), form.chosen_groups()
        applying.change(found, form.draft(), groups, now=request.now, by=by)

    if not submit(form, act):
        return apply.page(request, visit, form, old=found)
    messages.success(request, _("Changed. It is looked at once more."))
    return _back(found)


@never_cache
@require_http_methods(["GET", "POST"])
@open_page
def copy(request: OpenRequest, token: str) -> HttpResponse:
    """Apply anew with an older post of one's own, for who has no log-in."""
    found = queries.access_by_token(token)
    check_open(found.community)
    visit = _visit(request, found, "postings_copy")
    if request.method == "GET":
        initial = _initial(found) | {"deadline": None}
        return apply.page(request, visit, apply.form_of(visit, request.now, initial=initial))
    form = apply.form_of(visit, request.now, request.POST)
    made: list[Posting] = []

    def act(told: Any) -> None:
        knock(request, "send", found.token)
        way = applying.Way(
            form=told["form"],
            person=found.person,
            name=found.name,
            copied_from=found,
            groups=form.chosen_groups(),
            language=found.language,
        )
        made.append(applying.send(found.community, form.draft(), way, now=request.now))

    if not submit(form, act):
        return apply.page(request, visit, form)
    messages.success(request, _("Sent. You hear from us; this page shows how it stands."))
    return _back(made[0])


def _visit(request: OpenRequest, found: Posting, name: str) -> Visit:
    base = frame_of(request, found)
    here = {"token": found.token}
    return Visit(
        found.community,
        here=reverse(name, kwargs=here),
        check=reverse("postings_check", kwargs=here),
        name=found.name,
        person=found.person,
        base=base,
        home=reverse("postings_posting", kwargs=here),
    )


def _initial(found: Posting) -> dict[str, Any]:
    chosen = [str(each.pk) for each in found.groups.all()]
    names = ("company", "title", "introduction", "details", "contact", "pay", "place", "deadline")
    return {**{name: getattr(found, name) for name in names}, "groups": chosen}


@require_POST
@open_page
def check(request: OpenRequest, token: str) -> HttpResponse:
    """Tell while typing what a changed post still lacks."""
    found = queries.access_by_token(token)
    visit = _visit(request, found, "postings_edit")
    return apply.checked(request, found.community, apply.form_of(visit, request.now, request.POST))


@require_POST
@open_page
def withdraw(request: OpenRequest, token: str) -> HttpResponse:
    """Take an application back."""
    found = queries.access_by_token(token)
    applying.withdraw(found, now=request.now, by=applying.as_actor(found))
    messages.success(request, _("Taken back. It will not be posted."))
    return _back(found)


@require_POST
@open_page
def answer(request: OpenRequest, token: str) -> HttpResponse:
    """Take the applicant's answer."""
    found = queries.access_by_token(token)
    form = AnswerForm(request.POST)

    def act(told: Any) -> None:
        knock(request, "answer", found.token)
        applying.answer(found, told["text"], now=request.now, by=applying.as_actor(found))

    if not submit(form, act):
        found.refresh_from_db()
        if found.state != PostingState.ASKED:
            say_above(request, form)
        return _page(request, found, form)
    messages.success(request, _("Thank you, your answer is with the admins."))
    return _back(found)


@require_POST
@open_page
def result(request: OpenRequest, token: str) -> HttpResponse:
    """Note with one tap what came of a post."""
    found = queries.access_by_token(token)
    told = request.POST.get("result", "")
    if told in set(Result):
        applying.tell_result(found, Result(told), now=request.now, by=applying.as_actor(found))
        messages.success(request, _("Thank you for telling us."))
    return _back(found)


def _back(found: Posting) -> HttpResponse:
    return HttpResponseRedirect(reverse("postings_posting", kwargs={"token": found.token}))


@never_cache
@require_GET
@open_page
def text(request: OpenRequest, public: str) -> HttpResponse:
    """Show all of a post that is in the group: the collected post leads here."""
    rows = Posting.objects.filter(public=public).select_related("community")
    found = rows.first()
    shown = {PostingState.POSTED, PostingState.APPROVED}
    is_there = found is not None and found.state in shown and found.slot_at is not None
    if found is None or not is_there or not _is_out(found):
        raise NotFoundError(Words(NOT_OPEN))
    known = {"posting": found, "text": full_text(queries.draft_of(found)), "base": OPEN}
    return show(request, found.community, "postings/text.html", known)


def _is_out(found: Posting) -> bool:
    """Say whether a post may be read by its link: from when it lies on the desk to be posted."""
    if found.state == PostingState.POSTED:
        return True
    return found.slot_at is not None and queries.is_laid_down(found.community, found.slot_at)


URLS = [
    path("m/<slug:key>/hiring/", own, name="postings_own"),
    path("hiring/p/<str:token>/", posting, name="postings_posting"),
    path("hiring/p/<str:token>/edit/", edit, name="postings_edit"),
    path("hiring/p/<str:token>/copy/", copy, name="postings_copy"),
    path("hiring/p/<str:token>/check/", check, name="postings_check"),
    path("hiring/p/<str:token>/withdraw/", withdraw, name="postings_withdraw"),
    path("hiring/p/<str:token>/answer/", answer, name="postings_answer"),
    path("hiring/p/<str:token>/result/", result, name="postings_result"),
    path("hiring/t/<str:public>/", text, name="postings_text"),
]
