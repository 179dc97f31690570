"""M12: a ladder counts once somebody has seen whom it would hit, whichever way it is changed."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cast import as_actor
from qunce.kernel.actors import Actor
from qunce.kernel.clauses import Charter, Step
from qunce.kernel.errors import RefusedError
from qunce.people.models import Person
from qunce.people.queries import zone_of
from qunce.playbook.gates import gates
from qunce.playbook.queries import effective, effective_all
from qunce.rooms.charter import actions as charter
from qunce.rooms.charter import queries
from qunce.rooms.moderation import replays
from qunce.rooms.moderation.models_trying import Draft, Replay
from qunce.rooms.moderation.replay.periods import stretch
from qunce.site.command import main
from stage import Stage

pytestmark = pytest.mark.django_db

AD = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000"


@pytest.fixture
def talked(web_stage: Stage, ben: Person) -> Stage:
    """Return a group in which Ben has advertised."""
    web_stage.say(ben, AD)
    web_stage.later(hours=1)
    return web_stage


def write(stage: Stage, boss: Actor, **changed: object) -> Charter:
    """Change the charter's draft: the clause of advertisements."""
    writing = queries.writing_of(stage.group.community_id)
    clauses = tuple(
        replace(each, **changed) if each.key == "ads" else each  # type: ignore[arg-type]
        for each in writing.charter.clauses
    )
    written = replace(writing.charter, clauses=clauses)
    about = {"by": boss, "now": stage.now}
    charter.save_draft(stage.group.community, written, revision=writing.revision, **about)  # type: ignore[arg-type]
    return written


def publish(stage: Stage, boss: Actor) -> None:
    """Publish what was written, at once."""
    community = stage.group.community
    charter.publish(
        community,
        since=None,
        note="Milder",
        material=False,
        revision=queries.writing_of(community.pk).revision,
        by=boss,
        now=stage.now,
    )


def tried(stage: Stage, draft: Draft, boss: Actor) -> Replay:
    """Try a draft on what was said, and wait for the result."""
    today = stage.now.date()
    days = stretch(today - timedelta(days=2), today, zone_of(stage.group.community))
    row = replays.begin(stage.group, days, by=boss, now=stage.now, draft=draft)
    stage.work()
    row.refresh_from_db()
    return row


def test_a_charter_with_other_ladders_is_published_after_they_were_tried(
    talked: Stage, wang: Person
) -> None:
    boss, community = as_actor(wang), talked.group.community
    written = write(talked, boss, ladder=(Step.REMIND, Step.REMOVE))
    with pytest.raises(RefusedError, match="Try it on what was said first"):
        publish(talked, boss)
    held = gates.hold(charter.proposed(community, written, by=boss, now=talked.now))
    draft = Draft.objects.get()
    assert held.path.endswith(f"/rules/drafts/{draft.pk}/")
    row = tried(talked, draft, boss)
    assert row.report["changes"]["other"] == 1  # Ben would only have been reminded
    with pytest.raises(RefusedError):
        publish(talked, boss)
    replays.look(row, by=boss, now=talked.now)
    publish(talked, boss)
    ads = effective(community.pk, Charter).clause("ads")
    assert ads is not None
    assert ads.ladder == (Step.REMIND, Step.REMOVE)


def test_a_charter_of_which_only_the_words_change_is_published_at_once(
    talked: Stage, wang: Person
) -> None:
    write(talked, as_actor(wang), title="No advertisements at all")
    publish(talked, as_actor(wang))
    assert not Draft.objects.exists()


def test_a_file_that_the_server_applies_is_tried_first_unless_its_replay_is_named(
    talked: Stage, wang: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    boss, community = as_actor(wang), talked.group.community
    file = tmp_path / "rules.toml"
    file.write_text("[rules.flood]\nmessages = 4\n[community]\nsingle_handed = false\n", "utf-8")

    def apply(*more: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["playbook", "apply", str(file), *more])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out + told.err

    code, said = apply()
    draft = Draft.objects.get()
    assert (code, f"/rules/drafts/{draft.pk}/" in said) == (0, True)
    settings = effective_all(community.pk)
    assert (settings["rules.flood"].messages, settings["community"].single_handed) == (8, False)
    row = tried(talked, draft, boss)
    file.write_text("[rules.flood]\nmessages = 5\n", "utf-8")
    code, said = apply("--replay", str(row.pk))
    assert (code, "没有试算过完全相同的设置" in said) == (2, True)
    file.write_text("[rules.flood]\nmessages = 4\n", "utf-8")
    assert apply("--replay", str(row.pk))[0] == 0
    assert effective_all(community.pk)["rules.flood"].messages == 4
    assert Draft.objects.count() == 1
