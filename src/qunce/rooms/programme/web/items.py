"""One entry of the calendar: its text, deadlines, groups, what came of it, and its history."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import queries as record
from qunce.ledger.models import Proof, TaskTarget
from qunce.rooms.programme import laying, leaving, moving, queries, reserves, writing
from qunce.rooms.programme.domain import OPEN, ItemState, StepKind
from qunce.rooms.programme.models import Item, ItemText
from qunce.rooms.programme.moving import OverBudgetError
from qunce.rooms.programme.queries import Known
from qunce.rooms.programme.web.calendar import offers_of
from qunce.rooms.programme.web.forms import DetailsForm, MoveForm, WriteForm
from qunce.rooms.programme.writing import Saved
from qunce.shell.access import QunceRequest, console_page, holds
from qunce.shell.audience import audience_labels, read_audience
from qunce.shell.forms import refuse
from qunce.shell.lists import key_of
from qunce.shell.meeting import meet
from qunce.shell.words import render as say
from qunce.store.codecs import decode

NO_VERB = N_("This cannot be done with an entry of the calendar.")
VERSIONS = 20


@require_GET
@console_page()
def item(request: QunceRequest, pk: int) -> HttpResponse:
    """Show an entry with all that is known of it."""
    return page_of(request, queries.access_item(request.community, pk))


def page_of(request: QunceRequest, found: Item, **bound: Any) -> HttpResponse:
    """Show an entry; `bound` are forms with faults, and what a refusal or a meeting offers."""
    known = queries.known_of(request.community)
    plan = known.plans.get(found.slot)
    itself = plan is not None and plan.slot.posts_itself
    text = found.text or _composed(found, known)
    may = holds(request.roles, Role.CONTENT)
    is_open = found.state in OPEN
    shown = {
        "item": found,
        "title": say(queries.title_of(found)),
        "state": ItemState(found.state),
        "reason": say(decode(Words, found.reason)) if found.reason else "",
        "is_open": is_open,
        "may_edit": may and is_open,
        "may_act": may,
        "may_write": may and is_open and not itself and _is_for_hands(found, known),
        "itself": itself,
        "text": text,
        "host": found.merged_into,
        "hosts": _hosts(found, known) if may and is_open else [],
        "inside": [(each, say(queries.title_of(each))) for each in found.merged.all()],
        "needs_review": known.needs_review(found),
        "is_alone": known.is_alone,
        "is_own": found.written_by_id == request.person.pk,
        "is_late": found.at <= request.now,
        "labels": audience_labels(found),
        "steps": _steps(found, request.now),
        "versions": found.texts.all()[:VERSIONS],
        "editor": _editor(found, known),
        "can_resume": found.until > request.now,
        "reserves": reserves.count_waiting(request.community, found.slot),
    }
    return render(
        request,
        "programme/item.html",
        shown | _forms(found, known, text) | bound | _on_record(found, known),
    )


def _forms(found: Item, known: Known, text: str) -> dict[str, Any]:
    """Return the forms of an entry, as they are before anybody wrote into them."""
    return {
        "write": WriteForm(initial={"base": found.version, "text": text}),
        "move": MoveForm(known.zone, found),
        "details": DetailsForm(known.community, found),
    }


def _is_for_hands(found: Item, known: Known) -> bool:
    """Say whether one text is written for all groups of an entry, and goes out by itself."""
    return found.merged_into_id is None and not queries.is_by_group(found, known)


def _on_record(found: Item, known: Known) -> dict[str, Any]:
    """Return where an entry was posted, what came of it, and who did what."""
    impacts = found.impacts.select_related("group").order_by("group_id")
    day = known.local(found.at).date()
    pictures = [
        (each, queries.address_of(each, known.community.key)) for each in queries.pictures_of(found)
    ]
    return {
        "groups": _groups(found),
        "proofs": _proofs(found),
        "pictures": pictures,
        "impacts": impacts,
        "history": _story(found),
        "day": day,
        "is_by_group": queries.is_by_group(found, known),
    }


def _composed(found: Item, known: Known) -> str:
    """Return what the slot would say now, where nobody has written anything."""
    return "" if found.state not in OPEN else laying.composed(found, known)


def _editor(found: Item, known: Known) -> str:
    plan = known.plans.get(found.slot)
    if plan is None or not plan.slot.editor:
        return ""
    return reverse(plan.slot.editor, kwargs={"key": known.community.key, "pk": found.pk})


def _hosts(found: Item, known: Known) -> list[tuple[Item, str]]:
    """Return what an entry could go out in: those of its day that are not on the desk yet."""
    if found.laid_at is not None or found.merged_into_id or queries.is_composed(found, known):
        return []
    wanted = queries.load_of(found, known)
    rows = queries.list_day(found, known)
    return [
        (each, say(queries.title_of(each)))
        for each in rows
        if moving.can_take_in(each, wanted, known)
    ]


def _steps(found: Item, now: datetime) -> list[dict[str, Any]]:
    steps = found.steps.select_related("person")
    return [
        {
            "label": say(StepKind(each.kind).label),
            "due": each.due,
            "who": each.person.name if each.person else "",
            "done_at": each.done_at,
            "done_name": each.done_name,
            "is_late": each.done_at is None and each.due < now and found.state in OPEN,
        }
        for each in steps
    ]


def _groups(found: Item) -> Sequence[TaskTarget]:
    targets = TaskTarget.objects.filter(task__in=found.lines.values("task"))
    rows = targets.select_related("group", "task").prefetch_related("proofs")
    return list(rows.order_by("group_id")[:200])


def _proofs(found: Item) -> Sequence[Proof]:
    """Return the screenshots of an entry as a whole; those of a group stand with the group."""
    return list(Proof.objects.filter(task__in=found.lines.values("task"), target=None))


def _story(found: Item) -> list[dict[str, Any]]:
    entries = record.list_entries_about(found.community_id, "planned", found.pk)
    return [
        {
            "title": record.sentence_of(each, say),
            "at": each.at,
            "by": record.actor_of(each, say),
            "icon": "circle-check",
            "tone": "quiet",
        }
        for each in entries.order_by("-id")[:50]
    ]


# --- what is done with it -----------------------------------------------------------------------


def _back(request: QunceRequest, found: Item) -> HttpResponse:
    return redirect("programme_item", key=request.community.key, pk=found.pk)


@require_POST
@console_page(Role.CONTENT)
def write(request: QunceRequest, pk: int) -> HttpResponse:
    """Save a text, and make it ready to go where that was asked for."""
    found = queries.access_item(request.community, pk)
    known = queries.known_of(request.community)
    form = WriteForm(request.POST)
    if not form.is_valid():
        return page_of(request, found, write=form)
    said, by = form.cleaned_data, request.actor
    try:
        done = writing.write(found, said["text"], known, base=said["base"], by=by, now=request.now)
    except RefusedError as error:
        refuse(form, error.words, "text")
        return page_of(request, found, write=form)
    found = queries.access_item(request.community, pk)
    if done.saved is Saved.ASIDE:
        return _meet(request, found, known, (said["base"], done.row))
    if "ready" not in request.POST:
        messages.success(request, _("Saved."))
        return _back(request, found)
    return _made_ready(request, found, known)


def _meet(request: QunceRequest, found: Item, known: Known, texts: tuple[int, int]) -> HttpResponse:
    """Show what came of two texts that were written at once; both are kept among the versions.

    `texts` are the version from which the second one came, and the key of its row.
    """
    base = writing.text_at(found, texts[0], known)
    mine = ItemText.objects.get(pk=texts[1])
    theirs = found.texts.filter(number=found.version).first()
    name = theirs.name if theirs and theirs.name else str(_("The slot"))
    met = meet(base, found.text, mine.text, name)
    again = WriteForm(initial={"base": found.version, "text": met.text})
    return page_of(request, found, write=again, meeting=met)


def _made_ready(request: QunceRequest, found: Item, known: Known) -> HttpResponse:
    """Make what was just saved ready to go; where that is refused the text stays saved."""
    try:
        writing.approve(found, known, by=request.actor, now=request.now)
    except RefusedError as error:
        form = WriteForm({"base": found.version, "text": found.text})
        form.is_valid()
        refuse(form, error.words)
        return page_of(request, found, write=form)
    messages.success(request, _("It is ready and goes out at its time."))
    return _back(request, found)


@require_POST
@console_page(Role.CONTENT)
def details(request: QunceRequest, pk: int) -> HttpResponse:
    """Say what an entry is about, whom it is for, and who does what."""
    found = queries.access_item(request.community, pk)
    known = queries.known_of(request.community)
    form = DetailsForm(request.community, found, request.POST)
    if not form.is_valid():
        return page_of(request, found, details=form)
    try:
        _set_details(request, found, known, form)
    except RefusedError as error:
        refuse(form, error.words)
        return page_of(request, queries.access_item(request.community, pk), details=form)
    messages.success(request, _("Saved."))
    return _back(request, found)


@transaction.atomic
def _set_details(request: QunceRequest, found: Item, known: Known, form: DetailsForm) -> None:
    """Do all that a form says, or nothing where one of it is refused."""
    said, by, now = form.cleaned_data, request.actor, request.now
    if said["topic"] != found.topic:
        writing.choose(found, said["topic"], known, by=by, now=now)
    if {"tiers", "groups"} & set(form.changed_data):
        moving.readdress(found, read_audience(form), known, by=by, now=now)
    if said["note"] != found.note:
        writing.note(found, said["note"])
    for kind, person in form.persons().items():
        moving.name(found, kind, person)


@require_POST
@console_page(Role.CONTENT)
def move(request: QunceRequest, pk: int) -> HttpResponse:
    """Let an entry go out at another time, or on another `day` at the same hour."""
    found = queries.access_item(request.community, pk)
    known = queries.known_of(request.community)
    data = request.POST.copy()
    if "day" in data and "at" not in data:
        data["at"] = f"{data['day']}T{known.local(found.at):%H:%M}"
    form = MoveForm(known.zone, found, data)
    if not form.is_valid():
        return page_of(request, found, move=form)
    before = found.at
    try:
        moving.move_to(found, form.cleaned_data["at"], known, by=request.actor, now=request.now)
    except RefusedError as error:
        refuse(form, error.words, "at")
        offers = offers_of(error, known) if isinstance(error, OverBudgetError) else None
        return page_of(request, found, move=form, offers=offers)
    moved = {"since": known.said(before), "due": known.said(form.cleaned_data["at"])}
    messages.success(request, _("Moved from %(since)s to %(due)s.") % moved)
    if request.POST.get("from") == "calendar":
        there = reverse("programme_calendar", kwargs={"key": request.community.key})
        day = form.cleaned_data["at"].astimezone(known.zone).date()
        return redirect(f"{there}?day={day}&moved={found.pk}")
    return _back(request, found)


@require_POST
@console_page(Role.CONTENT)
def move_back(request: QunceRequest, pk: int) -> HttpResponse:
    """Undo the last move of an entry."""
    found = queries.access_item(request.community, pk)
    known = queries.known_of(request.community)
    try:
        at = moving.move_back(found, known, by=request.actor, now=request.now)
    except RefusedError as error:
        messages.error(request, say(error.words))
        return _back(request, found)
    messages.success(request, _("Back to %(due)s.") % {"due": known.said(at)})
    there = reverse("programme_calendar", kwargs={"key": request.community.key})
    return redirect(f"{there}?day={known.local(at).date()}")


@require_POST
@console_page(Role.CONTENT)
def act(request: QunceRequest, pk: int) -> HttpResponse:
    """Do with an entry what one button says; what is refused is said on its page."""
    found = queries.access_item(request.community, pk)
    known = queries.known_of(request.community)
    verb, about = request.POST.get("verb", ""), {"by": request.actor, "now": request.now}
    if verb not in VERBS:
        raise RefusedError(Words(NO_VERB))
    if verb in {"skip", "cancel"}:
        reason = request.POST.get("reason", "").strip()[:200]
        words = Words(leaving.SAID, {"reason": reason}) if reason else Words("")
        VERBS[verb](found, known, reason=words, **about)
    else:
        VERBS[verb](found, known, **about)
    messages.success(request, _("Done."))
    return _back(request, found)


VERBS: dict[str, Any] = {
    "ready": writing.approve,
    "draft": writing.take_back,
    "skip": leaving.skip,
    "cancel": leaving.cancel,
    "resume": leaving.resume,
    "part": leaving.part,
    "allow": moving.allow,
    "reserve": reserves.take,
}


@require_POST
@console_page(Role.CONTENT)
def merge(request: QunceRequest, pk: int) -> HttpResponse:
    """Let an entry go out inside another one; where its new day was refused, on that day."""
    found = queries.access_item(request.community, pk)
    known = queries.known_of(request.community)
    host = queries.access_item(request.community, key_of(request.POST.get("into", "")) or 0)
    moving.move_into(found, host, known, by=request.actor, now=request.now)
    messages.success(request, _("It goes out inside the other entry."))
    return _back(request, found)


URLS = [
    path("c/<slug:key>/calendar/<int:pk>/", item, name="programme_item"),
    path("c/<slug:key>/calendar/<int:pk>/write/", write, name="programme_write"),
    path("c/<slug:key>/calendar/<int:pk>/details/", details, name="programme_details"),
    path("c/<slug:key>/calendar/<int:pk>/move/", move, name="programme_move"),
    path("c/<slug:key>/calendar/<int:pk>/back/", move_back, name="programme_move_back"),
    path("c/<slug:key>/calendar/<int:pk>/act/", act, name="programme_act"),
    path("c/<slug:key>/calendar/<int:pk>/merge/", merge, name="programme_merge"),
]
