"""M12: a ladder with notice, strikes that expire, an appeal, and a fresh start after it."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from cast import as_actor
from qunce.kernel.actors import SHELL
from qunce.kernel.clauses import Charter
from qunce.people.models import Membership, Person
from qunce.playbook import actions as playbook
from qunce.rooms.moderation import appeals
from qunce.rooms.moderation.models import Case, GroupExample
from qunce.store.codecs import encode
from stage import Stage

LogIn = Callable[[Person], Client]
INSULT = "你就是个傻逼，滚出去"


def test_story_m12_the_member_reads_why_appeals_and_another_admin_withdraws_it(
    log_in: LogIn, web_stage: Stage, ben: Person, mia: Person, wang: Person
) -> None:
    for end in ("", "！"):
        web_stage.say(ben, INSULT + end)
        web_stage.later(hours=1)
    first, second = Case.objects.order_by("id")
    assert (second.step, second.strike) == ("mute", 2)
    member = log_in(ben)
    page = member.get(f"/m/hr/cases/{first.pk}/").content.decode()
    for word in ("<mark>", "群规第5条", "90天内的第1次", "申诉"):
        assert word in page
    appeals.appeal(first, "我在引用别人的话", by=as_actor(ben), now=web_stage.now)
    assert "我在引用别人的话" in log_in(wang).get(f"/c/hr/cases/{first.pk}/").content.decode()
    appeals.overturn(first, by=as_actor(wang), now=web_stage.now, note="确实是引用")
    web_stage.work()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.step, second.strike) == ("overturned", "warn", 1)
    assert Membership.objects.get(group=web_stage.group, person=ben).muted_until is None
    assert GroupExample.objects.get().case == first
    assert "撤销" in member.get(f"/m/hr/cases/{first.pk}/").content.decode()


def test_story_m12_the_second_mute_lasts_longer_and_strikes_expire(
    web_stage: Stage, ben: Person
) -> None:
    clauses = [encode(each) for each in Charter().clauses]
    respect = next(each for each in clauses if each["key"] == "respect")
    respect |= {"ladder": ["mute", "mute", "remove"], "mutes": [12, 72]}
    community = web_stage.group.community
    values = {"clauses": clauses}
    playbook.change(community, "charter", values, by=SHELL, now=web_stage.now)
    for end in ("", "！"):
        web_stage.say(ben, INSULT + end)
        web_stage.work()
        web_stage.later(days=4)
    web_stage.later(days=95)
    web_stage.say(ben, INSULT + "？")
    web_stage.work()
    lengths = Case.objects.order_by("id").values_list("mute_length", flat=True)
    assert list(lengths) == [timedelta(hours=12), timedelta(hours=72), timedelta(hours=12)]
