"""The application page of a post: by log-in, or by a signed link without one (M45)."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from qunce.kernel.calendar import local_day
from qunce.kernel.tidy import tidy_lines
from qunce.people.models import Community, Group, Person
from qunce.people.queries import list_groups, zone_of
from qunce.rooms.postings import applying, links, queries
from qunce.rooms.postings.applying import Way
from qunce.rooms.postings.collected import Entry, Frame, compose
from qunce.rooms.postings.models import Posting
from qunce.rooms.postings.texts import Draft, check, read
from qunce.rooms.postings.web.forms import LONGEST_PASTE, PostingForm
from qunce.rooms.postings.web.visiting import MEMBERS, Visit, check_open, knock, show
from qunce.shell.access import OpenRequest, QunceRequest, member_page, open_page
from qunce.shell.forms import submit
from qunce.shell.words import render as say

NO_LIMIT = 10_000  # lines: a preview shows all of a post


@never_cache
@require_http_methods(["GET", "POST"])
@member_page
def new(request: QunceRequest) -> HttpResponse:
    """Show the form to a member; `?copy=` fills it with an older post of one's own."""
    return _form(request, _visit_of_member(request))


@require_POST
@member_page
def check_new(request: QunceRequest) -> HttpResponse:
    """Tell a member while typing what is still missing."""
    return _checked(request, _visit_of_member(request))


@never_cache
@require_http_methods(["GET", "POST"])
@open_page
def by_link(request: OpenRequest, token: str) -> HttpResponse:
    """Show the form to who comes by a signed link."""
    return _form(request, _visit_by_link(request, token))


@require_POST
@open_page
def check_by_link(request: OpenRequest, token: str) -> HttpResponse:
    """Tell who came by a link while typing what is still missing."""
    return _checked(request, _visit_by_link(request, token))


def _visit_of_member(request: QunceRequest) -> Visit:
    check_open(request.community)
    key = {"key": request.community.key}
    return Visit(
        request.community,
        here=reverse("postings_new", kwargs=key),
        check=reverse("postings_check_new", kwargs=key),
        name=request.person.name,
        person=request.person,
        base=MEMBERS,
        home=reverse("postings_own", kwargs=key),
    )


def _visit_by_link(request: OpenRequest, token: str) -> Visit:
    bearer = links.read(token, request.now)
    check_open(bearer.community)
    if bearer.person is None and request.user.is_authenticated:
        bearer = replace(bearer, person=find_person(request.user, bearer.community))
    return Visit(
        bearer.community,
        here=reverse("postings_by_link", kwargs={"token": token}),
        check=reverse("postings_check_by_link", kwargs={"token": token}),
        name=_name_of(bearer),
        person=bearer.person,
        message=bearer.message,
    )


def find_person(account: Any, community: Community) -> Person | None:
    """Return who an account is in a community, None for nobody."""
    return Person.objects.filter(account=account, community=community).first()


def _name_of(bearer: links.Bearer) -> str:
    """Return who comes by a link, as far as it or the message in the group tells."""
    if bearer.person is not None:
        return bearer.person.name
    return bearer.message.author_name[:80] if bearer.message else ""


# --- the form -----------------------------------------------------------------------------------


def _form(request: OpenRequest, visit: Visit) -> HttpResponse:
    """Show the form; `paste` fills it from a text, anything else sends it."""
    copied = _copied(request, visit)
    if request.method == "GET":
        form = form_of(visit, request.now, initial=_first_words(request, visit, copied))
        return page(request, visit, form)
    if "paste" in request.POST:
        return _filled(request, visit)
    form = form_of(visit, request.now, request.POST)
    sent: list[Posting] = []
    if not submit(form, lambda _told: sent.append(_send(request, visit, form, copied))):
        return page(request, visit, form)
    messages.success(request, _("Sent. You hear from us; this page shows how it stands."))
    return HttpResponseRedirect(reverse("postings_posting", kwargs={"token": sent[0].token}))


def form_of(visit: Visit, now: datetime, data: Any = None, **about: Any) -> PostingForm:
    """Return the form with what this community asks for."""
    about["today"] = local_day(now, zone_of(visit.community))
    groups: list[Group] = list(list_groups(visit.community))
    config = queries.rule_config(visit.community.pk)
    return PostingForm(config, groups, data, is_named=bool(visit.name), **about)


