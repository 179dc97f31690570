"""All reads of answers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from qunce.chat.models import Message as Row
from qunce.chat.queries import as_messages, last_message_at
from qunce.facts.answers import PairProposedForLibrary
from qunce.facts.reads import FindLibraryItems, LibraryItem, Pair
from qunce.kernel.errors import NotFoundError
from qunce.kernel.messages import Message
from qunce.kernel.text import N_, Words
from qunce.people.audience import for_person
from qunce.people.models import Community, Group, Person
from qunce.playbook.queries import effective
from qunce.rooms.answers.deciding import LISTED, READ, AnswerState, QuestionState, RequestState
from qunce.rooms.answers.domain import Helper, Settings, find_unanswered, pairs_of
from qunce.rooms.answers.models import Answer, Doubt, Help, Question, Request, Thanks
from qunce.shell.house import house

LOOK_BACK = timedelta(days=7)
MOST_ROWS = 5000  # so many messages of a week are looked at; a busier group shows its last ones
MOST_WORDS = 8  # of a search
FEW = 200  # questions that are named by their keys

NO_QUESTION = N_("There is no such question.")
NO_ANSWER = N_("There is no such answer.")
SEEN = (*LISTED, QuestionState.CLOSED)


def settings_of(community: int) -> Settings:
    """Return how a community's column works."""
    return effective(community, Settings)


def list_unanswered(group: Group, now: datetime) -> list[Message]:
    """Return the questions of the last week on record that nobody answered, newest first.

    Those that stand in the column already are left out.
    """
    last = last_message_at(group)
    if last is None:
        return []
    rows = Row.objects.filter(
        group=group, sent_at__gte=last - LOOK_BACK, recalled_at__isnull=True
    ).order_by("-sent_at", "-id")[:MOST_ROWS]
    settings = effective(group.community_id, Settings, group.pk)
    found = find_unanswered(as_messages(list(rows)[::-1]), settings, now)[::-1]
    taken = Question.objects.filter(message__in=[each.id for each in found])
    known = set(taken.values_list("message", flat=True))
    return [each for each in found if each.id not in known]


# --- questions ----------------------------------------------------------------------------------


def list_for(person: Person) -> QuerySet[Question]:
    """Return the questions that a member may see: those for them, and their own."""
    seen = for_person(Question.objects.filter(state__in=SEEN), person)
    rows = Question.objects.filter(community=person.community_id)
    return _with_counts(rows.filter(Q(pk__in=seen.values("pk")) | Q(person=person)))


def list_questions(community: Community) -> QuerySet[Question]:
    """Return all questions of a community, for who runs it."""
    doubted = Doubt.objects.filter(answer__question=OuterRef("pk"), state="open")
    found = Answer.objects.filter(question=OuterRef("pk"), state=AnswerState.FOUND)
    rows = _with_counts(Question.objects.filter(community=community)).select_related("group")
    return rows.annotate(is_doubted=Exists(doubted), has_found=Exists(found))


def _with_counts(rows: QuerySet[Question]) -> QuerySet[Question]:
    # Counted for the rows that are shown; a join would count the answers of all questions first.
    own = Answer.objects.filter(question=OuterRef("pk"), state__in=READ).order_by()
    count = own.values("question").annotate(n=Count("pk")).values("n")
    return rows.annotate(count=Coalesce(Subquery(count), 0))


def access_for(person: Person, pk: int) -> Question:
    """Return a question that a member may see, or raise NotFoundError."""
    found = list_for(person).select_related("community", "person__account", "group").filter(pk=pk)
    question = found.first()
    if question is None:
        raise NotFoundError(Words(NO_QUESTION))
    return question


def access_question(community: Community, pk: int) -> Question:
    """Return a question of a community, for who runs it, or raise NotFoundError."""
    rows = list_questions(community).select_related("community", "person__account", "message")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_QUESTION))
    return found


def find_taken(message: int) -> Question | None:
    """Return the question that was made of a message, None for none."""
    return Question.objects.filter(message=message).first()


def search(rows: QuerySet[Question], text: str) -> QuerySet[Question]:
    """Return the questions in which, or in an answer to which, all words of a text stand.

    All texts have to be read for what stands in few of them: that is done here, once, and not
    again for each count and page. What stands in many is found at once.
    """
    wanted = rows
    for word in text.split()[:MOST_WORDS]:
        holds = "icontains" if word.lower() != word.upper() else "contains"
        said = Answer.objects.filter(question=OuterRef("pk"), state__in=READ)
        here = Q(**{f"title__{holds}": word}) | Q(**{f"text__{holds}": word})
        wanted = wanted.filter(here | Exists(said.filter(**{f"text__{holds}": word})))
    if wanted is rows:
        return rows
    few = list(wanted.order_by().values_list("pk", flat=True)[: FEW + 1])
    return wanted if len(few) > FEW else rows.filter(pk__in=few)


