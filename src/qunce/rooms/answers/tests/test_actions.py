"""The column from a question to an accepted answer: states, who is asked, the clock, doubts."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from cast import as_actor, enter, join
from qunce.chat.models import Message
from qunce.kernel.errors import RefusedError
from qunce.ledger.models import Entry, Errand, Task
from qunce.ledger.worker import run_due
from qunce.people.audience import Audience
from qunce.people.domain import Tier
from qunce.people.models import Community, Group, Person
from qunce.rooms.answers import (
    answering,
    asking,
    doubting,
    highlights,
    keeping,
    lookalikes,
    personal,
    queries,
    routing,
)
from qunce.rooms.answers.deciding import (
    ANSWER,
    DOUBT,
    QUESTION,
    REQUEST,
    AnswerState,
    AnswerVerb,
    DoubtState,
    DoubtVerb,
    QuestionState,
    QuestionVerb,
    RequestState,
    RequestVerb,
)
from qunce.rooms.answers.models import Answer, Help, Question, Request
from qunce.rooms.answers.tests.questions import TITLE, agree, ask, reply, token

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def tom(web_group: Group) -> Person:
    """Return another member, who knows things."""
    person = enter(web_group.community, "Tom")
    join(person, web_group)
    return person


@pytest.fixture
def eve(web_group: Group) -> Person:
    """Return a third member."""
    person = enter(web_group.community, "Eve")
    join(person, web_group)
    return person


def stored(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


def facts_of(question: Question) -> list[str]:
    entries = Entry.objects.filter(subjects__kind="question", subjects__key=question.pk)
    return [each.fact.removeprefix("answers.") for each in entries.order_by("id")]


def test_every_state_is_reached_and_every_verb_used() -> None:
    tables = (
        (QUESTION, QuestionState.OPEN, QuestionState, QuestionVerb),
        (ANSWER, AnswerState.FOUND, AnswerState, AnswerVerb),
        (REQUEST, RequestState.WAITING, RequestState, RequestVerb),
        (DOUBT, DoubtState.OPEN, DoubtState, DoubtVerb),
    )
    for table, first, states, verbs in tables:
        assert {*table.moves.values(), first} == set(states)
        assert {verb for _state, verb in table.moves} == set(verbs)


# --- asking -------------------------------------------------------------------------------------


def test_the_same_form_twice_is_one_question(ben: Person, noon: datetime) -> None:
    form = token()
    draft = asking.Draft(TITLE)
    first = asking.ask(ben, draft, form, by=as_actor(ben), now=noon)
    assert asking.ask(ben, draft, form, by=as_actor(ben), now=noon) == first
    assert Question.objects.count() == 1
    assert facts_of(first) == ["QuestionAsked"]


def test_a_question_for_one_tier_is_seen_by_it_and_by_who_asked(
    ben: Person, tom: Person, noon: datetime
) -> None:
    question = ask(ben, noon, audience=Audience(tiers=(Tier.MANAGER,)))
    assert list(queries.list_for(ben)) == [question]
    assert list(queries.list_for(tom)) == []
    Person.objects.filter(pk=tom.pk).update(tier=Tier.MANAGER)
    tom.refresh_from_db()
    assert list(queries.list_for(tom)) == [question]


def test_what_was_asked_alike_is_found_and_what_is_hidden_from_one_is_not(
    ben: Person, tom: Person, noon: datetime
) -> None:
    ask(ben, noon, "员工试用期离职要提前多久通知公司")
    ask(ben, noon, "年会抽奖奖品怎么选")
    secret = ask(ben, noon, "试用期离职通知期的内部问题", audience=Audience(tiers=(Tier.MANAGER,)))
    found = lookalikes.find(tom, "试用期离职提前几天通知")
    assert [each.title for each in found] == ["员工试用期离职要提前多久通知公司"]
    assert secret in lookalikes.find(ben, "试用期离职提前几天通知")
    assert lookalikes.find(tom, "？！") == []


def test_an_own_question_is_changed_and_taken_back_until_it_is_solved(
    ben: Person, tom: Person, noon: datetime
) -> None:
    question = ask(ben, noon)
    asking.change(question, asking.Draft("试用期多长合适？"), by=as_actor(ben), now=noon)
    assert stored(question).title == "试用期多长合适？"
    answer = reply(question, tom, noon)
    answering.accept(answer, by=as_actor(ben), now=noon)
    with pytest.raises(RefusedError):
        asking.withdraw(stored(question), by=as_actor(ben), now=noon)
    answer.refresh_from_db()
    answering.unaccept(answer, by=as_actor(ben), now=noon)
    asking.withdraw(stored(question), by=as_actor(ben), now=noon)
    assert list(queries.list_for(tom)) == []
    assert list(queries.list_for(ben)) == [question]


# --- who is asked -------------------------------------------------------------------------------


def test_who_knows_the_topic_is_asked_by_mail_and_never_the_asker(
    ben: Person, tom: Person, eve: Person, hal: Person, noon: datetime
) -> None:
    agree(tom, noon, "劳动法")
    agree(eve, noon, "薪酬")
    agree(hal, noon)
    agree(ben, noon, "劳动法")
    question = ask(ben, noon)
    asked = Request.objects.filter(question=question).order_by("id")
    assert [each.person for each in asked] == [tom, hal]
    run_due(noon)
    assert sorted(each.to[0] for each in mail.outbox) == ["hal@example.org", "tom@example.org"]
    assert f"/m/hr/questions/{question.pk}/" in mail.outbox[0].body


def test_a_beginner_cannot_agree_and_who_has_enough_waiting_is_not_asked(
    ben: Person, tom: Person, noon: datetime
) -> None:
    with pytest.raises(RefusedError):
        routing.agree(ben, (), by=as_actor(ben), now=noon)
    agree(tom, noon)
    asked = [
        bool(ask(ben, noon, f"第{n}个关于社保的问题怎么办").requests.count()) for n in range(4)
    ]
    assert asked == [True, True, True, False]


def test_a_member_who_may_not_see_it_is_not_asked(
    ben: Person, tom: Person, manual_group: Group, noon: datetime
) -> None:
    agree(tom, noon)
    assert not ask(ben, noon, audience=Audience(groups=(manual_group.pk,))).requests.exists()


def test_who_passes_it_on_is_followed_by_the_next(
    ben: Person, tom: Person, eve: Person, hal: Person, noon: datetime
) -> None:
    for person in (tom, eve, hal):
        agree(person, noon, "劳动法")
    question = ask(ben, noon)
    routing.pass_on(question.requests.get(person=tom), by=as_actor(tom), now=noon)
    states = dict(question.requests.values_list("person", "state"))
    assert states == {tom.pk: "passed", eve.pk: "waiting", hal.pk: "waiting"}
    routing.stop(eve, by=as_actor(eve), now=noon)
    assert question.requests.get(person=eve).state == "passed"
    assert not Help.objects.get(person=eve).is_on


def test_reminded_once_then_the_admins_are_told_once(
    ben: Person, tom: Person, eve: Person, hal: Person, noon: datetime
) -> None:
    for person in (tom, eve, hal):
        agree(person, noon, "劳动法")
    question = ask(ben, noon)
    keeping.tick(noon + 5 * HOUR)
    assert not Request.objects.filter(reminded_at__isnull=False).exists()
    for hours in (21, 22):  # 9:00 and 10:00 of the next day; at night nobody is disturbed
        keeping.tick(noon + hours * HOUR)
    assert Request.objects.filter(reminded_at__isnull=False).count() == 2
    assert question.requests.count() == 3
    for hours in (47, 48):
        keeping.tick(noon + hours * HOUR)
    task = Task.objects.get(kind="answers_late")
    assert task.link == f"/c/hr/questions/{question.pk}/"
    assert Errand.objects.filter(key__contains=":reminder:").count() == 3
    reply(question, tom, noon + 49 * HOUR)
    task.refresh_from_db()
    assert task.state == "done"
    assert facts_of(question).count("QuestionEscalated") == 1


def test_at_night_nobody_is_reminded(ben: Person, tom: Person, noon: datetime) -> None:
    agree(tom, noon - 3 * HOUR)
    ask(ben, noon - 2 * HOUR)
    keeping.tick(noon + 10 * HOUR + timedelta(minutes=30))  # 22:30
    assert not Request.objects.filter(reminded_at__isnull=False).exists()


# --- answers ------------------------------------------------------------------------------------


def test_an_answer_ends_the_requests_and_the_asker_hears_of_it(
    ben: Person, tom: Person, eve: Person, noon: datetime
) -> None:
    agree(tom, noon)
    agree(eve, noon)
    question = ask(ben, noon)
    reply(question, tom, noon + HOUR)
    states = dict(question.requests.values_list("person", "state"))
    assert states == {tom.pk: "answered", eve.pk: "lapsed"}
    assert stored(question).state == "answered"
    mail.outbox.clear()
    run_due(noon + HOUR)
    assert [each.to for each in mail.outbox] == [["ben@example.org"]]  # nobody else is troubled


def test_one_answer_is_accepted_at_a_time_and_own_ones_are_credited_to_nobody(
    ben: Person, tom: Person, noon: datetime
) -> None:
    question = ask(ben, noon)
    first, own = reply(question, tom, noon), reply(question, ben, noon, "查到了，三天。")
    answering.accept(first, by=as_actor(ben), now=noon)
    own.refresh_from_db()
    answering.accept(own, by=as_actor(ben), now=noon)
    assert Answer.objects.get(state="accepted") == own
    told = [each.payload for each in Entry.objects.filter(fact="answers.AnswerAccepted")]
    assert [each["person"] for each in told] == [tom.pk, None]
    assert facts_of(question).count("AnswerUnaccepted") == 1
    assert stored(question).state == "settled"


def test_the_last_answer_taken_back_lets_the_question_wait_again(
    ben: Person, tom: Person, noon: datetime
) -> None:
    question = ask(ben, noon)
    answer = reply(question, tom, noon)
    answering.accept(answer, by=as_actor(ben), now=noon)
    later = noon + 50 * HOUR
    answering.withdraw(answer, by=as_actor(tom), now=later)
    found = stored(question)
    assert (found.state, found.answered_at, found.due_at) == ("open", None, later + 36 * HOUR)
    again = reply(question, tom, later)
    answering.hide(again, by=as_actor(tom), now=later)
    assert stored(question).state == "open"
    again.refresh_from_db()
    answering.show(again, by=as_actor(tom), now=later)
    assert stored(question).state == "answered"


def test_a_closed_question_takes_no_answer_and_opens_with_what_it_had(
    ben: Person, tom: Person, lin: Person, noon: datetime
) -> None:
    question = ask(ben, noon)
    answering.accept(reply(question, tom, noon), by=as_actor(ben), now=noon)
    with pytest.raises(RefusedError):
        asking.close(stored(question), " ", by=as_actor(lin), now=noon)
    asking.close(stored(question), "和上周的问题重复", by=as_actor(lin), now=noon)
    with pytest.raises(RefusedError):
        reply(question, tom, noon)
    asking.reopen(stored(question), by=as_actor(lin), now=noon)
    assert (stored(question).state, stored(question).reason) == ("settled", "")


def test_thanks_are_given_once_taken_back_and_never_for_oneself(
    ben: Person, tom: Person, noon: datetime
) -> None:
    answer = reply(ask(ben, noon), tom, noon)
    assert answering.thank(answer, ben, now=noon)
    assert not answering.thank(answer, ben, now=noon)
    with pytest.raises(RefusedError):
        answering.thank(answer, tom, now=noon)


# --- doubts -------------------------------------------------------------------------------------


def test_a_doubt_that_is_right_warns_takes_the_acceptance_and_is_undone(
    ben: Person, tom: Person, eve: Person, lin: Person, noon: datetime
) -> None:
    question = ask(ben, noon)
    answer = reply(question, tom, noon, "要提前三十天通知。")
    answering.accept(answer, by=as_actor(ben), now=noon)
    row = doubting.doubt(answer, eve, "试用期是三天。", by=as_actor(eve), now=noon)
    task = Task.objects.get(kind="answers_doubt")
    doubting.uphold(row, "试用期提前三天通知即可。", by=as_actor(lin), now=noon)
    answer.refresh_from_db()
    task.refresh_from_db()
    assert (answer.state, answer.warning) == ("stands", "试用期提前三天通知即可。")
    assert (task.state, stored(question).state) == ("done", "answered")
    doubting.reopen(row, by=as_actor(lin), now=noon)
    answer.refresh_from_db()
    assert answer.warning == ""
    assert Task.objects.filter(kind="answers_doubt", state="open").count() == 1
    doubting.clear(row, by=as_actor(lin), now=noon)
    assert not Task.objects.filter(kind="answers_doubt", state="open").exists()


def test_nobody_doubts_twice_at_once_or_oneself(ben: Person, tom: Person, noon: datetime) -> None:
    answer = reply(ask(ben, noon), tom, noon)
    first = doubting.doubt(answer, ben, "不对", by=as_actor(ben), now=noon)
    assert doubting.doubt(answer, ben, "不太对", by=as_actor(ben), now=noon) == first
    with pytest.raises(RefusedError):
        doubting.doubt(answer, tom, "不对", by=as_actor(tom), now=noon)
    doubting.withdraw(first, by=as_actor(ben), now=noon)
    assert not Task.objects.filter(kind="answers_doubt", state="open").exists()


# --- other rooms --------------------------------------------------------------------------------


def test_a_pair_is_proposed_once_and_its_words_are_read_without_the_asker(
    community: Community, ben: Person, tom: Person, lin: Person, noon: datetime
) -> None:
    question = ask(ben, noon, text="公司在苏州。")
    answer = reply(question, tom, noon)
    answering.propose(answer, by=as_actor(lin), now=noon)
    with pytest.raises(RefusedError):
        answering.propose(answer, by=as_actor(lin), now=noon)
    pair = queries.read_pair(community.pk, question.pk, answer.pk)
    assert pair is not None
    assert (pair.title, pair.question, pair.answer) == (TITLE, "公司在苏州。", answer.text)
    assert (pair.person, pair.by, pair.topic) == (tom.pk, "Tom", "劳动法")
    answering.withdraw(answer, by=as_actor(tom), now=noon)
    assert queries.read_pair(community.pk, question.pk, answer.pk) is None


def test_the_week_hears_of_accepted_answers_and_not_of_the_asker(
    community: Community, ben: Person, tom: Person, noon: datetime
) -> None:
    answer = reply(ask(ben, noon, is_hidden=True), tom, noon)
    answering.accept(answer, by=as_actor(ben), now=noon)
    (line,) = highlights.find(community.pk, noon, noon + HOUR)
    assert (line.title, line.person, line.by) == (TITLE, tom.pk, "Tom")
    assert highlights.find(community.pk, noon - HOUR, noon) == []


def test_an_erased_member_leaves_no_words_and_others_keep_theirs(
    ben: Person, tom: Person, noon: datetime
) -> None:
    asked, alone = ask(ben, noon), ask(ben, noon, "没人回答的问题怎么办")
    answer = reply(asked, tom, noon)
    other = reply(ask(tom, noon, "年假怎么折算成工资？"), ben, noon)
    answering.accept(other, by=as_actor(tom), now=noon)
    assert len(personal.export(ben)) == 3
    personal.erase(ben)
    found = stored(asked)
    assert (found.title, found.name, found.person, found.state) == ("", "", None, "withdrawn")
    assert not Question.objects.filter(pk=alone.pk).exists()
    assert Answer.objects.get() == answer
    assert stored(other.question).state == "open"
    assert not Entry.objects.filter(payload__name=TITLE).exists()


def test_a_message_of_a_group_is_taken_once_and_the_group_is_told(
    web_group: Group, ben: Person, lin: Person, noon: datetime
) -> None:
    text = "请教大家，试用期员工提前离职要提前几天通知？" + "公司是做零售的，门店很多。" * 10
    message = Message.objects.create(
        community=web_group.community,
        group=web_group,
        author=ben.identities.get(group=web_group),
        author_name="Ben-云杉-HRBP",
        text=text,
        kind="text",
        source="live",
        sent_at=noon,
        received_at=noon,
        key=b"1",
    )
    question = asking.take(message, by=as_actor(lin), now=noon, topic="劳动法")
    assert asking.take(message, by=as_actor(lin), now=noon) == question
    assert (question.person, question.text, len(question.title)) == (ben, text, 100)
    sent = Errand.objects.get(kind="SendText").payload
    assert (sent["reply_to"], sent["words"]["params"]["name"]) == (message.pk, "Ben")
    assert queries.access_for(ben, question.pk) == question
    assert not queries.list_unanswered(web_group, noon + 5 * HOUR)
