"""Recruitment posts: complete, marked, and within the weekly quota of the company (M39, M45)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce
from typing import Any
from zoneinfo import ZoneInfo

from qunce.kernel.calendar import local_day, week_interval
from qunce.kernel.messages import Message
from qunce.kernel.normal import normalise
from qunce.kernel.options import option
from qunce.kernel.rules import Certainty, Finding, Label, Rule, Seen, View
from qunce.kernel.text import N_, Words
from qunce.rooms.postings.domain import PART_NAMES, Part, Post, find_hiring, read_post

KEY = "recruitment"
CLAUSE = "recruitment"
SLOT = "recruitment"  # the slot of the programme in which posts are welcome


class Where(StrEnum):
    """When a member may post straight in the group."""

    SLOT = "slot"
    ANY_TIME = "any_time"


class Week(StrEnum):
    """What "a week" of the quota is."""

    CALENDAR = "calendar"  # Monday to Sunday
    ROLLING = "rolling"  # seven days


class Counted(StrEnum):
    """Which posts the quota counts."""

    APPROVED = "approved"  # approved, or let through in the slot
    STOOD = "stood"  # all that stood in the group


WHERE = (
    (Where.SLOT.value, N_("Only in the recruitment hour")),
    (Where.ANY_TIME.value, N_("At any time, within the quota")),
)
WEEKS = (
    (Week.CALENDAR.value, N_("Monday to Sunday")),
    (Week.ROLLING.value, N_("Seven days up to the post")),
)
COUNTED = (
    (Counted.APPROVED.value, N_("Approved ones, and those let through in the hour")),
    (Counted.STOOD.value, N_("All that stood in the group")),
)


@dataclass(frozen=True, slots=True)
class Config:
    """What a recruitment post must hold, and how many a company may have."""

    per_week: int = option(
        2,
        N_("Posts per company and week"),
        help=N_("Over all groups; one job in several groups counts once. 0 means no limit."),
        low=0,
        high=50,
        manual="M39",
    )
    week: Week = option(Week.CALENDAR, N_("A week is"), choices=WEEKS, manual="M39")
    counted: Counted = option(
        Counted.APPROVED, N_("What the quota counts"), choices=COUNTED, manual="M39"
    )
    where: Where = option(
        Where.SLOT, N_("Members may post straight in the group"), choices=WHERE, manual="M45"
    )
    company: bool = option(default=True, label=N_("Company introduction"), manual="M45")
    details: bool = option(default=True, label=N_("Job details"), manual="M45")
    contact: bool = option(default=True, label=N_("Contact"), manual="M45")

    def wanted(self) -> frozenset[Part]:
        """Return the parts that a post must have here."""
        chosen = {
            Part.COMPANY: self.company,
            Part.DETAILS: self.details,
            Part.CONTACT: self.contact,
        }
        return frozenset({Part.TAG, Part.TITLE, *(part for part, on in chosen.items() if on)})


_VARIED = re.compile(r"[(（\[【].*?[)）\]】]|急招|诚聘|急聘|直聘|高薪|\d+\s*[名位个人]|[^\w]+|_")


def job_key(title: str) -> str:
    """Return a job title as it is compared: without case, signs, brackets, and how many."""
    plain = normalise(title).plain
    return (_VARIED.sub("", plain) or "".join(plain.split()))[:80]


def job_of(post: Post, plain: str) -> str:
    """Return the job of a post that was read in `plain`, as it is compared; "" without a title."""
    span = post.parts.get(Part.TITLE)
    return job_key(plain[slice(*span)]) if span else ""


def week_of(at: datetime, zone: ZoneInfo, week: Week) -> datetime:
    """Return from when on others count for a post of `at`; seven days ago to the second not."""
    if week is Week.ROLLING:
        return at - timedelta(days=7) + timedelta(microseconds=1)
    return week_interval(local_day(at, zone), zone).start


def gather(batch: Sequence[Message], view: View, config: Config) -> Mapping[int, Mapping[str, Any]]:
    """Return for each post (by its place) what is known beside its text.

    `count` is how many of its company were let through that week, `is_open` whether the slot was
    open: plain values, so that a decision keeps them as they were.
    """
    found: dict[int, Mapping[str, Any]] = {}
    for place, message in enumerate(batch):
        plain = normalise(message.text).plain
        post = read_post(plain)
        if post is None:
            continue
        known: dict[str, Any] = {"is_open": view.slot_open(SLOT, message.sent_at)}
        if config.per_week and post.company:
            since = week_of(message.sent_at, view.zone, config.week)
            known["count"] = view.count_allowed(
                post.company,
                since,
                message.sent_at,
                job=job_of(post, plain),
                group=message.group,
            )
        found[place] = known
    return found


def judge(seen: Seen, config: Config) -> Sequence[Finding]:
    """Return what is right or wrong with a recruitment post; nothing for any other message.

    The label says what the post is. Whether a complete one may stand is a second question: it
    may not outside its hour, nor beyond the quota.
    """
    post = read_post(seen.normal.plain, seen.contacts or None)
    if post is None:
        return []
    missing = [part for part in post.missing() if part in config.wanted()]
    if missing:
        return [_incomplete(seen, post, missing)]
    known: Mapping[str, Any] = seen.extra.get(KEY, {})
    right = _finding(seen, post, Label.RECRUIT_OK, Words(N_("a complete recruitment post")))
    count = known.get("count", 0)
    if config.where is Where.SLOT and known.get("is_open") is False:
        reason = Words(N_("a complete recruitment post, but not in the recruitment hour"))
        return [replace(right, reason=reason, forbidden=True)]
    if config.per_week and count >= config.per_week:
        return [replace(right, reason=_over_quota(post, count, config), forbidden=True)]
    return [right]


def sift(batch: Sequence[Seen], _config: Config) -> list[int]:
    """Return the places of the messages that name a job, or how somebody is sought."""
    return find_hiring([seen.normal.plain for seen in batch])


def _incomplete(seen: Seen, post: Post, missing: Sequence[Part]) -> Finding:
    names = [Words(PART_NAMES[part]) for part in missing]
    listed = reduce(_and, names[1:], names[0])
    reason = Words(N_("a recruitment post that lacks: %(parts)s"), {"parts": listed})
    return _finding(seen, post, Label.RECRUIT_BAD, reason)


def _over_quota(post: Post, count: int, config: Config) -> Words:
    about: dict[str, str | int] = {
        "count": count + 1,
        "company": post.company,
        "limit": config.per_week,
    }
    if config.week is Week.ROLLING:
        msgid = N_("number %(count)s of %(company)s within seven days, %(limit)s are allowed")
        return Words(msgid, about)
    return Words(N_("number %(count)s of %(company)s this week, %(limit)s are allowed"), about)


def _and(first: Words, second: Words) -> Words:
    return Words(N_("%(first)s, %(second)s"), {"first": first, "second": second})


def _finding(seen: Seen, post: Post, label: Label, reason: Words) -> Finding:
    """Return a finding over the tag, else over the first part there is, else over all."""
    plain = next((post.parts[part] for part in Part if part in post.parts), None)
    span = seen.normal.span(*plain) if plain else (0, len(seen.message.text))
    certainty = Certainty.SURE if post.sure else Certainty.LIKELY
    return Finding(KEY, CLAUSE, label, span, reason, certainty=certainty)


RULE = Rule(
    key=KEY,
    title=N_("Recruitment posts"),
    help=N_(
        "A post begins with 【招聘】 and the job title and holds company introduction, job details "
        "and contact; what is missing is named. Counts the posts of a company per week, and tells "
        "posts outside the recruitment hour."
    ),
    clause=CLAUSE,
    config=Config(),
    judge=judge,
    sift=sift,
    gather=gather,
)
