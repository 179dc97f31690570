"""All writes of the charter: the draft, versions, and what members accept."""

from datetime import datetime
from typing import Any

from django.db import transaction

from qunce.facts import charter as facts
from qunce.kernel.actors import Actor
from qunce.kernel.clauses import Charter, check_charter
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Community, Person
from qunce.people.queries import zone_of
from qunce.people.turns import in_turn
from qunce.playbook import actions as playbook
from qunce.playbook.gates import Proposed, gates
from qunce.rooms.charter import queries, telling
from qunce.rooms.charter.domain import VERSION, VersionState, VersionVerb, Way, asks, tidied
from qunce.rooms.charter.models import Acceptance, CharterDraft, CharterVersion
from qunce.rooms.charter.wording import SECTION, charter_of, content_of, freeze
from qunce.shell.clauses import refuse_dropped
from qunce.shell.words import render
from qunce.store.moves import move

OTHER_WRITER = N_(
    "Somebody else has changed the draft meanwhile. What you wrote is still here: look at theirs "
    "in another window, then save again."
)
UNCHANGED = N_("The draft is the same as what counts now: there is nothing to publish.")
WAITING = N_(
    "Version %(number)s is published and waits for its day. Withdraw it before you publish another."
)
IN_THE_PAST = N_("A version cannot count from a day that is over.")
SET_ELSEWHERE = N_("Changed in the settings")
NOTE_OF_PLAYBOOK = N_("Charter, version %(number)s")


# --- the draft ----------------------------------------------------------------------------------


@transaction.atomic
def save_draft(
    community: Community, charter: Charter, *, revision: int, by: Actor, now: datetime
) -> CharterDraft:
    """Keep what is being written; `revision` is the one that the writer had before them.

    Raises StaleError where somebody else saved meanwhile, RefusedError for a faulty charter or
    for one that lacks a clause in use.
    """
    if wrong := check_charter(charter):
        raise RefusedError(Words(wrong[0]))
    refuse_dropped(community.pk, queries.writing_of(community.pk).charter, charter)
    about: dict[str, Any] = {
        "content": content_of(charter),
        "author": by.name,
        "author_id": by.id,
        "saved_at": now,
        "revision": revision + 1,
    }
    if revision == 0:
        draft, is_new = CharterDraft.objects.get_or_create(community=community, defaults=about)
        if is_new:
            return draft
        raise StaleError(Words(OTHER_WRITER))
    rows = CharterDraft.objects.filter(community=community, revision=revision)
    if rows.update(**about) != 1:
        raise StaleError(Words(OTHER_WRITER))
    return CharterDraft.objects.get(community=community)


@transaction.atomic
def discard_draft(community: Community) -> None:
    """Throw away what was being written."""
    CharterDraft.objects.filter(community=community).delete()


# --- versions -----------------------------------------------------------------------------------


@transaction.atomic
def publish(
    community: Community,
    *,
    since: datetime | None,
    note: str,
    material: bool,
    revision: int,
    by: Actor,
    now: datetime,
) -> CharterVersion:
    """Publish the draft: it counts from `since` (None: at once), and the groups are told.

    Raises RefusedError where nothing differs, a clause in use is missing, ladders change that were
    not tried, another version waits for its day, or the day is over; StaleError where the draft is
    not the one that was looked at.
    """
    in_turn(community.pk)
    writing = queries.writing_of(community.pk)
    if writing.revision != revision:
        raise StaleError(Words(OTHER_WRITER))
    _refuse_publishing(community, writing.charter, since, by=by, now=now)
    asked = asks(queries.settings_of(community.pk), material=material)
    version = _store(
        community,
        writing.charter,
        since=since or now,
        note=note,
        material=material,
        asks=asked,
        by=by,
        now=now,
    )
    CharterDraft.objects.filter(community=community).delete()
    if since is None or since <= now:
        enforce(version, by=by, now=now)
    telling.announce(version, now=now)
    return version


def _refuse_publishing(
    community: Community, charter: Charter, since: datetime | None, *, by: Actor, now: datetime
) -> None:
    if since is not None and since < now:
        raise RefusedError(Words(IN_THE_PAST))
    if waiting := queries.find_scheduled(community.pk):
        raise RefusedError(Words(WAITING, {"number": waiting.number}))
    current = queries.charter_now(community.pk)
    if content_of(charter) == content_of(current):
        raise RefusedError(Words(UNCHANGED))
    if wrong := check_charter(charter):
        raise RefusedError(Words(wrong[0]))
    refuse_dropped(community.pk, current, charter)
    if untried := gates.why_untried(proposed(community, charter, by=by, now=now)):
        raise RefusedError(untried)