def _send(request: OpenRequest, visit: Visit, form: PostingForm, copied: Posting | None) -> Posting:
    who = f"{visit.person.pk if visit.person else visit.here}"
    knock(request, "send", who)
    way = Way(
        form=form.cleaned_data["form"],
        person=visit.person,
        name=visit.name or form.cleaned_data.get("name", ""),
        message=visit.message,
        copied_from=copied,
        groups=form.chosen_groups(),
        language=get_language() or "",
    )
    return applying.send(visit.community, form.draft(), way, now=request.now)


def _copied(request: OpenRequest, visit: Visit) -> Posting | None:
    """Return the post that is copied: one's own, named by its token."""
    token = request.GET.get("copy", "")
    if not token or visit.person is None:
        return None
    return queries.list_own(visit.person).filter(token=token).first()


def _first_words(request: OpenRequest, visit: Visit, copied: Posting | None) -> dict[str, Any]:
    """Return what is filled in already: an older post, or what was written in a group."""
    today = local_day(request.now, zone_of(visit.community))
    draft, chosen = Draft(), list[str]()
    if copied is not None:
        draft = queries.draft_of(copied)
        chosen = [str(each.pk) for each in copied.groups.all()]
        if draft.deadline is not None and draft.deadline < today:
            draft = replace(draft, deadline=None)
    elif visit.message is not None:
        draft = read(visit.message.text, today)
    elif visit.person is not None:
        draft = Draft(company=visit.person.company)
    return {**asdict(draft), "groups": chosen, "form": secrets.token_urlsafe(24)}


def _filled(request: OpenRequest, visit: Visit) -> HttpResponse:
    """Fill the fields from a pasted text; what was typed in a field that it lacks stays."""
    pasted = tidy_lines(request.POST.get("text", "")[:LONGEST_PASTE])
    draft = read(pasted, local_day(request.now, zone_of(visit.community)))
    if draft.is_empty:
        messages.info(request, _("Nothing of a recruitment post was found in this text."))
    data = request.POST.copy()
    for name, value in asdict(draft).items():
        if value:
            data[name] = str(value)
    form = form_of(visit, request.now, data)
    form.is_valid()
    form.errors.clear()
    return page(request, visit, form, pasted="" if not draft.is_empty else pasted)


def _checked(request: OpenRequest, visit: Visit) -> HttpResponse:
    return checked(request, visit.community, form_of(visit, request.now, request.POST))


def checked(request: OpenRequest, community: Community, form: PostingForm) -> HttpResponse:
    """Show what a post that is being typed still lacks."""
    form.is_valid()
    known = known_of(form.draft(), form.faults())
    return show(request, community, "postings/parts/check.html", known)


def known_of(draft: Draft, faults: Sequence[tuple[Any, str]] = ()) -> dict[str, Any]:
    """Return what is complete, what cannot stay, and how the post will read in the group."""
    wrong = {str(label) for label, _reason in faults}
    checks = [each for each in check(draft) if say(each.label) not in wrong]
    missing = [say(each.label) for each in checks if not each.is_there]
    if not draft.company and _("Company") not in wrong:
        missing.insert(0, _("Company"))
    return {
        "checks": checks,
        "faults": faults,
        "missing": missing,
        "is_complete": all(each.is_there for each in checks) and bool(draft.company),
        "preview": "" if draft.is_empty else preview(draft),
    }


def preview(draft: Draft) -> str:
    """Return a post as it will read in the group, whole."""
    return compose([Entry(draft, "")], Frame("", "", NO_LIMIT))


def page(
    request: OpenRequest, visit: Visit, form: PostingForm, pasted: str = "", **more: Any
) -> HttpResponse:
    """Show the form with its check and preview."""
    if form.is_bound:
        draft = form.draft()
    else:
        names = asdict(Draft())
        draft = Draft(**{name: form.initial.get(name) or names[name] for name in names})
    known = {
        "visit": visit,
        "base": visit.base,
        "form": form,
        "pasted": pasted,
        "from_group": visit.message is not None and not form.is_bound,
        "times": queries.slot_times(visit.community, request.now)[:1],
        **known_of(draft, form.faults() if form.is_bound else ()),
        **more,
    }
    return show(request, visit.community, "postings/form.html", known)


URLS = [
    path("m/<slug:key>/hiring/new/", new, name="postings_new"),
    path("m/<slug:key>/hiring/check/", check_new, name="postings_check_new"),
    path("hiring/<str:token>/", by_link, name="postings_by_link"),
    path("hiring/<str:token>/check/", check_by_link, name="postings_check_by_link"),
]
