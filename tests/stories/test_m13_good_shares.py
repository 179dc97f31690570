"""M13: a good share is recognised, by a person's click, and its author hears it."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from cast import as_actor
from qunce.gateway.channels.web.models import Notice
from qunce.people.models import Person
from qunce.rooms.moderation import patrol, praise
from qunce.rooms.moderation.models_patrol import Essence
from stage import Stage

LogIn = Callable[[Person], Client]
SHARE = (
    "分享一下我们公司试用期转正的做法，踩过不少坑：1、入职当天签好考核标准，写清楚量化指标和权重；"
    "2、第 45 天做一次中期面谈并留书面记录；3、到期前两周评估。"
    "依据《劳动合同法》第三十九条，模板需要的可以找我拿。"
)


def test_story_m13_a_proposal_is_marked_by_a_click_and_its_author_is_told(
    log_in: LogIn, web_stage: Stage, ben: Person, hal: Person, mia: Person
) -> None:
    said = web_stage.say(ben, SHARE)
    web_stage.say(hal, "谢谢，太实用了")
    web_stage.later(minutes=1)
    found = patrol.round_of(mia.community, web_stage.now)
    (look,) = patrol.look(found, web_stage.now).looks
    assert [each.message.id for each in look.good] == [said.pk]
    praise.mark(said, by=as_actor(mia), now=web_stage.now)
    praise.mark(said, by=as_actor(mia), now=web_stage.now)
    web_stage.work()
    assert Essence.objects.get().person == ben
    assert Notice.objects.filter(person=ben).count() == 1
    assert not patrol.look(found, web_stage.now).looks[0].good
    client = log_in(mia)
    group = client.get(reverse("console_group", kwargs={"key": "hr", "group": web_stage.group.key}))
    assert "精华" in group.content.decode()
    where = reverse("moderation_mark", kwargs={"key": "hr", "message": said.pk})
    (told,) = praise.find_highlights(mia.community_id, said.sent_at, web_stage.now)
    assert (told.person, told.group) == (ben.pk, said.group_id)
    assert client.get(told.source).status_code == 200
    assert not praise.find_highlights(mia.community_id, web_stage.now, web_stage.now)
    client.post(where, {"mark": "0"})
    assert not Essence.objects.exists()
    listed = client.get(reverse("moderation_essences", kwargs={"key": "hr"})).content.decode()
    assert "还没有" in listed