def proposed(
    community: Community, charter: Charter, *, by: Actor, now: datetime, note: str = ""
) -> Proposed:
    """Return a charter as what shall count, for those who want its ladders tried first."""
    return Proposed(community, None, {SECTION: content_of(charter)}, by=by, now=now, note=note)


def _store(
    community: Community,
    charter: Charter,
    *,
    since: datetime,
    by: Actor,
    now: datetime,
    **about: Any,
) -> CharterVersion:
    newest = queries.list_versions(community.pk).first()
    version = CharterVersion.objects.create(
        community=community,
        number=newest.number + 1 if newest else 1,
        state=VersionState.SCHEDULED,
        content=content_of(charter),
        sheets=freeze(charter),
        published_at=now,
        in_force_from=since,
        author=by.name,
        author_id=by.id,
        **about,
    )
    fact = facts.CharterPublished(
        version=version.number,
        since=f"{since.astimezone(zone_of(community)):%Y-%m-%d %H:%M}",
        note=version.note,
        material=version.material,
        asks=version.asks,
    )
    ledger.record(fact, by=by, now=now, community=community)
    return version


@transaction.atomic
def enforce(version: CharterVersion, *, by: Actor, now: datetime) -> None:
    """Let a version count: moderation goes by it from now on.

    Raises RefusedError where its settings are not acceptable any more.
    """
    community = version.community
    refuse_dropped(community.pk, queries.charter_now(community.pk), charter_of(version.content))
    playbook.change(
        community,
        SECTION,
        version.content,
        by=by,
        now=now,
        note=render(Words(NOTE_OF_PLAYBOOK, {"number": version.number})),
    )
    _put_in_force(version, by=by, now=now)


def _put_in_force(version: CharterVersion, *, by: Actor, now: datetime) -> None:
    before = queries.find_in_force(version.community_id)
    if before is not None:
        after = VERSION.after(VersionState(before.state), VersionVerb.REPLACE)
        move(before, to=after, ended_at=now)
    after = VERSION.after(VersionState(version.state), VersionVerb.ENFORCE)
    move(version, to=after)
    fact = facts.CharterCameIntoForce(version=version.number)
    ledger.record(fact, by=by, now=now, community=version.community_id)


@transaction.atomic
def withdraw(version: CharterVersion, *, by: Actor, now: datetime) -> None:
    """Take a version back before it counts. Raises RefusedError once it does."""
    after = VERSION.after(VersionState(version.state), VersionVerb.WITHDRAW)
    move(version, to=after, ended_at=now)
    fact = facts.CharterWithdrawn(version=version.number)
    ledger.record(fact, by=by, now=now, community=version.community_id)
    telling.drop_announcement(version, by=by, now=now)


@transaction.atomic
def adopt(
    community: Community, *, by: Actor, now: datetime, note: str = ""
) -> CharterVersion | None:
    """Write down as a version what counts without having been published here.

    That is the default charter of a new community, and what was set in the settings, by a draft
    of rules that went live, or by a roll-back; `note` is what was said about it there. Nobody is
    asked to accept it. Returns None where all is published already.
    """
    in_turn(community.pk)
    charter = queries.charter_now(community.pk)
    known = queries.find_in_force(community.pk)
    if known is not None and charter_of(known.content) == charter:
        return None
    told = (note or str(Words(SET_ELSEWHERE))) if known else ""
    version = _store(
        community,
        tidied(charter),
        since=now,
        note=told,
        material=False,
        asks=False,
        by=by,
        now=now,
    )
    _put_in_force(version, by=by, now=now)
    return version


# --- acceptance ---------------------------------------------------------------------------------


@transaction.atomic
def accept(
    person: Person, version: CharterVersion, *, way: Way, by: Actor, at: datetime, now: datetime
) -> Acceptance:
    """Note that a person accepted a version at a time; a second time changes nothing.

    Raises RefusedError for a version that was withdrawn or belongs to another community.
    """
    if version.state == VersionState.WITHDRAWN or version.community_id != person.community_id:
        msgid = N_("Version %(number)s cannot be accepted: it was withdrawn.")
        raise RefusedError(Words(msgid, {"number": version.number}))
    kept, is_new = Acceptance.objects.get_or_create(
        person=person,
        version=version,
        defaults={
            "community_id": person.community_id,
            "way": way,
            "at": at,
            "noted_by": by.name if way is Way.TOLD else "",
            "noted_by_id": by.id if way is Way.TOLD else None,
        },
    )
    if is_new:
        fact = facts.CharterAccepted(person.pk, version.number, person.name, way)
        ledger.record(fact, by=by, now=now, community=person.community_id)
    return kept
