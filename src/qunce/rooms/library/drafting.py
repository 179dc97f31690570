"""What other rooms propose becomes a draft: a question with its answer, a case (M26, M37)."""

from datetime import datetime

from django.db import transaction

from qunce.facts.answers import PairProposedForLibrary
from qunce.facts.reads import Pair, ReadCase, ReadPair
from qunce.kernel.actors import MACHINE
from qunce.people.models import Community, Person
from qunce.rooms.library import actions, lines, publishing, queries
from qunce.rooms.library.domain import ItemState
from qunce.rooms.library.models import SUMMARY, TITLE, Item
from qunce.rooms.library.writing import About, Text
from qunce.shell.house import house
from qunce.shell.words import render


@transaction.atomic
def take_pair(community: Community, fact: PairProposedForLibrary, *, now: datetime) -> Item | None:
    """Make a draft of a question and its answer, and ask the content admin to look at it.

    The same pair proposed again is the same item; None where its words are gone.
    """
    read = house.ask(ReadPair)
    pair = read(community.pk, fact.question, fact.answer) if read is not None else None
    if pair is None:
        return None
    author = Person.objects.filter(community=community, pk=pair.person or 0).first()
    about = About(
        tags=actions.tag_names(pair.topic), contributor=author, credit=pair.by[: actions.CREDIT]
    )
    origin = f"pair:{fact.question}:{fact.answer}"
    item = actions.write(community, _text(pair), about, by=MACHINE, now=now, origin=origin)
    lines.show_draft(item, now=now)
    return item


def _text(pair: Pair) -> Text:
    asked = "\n".join(f"> {line}" for line in pair.question.strip().splitlines())
    body = f"{asked}\n\n{pair.answer.strip()}" if asked else pair.answer.strip()
    return Text(
        title=pair.title.strip()[:TITLE],
        summary=" ".join(pair.question.split())[: SUMMARY // 3],
        body=body[: actions.LONGEST_BODY],
    )


@transaction.atomic
def take_case(community: Community, study: int, *, now: datetime) -> Item | None:
    """Make a draft of a monthly case with its method (M37); summed up anew, a newer version."""
    read = house.ask(ReadCase)
    case = read(community.pk, study) if read is not None else None
    if case is None:
        return None
    body = "\n\n".join(f"## {render(head)}\n\n{said.strip()}" for head, said in case.parts if said)
    text = Text(title=case.title.strip()[:TITLE], body=body[: actions.LONGEST_BODY])
    origin = f"case:{study}"
    known = Item.objects.filter(community=community, origin=origin).first()
    if known is None:
        credit = "、".join(case.credited)[: actions.CREDIT]
        about = About(tags=("案例拆解",), credit=credit)
        known = actions.write(community, text, about, by=MACHINE, now=now, origin=origin)
    else:
        if known.state == ItemState.WITHDRAWN:
            publishing.reopen(known, by=MACHINE, now=now)
        about = queries.about_of(known)
        known = actions.save(known, text, about, revision=known.revision, by=MACHINE, now=now)
    lines.show_draft(known, now=now)
    return known


@transaction.atomic
def put_case_away(community: Community, study: int, *, now: datetime) -> None:
    """Put away the draft of a summary that does not hold any more; what members read stays."""
    rows = Item.objects.filter(community=community, origin=f"case:{study}", shown=0)
    for item in rows.exclude(state=ItemState.WITHDRAWN):
        publishing.withdraw(item, by=MACHINE, now=now)
