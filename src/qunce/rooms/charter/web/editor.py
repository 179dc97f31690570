"""The editor of the charter: a draft, changed clause by clause, looked at, and published."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.kernel.calendar import local_day
from qunce.kernel.clauses import Charter, Clause
from qunce.kernel.errors import NotFoundError, QunceError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.people.queries import zone_of
from qunce.playbook.gates import Proposed, gates
from qunce.rooms.charter import actions as charter
from qunce.rooms.charter import queries
from qunce.rooms.charter.domain import asks, differences, moved, new_key, put, without
from qunce.rooms.charter.queries import Writing
from qunce.rooms.charter.web.forms import ClauseForm, PartsForm, PublishForm, WritingForm
from qunce.rooms.charter.wording import frozen, sheet_of
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.words import render as say

NO_CLAUSE = N_("There is no such clause in the draft any more.")


@require_GET
@console_page(Role.OWNER)
def draft(request: QunceRequest) -> HttpResponse:
    """Show the charter as it is being written."""
    writing = queries.writing_of(request.community.pk)
    used = queries.clauses_in_use(request.community.pk)
    sheet = sheet_of(writing.charter)
    lines = [
        {"clause": each, "used": [say(words) for words in used.get(each.key, ())]}
        for each in sheet.clauses
    ]
    known = {"writing": writing, "sheet": sheet, "lines": lines}
    return render(request, "charter/draft.html", known)


@require_http_methods(["GET", "POST"])
@console_page(Role.OWNER)
def clause(request: QunceRequest, number: int) -> HttpResponse:
    """Change a clause."""
    writing = queries.writing_of(request.community.pk)
    return _clause_page(request, writing, _access(writing.charter, number))


@require_http_methods(["GET", "POST"])
@console_page(Role.OWNER)
def new_clause(request: QunceRequest) -> HttpResponse:
    """Add a clause."""
    writing = queries.writing_of(request.community.pk)
    used = queries.clauses_in_use(request.community.pk)
    key = new_key({*(each.key for each in writing.charter.clauses), *used})
    return _clause_page(request, writing, Clause(key, len(writing.charter.clauses) + 1))


def _clause_page(request: QunceRequest, writing: Writing, found: Clause) -> HttpResponse:
    form = ClauseForm(found, writing.revision, request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = _save(request, form, put(writing.charter, form.clause()), writing)
        if saved is not None:
            return saved
    known = {"form": form, "clause": found, "is_new": not found.title}
    return render(request, "charter/clause.html", known)


@require_http_methods(["GET", "POST"])
@console_page(Role.OWNER)
def parts(request: QunceRequest) -> HttpResponse:
    """Change what is no clause."""
    writing = queries.writing_of(request.community.pk)
    form = PartsForm(writing.charter, writing.revision, request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = _save(request, form, form.charter(), writing)
        if saved is not None:
            return saved
    return render(request, "charter/parts.html", {"form": form})


def _save(
    request: QunceRequest, form: WritingForm, changed: Charter, writing: Writing
) -> HttpResponse | None:
    """Save what was written, or show at the form why not; nothing typed is lost."""
    try:
        charter.save_draft(
            request.community,
            changed,
            revision=form.cleaned_data["revision"],
            by=request.actor,
            now=request.now,
        )
    except QunceError as error:
        form.add_error(None, say(error.words))
        # Saved once more, it goes on from what the other writer left.
        form.data = {**request.POST.dict(), "revision": str(writing.revision)}
        return None
    messages.success(request, _("Saved in the draft. It counts when it is published."))
    return _draft(request)


@require_POST
@console_page(Role.OWNER)
def move(request: QunceRequest, number: int) -> HttpResponse:
    """Move a clause up or down by one."""
    writing = queries.writing_of(request.community.pk)
    found = _access(writing.charter, number)
    by = -1 if request.POST.get("to") == "up" else 1
    changed = moved(writing.charter, found.key, by)
    _write(request, changed, writing)
    place = next(each.number for each in changed.clauses if each.key == found.key)
    answer = _draft(request)
    answer["Location"] += f"#clause-{place}"
    return answer


@require_POST
@console_page(Role.OWNER)
def remove(request: QunceRequest, number: int) -> HttpResponse:
    """Take a clause out of the draft; one in use stays, and the answer says why."""
    writing = queries.writing_of(request.community.pk)
    found = _access(writing.charter, number)
    _write(request, without(writing.charter, found.key), writing)
    said = _("“%(title)s” is out of the draft.") % {"title": say(found.title)}
    messages.success(request, said)
    return _draft(request)


def _write(request: QunceRequest, changed: Charter, writing: Writing) -> None:
    given = request.POST.get("revision", "")
    revision = int(given) if given.isdecimal() and len(given) < 9 else writing.revision
    charter.save_draft(
        request.community, changed, revision=revision, by=request.actor, now=request.now
    )


@require_POST
@console_page(Role.OWNER)
def discard(request: QunceRequest) -> HttpResponse:
    """Throw the draft away."""
    charter.discard_draft(request.community)
    messages.success(request, _("The draft is gone; what counts stays as it is."))
    return redirect("charter_console", key=request.community.key)


@require_http_methods(["GET", "POST"])
@console_page(Role.OWNER)
def publish(request: QunceRequest) -> HttpResponse:
    """Compare the draft with what counts, and publish it."""
    community = request.community
    writing = queries.writing_of(community.pk)
    zone = zone_of(community)
    form = PublishForm(local_day(request.now, zone), zone, writing.revision, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            version = charter.publish(
                community,
                since=form.moment(),
                note=form.cleaned_data["note"],
                material=form.cleaned_data["material"],
                revision=form.cleaned_data["revision"],
                by=request.actor,
                now=request.now,
            )
        except QunceError as error:
            form.add_error(None, say(error.words))
        else:
            said = _("Version %(number)s is published. The announcement is on the desk.")
            messages.success(request, said % {"number": version.number})
            return redirect("charter_console", key=community.key)
    current = queries.find_in_force(community.pk)
    before = frozen(current) if current else sheet_of(queries.charter_now(community.pk))
    settings = queries.settings_of(community.pk)
    known = {
        "form": form,
        "changes": differences(before, sheet_of(writing.charter)),
        "waiting": queries.find_scheduled(community.pk),
        "asks": asks(settings, material=True),
        "asks_always": asks(settings, material=False),
        "days": settings.accept_within.days,
        "untried": gates.why_untried(_proposed(request, writing)),
    }
    return render(request, "charter/publish.html", known)


@require_POST
@console_page(Role.OWNER)
def try_it(request: QunceRequest) -> HttpResponse:
    """Keep the ladders of the draft where they are tried on what was said, before publishing."""
    held = gates.hold(_proposed(request, queries.writing_of(request.community.pk)))
    if held.words is None:
        return redirect("charter_publish", key=request.community.key)
    messages.success(request, _("Try it here and look at the result; then publish the charter."))
    return redirect(held.path)


def _proposed(request: QunceRequest, writing: Writing) -> Proposed:
    note = _("Ladders of the charter")
    return charter.proposed(
        request.community, writing.charter, by=request.actor, now=request.now, note=note
    )


def _access(found: Charter, number: int) -> Clause:
    clause = next((each for each in found.clauses if each.number == number), None)
    if clause is None:
        raise NotFoundError(Words(NO_CLAUSE))
    return clause


def _draft(request: QunceRequest) -> HttpResponse:
    return redirect("charter_draft", key=request.community.key)


URLS = [
    path("c/<slug:key>/charter/draft/", draft, name="charter_draft"),
    path("c/<slug:key>/charter/draft/parts/", parts, name="charter_parts"),
    path("c/<slug:key>/charter/draft/new/", new_clause, name="charter_new_clause"),
    path("c/<slug:key>/charter/draft/<int:number>/", clause, name="charter_clause"),
    path("c/<slug:key>/charter/draft/<int:number>/move/", move, name="charter_move"),
    path("c/<slug:key>/charter/draft/<int:number>/remove/", remove, name="charter_remove"),
    path("c/<slug:key>/charter/draft/discard/", discard, name="charter_discard"),
    path("c/<slug:key>/charter/draft/publish/", publish, name="charter_publish"),
    path("c/<slug:key>/charter/draft/try/", try_it, name="charter_try"),
]
