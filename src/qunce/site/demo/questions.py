"""The demo's column: questions in every state, members who answer, a doubt, and one late."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle

from django.db import transaction

from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.messages import Role
from qunce.people.domain import MembershipState, Tier
from qunce.people.models import Community, Membership, Person
from qunce.people.queries import holders
from qunce.rooms.answers import answering, asking, doubting, routing
from qunce.rooms.answers.asking import Draft
from qunce.rooms.answers.models import Answer, Question
from qunce.site.demo.script import STORY

MEMBER = "member@demo.example.com"
HELPERS = 8  # of the members who answer have agreed to be asked
HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Said:
    """An answer of the story: how many thank for it, whether it is accepted, what is doubted."""

    text: str
    thanks: int
    is_accepted: bool
    doubt: str = ""
    note: str = ""


@dataclass(slots=True)
class Asked:
    """A question of the story with what became of it."""

    title: str
    topic: str
    hours: float
    marks: tuple[str, ...]
    text: str = ""
    answers: list[Said] = field(default_factory=list)
    reason: str = ""
    is_withdrawn: bool = False


def read() -> list[Asked]:
    """Return the questions of the story, as they stand in its file."""
    found: list[Asked] = []
    for line in (STORY / "questions.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            title, topic, hours, *marks = (part.strip() for part in line[3:].split("|"))
            found.append(Asked(title, topic, float(hours), tuple(marks)))
        elif line and not line.startswith("#"):
            _add(found[-1], line)
    return found


def _add(asked: Asked, line: str) -> None:
    """Add a line of the story to its question."""
    mark, _space, text = line.partition(" ")
    match mark:
        case ":":
            asked.text = text
        case "x":
            asked.reason = text
        case "<":
            asked.is_withdrawn = True
        case "!" | "!!":
            last = asked.answers[-1]
            last.doubt, _tilde, last.note = (part.strip() for part in text.partition("~"))
        case _:
            thanks = int(mark[:-1] or 0)
            asked.answers.append(Said(text, thanks, is_accepted=mark.endswith("*")))


def actor_of(person: Person) -> Actor:
    """Return a person as the one who acts."""
    return Actor(ActorKind.PERSON, person.pk, person.name)


@transaction.atomic
def prepare(community: Community, now: datetime) -> None:
    """Let members ask, answer, thank and doubt, at times that have passed."""
    rows = Membership.objects.filter(
        community=community, group__channel="web", state=MembershipState.ACTIVE
    ).filter(person__appointments__isnull=True)
    people = [each.person for each in rows.select_related("person").order_by("joined_at", "id")]
    own = Person.objects.filter(community=community, account__email=MEMBER).first()
    seniors = [each for each in people if each.tier in {Tier.SENIOR, Tier.MANAGER}]
    beginners = [each for each in people if each.tier == Tier.BEGINNER and each != own]
    if own is None or len(seniors) < HELPERS or not beginners:
        return
    topics = [each.topic for each in read()]
    for number, person in enumerate(seniors[:HELPERS]):
        chosen = list(dict.fromkeys(topics[number : number + 4]))
        routing.agree(person, chosen, by=actor_of(person), now=now - 60 * 24 * HOUR)
    cast = Cast(cycle(beginners), cycle(seniors), people, holders(community, Role.CONTENT)[0])
    for number, asked in enumerate(read()):
        person = own if "own" in asked.marks else next(cast.askers)
        _play(asked, person, cast, now, f"demo-question-{community.pk}-{number}")


@dataclass(slots=True)
class Cast:
    """Who takes part: who asks and who answers by turns, all members, and the content admin."""

    askers: Iterator[Person]
    helpers: Iterator[Person]
    people: list[Person]
    admin: Person


def _play(asked: Asked, person: Person, cast: Cast, now: datetime, form: str) -> None:
    """Bring a question to where the story has it."""
    then = now - asked.hours * HOUR
    draft = Draft(asked.title, asked.text, asked.topic, is_hidden="hidden" in asked.marks)
    question = asking.ask(person, draft, form, by=actor_of(person), now=then)
    accepted: Answer | None = None
    for number, said in enumerate(asked.answers):
        at = then + (number + 1) * asked.hours * HOUR / 12
        answer = _answer(question, said, cast, at, f"{form}-{number}")
        accepted = answer if said.is_accepted else accepted
    if accepted is not None:
        at = then + asked.hours * HOUR / 2
        accepted.refresh_from_db()
        accepted.question.refresh_from_db()
        answering.accept(accepted, by=actor_of(person), now=at)
    question.refresh_from_db()
    if asked.reason:
        asking.close(question, asked.reason, by=actor_of(cast.admin), now=then + 3 * HOUR)
    if asked.is_withdrawn:
        asking.withdraw(question, by=actor_of(person), now=then + HOUR)
    if question.state == "open" and question.due_at <= now:
        routing.escalate(question, now=now - HOUR)


def _answer(question: Question, said: Said, cast: Cast, at: datetime, form: str) -> Answer:
    """Let the next one who knows it answer, and others thank and doubt."""
    helper = next(cast.helpers)
    if helper.pk == question.person_id:
        helper = next(cast.helpers)
    question.refresh_from_db()
    answer = answering.give(question, helper, said.text, form, now=at, by=actor_of(helper))
    others = [each for each in cast.people if each.pk != helper.pk]
    start = question.pk % len(others)
    fans = others[start:] + others[:start]
    for fan in fans[: said.thanks]:
        answering.thank(answer, fan, now=at + HOUR)
    if said.doubt:
        by = actor_of(fans[-1])
        row = doubting.doubt(answer, fans[-1], said.doubt, by=by, now=at + HOUR)
        if said.note:
            doubting.uphold(row, said.note, by=actor_of(cast.admin), now=at + 2 * HOUR)
    return answer
