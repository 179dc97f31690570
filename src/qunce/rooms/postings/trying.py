"""Which posts would have been let through under settings that are tried (facts.reads.TryPosts).

The posts of all groups are gone through in their order, as `actions.collect` does when they come
in; what was let through counts for those that follow.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from qunce.kernel.companies import company_key
from qunce.people.models import Community
from qunce.people.queries import zone_of
from qunce.rooms.postings import queries
from qunce.rooms.postings.deciding import COUNTS
from qunce.rooms.postings.models import CompanyName, Post, Posting
from qunce.rooms.postings.quota import Shown, count
from qunce.rooms.postings.rules import recruitment as rule


class Said(NamedTuple):
    """A post that somebody wrote in a group; `is_allowed` as it was in fact."""

    at: datetime
    company: str
    job: str
    group: int
    is_allowed: bool


@dataclass(slots=True)
class Counted:
    """The posts that count, by company and in the order of time."""

    roots: Mapping[str, str]
    _shown: dict[str, list[Shown]] = field(default_factory=lambda: defaultdict(list))

    def add(self, company: str, shown: Shown) -> None:
        """Let a post count; none is older than those before it."""
        self._shown[self._root(company)].append(shown)

    def __call__(
        self, company: str, since: datetime, until: datetime, *, job: str = "", group: int = 0
    ) -> int:
        """Return how many posts of a company count in a half-open interval (CountAllowed)."""
        every = self._shown.get(self._root(company_key(company)), [])
        first = bisect_left(every, since, key=_time)
        found = every[first : bisect_left(every, until, first, key=_time)]
        return count([*found, Shown(job, group, until)]) - 1 if job else count(found)

    def _root(self, key: str) -> str:
        return self.roots.get(key, key)


def _time(shown: Shown) -> datetime:
    return shown.at


def try_posts(
    community: int,
    stretch: tuple[datetime, datetime],
    settings: Mapping[str, Any],
    slot_open: Callable[[str, datetime], bool | None],
    *,
    as_recorded: bool = False,
) -> Counted:
    """Return how posts count in a stretch under settings (facts.reads.TryPosts)."""
    config = settings[f"rules.{rule.KEY}"]
    zone = zone_of(Community.objects.get(pk=community))
    since, until = stretch
    first = rule.week_of(since, zone, config.week)
    roots = dict(CompanyName.objects.filter(community=community).values_list("key", "root"))
    counted = Counted(roots)

    def may_stand(said: Said) -> bool:
        """Say whether a post counts, by what counted before it."""
        if config.counted == rule.Counted.STOOD:
            return True
        if as_recorded or said.at < since:
            return said.is_allowed
        if config.where == rule.Where.SLOT and slot_open(rule.SLOT, said.at) is False:
            return False
        begin = rule.week_of(said.at, zone, config.week)
        others = counted(said.company, begin, said.at, job=said.job, group=said.group)
        return not config.per_week or others < config.per_week

    for each in sorted([*_said(community, first, until), *_applied(community, first, until)]):
        said, is_applied = each
        if is_applied or may_stand(said):
            counted.add(said.company, Shown(said.job, said.group, said.at))
    return counted


def _said(community: int, since: datetime, until: datetime) -> Iterable[tuple[Said, bool]]:
    rows = Post.objects.filter(community_id=community, sent_at__gte=since, sent_at__lt=until)
    fields = ("sent_at", "company", "job", "group_id", "is_allowed")
    for row in rows.values_list(*fields).iterator(chunk_size=5000):
        yield Said(*row), False


def _applied(community: int, since: datetime, until: datetime) -> Iterable[tuple[Said, bool]]:
    rows = Posting.objects.filter(community_id=community, state__in=COUNTS)
    rows = rows.filter(slot_at__gte=since, slot_at__lt=until).prefetch_related("groups")
    for posting in rows:
        for shown in queries.showings(posting, posting.slot_at):
            yield Said(shown.at, posting.key, shown.job, shown.group, is_allowed=True), True
