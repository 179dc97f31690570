"""What is noted of posts that members write: once each, as they read now, allowed or not."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from qunce.chat.models import Message as Row
from qunce.chat.queries import as_message
from qunce.kernel.actors import SHELL
from qunce.kernel.messages import MessageKind, Source
from qunce.people.models import Group
from qunce.playbook import actions as playbook
from qunce.rooms.postings import actions as postings
from qunce.rooms.postings import queries
from qunce.rooms.postings.models import Post

pytestmark = pytest.mark.django_db
TEXT = (
    "【招聘】{job}\n公司简介：云杉精密，苏州，做汽车零部件，员工380人\n"
    "岗位详情：负责月度核薪、个税社保，5年以上经验\n联系方式：王女士 13800000000"
)


def say(group: Group, at: datetime, job: str, **about: Any) -> Row:
    """Store a message with a post."""
    number = Row.objects.count()
    told: dict[str, Any] = {
        "community": group.community,
        "group": group,
        "text": TEXT.format(job=job),
        "kind": MessageKind.TEXT,
        "source": Source.LIVE,
        "sent_at": at,
        "received_at": at,
        "key": str(number).encode(),
    }
    return Row.objects.create(**(told | about))


def collect(*rows: Row) -> list[bool]:
    """Collect messages together; return which of all posts are allowed, oldest first."""
    for row in rows:
        postings.collect(row.community_id, row.group_id, [as_message(row)])
    return list(Post.objects.order_by("sent_at", "pk").values_list("is_allowed", flat=True))


def test_the_hour_and_the_quota_say_what_is_let_through(
    web_group: Group, manual_group: Group, noon: datetime
) -> None:
    hour = noon.replace(day=25, hour=20, minute=10)
    said = [
        say(web_group, noon, "薪酬主管"),  # Monday noon
        say(web_group, hour, "HRBP"),
        say(manual_group, hour + timedelta(minutes=1), "HRBP"),  # the same job elsewhere
        say(web_group, hour + timedelta(minutes=2), "HRD"),
        say(web_group, hour + timedelta(minutes=3), "招聘专员"),
    ]
    assert collect(*said) == [False, True, True, True, False]


def test_all_that_stood_may_count(web_group: Group, noon: datetime) -> None:
    community = web_group.community
    collect(say(web_group, noon, "薪酬主管"))
    since, until = noon - timedelta(days=1), noon + timedelta(days=1)
    assert queries.count_posts(community.pk, "云杉精密", since, until) == 0
    values = {"counted": "stood"}
    playbook.change(community, "rules.recruitment", values, by=SHELL, now=noon)
    assert queries.count_posts(community.pk, "云杉精密", since, until) == 1


def test_an_edited_message_counts_once_as_it_reads_now(web_group: Group, noon: datetime) -> None:
    row = say(web_group, noon, "薪酬主管")
    collect(row, row)
    row.text = TEXT.format(job="HRBP")
    postings.collect_again(row.community_id, as_message(row))
    assert list(Post.objects.values_list("job", flat=True)) == ["hrbp"]
    row.text = "大家好"
    postings.collect_again(row.community_id, as_message(row))
    assert not Post.objects.exists()
