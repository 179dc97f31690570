"""Whom something is for: tiers and groups, none of either for everybody (M29)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from qunce.people.domain import MembershipState, Tier
from qunce.people.models import Appointment, Group, Membership, Person
from qunce.store.models import Owned

BITS = {Tier.BEGINNER: 1, Tier.SENIOR: 2, Tier.MANAGER: 4}
SETS = range(1 << len(BITS))


class Addressed(Owned):
    """A row that is for some tiers and for some groups. No tier, or no group, means all of them."""

    tier_bits = models.PositiveSmallIntegerField(default=0)
    groups = models.ManyToManyField("people.Group", related_name="+", blank=True)

    class Meta:
        abstract = True

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """Return the tiers that the row is for, none for all."""
        return tuple(tier for tier, bit in BITS.items() if self.tier_bits & bit)

    @tiers.setter
    def tiers(self, tiers: Iterable[Tier]) -> None:
        """Say which tiers the row is for; it is not saved by this."""
        self.tier_bits = bits_of(tiers)


A = TypeVar("A", bound=Addressed)


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom something is for, as a form says it: tiers, and keys of groups."""

    tiers: tuple[Tier, ...] = ()
    groups: tuple[int, ...] = ()


EVERYBODY = Audience()


def bits_of(tiers: Iterable[Tier]) -> int:
    """Return how a set of tiers is stored; all three are the same as none."""
    bits = sum(BITS[tier] for tier in set(tiers))
    return bits if bits != SETS[-1] else 0


def audience_of(row: Addressed) -> Audience:
    """Return whom a stored row is for."""
    groups = row.groups.order_by("pk").values_list("pk", flat=True)
    return Audience(row.tiers, tuple(groups))


def address(row: Addressed, audience: Audience) -> None:
    """Say whom a stored row is for; groups of another community are left out."""
    row.tiers = audience.tiers
    row.save(update_fields=["tier_bits"])
    own = Group.objects.filter(community_id=row.community_id, pk__in=audience.groups)
    row.groups.set(own)


def for_person(rows: QuerySet[A], person: Person) -> QuerySet[A]:
    """Return the rows of the person's community that are for this member, each once.

    Somebody without a tier gets what is for all tiers; somebody who was in no group yet what is for
    all groups. Who has left the last group, or was removed from it, and holds no role gets nothing.
    """
    ever = Membership.objects.filter(person=person)
    mine = ever.filter(state=MembershipState.ACTIVE).values("group")
    held = Appointment.objects.filter(person=person, until__isnull=True)
    bit = BITS[Tier(person.tier)] if person.tier else 0
    tiers = [0, *(each for each in SETS if each & bit)]
    model = rows.model
    name = model._meta.model_name or ""  # noqa: SLF001  (Django's documented API)
    named = model.groups.through._default_manager.filter(**{name: OuterRef("pk")})  # noqa: SLF001
    return rows.filter(
        Q(Exists(mine)) | Q(Exists(held)) | ~Q(Exists(ever)),
        Q(tier_bits__in=tiers),
        ~Exists(named) | Exists(named.filter(group__in=mine)),
        community=person.community_id,
    )
