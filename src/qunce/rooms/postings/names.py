"""Which names mean one company: said by a person, and proposed where names are near (M39)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from qunce.facts import postings as facts
from qunce.kernel.actors import Actor
from qunce.kernel.companies import Nearness, company_key, nearness
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Community
from qunce.rooms.postings.models import CompanyName, Post, Posting, TwoCompanies

KNOWN_FOR = timedelta(days=365)
MOST = 20  # proposals at once
MOST_NAMES = 800  # compared with each other on the page of names
NO_NAME = N_("Write two names that differ.")
LONGEST = 60  # characters of a name


@dataclass(frozen=True, slots=True)
class Near:
    """Two names that may mean one company, and why."""

    one: str
    other: str
    why: Nearness


@dataclass(frozen=True, slots=True)
class Joined:
    """A company with the names that it goes by."""

    root: str
    names: tuple[CompanyName, ...]


def list_joined(community: Community) -> list[Joined]:
    """Return the companies that go by several names."""
    found: dict[str, list[CompanyName]] = {}
    for each in CompanyName.objects.filter(community=community):
        found.setdefault(each.root, []).append(each)
    return [Joined(root, tuple(names)) for root, names in found.items()]


def known_names(community: Community, now: datetime) -> dict[str, str]:
    """Return the names of the last year by key, as they were written last."""
    since = now - KNOWN_FOR
    posts = Post.objects.filter(community=community, sent_at__gte=since)
    names = {key: key for key in posts.order_by().values_list("company", flat=True).distinct()}
    applied = Posting.objects.filter(community=community, sent_at__gte=since).order_by("sent_at")
    names |= dict(applied.values_list("key", "company"))
    names |= dict(CompanyName.objects.filter(community=community).values_list("key", "name"))
    return {key: name for key, name in names.items() if key}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the companies of a community: read once, asked for many names.

    `names` are those of the last year by key, `settled` the pairs that mean two companies, `roots`
    what each joined name stands for.
    """

    names: dict[str, str]
    settled: frozenset[tuple[str, str]]
    roots: dict[str, str]

    def near_to(self, company: str) -> list[Near]:
        """Return the known names that may mean the same company as this one, for a reviewer."""
        key = company_key(company)
        return self._near([(key, other) for other in self.names], {**self.names, key: company})

    def near(self) -> list[Near]:
        """Return the known names that may mean one company and nobody said anything of."""
        keys = sorted(self.names)[:MOST_NAMES]
        pairs = [(one, other) for place, one in enumerate(keys) for other in keys[place + 1 :]]
        return self._near(pairs, self.names)

    def _near(self, pairs: Iterable[tuple[str, str]], names: dict[str, str]) -> list[Near]:
        roots, found = self.roots, []
        for one, other in pairs:
            if _pair(one, other) in self.settled or roots.get(one, one) == roots.get(other, other):
                continue
            why = nearness(one, other)
            if why is not None:
                found.append(Near(names[one], names[other], why))
        order = list(Nearness)
        return sorted(found, key=lambda each: order.index(each.why))[:MOST]


def known(community: Community, now: datetime) -> Known:
    """Return what is known of the companies of a community at a time."""
    settled = TwoCompanies.objects.filter(community=community).values_list("one", "other")
    roots = CompanyName.objects.filter(community=community).values_list("key", "root")
    return Known(known_names(community, now), frozenset(settled), dict(roots))


def near_to(community: Community, company: str, now: datetime) -> list[Near]:
    """Return the known names that may mean the same company as this one, for a reviewer."""
    return known(community, now).near_to(company)


def list_near(community: Community, now: datetime) -> list[Near]:
    """Return the known names that may mean one company and of which nobody has said anything."""
    return known(community, now).near()


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


@transaction.atomic
def join(community: Community, one: str, other: str, *, by: Actor, now: datetime) -> None:
    """Let two names mean one company from now on; what each counted for counts together.

    Raises RefusedError where they are one name, or none.
    """
    one, other = one.strip()[:LONGEST], other.strip()[:LONGEST]
    first, second = company_key(one), company_key(other)
    if not first or not second or first == second:
        raise RefusedError(Words(NO_NAME))
    root = _root(community, first, one)
    joined = _root(community, second, other)
    CompanyName.objects.filter(community=community, root=joined).update(root=root)
    TwoCompanies.objects.filter(
        community=community, **dict(zip(("one", "other"), _pair(first, second), strict=True))
    ).delete()
    fact = facts.CompaniesJoined(name=one, note=other)
    ledger.record(fact, by=by, now=now, community=community)


def _root(community: Community, key: str, name: str) -> str:
    row, _is_new = CompanyName.objects.get_or_create(
        community=community, key=key, defaults={"name": name, "root": key}
    )
    return row.root


@transaction.atomic
def take_out(row: CompanyName, *, by: Actor, now: datetime) -> None:
    """Let a name mean a company of its own again; a company with one name left needs no row."""
    rest = CompanyName.objects.filter(community_id=row.community_id, root=row.root)
    others = list(rest.exclude(pk=row.pk))
    row.delete()
    root = others[0].key if others else ""
    CompanyName.objects.filter(pk__in=[each.pk for each in others]).update(root=root)
    if len(others) == 1:
        others[0].delete()
    fact = facts.CompaniesParted(name=row.name, note=others[0].name if others else row.name)
    ledger.record(fact, by=by, now=now, community=row.community_id)


@transaction.atomic
def keep_apart(community: Community, one: str, other: str, *, by: Actor, now: datetime) -> None:
    """Note that two near names mean two companies: they are not proposed again."""
    first, second = _pair(company_key(one), company_key(other))
    if not first or first == second:
        raise RefusedError(Words(NO_NAME))
    TwoCompanies.objects.get_or_create(
        community=community, one=first[:LONGEST], other=second[:LONGEST]
    )
    fact = facts.CompaniesParted(name=one[:LONGEST], note=other[:LONGEST])
    ledger.record(fact, by=by, now=now, community=community)
