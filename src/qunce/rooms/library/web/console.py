"""The library on the console: what is written, what waits, what is there."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.kernel.errors import QunceError
from qunce.kernel.messages import Role
from qunce.ledger import queries as record
from qunce.people.models import Group
from qunce.people.queries import is_staff
from qunce.rooms.library import find, publishing, queries, reviewers, shelving
from qunce.rooms.library.domain import ITEM, ItemState, ItemVerb, Kind, Permission
from qunce.rooms.library.models import Item
from qunce.rooms.library.web.forms import PublishForm, ReturnForm
from qunce.rooms.library.web.reading import filters_of, pictures_of, search_in
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.audience import audience_labels
from qunce.shell.forms import refuse
from qunce.shell.lists import ListPage, ListSetup, key_of
from qunce.shell.markdown import as_html
from qunce.shell.words import render as say

S = ItemState
TABS = {
    "all": tuple(S),
    "draft": (S.DRAFT,),
    "review": (S.REVIEW,),
    "scheduled": (S.SCHEDULED,),
    "published": (S.PUBLISHED,),
    "ended": (S.ENDED,),
    "withdrawn": (S.WITHDRAWN,),
}


def may_hear(request: HttpRequest, topic: str) -> bool:
    """Say whether the viewer may hear "library:<community>": who holds a role there."""
    key = key_of(topic.partition(":")[2])
    return key is not None and is_staff(request.user, key)


def _with_words(rows: Any, text: str) -> Any:
    """Return the items in whose title, contributor, source or a tag a text stands."""
    tagged = Item.tags.through.objects.filter(tag__name__icontains=text).values("item")
    fits = Q(title__icontains=text) | Q(credit__icontains=text) | Q(source__icontains=text)
    return rows.filter(fits | Q(pk__in=tagged))


@require_GET
@console_page()
def index(request: QunceRequest) -> HttpResponse:
    """List the items by where they stand."""
    show = request.GET.get("show", "all")
    show = show if show in TABS else "all"
    rows = queries.list_items(request.community).filter(state__in=TABS[show])
    setup = ListSetup(
        search=_with_words,
        filters=filters_of(request.community, rows, with_force=False),
        sorts=(
            ("new", _("Last changed first"), ("-changed_at", "-id")),
            ("title", _("By title"), ("title", "id")),
            ("end", _("Ending first"), ("valid_until", "id")),
            ("useful", _("Most useful first"), ("-useful", "-id")),
        ),
        placeholder=_("Title, contributor, source, tag"),
        keep=("show",),
    )
    page = ListPage(request, rows, setup)
    counts = queries.count_by_state(request.community)
    names = {"all": _("All"), **{each.value: say(each.label) for each in S}}
    known = {
        "page": page,
        "lines": [(each, Kind(each.kind), ItemState(each.state)) for each in page],
        "show": show,
        "tabs": [(key, names[key], sum(counts.get(s, 0) for s in TABS[key])) for key in TABS],
        "topic": f"library:{request.community.pk}",
    }
    return render(request, "library/items.html", known)


@require_GET
@console_page()
def item(request: QunceRequest, pk: int) -> HttpResponse:
    """Show an item with all that is known of it."""
    return item_page(request, queries.access_item(request.community, pk))


def item_page(request: QunceRequest, found: Item, **bound: Any) -> HttpResponse:
    """Show an item; `bound` are forms with faults."""
    state = ItemState(found.state)
    newest = queries.newest_of(found)
    verbs = {verb.value for verb in ITEM.verbs_from(state)}
    may = bool(request.roles & {Role.OWNER, Role.CONTENT})
    known = {
        "item": found,
        "kind": Kind(found.kind),
        "state": state,
        "permission": Permission(found.permission),
        "newest": newest,
        "is_ahead": found.shown and newest.number != found.shown,
        "html": as_html(newest.body, pictures_of(found, console=True)),
        "verbs": verbs if may else set(),
        "may_decide": reviewers.may_decide(found, request.actor),
        "is_alone": reviewers.may_decide_alone(request.community),
        "is_own": found.writer_id == request.person.pk,
        "may_edit": may and state != S.WITHDRAWN,
        "versions": found.versions.all()[:20],
        "files": found.attachments.all(),
        "audience": audience_labels(found),
        "waiting": _waiting(found),
        "replaces": found.replaces.all(),
        "steps": _story(found),
        "return_form": bound.get("returning") or ReturnForm(),
        "publish_form": bound.get("publishing") or PublishForm(),
        "file_fault": bound.get("file_fault", ""),
    }
    return render(request, "library/item.html", known)


def _waiting(found: Item) -> dict[str, str] | None:
    """Return the category and audience that wait for the review, None where none do."""
    if found.waiting is None:
        return None
    category, audience = shelving.wanted_of(found)
    groups = Group.objects.filter(community_id=found.community_id, pk__in=audience.groups)
    labels = [say(tier.label) for tier in audience.tiers]
    labels += groups.order_by("pk").values_list("name", flat=True)
    named = category.name if category else "–"
    return {"category": named, "audience": "、".join(labels) or _("Everybody")}


def _story(found: Item) -> list[dict[str, Any]]:
    entries = record.list_entries_about(found.community_id, "item", found.pk)
    return [
        {
            "title": record.sentence_of(each, say),
            "at": each.at,
            "by": record.actor_of(each, say),
            "icon": "circle-check",
            "tone": "quiet",
        }
        for each in entries
    ]


@require_GET
@console_page()
def version(request: QunceRequest, pk: int, number: int) -> HttpResponse:
    """Show a version of a text, and what it changed."""
    found = queries.access_item(request.community, pk)
    chosen = queries.access_version(found, number)
    against = key_of(request.GET.get("against", ""))
    other = queries.access_version(found, against) if against else queries.before(chosen)
    known = {
        "item": found,
        "version": chosen,
        "other": other,
        "versions": found.versions.exclude(pk=chosen.pk)[:50],
        "html": as_html(chosen.body, pictures_of(found, console=True)),
    }
    return render(request, "library/version.html", known)


# --- the verbs ----------------------------------------------------------------------------------

SIMPLE = {
    ItemVerb.SUBMIT: publishing.submit,
    ItemVerb.END: publishing.end,
    ItemVerb.RENEW: publishing.renew,
    ItemVerb.WITHDRAW: publishing.withdraw,
    ItemVerb.REOPEN: publishing.reopen,
}


@require_POST
@console_page(Role.CONTENT)
def act(request: QunceRequest, pk: int, verb: str) -> HttpResponse:
    """Hand in, mark as over or in force, take out, take up again."""
    found = queries.access_item(request.community, pk)
    if verb in SIMPLE:
        SIMPLE[ItemVerb(verb)](found, by=request.actor, now=request.now)
        messages.success(request, _said(verb))
    return redirect("library_item", key=request.community.key, pk=pk)


def _said(verb: str) -> str:
    return {
        ItemVerb.SUBMIT: _("Handed in. It waits for a review."),
        ItemVerb.END: _("Marked as no longer in force. Members can still read it."),
        ItemVerb.RENEW: _("It is in force again."),
        ItemVerb.WITHDRAW: _("Taken out: members do not see it any more. Nothing was deleted."),
        ItemVerb.REOPEN: _("It is a draft again."),
    }[ItemVerb(verb)]


@require_POST
@console_page(Role.CONTENT)
def give_back(request: QunceRequest, pk: int) -> HttpResponse:
    """Give a text back to be worked on."""
    found = queries.access_item(request.community, pk)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return item_page(request, found, returning=form)
    publishing.give_back(found, form.cleaned_data["remark"], by=request.actor, now=request.now)
    messages.success(request, _("Given back. Who wrote it has a line on the desk."))
    return redirect("library_item", key=request.community.key, pk=pk)


@require_POST
@console_page(Role.CONTENT)
def publish(request: QunceRequest, pk: int) -> HttpResponse:
    """Approve a text: it is shown at once or at its time; who manages alone hands in by the same.

    The form is shown again with the fault where that cannot be.
    """
    found = queries.access_item(request.community, pk)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return item_page(request, found, publishing=form)
    at = form.cleaned_data["at"]
    try:
        publishing.let_out(found, by=request.actor, now=request.now, at=at)
    except QunceError as error:
        refuse(form, error.words, "at")
        return item_page(request, queries.access_item(request.community, pk), publishing=form)
    if at is None:
        messages.success(request, _("“%(title)s” is in the library.") % {"title": found.title})
    else:
        day = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
        messages.success(request, _("Approved: members see it on %(day)s.") % {"day": day})
    return redirect("library_item", key=request.community.key, pk=pk)


@require_GET
@console_page()
def search(request: QunceRequest) -> HttpResponse:
    """Search all that is published, whomever it is for."""
    page, hits, found = search_in(request, None)
    known = {"page": page, "hits": hits, "found": found, "most": find.MOST}
    return render(request, "library/console_search.html", known)


URLS = [
    path("c/<slug:key>/library/", index, name="library_items"),
    path("c/<slug:key>/library/search/", search, name="library_console_search"),
    path("c/<slug:key>/library/<int:pk>/", item, name="library_item"),
    path("c/<slug:key>/library/<int:pk>/versions/<int:number>/", version, name="library_version"),
    path("c/<slug:key>/library/<int:pk>/do/<slug:verb>/", act, name="library_act"),
    path("c/<slug:key>/library/<int:pk>/return/", give_back, name="library_return"),
    path("c/<slug:key>/library/<int:pk>/publish/", publish, name="library_publish"),
]
