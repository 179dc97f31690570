"""Recruitment posts: complete, marked, and within the weekly quota of the company (M39, M45)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from qunce.kernel.calendar import local_day, week_interval
from qunce.kernel.messages import Message
from qunce.kernel.normal import normalise
from qunce.kernel.options import option
from qunce.kernel.rules import Certainty, Finding, Label, Rule, Seen, View
from qunce.kernel.text import N_, Words
from qunce.rooms.postings.domain import PART_NAMES, Part, Post, read_post

KEY = "recruitment"
CLAUSE = "recruitment"


@dataclass(frozen=True, slots=True)
class Config:
    """What a recruitment post must hold, and how many a company may have."""

    per_week: int = option(
        2,
        N_("Posts per company and week"),
        help=N_("Over all groups; weeks run from Monday to Sunday. 0 means no limit."),
        low=0,
        high=50,
        manual="M39",
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


def gather(batch: Sequence[Message], view: View, config: Config) -> Mapping[int, int]:
    """Return for each post (by its place) how many of its company were let through that week."""
    counts: dict[int, int] = {}
    for place, message in enumerate(batch):
        post = read_post(normalise(message.text).plain) if config.per_week else None
        if post and post.company:
            week = week_interval(local_day(message.sent_at, view.zone), view.zone)
            counts[place] = view.count_allowed(post.company, week.start, message.sent_at)
    return counts


def judge(seen: Seen, config: Config) -> Sequence[Finding]:
    """Return what is right or wrong with a recruitment post; nothing for any other message."""
    post = read_post(seen.normal.plain, seen.contacts or None)
    if post is None:
        return []
    missing = [part for part in post.missing() if part in config.wanted()]
    if missing:
        return [_incomplete(seen, post, missing)]
    allowed = seen.extra.get(KEY, 0)
    if config.per_week and allowed >= config.per_week:
        return [_over_quota(seen, post, allowed, config)]
    reason = Words(N_("a complete recruitment post"))
    return [_finding(seen, post, Label.RECRUIT_OK, reason)]


def _incomplete(seen: Seen, post: Post, missing: Sequence[Part]) -> Finding:
    names = [Words(PART_NAMES[part]) for part in missing]
    listed = reduce(_and, names[1:], names[0])
    reason = Words(N_("a recruitment post that lacks: %(parts)s"), {"parts": listed})
    return _finding(seen, post, Label.RECRUIT_BAD, reason)


def _over_quota(seen: Seen, post: Post, allowed: int, config: Config) -> Finding:
    reason = Words(
        N_("number %(count)s of %(company)s this week, %(limit)s are allowed"),
        {"count": allowed + 1, "company": post.company, "limit": config.per_week},
    )
    return _finding(seen, post, Label.RECRUIT_BAD, reason)


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
        "and contact; what is missing is named. Counts the posts of a company per week."
    ),
    clause=CLAUSE,
    config=Config(),
    judge=judge,
    gather=gather,
)
