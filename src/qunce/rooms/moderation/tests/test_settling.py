"""A draft does not stay open when what it was to change counts by another way."""

from datetime import timedelta
from typing import Any

import pytest

from cast import as_actor
from qunce.kernel.actors import Actor
from qunce.kernel.clauses import CHARTER, Charter
from qunce.ledger.models import Entry
from qunce.people.models import Person
from qunce.playbook import actions as playbook
from qunce.playbook.gates import Proposed
from qunce.playbook.plain import to_plain
from qunce.playbook.queries import effective
from qunce.rooms.moderation import drafts, gate
from qunce.rooms.moderation.models_trying import Draft
from stage import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(wang: Person) -> Actor:
    """Return the owner as the one who acts."""
    return as_actor(wang)


def ladders(stage: Stage, **figures: Any) -> dict[str, Any]:
    """Return the charter in force as plain values, with other figures."""
    plain = to_plain(effective(stage.group.community_id, Charter))
    return {**plain, **figures}


def state_of(draft: Draft) -> str:
    draft.refresh_from_db()
    return draft.state


def test_a_tried_ladder_that_the_charter_published_is_settled(
    web_stage: Stage, boss: Actor
) -> None:
    community, now = web_stage.group.community, web_stage.now
    values = {CHARTER.key: ladders(web_stage, points_limit=4)}
    tried = drafts.make(community, values, name="Points", by=boss, now=now)
    other = {CHARTER.key: ladders(web_stage, points_limit=5)}
    stays = drafts.make(community, other, name="Other points", by=boss, now=now)
    words = ladders(web_stage, points_limit=4)
    words["clauses"][0]["text"] = "别的说法"  # changed after the trial: words need none
    version = playbook.change(community, CHARTER.key, words, by=boss, now=now)
    assert version is not None
    web_stage.work()
    assert (state_of(tried), tried.version) == ("settled", version.number)
    assert state_of(stays) == "open"
    assert Entry.objects.filter(fact="trying.DraftSettled").count() == 1
    drafts.restore(tried, by=boss, now=now + timedelta(hours=1))
    assert state_of(tried) == "open"


def test_a_fresh_copy_and_a_rule_of_its_own_stay_open(web_stage: Stage, boss: Actor) -> None:
    community, now = web_stage.group.community, web_stage.now
    copy = drafts.copy(community, name="Copy", by=boss, now=now)
    own = drafts.make(
        community,
        {"rules.ad_words": {"words": ["青汁"]}, "rules.links": {"words": ["短链"]}},
        name="Two rules",
        by=boss,
        now=now,
    )
    playbook.change(community, "rules.ad_words", {"words": ["青汁"]}, by=boss, now=now)
    web_stage.work()
    assert (state_of(copy), state_of(own)) == ("open", "open")
    playbook.change(community, "rules.links", {"words": ["短链"]}, by=boss, now=now)
    web_stage.work()
    assert (state_of(copy), state_of(own)) == ("open", "settled")


def test_a_draft_that_went_live_by_itself_is_left_alone(web_stage: Stage, boss: Actor) -> None:
    community, now = web_stage.group.community, web_stage.now
    draft = drafts.make(
        community, {"rules.ad_words": {"words": ["青汁"]}}, name="Word", by=boss, now=now
    )
    Draft.objects.filter(pk=draft.pk).update(state="live")
    playbook.change(community, "rules.ad_words", {"words": ["青汁"]}, by=boss, now=now)
    web_stage.work()
    assert state_of(draft) == "live"


def test_two_drafts_of_one_rule_are_told_apart(web_stage: Stage, boss: Actor, ben: Person) -> None:
    web_stage.say(ben, "大家早上好")  # else there is nothing to try on
    about: dict[str, Any] = {"by": boss, "now": web_stage.now}
    for word in ("青汁", "短链", "代购"):
        values = {"rules.links": {"words": [word]}}
        gate.hold(Proposed(web_stage.group.community, None, values, **about))
    names = [each.name for each in Draft.objects.order_by("pk")]
    assert names == [names[0], f"{names[0]} 2", f"{names[0]} 3"]


def test_what_was_taken_back_before_the_worker_came_is_open(web_stage: Stage, boss: Actor) -> None:
    community, now = web_stage.group.community, web_stage.now
    words = {"words": ["青汁"]}
    draft = drafts.make(community, {"rules.ad_words": words}, name="Word", by=boss, now=now)
    playbook.change(community, "rules.ad_words", words, by=boss, now=now)
    playbook.change(community, "rules.ad_words", {"words": []}, by=boss, now=now)
    web_stage.work()
    assert state_of(draft) == "open"
    playbook.change(community, "rules.ad_words", words, by=boss, now=now)
    playbook.change(community, "rules.links", {"words": ["短链"]}, by=boss, now=now)
    web_stage.work()
    assert state_of(draft) == "settled"
