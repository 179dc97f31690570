"""The pages of the charter: open, for members, on the console."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from cast import as_actor
from paper_reader import texts_of
from qunce.people.models import Community, Person
from qunce.rooms.charter import actions, jobs, queries
from qunce.rooms.charter.domain import put
from qunce.rooms.charter.models import CharterVersion
from qunce.rooms.charter.tests.test_actions import OWN, publish

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
PUBLIC = "/charter/hr/"


def test_before_the_first_version_the_open_page_shows_the_default(community: Community) -> None:
    page = Client().get(PUBLIC).content.decode()
    assert "还没有正式发布" in page
    assert "不发与HR无关的广告" in page


def test_everybody_reads_the_charter_with_examples_and_what_follows(
    wang: Person, noon: datetime
) -> None:
    jobs.tick(noon)
    page = Client().get(PUBLIC).content.decode()
    for word in ("HR Exchange", "第1版", "“低息贷款，加我微信”", "第2次起：移出群", "怎么申诉"):
        assert word in page
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "No advertising outside HR" in client.get(PUBLIC).content.decode()


def publish_for_later(person: Person, now: datetime) -> CharterVersion:
    """Publish another text of the last clause, for a day to come."""
    community, by = person.community, as_actor(person)
    charter = put(queries.charter_now(community.pk), replace(OWN, text="不在群里拉票、刷赞。"))
    actions.save_draft(community, charter, revision=0, by=by, now=now)
    day = now + timedelta(days=3)
    return actions.publish(
        community, since=day, note="", material=False, revision=1, by=by, now=now
    )


def test_earlier_versions_stay_readable_and_withdrawn_ones_do_not(
    wang: Person, noon: datetime
) -> None:
    jobs.tick(noon)
    publish(wang, noon)
    version = publish_for_later(wang, noon)
    client = Client()
    assert "不拉票" in client.get(PUBLIC).content.decode()
    assert "不拉票" not in client.get(PUBLIC, {"version": 1}).content.decode()
    assert "以前的版本" in client.get(PUBLIC, {"version": 1}).content.decode()
    assert "还没到生效日期" in client.get(PUBLIC, {"version": 3}).content.decode()
    actions.withdraw(version, by=as_actor(wang), now=noon)
    assert client.get(PUBLIC, {"version": 3}).status_code == 404


@pytest.mark.parametrize("number", ["9", "x", "-1", "1" * 50, "<script>"])
def test_no_such_version_is_a_friendly_404(wang: Person, noon: datetime, number: str) -> None:
    jobs.tick(noon)
    answer = Client().get(PUBLIC, {"version": number})
    assert answer.status_code == 404
    assert "<script>" not in answer.content.decode().split("</head>")[1].split("没有群规")[-1]


def test_of_a_community_that_does_not_exist_there_is_no_charter(community: Community) -> None:
    assert Client().get("/charter/nobody/").status_code == 404


def test_the_pdf_holds_the_titles_of_all_clauses(wang: Person, noon: datetime) -> None:
    client = Client()
    assert client.get(f"{PUBLIC}pdf/").status_code == 404
    version = publish(wang, noon)
    answer = client.get(f"{PUBLIC}pdf/", {"version": version.number})
    assert answer["Content-Type"] == "application/pdf"
    said = "".join("".join(texts_of(answer.content)).split())
    for clause in version.sheets["zh-hans"]["clauses"]:
        assert "".join(clause["title"].split()) in said
    assert "不在群里拉票" in said
    assert client.get(f"{PUBLIC}pdf/", {"version": 9}).status_code == 404
