"""The queue: tabs, bulk with preview, undo, and from case to case."""

from collections.abc import Callable

import pytest
from django.test import Client

from cast import as_actor
from qunce.people.models import Person
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation.models import Case
from stage import Stage

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
LIST = "/c/hr/cases/"


@pytest.fixture
def waiting(web_stage: Stage, ben: Person, mia: Person) -> list[Case]:
    cases = []
    for text in ("周末的课我就不来了", "这周也不来", "下周再说"):
        row = web_stage.say(ben, text)
        cases.append(moderation.open_by_hand(row, "respect", by=as_actor(mia), now=web_stage.now))
    return cases


def states() -> list[str]:
    return list(Case.objects.order_by("id").values_list("state", flat=True))


def test_what_waits_comes_first_and_all_is_one_tab_away(
    log_in: LogIn, waiting: list[Case], mia: Person
) -> None:
    client = log_in(mia)
    moderation.dismiss(waiting[0], by=as_actor(mia), now=waiting[0].opened_at)
    page = client.get(LIST)
    assert (page.context["show"], len(page.context["lines"])) == ("waiting", 2)
    assert page.context["first"] == waiting[1].pk
    assert len(client.get(LIST, {"show": "all"}).context["lines"]) == 3
    assert len(client.get(LIST, {"show": "waiting", "q": "下周"}).context["lines"]) == 1


def test_several_are_decided_after_a_preview_and_taken_back(
    log_in: LogIn, waiting: list[Case], mia: Person
) -> None:
    client = log_in(mia)
    chosen = [waiting[0].pk, waiting[1].pk]
    page = client.post(f"{LIST}preview/", {"verb": "act", "case": chosen})
    assert [line["follows"] for line in page.context["lines"]] == ["警告", "警告"]
    assert states() == ["open"] * 3
    client.post(f"{LIST}decide/", {"verb": "act", "case": chosen})
    assert states() == ["acted", "acted", "open"]
    # The second one counts the first, whatever the preview said of each alone.
    assert Case.objects.get(pk=waiting[1].pk).strike in {1, 2}
    assert client.get(LIST).context["decided"]
    client.post(f"{LIST}undo/", {"case": chosen})
    assert states() == ["overturned", "overturned", "open"]


def test_dismissed_by_mistake_is_open_again(
    log_in: LogIn, waiting: list[Case], mia: Person, wang: Person
) -> None:
    client = log_in(mia)
    client.post(f"{LIST}decide/", {"verb": "dismiss", "case": [each.pk for each in waiting]})
    assert states() == ["dismissed"] * 3
    log_in(wang).post(f"{LIST}undo/", {"case": [waiting[0].pk]})
    assert states() == ["dismissed"] * 3, "only one's own decision is taken back"
    client.post(f"{LIST}undo/", {"case": [waiting[0].pk]})
    assert states() == ["open", "dismissed", "dismissed"]


def test_nothing_chosen_decides_nothing(log_in: LogIn, waiting: list[Case], mia: Person) -> None:
    client = log_in(mia)
    assert client.post(f"{LIST}preview/", {"verb": "act"}).status_code == 302
    client.post(f"{LIST}decide/", {"verb": "act"})
    assert states() == ["open"] * 3


def test_a_decision_leads_to_the_next_case_that_waits(
    log_in: LogIn, waiting: list[Case], mia: Person
) -> None:
    client = log_in(mia)
    one, two, three = (f"{LIST}{each.pk}/" for each in waiting)
    page = client.get(two)
    assert (page.context["before"], page.context["after"]) == (waiting[0].pk, waiting[2].pk)
    assert client.post(f"{two}dismiss/").headers["Location"] == three
    assert client.post(f"{three}act/", {"step": "warn"}).headers["Location"] == one
    assert client.post(f"{one}dismiss/").headers["Location"] == one
