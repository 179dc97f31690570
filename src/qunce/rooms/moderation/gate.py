"""No rule goes live unseen: what is or becomes live is kept as a draft; the rest counts at once."""

from collections.abc import Iterator
from typing import Any

from qunce.kernel.rules import RuleState
from qunce.kernel.text import N_, Words
from qunce.people.models import Community
from qunce.playbook.domain import Values, effective
from qunce.playbook.gates import Gate, Held, Proposed
from qunce.playbook.queries import latest_values
from qunce.playbook.registry import sections
from qunce.rooms.moderation import drafts
from qunce.rooms.moderation.models_trying import Draft
from qunce.rooms.moderation.trying import RULES
from qunce.shell.words import render as say

KEPT = N_("Kept as draft “%(name)s”. What counted until now goes on until the draft goes live.")
CHANGED = N_("The draft is changed. Try it on what was said, then put it in force.")
SEVERAL = N_("%(first)s and %(count)s more")


def hold(proposed: Proposed) -> Held:
    """Keep rules that are live or become so as a draft; say what may count at once."""
    if proposed.draft is not None:
        return _change_draft(proposed, proposed.draft)
    layers = _layers(proposed)
    held = {key: proposed.values.get(key, {}) for key in _held(proposed, layers)}
    if not held:
        return Held(proposed.values)
    name = proposed.note.strip() or _name(list(held))
    draft = drafts.make(
        proposed.community,
        held,
        name=name,
        by=proposed.by,
        now=proposed.now,
        group=proposed.group,
    )
    own = layers[-1]
    rest: dict[str, Any] = {k: v for k, v in proposed.values.items() if k not in held}
    rest |= {key: own[key] for key in held if key in own}
    return Held(rest, Words(KEPT, {"name": draft.name}), path_of(draft))


def _change_draft(proposed: Proposed, key: int) -> Held:
    draft = drafts.access_draft(proposed.community, key)
    for section, data in proposed.values.items():
        drafts.set_section(draft, section, dict(data), now=proposed.now)
    return Held({}, Words(CHANGED), path_of(draft))


def _layers(proposed: Proposed) -> list[Values]:
    group = proposed.group.pk if proposed.group else None
    return list(latest_values(proposed.community.pk, group))


def _held(proposed: Proposed, layers: list[Values]) -> Iterator[str]:
    """Yield the rules that would be live and are not what counts now."""
    values, own = proposed.values, layers[-1]
    keys = {*values, *own} if proposed.is_whole else {*values}
    for key in sorted(key for key in keys if key.startswith(RULES)):
        below = [layer.get(key, {}) for layer in layers[:-1]]
        then = effective(sections.by_key[key], *below, values.get(key, {}))
        now = effective(sections.by_key[key], *below, own.get(key, {}))
        if then != now and then.state is RuleState.LIVE:
            yield key


def _name(keys: list[str]) -> str:
    """Return a name for a draft of these sections."""
    first = say(sections.by_key[keys[0]].title)
    if len(keys) == 1:
        return first
    return say(Words(SEVERAL, {"first": first, "count": len(keys) - 1}))


def path_of(draft: Draft) -> str:
    """Return the path of a draft's page."""
    return f"/c/{draft.community.key}/rules/drafts/{draft.pk}/"


def drafted(community: Community, key: int) -> Values:
    """Return the sections of a draft."""
    values: Values = drafts.access_draft(community, key).values
    return values


GATE = Gate(hold, drafted)
