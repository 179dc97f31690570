"""What must never happen: robots, the house and the staff are sanctioned, by whatever way."""

import pytest

from cast import as_actor
from qunce.chat.models import Message
from qunce.kernel.errors import RefusedError
from qunce.people.models import Identity, Person
from qunce.playbook import actions as playbook
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import by_hand, reports
from qunce.rooms.moderation.models import Case, Hit
from qunce.rooms.moderation.reported import Way
from qunce.rooms.moderation.reports import Reporter
from stage import Stage

pytestmark = pytest.mark.django_db

AD = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000"


def name_robot(mia: Person, stage: Stage, name: str = "群小助") -> None:
    values = {"bots": [name]}
    playbook.change(mia.community, "order", values, by=as_actor(mia), now=stage.now)


def test_a_robot_is_found_and_nothing_follows(manual_stage: Stage, mia: Person) -> None:
    name_robot(mia, manual_stage)
    manual_stage.hear("群小助", AD)
    manual_stage.work()
    assert Hit.objects.filter(rule="ad_words").exists()
    assert not Case.objects.exists()


def test_a_members_own_account_is_judged_whatever_it_is_called(
    web_stage: Stage, ben: Person, mia: Person
) -> None:
    name_robot(mia, web_stage, "Ben")
    web_stage.say(ben, AD)
    web_stage.work()
    assert Case.objects.get().state == "acted"


@pytest.mark.parametrize("who", ["robot", "house"])
def test_neither_by_hand_nor_by_a_report(
    who: str, manual_stage: Stage, ben: Person, mia: Person
) -> None:
    name_robot(mia, manual_stage)
    row = manual_stage.hear("群小助" if who == "robot" else "群策", "今天的早报来了")
    if who == "house":
        Identity.objects.filter(pk=row.author_id or 0).update(external="qunce")
    row = Message.objects.select_related("group__community").get(pk=row.pk)
    with pytest.raises(RefusedError, match="never"):
        by_hand.act_on_message(row, "ads", by=as_actor(mia), now=manual_stage.now)
    case = reports.report(row, Reporter("Ben", Way.PAGE, ben), now=manual_stage.now).case
    with pytest.raises(RefusedError, match="never"):
        moderation.act(case, by=as_actor(mia), now=manual_stage.now, proved=True, clause="ads")
    moderation.dismiss(case, by=as_actor(mia), now=manual_stage.now)
    manual_stage.work()
    assert Case.objects.get().state == "dismissed"
    assert not [each for each in manual_stage.tasks() if each.kind in {"remove", "recall"}]


def test_an_admin_who_is_reported_is_not_removed(
    web_stage: Stage, ben: Person, mia: Person, wang: Person
) -> None:
    row = web_stage.say(mia, AD)
    web_stage.work()
    case = reports.report(row, Reporter("Ben", Way.PAGE, ben), now=web_stage.now).case
    with pytest.raises(RefusedError, match="never"):
        moderation.act(case, by=as_actor(wang), now=web_stage.now, proved=True)
    assert Message.objects.get(pk=row.pk).recalled_at is None
