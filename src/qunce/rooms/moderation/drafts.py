"""All that is done with drafts of rules: made, changed, put in force, taken back."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from qunce.facts import trying as facts
from qunce.kernel.actors import Actor
from qunce.kernel.clauses import CHARTER
from qunce.kernel.errors import NotFoundError, RefusedError, StaleError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Community, Group
from qunce.playbook import actions as playbook
from qunce.playbook import domain
from qunce.playbook.domain import Values
from qunce.playbook.models import Version
from qunce.playbook.plain import to_plain
from qunce.playbook.queries import latest_values, list_versions
from qunce.playbook.registry import sections
from qunce.rooms.moderation.models_trying import Draft, Replay
from qunce.rooms.moderation.trying import (
    DRAFT,
    DraftState,
    DraftVerb,
    ReplayState,
    may_be_tried,
)
from qunce.shell.clauses import refuse_dropped_in
from qunce.store.moves import move

LOOKED_WITHIN = timedelta(days=30)  # so old may the replay be that was looked at

NO_DRAFT = N_("There is no such draft.")
NOT_OPEN = N_("This draft cannot be changed any more: make a new one from what counts now.")
NOTHING_TO_TRY = N_("The file sets neither rules nor ladders: there is nothing to be tried.")
NOT_TRIED = N_(
    "Try the draft on what was said in a group first and look at the result: that is how you see "
    "whom it would hit. Since the last change of the draft no replay was looked at."
)
CHANGED_MEANWHILE = N_(
    "“%(section)s” was changed in the settings since this draft began. Make a new draft from what "
    "counts now, so that the other change is not lost."
)
NOTHING_DIFFERS = N_(
    "The draft does not differ from what counts now: there is nothing to put in force."
)
OVERTAKEN = N_(
    "The settings were changed again since this draft went live. Go back in the list of versions, "
    "or make a new draft."
)


# --- reads --------------------------------------------------------------------------------------


def list_drafts(community: Community) -> QuerySet[Draft]:
    """Return the drafts of a community, newest first."""
    return Draft.objects.filter(community=community).select_related("group")


def access_draft(community: Community, pk: int) -> Draft:
    """Return a draft of the community, or raise NotFoundError."""
    found = list_drafts(community).filter(pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_DRAFT))
    return found


def own_values(community_id: int, group_id: int | None) -> Values:
    """Return what is set on a level: the community's, or a group's own."""
    return latest_values(community_id, group_id)[-1]


def tried_values(draft: Draft) -> dict[str, dict[str, Any]]:
    """Return all settings of the draft's level as they would be."""
    own = {key: dict(data) for key, data in own_values(draft.community_id, draft.group_id).items()}
    own |= {key: dict(data) for key, data in draft.values.items()}
    return {key: data for key, data in own.items() if data}


def changes_of(draft: Draft) -> list[domain.Change]:
    """Return in which settings a draft differs from what counts now on its level.

    One that is in force is told beside what counted before it. What is not set on the level is
    told as it counts: by the levels below, or by the manual.
    """
    layers = latest_values(draft.community_id, draft.group_id)
    own, tried = layers[-1], tried_values(draft)
    if draft.state == DraftState.LIVE:
        own, tried = draft.before, draft.values
    found = domain.differences(own, tried, sections.in_order())
    told = []
    for each in found:
        below = [layer.get(each.section, {}) for layer in layers[:-1]]
        before, after = (
            to_plain(domain.effective(sections.by_key[each.section], *below, values))[each.field]
            for values in (own.get(each.section, {}), tried.get(each.section, {}))
        )
        if before != after:
            told.append(replace(each, before=before, after=after))
    return told


def find_looked(draft: Draft, now: datetime) -> Replay | None:
    """Return the newest replay of exactly this draft that somebody has looked at, or None."""
    replays = draft.replays.filter(
        state=ReplayState.DONE, print=draft.print, looked_at__gte=now - LOOKED_WITHIN
    )
    return replays.order_by("-looked_at").first()


def list_looked(community: Community, group_id: int | None, now: datetime) -> QuerySet[Replay]:
    """Return the replays of drafts of a level that somebody has looked at lately."""
    rows = Replay.objects.filter(community=community, state=ReplayState.DONE)
    rows = rows.filter(draft__in=Draft.objects.filter(community=community, group=group_id))
    return rows.filter(looked_at__gte=now - LOOKED_WITHIN).order_by("-looked_at")


def find_in_the_way(draft: Draft, now: datetime) -> Words | None:
    """Return what keeps a draft from going live and what to do about it, or None."""
    if not changes_of(draft):
        return Words(NOTHING_DIFFERS)
    if section := _changed_meanwhile(draft):
        return Words(CHANGED_MEANWHILE, {"section": Words(sections.by_key[section].title)})
    if find_looked(draft, now) is None:
        return Words(NOT_TRIED)
    return None


def _changed_meanwhile(draft: Draft) -> str:
    """Return a section of the draft that was set anew since it began, or ""."""
    level = list_versions(draft.community, draft.group)
    base = level.filter(number=draft.based_on).first()
    then, now = base.values if base else {}, own_values(draft.community_id, draft.group_id)
    return next((key for key in draft.values if then.get(key, {}) != now.get(key, {})), "")


# --- writes -------------------------------------------------------------------------------------


