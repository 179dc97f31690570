"""The pools of tips, topics and shares: lists, the form, bringing in, and what was used when."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.kernel.errors import NotFoundError, QunceError, RefusedError, StaleError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.people.models import Community
from qunce.playbook.queries import effective
from qunce.rooms.programme import domain_pools, filling, measuring, offers, pools, queries
from qunce.rooms.programme.domain import Settings
from qunce.rooms.programme.domain_pools import (
    ENTRY,
    GONE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    EntryState,
    EntryVerb,
    Pool,
    Written,
)
from qunce.rooms.programme.models import PoolEntry, PoolUse
from qunce.shell.access import QunceRequest, console_page, holds
from qunce.shell.forms import TidyField, refuse
from qunce.shell.lists import Filter, ListPage, ListSetup, key_of
from qunce.shell.meeting import meet
from qunce.shell.review_forms import DeclineForm
from qunce.shell.words import render as say
from qunce.store.moves import FASTER

NO_POOL = N_("There is no such pool.")
NO_VERB = N_("This cannot be done with an entry of a pool.")
NO_LINK = gettext_lazy("A link begins with https:// or http://.")
USES = 20
VERSIONS = 20


class WebLinkField(TidyField):
    """An address of the web, or nothing."""

    def __init__(self, **more: Any) -> None:
        super().__init__(keys="inputmode=url", **more)

    def clean(self, value: Any) -> str:
        """Return the address; a fault where it is none of the web."""
        link = str(super().clean(value))
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError(NO_LINK)
        return link


class EntryForm(forms.Form):
    """An entry of a pool."""

    title = TidyField(
        label=gettext_lazy("Text, or title"),
        max_length=LONGEST_TITLE,
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": True}),
    )
    text = TidyField(
        label=gettext_lazy("What is said below it"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": True}),
    )
    source = TidyField(
        label=gettext_lazy("Source"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("A clause of a law, or who shares it."),
    )
    link = WebLinkField(label=gettext_lazy("Link"), max_length=500, required=False)
    base = forms.IntegerField(
        min_value=0, max_value=2_000_000_000, required=False, widget=forms.HiddenInput()
    )

    def clean_title(self) -> str:
        """Return the title on one line."""
        return " ".join(str(self.cleaned_data["title"]).split())

    def written(self) -> Written:
        """Return what was written."""
        return Written(**{name: self.cleaned_data[name] for name in filling.FIELDS})


class ListForm(forms.Form):
    """Many entries at once, one a line."""

    lines = forms.CharField(
        label=gettext_lazy("One a line"),
        help_text=gettext_lazy("Title｜what is said below it｜source. Only the title is needed."),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 10, "data-grow": True}),
    )


def _pool(name: str) -> Pool:
    if name not in set(Pool):
        raise NotFoundError(Words(NO_POOL))
    return Pool(name)


@require_GET
@console_page()
def index(request: QunceRequest, pool: str) -> HttpResponse:
    """List a pool: what is next first, with what waits to be looked at."""
    kind = _pool(pool)
    rows = pools.list_entries(request.community, kind)
    states = [(each.value, say(each.label)) for each in EntryState]
    setup = ListSetup(
        search=("title__icontains", "text__icontains", "source__icontains"),
        filters=(Filter("state", _("State"), states, "state"),),
        sorts=(
            ("next", _("Next first"), pools.NEXT),
            ("new", _("Newest first"), "-id"),
            ("used", _("Last used first"), ("-used_at", "id")),
        ),
        placeholder=_("Words, source"),
    )
    page = ListPage(request, rows, setup)
    plan = queries.known_of(request.community).plans.get(kind.slot)
    known = {
        "page": page,
        "lines": _lines(request, page),
        "pool": kind,
        "tabs": [(each, say(each.label)) for each in Pool],
        "waiting": rows.filter(state=EntryState.OFFERED, is_offer=False).count(),
        "mine_to_approve": len(filling.list_for(request.community, kind, request.actor)),
        "ideas": rows.filter(state=EntryState.OFFERED, is_offer=True).count(),
        "shipped": len(domain_pools.shipped(kind)),
        "slot": f"slots.{kind.slot}",
        "is_off": plan is not None and not plan.is_on,
        "may_edit": holds(request.roles, Role.CONTENT),
    }
    return render(request, "programme/pool.html", known)


def _lines(
    request: QunceRequest, page: ListPage[PoolEntry]
) -> list[tuple[PoolEntry, EntryState, bool]]:
    """Return the entries of a page, each with its state and whether this person may approve it."""
    is_alone = not filling.needs_second(request.community)
    return [
        (each, EntryState(each.state), filling.may_approve(each, request.actor, is_alone=is_alone))
        for each in page
    ]


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def add(request: QunceRequest, pool: str) -> HttpResponse:
    """Put an entry into a pool."""
    kind, form = _pool(pool), EntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        about: dict[str, Any] = {"by": request.actor, "now": request.now}
        try:
            made = filling.add(request.community, kind, form.written(), **about)
        except RefusedError as error:
            refuse(form, error.words, "title")
        else:
            messages.success(request, _said_of(made))
            return redirect("programme_pool", key=request.community.key, pool=pool)
    return render(request, "programme/pool_entry.html", {"form": form, "pool": kind})


def _said_of(entry: PoolEntry) -> str:
    """Return what whoever wrote an entry reads: whether somebody else looks at it first."""
    if entry.state == EntryState.OFFERED:
        return _("Saved. Somebody else who runs the group looks at it before it goes out.")
    return _("Added: it can go out.")


@require_http_methods(["GET", "POST"])
@console_page(Role.CONTENT)
def bring_in(request: QunceRequest, pool: str) -> HttpResponse:
    """Bring a list into a pool, after a look at what is new of it."""
    kind, form = _pool(pool), ListForm(request.POST or None)
    new: Sequence[Written] = ()
    if request.method == "POST" and form.is_valid():
        written = domain_pools.parse(form.cleaned_data["lines"])
        try:
            new = filling.fresh(request.community, kind, written)
            _check(new)
            if "take" in request.POST:
                about: dict[str, Any] = {"by": request.actor, "now": request.now}
                count = filling.bring_in(request.community, kind, new, **about)
                said = _("%(count)s brought in: look them through and approve them.")
                messages.success(request, said % {"count": count})
                return redirect("programme_pool", key=request.community.key, pool=pool)
        except RefusedError as error:
            refuse(form, error.words, "lines")
            new = ()
    known = {"form": form, "pool": kind, "new": new}
    return render(request, "programme/pool_list.html", known)


LONG_TITLE = N_("“%(begin)s…” has %(count)s characters; at most %(most)s are possible.")


def _check(new: Sequence[Written]) -> None:
    """RefusedError for a line of which a part is too long to be kept."""
    for each in new:
        parts = ((each.title, LONGEST_TITLE), (each.text, LONGEST_TEXT), (each.source, 80))
        for said, most in parts:
            if len(said) > most:
                about: dict[str, str | int | float | Words] = {"begin": said[:12], "most": most}
                raise RefusedError(Words(LONG_TITLE, {**about, "count": len(said)}))


@require_http_methods(["GET", "POST"])
@console_page()
def entry(request: QunceRequest, pk: int) -> HttpResponse:
    """Show an entry, when it was used and who answered; whoever may, changes it."""
    found = pools.access(request.community, pk)
    may_edit = _may_edit(request, found)
    data = request.POST if request.method == "POST" and may_edit else None
    form = EntryForm(data)
    if data is None or not form.is_valid():
        return entry_page(request, found, **({} if data is None else {"form": form}))
    about: dict[str, Any] = {"by": request.actor, "now": request.now}
    base = form.cleaned_data["base"] or 0
    try:
        filling.change(found, form.written(), base=base, **about)
    except StaleError as error:
        return _meet(request, found, form, error)
    except RefusedError as error:
        refuse(form, error.words, "title")
        return entry_page(request, found, form=form)
    messages.success(request, _("Saved."))
    return redirect("programme_pool_entry", key=request.community.key, pk=pk)


def _meet(
    request: QunceRequest, found: PoolEntry, form: EntryForm, error: QunceError
) -> HttpResponse:
    """Keep both texts of an entry and show what came of them, ready to be saved."""
    mine = form.written()
    filling.keep_aside(found, mine, by=request.actor, now=request.now)
    found = pools.access(request.community, found.pk)
    base = filling.text_at(found, form.cleaned_data["base"] or 0)
    theirs = filling.written_of(found)
    met = meet(base.text, theirs.text, mine.text, found.changed_name)
    data = request.POST.copy()
    data["text"], data["base"] = met.text, str(found.version)
    for name in ("title", "source", "link"):
        if getattr(mine, name) == getattr(base, name):
            data[name] = getattr(theirs, name)
    again = EntryForm(data)
    again.is_valid()
    refuse(again, error.words)
    return entry_page(request, found, form=again, meeting=met)


def entry_page(request: QunceRequest, found: PoolEntry, **more: Any) -> HttpResponse:
    """Show an entry; `more` are forms with faults, and what a meeting of two editors offers."""
    state, may_edit = EntryState(found.state), _may_edit(request, found)
    initial = {name: getattr(found, name) for name in filling.FIELDS} | {"base": found.version}
    verbs = ENTRY.verbs_from(state)
    is_idea = found.is_offer and EntryVerb.DECLINE in verbs
    known = {
        "entry": found,
        "form": EntryForm(initial=initial) if may_edit else None,
        "pool": Pool(found.pool),
        "state": state,
        "verbs": verbs,
        "may_act": holds(request.roles, Role.CONTENT),
        "decline": decline_form(request.community) if is_idea else None,
        "may_approve": filling.may_approve(
            found, request.actor, is_alone=not filling.needs_second(request.community)
        ),
        "texts": found.texts.all()[:VERSIONS] if found.version > 1 else (),
        "uses": _uses(request, found),
        **more,
    }
    return render(request, "programme/pool_entry.html", known)


def _may_edit(request: QunceRequest, found: PoolEntry) -> bool:
    return holds(request.roles, Role.CONTENT) and found.state not in GONE


def decline_form(community: Community, data: Any = None) -> DeclineForm:
    """Return the form by which a member's idea is declined."""
    form = DeclineForm(effective(community.pk, Settings).declines, data)
    form.fields["words"].label = _("Own words (the member reads them)")
    return form


