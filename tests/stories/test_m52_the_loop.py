"""M52: prevention, monitoring, handling: every hit ends in a decision, a notice and a count."""

from qunce.gateway.channels.web.models import Notice
from qunce.ledger.models import Entry
from qunce.people.models import Person
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.queries import tally_of
from qunce.rooms.moderation.rederive import derive_again
from stage import Stage

AD = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000"
INSULT = "你就是个傻逼，滚出去"


def test_story_m52_each_violation_is_decided_told_counted_and_can_be_derived_again(
    web_stage: Stage, ben: Person, hal: Person
) -> None:
    web_stage.say(ben, AD)
    web_stage.say(hal, "请教一下，试用期怎么约定？")
    web_stage.later(hours=1)
    web_stage.say(ben, INSULT)
    web_stage.work()
    cases = list(Case.objects.order_by("id"))
    assert [(case.clause, case.state) for case in cases] == [("ads", "acted"), ("respect", "acted")]
    assert Notice.objects.filter(person=ben).count() == 2
    assert Entry.objects.filter(fact="moderation.MessageSanctioned").count() == 2
    counted = {tally.clause: tally.sure for tally in tally_of(web_stage.group)}
    assert counted == {"ads": 1, "respect": 1}
    assert all(derive_again(case).same for case in cases)
