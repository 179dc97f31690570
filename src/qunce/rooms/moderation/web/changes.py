"""What a draft changes, as its page compares it: settings as one line, clauses by their ladders."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qunce.kernel.clauses import CHARTER, STEP_NAMES, Step
from qunce.playbook.domain import Change
from qunce.playbook.registry import sections
from qunce.rooms.moderation import drafts
from qunce.rooms.moderation.models_trying import Draft
from qunce.shell.values import shown
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
        return shown(sections.by_key[change.section], change.field, value)
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
    points = clause["weight"]
    told.append(ngettext("%(count)s point", "%(count)s points", points) % {"count": points})
    head = f"{clause['number']}. {say(clause['title'])}\n{say(clause['text'])}"
    return f"{head}\n{' · '.join(told)}"
