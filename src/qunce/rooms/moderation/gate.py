"""No rule goes live unseen: what is or becomes live is kept as a draft; the rest counts at once."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from qunce.chat.models import Message
from qunce.kernel.clauses import CHARTER, Charter
from qunce.kernel.errors import RefusedError
from qunce.kernel.rules import RuleState
from qunce.kernel.text import N_, Words
from qunce.people.models import Community
from qunce.playbook.domain import Values, effective
from qunce.playbook.gates import Gate, Held, Proposed
from qunce.playbook.queries import latest_values
from qunce.playbook.registry import sections
from qunce.rooms.moderation import drafts, examples, replays
from qunce.rooms.moderation.models_trying import Draft, Replay
from qunce.rooms.moderation.trying import RULES, DraftState, ReplayState
from qunce.shell.house import house
from qunce.shell.words import render as say

KEPT = N_("Kept as draft “%(name)s”. What counted until now goes on until the draft goes live.")
CHANGED = N_("The draft is changed. Try it on what was said, then put it in force.")
SEVERAL = N_("%(first)s and %(count)s more")
LADDERS = N_(
    "What follows from a violation changes. Try it on what was said first and look at the result: "
    "within 30 days after that it can be published."
)
UNTRIED = N_("%(sections)s: try the change on what was said first, and look at the result.")
OTHER_REPLAY = N_(
    "Replay %(number)s has not tried exactly these settings, or has not come to its end: "
    "“%(title)s” differs. Without naming it the change is kept as a draft."
)


def hold(proposed: Proposed) -> Held:
    """Keep rules and ladders that are live or become so as a draft; say what may count at once."""
    if proposed.draft is not None:
        return _change_draft(proposed, proposed.draft)
    layers = _layers(proposed)
    held = _untried(proposed, layers)
    if not held:
        return Held(proposed.values)
    if proposed.replay is not None:
        _look(proposed, held)
        return Held(proposed.values)
    name = proposed.note.strip() or _free_name(_name(list(held)), proposed)
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
    return Held(rest, _told(KEPT, draft), path_of(draft))


def why_untried(proposed: Proposed) -> Words | None:
    """Return what is to be tried before a proposal counts, None where nothing is."""
    held = _untried(proposed, _layers(proposed))
    if not held:
        return None
    if set(held) == {CHARTER.key}:
        return Words(LADDERS)
    return Words(UNTRIED, {"sections": _name(list(held))})


def _untried(proposed: Proposed, layers: list[Values]) -> dict[str, Any]:
    """Return what would be live, is not what counts now, and was not looked at in a replay.

    Where nothing was said yet there is nothing to try on.
    """
    values = proposed.values
    changed = {key: values.get(key, {}) for key in _held(proposed, layers)}
    if not changed or not _was_anything_said(proposed):
        return {}
    group = proposed.group.pk if proposed.group else None
    looked = drafts.list_looked(proposed.community, group, proposed.now)
    return {} if any(not differing(row, changed) for row in looked) else changed


def _was_anything_said(proposed: Proposed) -> bool:
    rows = Message.objects.filter(community=proposed.community)
    return (rows if proposed.group is None else rows.filter(group=proposed.group)).exists()


def _look(proposed: Proposed, held: Values) -> None:
    """Note that the replay that somebody names was looked at; refuse one of other settings."""
    number = proposed.replay or 0
    row = replays.access_replay(proposed.community, number)
    group = proposed.group.pk if proposed.group else None
    is_of_level = row.draft is not None and row.draft.group_id == group
    wrong = differing(row, held) if is_of_level and row.state == ReplayState.DONE else list(held)
    if wrong:
        title = Words(sections.by_key[wrong[0]].title)
        raise RefusedError(Words(OTHER_REPLAY, {"number": number, "title": title}))
    replays.look(row, by=proposed.by, now=proposed.now)


def differing(row: Replay, held: Values) -> list[str]:
    """Return which of these sections a replay has not tried as they are."""
    return [key for key, data in held.items() if not is_same(key, row.values.get(key, {}), data)]


def is_same(key: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two forms of a section decide alike; of a charter the words do not count."""
    if key == CHARTER.key:
        return _follows(effective(CHARTER, one)) == _follows(effective(CHARTER, other))
    section = sections.by_key[key]
    return bool(effective(section, one) == effective(section, other))


def _follows(charter: Charter) -> tuple[object, ...]:
    """Return what a charter says about what follows where a rule finds something; not its words."""
    found = {each.clause for each in house.rules()}
    ladders = [
        (each.key, each.ladder, each.recall, each.mutes, each.weight, each.proved_removes)
        for each in sorted(charter.clauses, key=lambda clause: clause.key)
        if each.key in found
    ]
    figures = (charter.strikes_expire, charter.mute_length, charter.points_limit)
    return (*ladders, *figures)


def _told(msgid: str, draft: Draft) -> Words:
    """Return what became of a draft, with the mistakes that it would repeat."""
    said = Words(msgid, {"name": draft.name})
    repeated = examples.find_repeated(draft)
    return examples.and_repeated(said, repeated) if repeated else said


def _change_draft(proposed: Proposed, key: int) -> Held:
    draft = drafts.access_draft(proposed.community, key)
    for section, data in proposed.values.items():
        drafts.set_section(draft, section, dict(data), now=proposed.now)
    return Held({}, _told(CHANGED, draft), path_of(draft))


def _layers(proposed: Proposed) -> list[Values]:
    group = proposed.group.pk if proposed.group else None
    return list(latest_values(proposed.community.pk, group))


def _held(proposed: Proposed, layers: list[Values]) -> Iterator[str]:
    """Yield the rules that would be live, and the ladders, where they are not what counts now."""
    values, own = proposed.values, layers[-1]
    is_told = proposed.group is None and (proposed.is_whole or CHARTER.key in values)
    if is_told and not is_same(CHARTER.key, own.get(CHARTER.key, {}), values.get(CHARTER.key, {})):
        yield CHARTER.key
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


def _free_name(name: str, proposed: Proposed) -> str:
    """Return a name that no other open draft of the level has: a second one is numbered."""
    rows = Draft.objects.filter(community=proposed.community, group=proposed.group)
    taken = set(rows.filter(state=DraftState.OPEN).values_list("name", flat=True))
    numbered = (f"{name} {number}" for number in itertools.count(2))
    return name if name not in taken else next(each for each in numbered if each not in taken)


def path_of(draft: Draft) -> str:
    """Return the path of a draft's page."""
    return f"/c/{draft.community.key}/rules/drafts/{draft.pk}/"


def drafted(community: Community, key: int) -> Values:
    """Return the sections of a draft."""
    values: Values = drafts.access_draft(community, key).values
    return values


GATE = Gate(hold, drafted, why_untried)
