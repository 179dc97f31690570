"""How often a page asks the database: few times, and not more often for more rows."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qunce.kernel.actors import SHELL
from qunce.people import actions as people
from qunce.people.models import Person
from stage import Stage

LogIn = Callable[[Person], Client]

# Page, its keys beside the community's, and how many questions it may ask.
PAGES: list[tuple[str, tuple[str, ...], int]] = [
    ("console_desk", (), 24),
    ("console_groups", (), 20),
    ("console_members", (), 18),
    ("console_search", (), 16),
    ("console_history", (), 16),
    ("console_playbook", (), 16),
    ("console_versions", (), 16),
    ("console_group", ("group",), 38),
    ("console_conversation", ("group",), 18),
    ("moderation_cases", (), 18),
    ("manual_import", (), 16),
    ("manual_paste", (), 16),
]


def asked(client: Client, where: str) -> int:
    """Return how many questions a visit asks."""
    with CaptureQueriesContext(connection) as caught:
        assert client.get(where).status_code == 200
    return len(caught)


def newcomers(stage: Stage, count: int) -> None:
    """Let people come and say something."""
    for number in range(count):
        person = people.enrol(stage.group.community, f"新人{number}", now=stage.now)
        people.join(stage.group, person, by=SHELL, now=stage.now)
        stage.say(person, f"大家好，我是 {number} 号")


def test_a_page_asks_few_questions_however_much_there_is(
    log_in: LogIn, web_stage: Stage, wang: Person, ben: Person
) -> None:
    newcomers(web_stage, 2)
    web_stage.say(ben, "信 用 卡 代 办，下 卡 快 额 度 高，加微信 13800000000")
    web_stage.work()
    client = log_in(wang)
    key, group = wang.community.key, web_stage.group.key
    where = {
        name: reverse(name, kwargs={"key": key, **dict.fromkeys(names, group)})
        for name, names, _ in PAGES
    }
    for each in where.values():
        client.get(each)  # what is kept between visits is there from now on
    before = {name: asked(client, each) for name, each in where.items()}
    assert [name for name, _, most in PAGES if before[name] > most] == []
    newcomers(web_stage, 12)
    after = {name: asked(client, each) for name, each in where.items()}
    assert [name for name in where if after[name] > before[name]] == []