@transaction.atomic
def make(
    community: Community,
    values: Values,
    *,
    name: str,
    by: Actor,
    now: datetime,
    group: Group | None = None,
) -> Draft:
    """Make a draft of the sections in `values` that may be tried.

    Raises RefusedError where there is none, SettingsRefusedError where a value is wrong.
    """
    kept = _tried(values, group)
    if not kept:
        raise RefusedError(Words(NOTHING_TO_TRY))
    newest = list_versions(community, group).first()
    draft = Draft.objects.create(
        community=community,
        group=group,
        name=name.strip()[:80],
        values=kept,
        based_on=newest.number if newest else 0,
        author=by.name,
        author_id=by.id,
        created_at=now,
        changed_at=now,
    )
    ledger.record(facts.RulesDrafted(**_about(draft)), by=by, now=now, community=community)
    return draft


def _tried(values: Values, group: Group | None) -> dict[str, dict[str, Any]]:
    """Return the sections that may be tried, checked; a group has no ladders of its own."""
    if problems := domain.check(values, sections.by_key, of_group=group is not None):
        raise playbook.SettingsRefusedError(problems)
    return {key: dict(data) for key, data in values.items() if may_be_tried(key)}


def copy(
    community: Community, *, name: str, by: Actor, now: datetime, group: Group | None = None
) -> Draft:
    """Make a draft that is a copy of what counts: its rules are then changed one by one."""
    own = own_values(community.pk, group.pk if group else None)
    rules = {key for key in sections.by_key if key.startswith("rules.")}
    keys = [*sorted(rules), *([] if group else [CHARTER.key])]
    values = {key: own.get(key, {}) for key in keys}
    return make(community, values, name=name, by=by, now=now, group=group)


@transaction.atomic
def set_section(draft: Draft, section: str, data: dict[str, Any], *, now: datetime) -> None:
    """Set one section of an open draft. Raises SettingsRefusedError where a value is wrong."""
    kept = _tried({section: data}, draft.group)
    _refuse_ended(draft)
    _save(draft, now, values=draft.values | {section: kept.get(section, {})})


def rename(draft: Draft, name: str, *, now: datetime) -> None:
    """Give a draft another name. Raises RefusedError for an empty one."""
    if not name.strip():
        raise RefusedError(Words(N_("Give the draft a name.")))
    _save(draft, now, name=name.strip()[:80])


def _save(draft: Draft, now: datetime, **values: Any) -> None:
    for key, value in {**values, "changed_at": now}.items():
        setattr(draft, key, value)
    draft.save(update_fields=[*values, "changed_at"])


def _refuse_ended(draft: Draft) -> None:
    if draft.state != DraftState.OPEN:
        raise RefusedError(Words(NOT_OPEN))


@transaction.atomic
def go_live(draft: Draft, *, by: Actor, now: datetime, note: str = "") -> Version:
    """Put a draft in force, as a new version of the settings.

    Raises RefusedError, with what to do, unless a replay of exactly this draft was looked at.
    """
    after = DRAFT.after(DraftState(draft.state), DraftVerb.GO_LIVE)
    if words := find_in_the_way(draft, now):
        raise RefusedError(words)
    before = own_values(draft.community_id, draft.group_id)
    values = tried_values(draft)
    if draft.group_id is None and CHARTER.key in draft.values:
        refuse_dropped_in(values, draft.community_id)
    newest = list_versions(draft.community, draft.group).first()
    version = playbook.apply(
        draft.community,
        values,
        by=by,
        now=now,
        group=draft.group,
        note=(note or draft.name)[:200],
        based_on=newest.number if newest else 0,
    )
    if version is None:
        raise RefusedError(Words(NOTHING_DIFFERS))
    kept = {key: before.get(key, {}) for key in draft.values}
    move(draft, to=after, version=version.number, live_at=now, before=kept)
    fact = facts.RulesWentLive(number=version.number, **_about(draft))
    ledger.record(fact, by=by, now=now, community=draft.community_id)
    return version


@transaction.atomic
def take_back(draft: Draft, *, by: Actor, now: datetime) -> Version | None:
    """Let count again what counted before a draft went live; the draft is open again.

    Raises StaleError where its sections were set anew since then.
    """
    after = DRAFT.after(DraftState(draft.state), DraftVerb.TAKE_BACK)
    own = own_values(draft.community_id, draft.group_id)
    if any(own.get(key, {}) != data for key, data in draft.values.items()):
        raise StaleError(Words(OVERTAKEN))
    values = {key: dict(data) for key, data in own.items()} | draft.before
    version = playbook.apply(
        draft.community, values, by=by, now=now, group=draft.group, note=draft.name
    )
    number = version.number if version else draft.based_on
    move(draft, to=after, version=None, live_at=None, based_on=number)
    fact = facts.RulesTakenBack(number=number, **_about(draft))
    ledger.record(fact, by=by, now=now, community=draft.community_id)
    return version


@transaction.atomic
def discard(draft: Draft, *, by: Actor, now: datetime) -> None:
    """Give a draft up; it can be taken up again."""
    move(draft, to=DRAFT.after(DraftState(draft.state), DraftVerb.DISCARD), changed_at=now)
    fact = facts.DraftDiscarded(**_about(draft))
    ledger.record(fact, by=by, now=now, community=draft.community_id)


@transaction.atomic
def restore(draft: Draft, *, by: Actor, now: datetime) -> None:
    """Take a draft up again that was given up."""
    move(draft, to=DRAFT.after(DraftState(draft.state), DraftVerb.RESTORE), changed_at=now)
    fact = facts.DraftRestored(**_about(draft))
    ledger.record(fact, by=by, now=now, community=draft.community_id)


def _about(draft: Draft) -> dict[str, Any]:
    return {"draft": draft.pk, "group": draft.group_id, "name": draft.name}
