"""A replay: begun for the rules in force, watched, stopped, and its result looked through."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qunce.kernel.calendar import local_day
from qunce.kernel.clauses import STEP_NAMES, Charter, Step
from qunce.kernel.errors import QunceError
from qunce.kernel.messages import Role
from qunce.people.queries import list_groups, zone_of
from qunce.playbook.queries import effective
from qunce.rooms.moderation import examples, replays
from qunce.rooms.moderation.domain import Answer
from qunce.rooms.moderation.models_trying import Replay, ReplayLine
from qunce.rooms.moderation.replay import telling
from qunce.rooms.moderation.replay.domain import CHANGE_NAMES, TRUTH_NAMES, Change, Truth
from qunce.rooms.moderation.replay.periods import stretch
from qunce.rooms.moderation.trying import DraftState, ReplayState
from qunce.rooms.moderation.web.drafts import StretchForm
from qunce.shell.access import QunceRequest, console_page
from qunce.shell.downloads import XLSX, download
from qunce.shell.forms import refuse
from qunce.shell.house import house
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say

TONES: dict[Change, str] = {
    Change.NEW: "warn",
    Change.GONE: "info",
    Change.OTHER: "warn",
    Change.SAME: "quiet",
    Change.MISSED: "bad",
}
MEMBERS = 20  # that the page names; the workbook has all


@require_http_methods(["GET", "POST"])
@console_page(Role.OPS)
def index(request: QunceRequest) -> HttpResponse:
    """List the replays; with POST, replay the rules in force over their own time."""
    today = local_day(request.now, zone_of(request.community))
    first = list_groups(request.community).filter(key=request.GET.get("group", "")).first()
    form = StretchForm(request.community, today, request.POST or None, initial={"group": first})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            days = stretch(chosen["first"], chosen["last"], zone_of(request.community))
            row = replays.begin(chosen["group"], days, by=request.actor, now=request.now)
        except QunceError as error:
            refuse(form, error.words)
        else:
            return redirect("moderation_replay", key=request.community.key, pk=row.pk)
    groups = [(each.key, each.name) for each in list_groups(request.community, archived=True)]
    states = [(each.value, say(each.label)) for each in ReplayState]
    setup = ListSetup(
        search=("draft__name__icontains", "by_name__icontains"),
        filters=(
            Filter("in", _("Group"), groups, "group__key"),
            Filter("state", _("State"), states, "state"),
        ),
        placeholder=_("Draft or name"),
    )
    page: ListPage[Replay] = ListPage(request, replays.list_replays(request.community), setup)
    return render(request, "moderation/replays.html", {"page": page, "form": form})


@require_GET
@console_page()
def show(request: QunceRequest, pk: int) -> HttpResponse:
    """Show how far a replay is, or what came out."""
    row = replays.access_replay(request.community, pk)
    known: dict[str, Any] = {"row": row, "label": _label(row), "is_record": not row.print}
    known["may_have_died"] = row.may_have_died(request.now)
    if row.state == ReplayState.DONE:
        page: ListPage[ReplayLine] = ListPage(request, _lines(row), _setup(row))
        known |= _result(row) | {"page": page, "lines": [_shown(each) for each in page]}
        known["may_go_on"] = row.draft is not None and row.draft.state == DraftState.OPEN
        is_current = row.draft is not None and row.draft.print == row.print
        known["is_current"] = is_current
        if row.draft is not None and is_current and known["may_go_on"]:
            known["repeated"] = examples.shown(examples.find_repeated(row.draft))
    return render(request, "moderation/replay.html", known)


@require_GET
@console_page()
def progress(request: QunceRequest, pk: int) -> HttpResponse:
    """Answer the progress bar: itself again, or the whole page when it is over."""
    row = replays.access_replay(request.community, pk)
    if not row.is_running:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(
        request, "moderation/parts/replay_progress.html", {"row": row, "label": _label(row)}
    )


def _label(row: Replay) -> str:
    said = ngettext("%(count)s message looked at", "%(count)s messages looked at", row.read)
    return said % {"count": row.read}


def _lines(row: Replay) -> Any:
    return ReplayLine.objects.filter(replay=row).select_related("message", "message__author")


def _setup(row: Replay) -> ListSetup:
    report = row.report
    rules = [(f",{key},", _title(key)) for key in report["now"]["rules"] | report["was"]["rules"]]
    steps = [(step.value, say(STEP_NAMES[step])) for step in Step if step is not Step.NOTHING]
    return ListSetup(
        search=("message__text__icontains", "message__author_name__icontains"),
        filters=(
            Filter("change", _("Difference"), _named(Change, CHANGE_NAMES), "change"),
            Filter("step", _("Step"), steps, "step"),
            Filter("rule", _("Rule"), rules, "rules__contains"),
            Filter("truth", _("People decided"), _named(Truth, TRUTH_NAMES), "truth"),
        ),
        sorts=(
            ("old", _("Oldest first"), ("sent_at", "id")),
            ("new", _("Newest first"), ("-sent_at", "-id")),
        ),
        placeholder=_("Words or name"),
    )


def _named(values: Iterable[Any], names: Any) -> list[tuple[str, str]]:
    return [(each.value, say(names[each])) for each in values]


def _title(key: str) -> str:
    titles = {rule.key: rule.title for rule in house.rules()}
    return say(titles.get(key, key))


def _shown(line: ReplayLine) -> dict[str, Any]:
    return {
        "line": line,
        "change": say(CHANGE_NAMES[Change(line.change)]),
        "tone": TONES[Change(line.change)],
        "now": _follows(line.answer, line.step),
        "was": _follows(line.was_answer, line.was_step),
        "rules": telling.rule_names(line.rule_keys or line.was_rule_keys),
        "truth": say(TRUTH_NAMES[Truth(line.truth)]) if line.truth != Truth.UNKNOWN else "",
    }


def _follows(answer: str, step: str) -> str:
    return say(telling.outcome_words(Answer(answer), Step(step or "nothing")))


def _result(row: Replay) -> dict[str, Any]:
    """Return the figures of a result as the page shows them."""
    report, titles = row.report, _clauses(row)
    now, was = report["now"], report["was"]
    rules = [
        {
            "title": _title(key),
            "hits": now["rules"].get(key, {}).get("hits", 0),
            "was": was["rules"].get(key, {}).get("hits", 0),
            "alone": report["alone"].get(key, 0),
            "precision": say(telling.share_words(now["rules"][key]["precision"]))
            if key in now["rules"]
            else "",
        }
        for key in sorted(now["rules"].keys() | was["rules"].keys())
    ]
    return {
        "report": report,
        "rules": rules,
        "clauses": titles,
        "steps": [(say(STEP_NAMES[Step(key)]), count) for key, count in now["steps"].items()],
        "precision": say(telling.share_words(now["precision"])),
        "recall": say(telling.share_words(now["recall"])),
        "together": [(_title(a), _title(b), count) for a, b, count in report["together"][:10]],
        "members": [
            {"name": name, "now": now_, "was": was_, "step": say(STEP_NAMES[Step(step)])}
            for _kind, _key, name, now_, was_, step in report["member_list"][:MEMBERS]
        ],
    }


def _clauses(row: Replay) -> dict[str, str]:
    charter = effective(row.community_id, Charter, row.group_id)
    return {each.key: say(each.title) for each in charter.clauses}


@require_GET
@console_page()
def export(request: QunceRequest, pk: int) -> HttpResponse:
    """Download the lines of a result as a workbook."""
    row = replays.access_replay(request.community, pk)
    speech = telling.speech_of(row.group)
    rows = (_row(each, speech) for each in _lines(row).order_by("sent_at", "id"))
    content = telling.workbook_of(rows)
    return download(content, XLSX, f"replay-{row.group.key}-{row.pk}.xlsx")


def _row(line: ReplayLine, speech: telling.Speech) -> tuple[object, ...]:
    shown = _shown(line)
    return (
        line.message_id,
        speech.moment(line.sent_at),
        line.message.author_name,
        line.message.text,
        shown["change"],
        shown["now"],
        speech.clause(line.clause),
        line.strike or "",
        telling.rule_names(line.rule_keys),
        shown["was"],
        speech.clause(line.was_clause),
        telling.rule_names(line.was_rule_keys),
        say(TRUTH_NAMES[Truth(line.truth)]),
    )


@require_POST
@console_page(Role.OPS)
def stop(request: QunceRequest, pk: int) -> HttpResponse:
    """Stop a replay."""
    row = replays.access_replay(request.community, pk)
    replays.stop(row, now=request.now)
    messages.success(request, _("Stopped. Nothing of it is kept."))
    return redirect("moderation_replay", key=request.community.key, pk=pk)


@require_POST
@console_page(Role.OWNER)
def looked(request: QunceRequest, pk: int) -> HttpResponse:
    """Note that the result was looked through, and go on to the draft."""
    row = replays.access_replay(request.community, pk)
    replays.look(row, by=request.actor, now=request.now)
    if row.draft is None:
        return redirect("moderation_replay", key=request.community.key, pk=pk)
    return redirect("moderation_draft", key=request.community.key, pk=row.draft.pk)


_PLACE = "c/<slug:key>/rules/replays/<int:pk>/"
URLS = [
    path("c/<slug:key>/rules/replays/", index, name="moderation_replays"),
    path(_PLACE, show, name="moderation_replay"),
    path(f"{_PLACE}progress/", progress, name="moderation_replay_progress"),
    path(f"{_PLACE}export/", export, name="moderation_replay_export"),
    path(f"{_PLACE}stop/", stop, name="moderation_replay_stop"),
    path(f"{_PLACE}looked/", looked, name="moderation_replay_looked"),
]