# --- answers ------------------------------------------------------------------------------------


def list_answers(question: Question, person: Person | None = None) -> QuerySet[Answer]:
    """Return the answers of a question, the accepted one first, then the most thanked.

    With a `person` what this member may read: what stands, their own, and of their own question
    what was found in the group. Without one all of them.
    """
    rows = Answer.objects.filter(question=question).select_related("person", "message")
    if person is not None:
        mine = Q(person=person) & ~Q(state__in=(AnswerState.WITHDRAWN, AnswerState.DISMISSED))
        fits = Q(state__in=READ) | mine
        if question.person_id == person.pk:
            fits |= Q(state=AnswerState.FOUND)
        own = Thanks.objects.filter(answer=OuterRef("pk"), person=person)
        rows = rows.filter(fits).annotate(is_thanked=Exists(own))
    counted = rows.annotate(thanked=Count("thanks", distinct=True))
    return counted.order_by("-accepted_at", "-thanked", "id").prefetch_related("doubts__person")


def access_answer(community: Community, pk: int) -> Answer:
    """Return an answer of a community, or raise NotFoundError."""
    rows = Answer.objects.filter(community=community, pk=pk)
    found = rows.select_related("question__community", "question__group", "person__account")
    answer = found.first()
    if answer is None:
        raise NotFoundError(Words(NO_ANSWER))
    return answer


def access_answer_for(person: Person, pk: int) -> Answer:
    """Return an answer that a member may read, or raise NotFoundError."""
    found = access_answer(person.community, pk)
    question = access_for(person, found.question_id)
    if not list_answers(question, person).filter(pk=pk).exists():
        raise NotFoundError(Words(NO_ANSWER))
    return found


def access_doubt(community: Community, pk: int) -> Doubt:
    """Return a doubt of a community, or raise NotFoundError."""
    rows = Doubt.objects.filter(community=community, pk=pk)
    found = rows.select_related("answer__question__community", "answer__person").first()
    if found is None:
        raise NotFoundError(Words(NO_ANSWER))
    return found


def read_pair(community: int, question: int, answer: int) -> Pair | None:
    """Return a question with an answer, as the library takes it over (see facts.reads)."""
    rows = Answer.objects.filter(community=community, pk=answer, question=question)
    found = rows.filter(state__in=READ).select_related("question__community").first()
    if found is None or found.question.state == QuestionState.WITHDRAWN:
        return None
    asked = found.question
    return Pair(
        title=asked.title,
        question=asked.text,
        answer=found.text,
        topic=asked.topic,
        path=f"/c/{asked.community.key}/questions/{asked.pk}/",
        person=found.person_id if found.is_named else None,
        by=found.name.split("-")[0] if found.is_named else "",
    )


# --- what the library has ------------------------------------------------------------------------


def find_items(person: Person, text: str, *, limit: int = 5) -> Sequence[LibraryItem]:
    """Return what the library has about a text and the member may see; none without a library."""
    ask = house.ask(FindLibraryItems)
    if ask is None or not pairs_of(text):
        return ()
    return ask(person.community_id, text, person=person.pk, limit=limit)


def has_library() -> bool:
    """Say whether a library takes pairs over: nobody is promised what nothing follows from."""
    reactions = (each for card in house.cards for each in card.reactions)
    return any(each.fact is PairProposedForLibrary for each in reactions)


# --- who is asked -------------------------------------------------------------------------------


def count_waiting(persons: Iterable[int]) -> Counter[int]:
    """Return how many questions wait for each of some members."""
    rows = Request.objects.filter(person__in=list(persons), state=RequestState.WAITING)
    return Counter(rows.values_list("person", flat=True))


def helpers_for(question: Question) -> list[Helper]:
    """Return who may be asked about a question: who may see it, and was not asked before."""
    known = set(question.requests.values_list("person", flat=True))
    answered = set(question.answers.values_list("person", flat=True))
    left_out = known | answered | {question.person_id}
    one = Question.objects.filter(pk=question.pk)
    rows = Help.objects.filter(community=question.community_id, is_on=True)
    agreed = list(rows.select_related("person"))
    waiting = count_waiting(each.person_id for each in agreed)
    return [
        Helper(each.person_id, tuple(each.topics), waiting[each.person_id], each.asked_at)
        for each in agreed
        if each.person_id not in left_out and for_person(one, each.person).exists()
    ]


def help_of(person: Person) -> Help | None:
    """Return what a member agreed to, None for nothing."""
    return Help.objects.filter(person=person).first()


def list_waiting_for(person: Person) -> QuerySet[Request]:
    """Return what a member is asked to answer, the oldest first."""
    rows = Request.objects.filter(person=person, state=RequestState.WAITING)
    return rows.select_related("question").order_by("at", "id")
