"""All reads of postings but those of the queue."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from qunce.kernel.companies import company_key
from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import N_, Words
from qunce.ledger.models import Task
from qunce.people.models import Community, Group, Person
from qunce.people.queries import zone_of
from qunce.playbook.queries import effective_all
from qunce.rooms.postings.deciding import COUNTS, OVER, PostingState
from qunce.rooms.postings.jobs_named import core_of
from qunce.rooms.postings.models import CompanyName, Post, Posting
from qunce.rooms.postings.quota import Quota, Room, Shown, count
from qunce.rooms.postings.rules import recruitment as rule
from qunce.rooms.postings.texts import Draft
from qunce.shell.hours import hours_of

NO_POSTING = N_("There is no such post.")
SLOTS_AHEAD = 26  # half a year of weekly slots: what fits in none of them is too much
REPEATS_OF = timedelta(days=30)


def rule_config(community: int) -> Any:
    """Return the settings of the recruitment rule: the quota, the week, where posts may stand."""
    return effective_all(community)[f"rules.{rule.KEY}"]


def slot_config(community: int) -> Any:
    """Return the settings of the recruitment hour."""
    return effective_all(community)[f"slots.{rule.SLOT}"]


def quota_of(community: Community) -> Quota:
    """Return how many posts a company may have in a week."""
    config = rule_config(community.pk)
    return Quota(config.per_week, config.week, zone_of(community))


# --- companies ----------------------------------------------------------------------------------


def keys_of(community: int, key: str) -> set[str]:
    """Return all keys that mean the same company as this one."""
    names = CompanyName.objects.filter(community_id=community)
    root = names.filter(key=key).values("root")
    return {key, *names.filter(root__in=root).values_list("key", flat=True)}


def shown_of(
    community: int, company: str, since: datetime, until: datetime, *, without: int = 0
) -> list[Shown]:
    """Return the posts of a company, however it is spelt, in a half-open interval.

    Applied for and approved (at the time of their slot), and written straight in a group: those
    that were let through, or all that stood there, as the quota is set. `without` is the key of
    an application that is left out.
    """
    keys = keys_of(community, company_key(company))
    posts = Post.objects.filter(community_id=community, company__in=keys)
    posts = posts.filter(sent_at__gte=since, sent_at__lt=until)
    if rule_config(community).counted == rule.Counted.APPROVED:
        posts = posts.filter(is_allowed=True)
    found = [Shown(*row) for row in posts.values_list("job", "group_id", "sent_at")]
    planned = Posting.objects.filter(community_id=community, key__in=keys, state__in=COUNTS)
    planned = planned.filter(slot_at__gte=since, slot_at__lt=until).exclude(pk=without)
    for each in planned.prefetch_related("groups"):
        found += showings(each, each.slot_at)
    return found


def shown_ahead(posting: Posting, ahead: Sequence[Posting]) -> list[Shown]:
    """Return how posts of the same company count that would be approved before this one."""
    keys = keys_of(posting.community_id, posting.key)
    its = [each for each in ahead if each.key in keys]
    return [shown for each in its for shown in showings(each, each.slot_at)]


def showings(posting: Posting, at: datetime | None) -> list[Shown]:
    """Return how an application counts if it goes out at a time: once per group addressed."""
    if at is None:
        return []
    return [Shown(posting.job, group, at) for group in addressed(posting)]


def addressed(posting: Posting) -> list[int]:
    """Return the keys of the groups that a post goes to; none chosen means all."""
    chosen = [each.pk for each in posting.groups.all() if each.archived_at is None]
    return chosen or all_groups(posting.community_id)


def all_groups(community: int) -> list[int]:
    """Return the keys of the groups of a community that are not archived."""
    groups = Group.objects.filter(community_id=community, archived_at__isnull=True)
    return list(groups.order_by("pk").values_list("pk", flat=True))


def count_posts(
    community: int,
    company: str,
    since: datetime,
    until: datetime,
    *,
    job: str = "",
    group: int = 0,
) -> int:
    """Return how many posts of a company count in a half-open interval (facts.reads.CountPosts).

    One job in several groups counts once (M39). With a `job` and a group: how many count beside
    a post of that job in it.
    """
    taken = shown_of(community, company, since, until)
    if not job:
        return count(taken)
    return count([*taken, Shown(job, group, until)]) - 1


# --- slots --------------------------------------------------------------------------------------


def slot_times(community: Community, now: datetime) -> list[datetime]:
    """Return the coming times of the recruitment hour; none where it is switched off."""
    hour = hours_of(community.pk).get(rule.SLOT)
    if hour is None:
        return []
    zone = zone_of(community)
    planned = list(islice(hour.times(now, zone), SLOTS_AHEAD))
    if not planned:
        return []
    last = timedelta(microseconds=1)
    return hour.starts(now + last, planned[-1] + last, zone)[:SLOTS_AHEAD]


def line_key(community: Community, due: datetime) -> str:
    """Return how the keys of the desk's lines of a slot begin (programme.actions.open_slot)."""
    local = due.astimezone(zone_of(community))
    return f"slot:{community.pk}:{rule.SLOT}@{local:%Y-%m-%dT%H:%M}"