def _uses(request: QunceRequest, found: PoolEntry) -> list[dict[str, Any]]:
    """Return when an entry was used, what followed, and who answered in the group."""
    rows = PoolUse.objects.filter(entry=found).select_related("item").order_by("-at")[:USES]
    known = queries.known_of(request.community)
    return [
        {
            "item": each.item,
            "impacts": each.item.impacts.select_related("group").order_by("group_id"),
            "people": measuring.who_answered(each.item, known),
        }
        for each in rows
    ]


@require_POST
@console_page(Role.CONTENT)
def act(request: QunceRequest, pk: int) -> HttpResponse:
    """Approve an entry, or take it out of use.

    StaleError where its words are not those any more that were read.
    """
    found = pools.access(request.community, pk)
    is_idea = found.is_offer and found.state in (EntryState.OFFERED, EntryState.DECLINED)
    approve = offers.accept if is_idea else filling.approve
    verbs = {"approve": approve, "retire": filling.retire}
    verb = verbs.get(request.POST.get("verb", ""))
    if verb is None or (verb is filling.retire and is_idea):
        raise RefusedError(Words(NO_VERB))
    if key_of(request.POST.get("base", "")) not in (None, found.version):
        raise StaleError(Words(FASTER))
    verb(found, by=request.actor, now=request.now)
    messages.success(request, _("Done."))
    if request.POST.get("from") == "list":
        return redirect("programme_pool", key=request.community.key, pool=found.pool)
    return redirect("programme_pool_entry", key=request.community.key, pk=pk)


