"""What a draft changes, as its page compares it: settings as one line, clauses by their ladders."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from qunce.kernel.clauses import CHARTER, STEP_NAMES, Step
from qunce.playbook.domain import Change
from qunce.playbook.registry import sections
from qunce.rooms.moderation import drafts
from qunce.rooms.moderation.models_trying import Draft
from qunce.shell.words import render as say

Plain = Mapping[str, Any]


def changes_shown(draft: Draft) -> list[dict[str, str]]:
    """Return what a draft changes: section, setting, and both values as texts."""
    return [
        {
            "title": say(sections.by_key[each.section].title),
            "label": say(each.label),
            "before": _text(each, each.before),
            "after": _text(each, each.after),
        }
        for each in drafts.changes_of(draft)
    ]


def _text(change: Change, value: Any) -> str:
    if (change.section, change.field) != (CHARTER.key, "clauses"):
        return plainly(value)
    before, after = _by_key(change.before), _by_key(change.after)
    changed = [each for each in value if before.get(each["key"]) != after.get(each["key"])]
    return "\n".join(_clause(each) for each in changed)


def _by_key(clauses: Sequence[Plain]) -> dict[str, Plain]:
    return {each["key"]: each for each in clauses}


def _clause(clause: Plain) -> str:
    """Return a clause in some lines: its text, and what follows."""
    ladder = " → ".join(say(STEP_NAMES[Step(step)]) for step in clause["ladder"])
    told = [ladder]
    if clause["recall"]:
        told.append(_("the message is taken back"))
    if clause["mutes"]:
        told.append(_("mutes of %(hours)s hours") % {"hours": ", ".join(map(str, clause["mutes"]))})
    if clause["proved_removes"]:
        told.append(_("a report that proves true removes"))
    told.append(_("%(count)s points") % {"count": clause["weight"]})
    head = f"{clause['number']}. {say(clause['title'])}\n{say(clause['text'])}"
    return f"{head}\n{' · '.join(told)}"


def plainly(value: Any) -> str:
    """Return a plain value as a page compares it: one line for each entry of a list."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(plainly(each) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {plainly(each)}" for key, each in value.items())
    return str(value).lower() if isinstance(value, bool) else say(str(value))
