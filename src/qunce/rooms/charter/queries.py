"""All reads of the charter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    CharField,
    DateTimeField,
    Exists,
    F,
    Min,
    OuterRef,
    PositiveIntegerField,
    Q,
    QuerySet,
    Subquery,
)
from django.urls import reverse

from qunce.facts.reads import CharterVersion as VersionInForce
from qunce.facts.reads import ClausesInUse
from qunce.kernel.clauses import Charter
from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import N_, Words
from qunce.people.domain import MembershipState
from qunce.people.models import Community, Membership, Person
from qunce.playbook.queries import effective
from qunce.rooms.charter.domain import (
    COUNTED,
    JUST_NOW,
    LIVE,
    Settings,
    VersionState,
    Way,
    tidied,
)
from qunce.rooms.charter.models import Acceptance, CharterDraft, CharterVersion
from qunce.rooms.charter.wording import charter_of
from qunce.shell.house import house

NOTHING_ASKED = N_("No version is there that members were asked to accept.")
NO_VERSION = N_("There is no version %(number)s of the charter.")
NO_COMMUNITY = N_("There is no such community.")
TITLE = N_("Charter, version %(number)s")


# --- versions and the draft ---------------------------------------------------------------------


def access_open_community(key: str) -> Community:
    """Return a community for a page that everybody may see, or raise NotFoundError."""
    found = Community.objects.filter(key=key).first()
    if found is None:
        raise NotFoundError(Words(NO_COMMUNITY))
    return found


def list_versions(community_id: int) -> QuerySet[CharterVersion]:
    """Return all versions of a community, newest first."""
    return CharterVersion.objects.filter(community_id=community_id).order_by("-number")


def find_in_force(community_id: int) -> CharterVersion | None:
    """Return the version that counts now, or None before the first."""
    return list_versions(community_id).filter(state=VersionState.IN_FORCE).first()


def find_scheduled(community_id: int) -> CharterVersion | None:
    """Return the version that is published and not in force yet, if there is one."""
    return list_versions(community_id).filter(state=VersionState.SCHEDULED).first()


def find_newest(community_id: int) -> CharterVersion | None:
    """Return the newest version that is in force or will be: what members accept."""
    return list_versions(community_id).filter(state__in=LIVE).first()


def access_version(community: Community, number: int) -> CharterVersion:
    """Return a version of the community, or raise NotFoundError."""
    found = list_versions(community.pk).filter(number=number).first()
    if found is None:
        raise NotFoundError(Words(NO_VERSION, {"number": number}))
    return found


def access_public_version(community: Community, number: int) -> CharterVersion:
    """Return a version that passers-by may read: a withdrawn one is not shown."""
    found = access_version(community, number)
    if found.state not in COUNTED:
        raise NotFoundError(Words(NO_VERSION, {"number": number}))
    return found


def list_public_versions(community_id: int) -> QuerySet[CharterVersion]:
    """Return the versions that passers-by may read, newest first."""
    return list_versions(community_id).filter(state__in=COUNTED)


def find_before(version: CharterVersion) -> CharterVersion | None:
    """Return the version that counted before a version."""
    earlier = list_versions(version.community_id).filter(number__lt=version.number)
    return earlier.filter(state__in=COUNTED).first()


def charter_in_force(community: int, now: datetime) -> VersionInForce | None:
    """Answer other rooms: which version an applicant accepts (facts.reads.CharterInForce)."""
    found = list_versions(community).select_related("community")
    version = found.filter(state=VersionState.IN_FORCE, in_force_from__lte=now).first()
    if version is None:
        return None
    path = reverse("charter_public", kwargs={"key": version.community.key})
    title = Words(TITLE, {"number": version.number})
    return VersionInForce(version.number, title, path, version.in_force_from)


def settings_of(community_id: int) -> Settings:
    """Return how members of a community come to accept the charter."""
    return effective(community_id, Settings)


def charter_now(community_id: int) -> Charter:
    """Return the charter that moderation goes by now."""
    return tidied(effective(community_id, Charter))


def find_draft(community_id: int) -> CharterDraft | None:
    """Return what is being written, if anything is."""
    return CharterDraft.objects.filter(community_id=community_id).first()


@dataclass(frozen=True, slots=True)
class Writing:
    """The charter as it stands on the desk of its writer; `revision` 0 before the first change."""

    charter: Charter
    revision: int
    draft: CharterDraft | None = None


def writing_of(community_id: int) -> Writing:
    """Return the draft, or what counts where nothing was changed yet."""
    draft = find_draft(community_id)
    if draft is None:
        return Writing(charter_now(community_id), 0)
    return Writing(charter_of(draft.content), draft.revision, draft)


def clauses_in_use(community_id: int) -> Mapping[str, tuple[Words, ...]]:
    """Return what hangs on the clauses by their keys: rules that are on, open cases."""
    ask = house.ask(ClausesInUse)
    return ask(community_id) if ask else {}


# --- who has accepted ---------------------------------------------------------------------------


Members = QuerySet[Any]  # persons with what `list_members` annotates


def find_asked(community_id: int) -> CharterVersion | None:
    """Return the newest version that members were asked to accept; None where they never were.

    Whoever has accepted it, or a later one, is asked nothing.
    """
    return list_versions(community_id).filter(state__in=COUNTED, asks=True).first()


def list_members(community_id: int) -> Members:
    """Return everybody who is in a group now, with what they accepted last.

    Annotated: `joined` (the earliest of the groups they are in), `accepted_number`,
    `accepted_at`, `accepted_way`; None for who has accepted nothing.
    """
    active = Membership.objects.filter(
        person=OuterRef("pk"), state=MembershipState.ACTIVE, group__archived_at__isnull=True
    )
    last = Acceptance.objects.filter(person=OuterRef("pk")).order_by("-version__number")
    joined = active.order_by().values("person").annotate(first=Min("joined_at")).values("first")
    return Person.objects.filter(Exists(active), community_id=community_id).annotate(
        joined=Subquery(joined, output_field=DateTimeField()),
        accepted_number=Subquery(
            last.values("version__number")[:1], output_field=PositiveIntegerField()
        ),
        accepted_at=Subquery(last.values("at")[:1], output_field=DateTimeField()),
        accepted_way=Subquery(last.values("way")[:1], output_field=CharField()),
    )


def having_accepted(members: Members, asked: CharterVersion) -> Members:
    """Return those of the members who have accepted what was asked, or a later version."""
    return members.filter(accepted_number__gte=asked.number)


def still_open(members: Members, asked: CharterVersion) -> Members:
    """Return those of the members who have not."""
    return members.filter(Q(accepted_number__isnull=True) | Q(accepted_number__lt=asked.number))


def overdue(members: Members, asked: CharterVersion, settings: Settings, now: datetime) -> Members:
    """Return those of the members who should have accepted by now."""
    limit = now - settings.accept_within
    if asked.in_force_from >= limit:
        return members.none()
    in_time = Q(joined__isnull=True) | Q(joined__lt=limit)
    return still_open(members, asked).filter(in_time)


@dataclass(frozen=True, slots=True)
class Count:
    """How far the members have come with a version; `late` are among the open ones."""

    members: int
    accepted: int
    open: int
    late: int

    @property
    def percent(self) -> int:
        """Return the share of those who have accepted, 0 to 100."""
        return round(100 * self.accepted / self.members) if self.members else 0


def count_of(asked: CharterVersion, now: datetime) -> Count:
    """Count who has accepted what was asked."""
    members = list_members(asked.community_id)
    total = members.count()
    accepted = having_accepted(members, asked).count()
    late = overdue(members, asked, settings_of(asked.community_id), now).count()
    return Count(total, accepted, total - accepted, late)


def list_acceptances(person: Person) -> QuerySet[Acceptance]:
    """Return what a person has accepted, the newest version first."""
    rows = Acceptance.objects.filter(person=person).select_related("version")
    return rows.order_by("-version__number")


def list_just_noted(community_id: int, now: datetime) -> QuerySet[Acceptance]:
    """Return what admins noted a moment ago for members and may undo, the last first."""
    rows = Acceptance.objects.filter(community_id=community_id, way=Way.TOLD)
    recent = rows.filter(at__gt=now - JUST_NOW).select_related("person", "version")
    return recent.order_by("-at", "-id")


def find_last_accepted(person: Person) -> Acceptance | None:
    """Return the newest version that a person has accepted, if any."""
    return list_acceptances(person).first()


def is_asked(person: Person) -> bool:
    """Say whether a person still has to accept the newest version asked for."""
    asked = find_asked(person.community_id)
    if asked is None:
        return False
    return not list_acceptances(person).filter(version__number__gte=asked.number).exists()


def rows_for_export(community_id: int) -> Members:
    """Return the members with what they accepted, for a file."""
    members = list_members(community_id).order_by("name", "id")
    return members.values(
        "name", "company", "position", "joined", "accepted_number", "accepted_at", "accepted_way"
    )


def ordered(members: Members) -> Members:
    """Return members who have waited longest first."""
    return members.order_by(F("joined").asc(nulls_first=True), "name", "id")