@require_POST
@console_page(Role.CONTENT)
def fill(request: QunceRequest, pool: str) -> HttpResponse:
    """Bring in what comes with the house, or approve all that waits."""
    kind, by, now = _pool(pool), request.actor, request.now
    try:
        if request.POST.get("verb") == "approve":
            count = filling.approve_all(request.community, kind, by=by, now=now)
            if count:
                messages.success(request, _("Approved: %(count)s.") % {"count": count})
            _say_own(request, kind)
        else:
            count = filling.stock(request.community, kind, by=by, now=now)
            said = _("%(count)s brought in. What does not fit your group can be taken out of use.")
            messages.success(request, said % {"count": count})
    except RefusedError as error:
        messages.error(request, say(error.words))
    return redirect("programme_pool", key=request.community.key, pool=pool)


def _say_own(request: QunceRequest, kind: Pool) -> None:
    """Say how many entries wait for somebody else, because whoever approves wrote them."""
    rows = pools.list_entries(request.community, kind).filter(state=EntryState.OFFERED)
    left = rows.filter(is_offer=False).count()
    if left:
        said = ngettext(
            "%(count)s that you wrote yourself waits for somebody else's look.",
            "%(count)s that you wrote yourself wait for somebody else's look.",
            left,
        )
        messages.info(request, said % {"count": left})


@require_GET
@console_page()
def first(request: QunceRequest) -> HttpResponse:
    """Show the pool of tips."""
    return redirect("programme_pool", key=request.community.key, pool=Pool.TIP)


BASE = "c/<slug:key>/pools/"
URLS = [
    path(BASE, first, name="programme_pools"),
    path(f"{BASE}<slug:pool>/list/", index, name="programme_pool"),
    path(f"{BASE}<slug:pool>/add/", add, name="programme_pool_add"),
    path(f"{BASE}<slug:pool>/bring/", bring_in, name="programme_pool_bring"),
    path(f"{BASE}<slug:pool>/fill/", fill, name="programme_pool_fill"),
    path(f"{BASE}<int:pk>/", entry, name="programme_pool_entry"),
    path(f"{BASE}<int:pk>/act/", act, name="programme_pool_act"),
]
