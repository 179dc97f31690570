"""贴一段: what was just said is looked at, then taken in."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from qunce.chat.models import Message
from qunce.gateway.channels.manual import pasting
from qunce.kernel.messages import Source
from qunce.people.models import Group, Person

LogIn = Callable[[Person], Client]
AD = "Ben 11-23 11:58\n代缴社保、公积金，挂靠个税，需要的加 V：daijiao6688"


def test_a_paste_is_shown_with_what_it_amounts_to(
    manual_group: Group, ben: Person, noon: datetime
) -> None:
    [look] = pasting.look(manual_group, pasting.split(manual_group, AD, now=noon))
    assert (look.speaker, look.is_known) == ("Ben", True)
    assert look.weighed
    assert look.weighed.findings
    assert look.weighed.acts
    assert look.weighed.notice.msgid
    assert "".join(part for part, _ in look.segments) == look.said.text
    assert any(is_marked for _, is_marked in look.segments)
    assert not Message.objects.exists()


def test_an_open_speaker_gets_words_without_a_name(
    manual_group: Group, mia: Person, noon: datetime
) -> None:
    text = "代缴社保、公积金，挂靠个税，需要的加 V：daijiao6688"
    [look] = pasting.look(manual_group, pasting.split(manual_group, text, now=noon))
    assert (look.speaker, look.is_known) == ("", False)
    assert look.weighed
    assert look.weighed.notice.msgid


def test_what_was_said_today_is_live_and_older_talk_is_history(
    manual_group: Group, ben: Person, noon: datetime
) -> None:
    text = f"{AD}\nBen 11-10 09:00\n早"
    arrivals = pasting.split(manual_group, text, now=noon)
    assert pasting.take(manual_group, arrivals, {}, now=noon) == 2
    stored = {one.text[:1]: one for one in Message.objects.all()}
    assert (stored["代"].source, stored["早"].source) == (Source.LIVE, Source.HISTORY)
    assert stored["代"].author
    assert stored["代"].author.person == ben
    assert pasting.take(manual_group, arrivals, {}, now=noon + timedelta(minutes=1)) == 0


@pytest.mark.parametrize("name", ["Ben", ""])
def test_the_page_shows_and_takes_in(
    name: str, log_in: LogIn, mia: Person, ben: Person, manual_group: Group
) -> None:
    client = log_in(mia)
    assert client.get("/c/hr/paste/?group=industry").status_code == 200
    about = {"group": "industry", "text": "代缴社保、公积金，挂靠个税"}
    page = client.post("/c/hr/paste/", about).content.decode()
    assert "who-0" in page
    answer = client.post("/c/hr/paste/take/", {**about, "who-0": name})
    assert answer.status_code == 302
    stored = Message.objects.get()
    assert stored.source == Source.LIVE
    assert (stored.author is not None) is bool(name)


def test_nothing_pasted_is_said_so(log_in: LogIn, mia: Person, manual_group: Group) -> None:
    client = log_in(mia)
    assert client.post("/c/hr/paste/", {"group": "industry", "text": ""}).status_code == 200
    page = client.post("/c/hr/paste/", {"group": "industry", "text": " \n "})
    assert page.status_code == 200
    assert client.post("/c/hr/paste/take/", {"group": "industry"}).status_code == 200


def test_members_and_others_may_not_paste(
    log_in: LogIn, ben: Person, olga: Person, manual_group: Group
) -> None:
    assert log_in(ben).get("/c/hr/paste/").status_code == 403
    assert log_in(olga).get("/c/hr/paste/").status_code == 404
    wrong = log_in(olga).post("/c/other/paste/", {"group": "industry", "text": "早"})
    assert "who-0" not in wrong.content.decode()
