"""The demo has questions in every state, a doubt to be looked at, and one that nobody answered."""

from datetime import datetime

import pytest

from cast import enter, join
from qunce.kernel.messages import Role
from qunce.ledger.models import Task
from qunce.people.domain import Tier
from qunce.people.models import Account, Community, Group, Person
from qunce.rooms.answers.deciding import QuestionState
from qunce.rooms.answers.models import Answer, Doubt, Question
from qunce.site.demo import questions


@pytest.mark.django_db
def test_there_is_a_question_in_every_state(
    community: Community, web_group: Group, noon: datetime
) -> None:
    enter(community, "Lin", Role.CONTENT)
    own = enter(community, "Ben")
    Account.objects.filter(persons=own).update(email=questions.MEMBER)
    for number in range(12):
        join(enter(community, f"Senior{number}"), web_group)
    Person.objects.filter(name__startswith="Senior").update(tier=Tier.SENIOR)
    beginner = enter(community, "Ana")
    Person.objects.filter(pk=beginner.pk).update(tier=Tier.BEGINNER)
    join(beginner, web_group)
    questions.prepare(community, noon)
    found = Question.objects.filter(community=community)
    assert set(found.values_list("state", flat=True)) == set(QuestionState)
    assert found.count() == len(questions.read()) >= 25
    assert not found.filter(asked_at__gte=noon).exists()
    assert not Answer.objects.filter(at__gte=noon).exists()
    assert set(Doubt.objects.values_list("state", flat=True)) == {"open", "upheld"}
    assert Task.objects.filter(kind="answers_late", state="open").exists()
    assert found.filter(person=own).count() == 2
