"""The demo's charter: the default one, then a second version that most members have accepted."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from qunce.kernel.actors import SHELL, Actor, ActorKind
from qunce.kernel.clauses import Clause, Step
from qunce.kernel.messages import Role
from qunce.ledger import actions as ledger
from qunce.ledger.models import Task
from qunce.people.models import Community, Person
from qunce.people.queries import holders
from qunce.rooms.charter import actions as charter
from qunce.rooms.charter import queries
from qunce.rooms.charter.domain import Way, put
from qunce.rooms.charter.models import CharterVersion
from qunce.site.demo.dice import dice

PUBLISHED = timedelta(days=12)  # so long ago: who is open has two days left
ACCEPTED, TOLD = 0.78, 0.2  # shares: of the members; and of those, who said so in the chat
NOTE = "新增“不拉票、不砍一刀”一条"
CLAUSE = Clause(
    "own1",
    0,
    "不拉票、不砍一刀",
    "投票、助力、砍价、拼团、求赞，不管替自己还是替孩子，都不发到群里。",
    (Step.REMIND, Step.REMIND, Step.WARN),
    allowed=("群内活动的投票，由管理员发起",),
    forbidden=("“帮我家孩子投一票”", "“差一刀就免费拿了”"),
)


@transaction.atomic
def prepare(community: Community, now: datetime) -> None:
    """Write down version 1, publish version 2 with its announcement, and let members accept."""
    owner = holders(community, Role.OWNER)[0]
    by = Actor(ActorKind.PERSON, owner.pk, owner.name)
    then = now - PUBLISHED
    charter.adopt(community, by=SHELL, now=community.created_at)
    changed = put(queries.charter_now(community.pk), CLAUSE)
    draft = charter.save_draft(community, changed, revision=0, by=by, now=then)
    version = charter.publish(
        community,
        since=None,
        note=NOTE,
        material=True,
        revision=draft.revision,
        by=by,
        now=then,
    )
    for task in Task.objects.filter(key__startswith=f"charter:{version.pk}:", state="open"):
        ledger.finish_task(task, by=by, now=then + timedelta(minutes=9))
    for person, way, at in _accepting(version, now):
        who = by if way is Way.TOLD else Actor(ActorKind.PERSON, person.pk, person.name)
        charter.accept(person, version, way=way, by=who, at=at, now=at)


def _accepting(version: CharterVersion, now: datetime) -> Iterator[tuple[Person, Way, datetime]]:
    """Yield who accepts, how and when, in the order of time; the same for the same day."""
    rng = dice("charter")
    members = queries.list_members(version.community_id).order_by("id")
    found = []
    for person in members:
        share, told = rng.random(), rng.random()
        since = max(version.published_at, person.joined or version.published_at)
        at = since + (now - since) * rng.random() ** 2
        if share < ACCEPTED:
            joins = person.joined is not None and person.joined > version.published_at
            way = Way.JOINING if joins else Way.TOLD if told < TOLD else Way.PAGE
            found.append((person, way, since if joins else at))
    yield from sorted(found, key=lambda each: (each[2], each[0].pk))