def is_laid_down(community: Community, due: datetime) -> bool:
    """Say whether a slot lies on the desk, or lay there: nothing more comes into it."""
    return Task.objects.filter(community=community, key=line_key(community, due)).exists()


def room_of(
    community: Community, now: datetime, *, without: int = 0, ahead: Sequence[Posting] = ()
) -> Room:
    """Return what the coming slots have room for, beside one application that is left out.

    `ahead` are posts that are approved in thought only, and take room already.
    """
    times = slot_times(community, now)
    if times and is_laid_down(community, times[0]):
        times = times[1:]
    planned = Posting.objects.filter(
        community=community, state=PostingState.APPROVED, slot_at__gt=now
    ).exclude(pk=without)
    load: dict[datetime, int] = {}
    for at in (*planned.values_list("slot_at", flat=True), *(each.slot_at for each in ahead)):
        if at is not None:
            load[at] = load.get(at, 0) + 1
    return Room(times, slot_config(community.pk).cap, load)


# --- postings -----------------------------------------------------------------------------------


def draft_of(posting: Posting) -> Draft:
    """Return the fields of an application as they are composed."""
    return Draft(
        company=posting.company,
        title=posting.title,
        introduction=posting.introduction,
        details=posting.details,
        contact=posting.contact,
        pay=posting.pay,
        place=posting.place,
        deadline=posting.deadline,
    )


def list_own(person: Person) -> QuerySet[Posting]:
    """Return a member's own applications, the newest first."""
    return Posting.objects.filter(community_id=person.community_id, person=person)


def access_by_token(token: str) -> Posting:
    """Return the application whose page a token opens, or raise NotFoundError."""
    rows = Posting.objects.filter(token=token) if token else Posting.objects.none()
    found = rows.select_related("community", "person__account").first()
    if found is None:
        raise NotFoundError(Words(NO_POSTING))
    return found


def access_posting(community: Community, pk: int) -> Posting:
    """Return an application of the community, or raise NotFoundError."""
    rows = Posting.objects.filter(community=community, pk=pk)
    found = rows.select_related("community", "person__account", "decided_by").first()
    if found is None:
        raise NotFoundError(Words(NO_POSTING))
    return found


def list_repeats(posting: Posting, now: datetime) -> list[Posting]:
    """Return applications of the same company for the same job in the last thirty days."""
    keys = keys_of(posting.community_id, posting.key)
    rows = Posting.objects.filter(community_id=posting.community_id, key__in=keys)
    rows = rows.filter(sent_at__gte=now - REPEATS_OF).exclude(pk=posting.pk)
    rows = rows.exclude(state__in=OVER).order_by("-sent_at")
    job = core_of(posting.job)
    return [each for each in rows if core_of(each.job) == job][:10]


def list_written(posting: Posting, now: datetime) -> list[Post]:
    """Return what the same company wrote straight in the groups in the last thirty days."""
    keys = keys_of(posting.community_id, posting.key)
    rows = Post.objects.filter(community_id=posting.community_id, company__in=keys)
    rows = rows.filter(sent_at__gte=now - REPEATS_OF).select_related("group")
    return list(rows.order_by("-sent_at")[:10])
