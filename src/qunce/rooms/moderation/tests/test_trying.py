"""Draft, try, look, put in force, take back: no rule goes live unseen."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from cast import as_actor
from qunce import clock
from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError, StaleError
from qunce.ledger.worker import run_due
from qunce.people.models import Community, Person
from qunce.people.queries import zone_of
from qunce.playbook import actions as playbook
from qunce.playbook.queries import effective_all
from qunce.rooms.moderation import appeals, drafts, examples, replays
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.models_trying import Draft, Replay, ReplayLine
from qunce.rooms.moderation.replay.periods import stretch
from stage import Stage

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]

AD = "信用卡代办，下卡快额度高，黑户白户都能操作，加微信13800000000"
WORD = {"words": ["社保代缴"]}


@pytest.fixture
def boss(wang: Person) -> Actor:
    """Return the owner as the one who acts."""
    return as_actor(wang)


@pytest.fixture
def talked(web_stage: Stage, ben: Person) -> Stage:
    """Return a group in which something was said."""
    for text in (AD, "请问社保代缴靠谱吗？", "大家早上好"):
        web_stage.say(ben, text)
        web_stage.later(hours=1)
    return web_stage


def draft_of(community: Community, now: datetime, by: Actor, **rules: Any) -> Draft:
    """Return a draft of rules."""
    values = {f"rules.{key}": data for key, data in rules.items()}
    return drafts.make(community, values, name="Stricter", by=by, now=now)


def try_it(draft: Draft, stage: Stage, by: Actor) -> Replay:
    """Have the worker try a draft on what was said today."""
    today = stage.now.date()
    days = stretch(today - timedelta(days=2), today, zone_of(stage.group.community))
    row = replays.begin(stage.group, days, by=by, now=stage.now, draft=draft)
    stage.work()
    row.refresh_from_db()
    return row


def counts(community: Community, rule: str) -> Any:
    """Return the settings of a rule that count."""
    return effective_all(community.pk)[f"rules.{rule}"]


# --- the way to live ----------------------------------------------------------------------------


def test_a_draft_counts_only_after_a_replay_that_was_looked_at(talked: Stage, boss: Actor) -> None:
    community = talked.group.community
    draft = draft_of(community, talked.now, boss, ad_words=WORD)
    with pytest.raises(RefusedError, match="look at the result"):
        drafts.go_live(draft, by=boss, now=talked.now)
    row = try_it(draft, talked, boss)
    assert (row.state, row.read, row.percent) == ("done", 3, 100)
    assert row.report["changes"]["new"] == 1
    with pytest.raises(RefusedError, match="look at the result"):
        drafts.go_live(draft, by=boss, now=talked.now)
    replays.look(row, by=boss, now=talked.now)
    version = drafts.go_live(draft, by=boss, now=talked.now)
    assert counts(community, "ad_words").words == ("社保代缴",)
    draft.refresh_from_db()
    assert (draft.state, draft.version) == ("live", version.number)


def test_a_draft_that_was_changed_after_the_replay_has_to_be_tried_again(
    talked: Stage, boss: Actor
) -> None:
    draft = draft_of(talked.group.community, talked.now, boss, ad_words=WORD)
    replays.look(try_it(draft, talked, boss), by=boss, now=talked.now)
    drafts.set_section(draft, "rules.ad_words", {"words": ["靠谱"]}, now=talked.now)
    with pytest.raises(RefusedError, match="look at the result"):
        drafts.go_live(draft, by=boss, now=talked.now)


def test_what_somebody_else_changed_meanwhile_is_not_lost(talked: Stage, boss: Actor) -> None:
    community = talked.group.community
    draft = draft_of(community, talked.now, boss, ad_words=WORD)
    replays.look(try_it(draft, talked, boss), by=boss, now=talked.now)
    other = {"words": ["传销"]}
    playbook.change(community, "rules.ad_words", other, by=boss, now=talked.now)
    with pytest.raises(RefusedError, match="was changed in the settings"):
        drafts.go_live(draft, by=boss, now=talked.now)
    assert counts(community, "ad_words").words == ("传销",)


def test_taking_back_lets_count_what_counted_before(talked: Stage, boss: Actor) -> None:
    community = talked.group.community
    playbook.change(community, "rules.ad_words", {"words": ["传销"]}, by=boss, now=talked.now)
    draft = draft_of(community, talked.now, boss, ad_words=WORD)
    replays.look(try_it(draft, talked, boss), by=boss, now=talked.now)
    drafts.go_live(draft, by=boss, now=talked.now)
    drafts.take_back(draft, by=boss, now=talked.now)
    assert counts(community, "ad_words").words == ("传销",)
    assert draft.state == "open"
    drafts.go_live(draft, by=boss, now=talked.now)
    playbook.change(community, "rules.ad_words", {"words": ["别的"]}, by=boss, now=talked.now)
    with pytest.raises(StaleError):
        drafts.take_back(draft, by=boss, now=talked.now)


def test_ladders_are_tried_and_come_into_force_with_the_charter(talked: Stage, boss: Actor) -> None:
    community = talked.group.community
    draft = drafts.copy(community, name="Milder", by=boss, now=talked.now)
    assert drafts.changes_of(draft) == []
    data = {"strikes_expire": "30 d"}
    drafts.set_section(draft, "charter", data | {"mute_length": "24 h"}, now=talked.now)
    assert [each.field for each in drafts.changes_of(draft)] == ["strikes_expire"]
    replays.look(try_it(draft, talked, boss), by=boss, now=talked.now)
    drafts.go_live(draft, by=boss, now=talked.now)
    assert effective_all(community.pk)["charter"].strikes_expire == timedelta(days=30)


def test_a_draft_that_was_given_up_can_be_taken_up_again(talked: Stage, boss: Actor) -> None:
    draft = draft_of(talked.group.community, talked.now, boss, ad_words=WORD)
    drafts.discard(draft, by=boss, now=talked.now)
    with pytest.raises(RefusedError):
        drafts.set_section(draft, "rules.ad_words", {}, now=talked.now)
    drafts.restore(draft, by=boss, now=talked.now)
    assert draft.state == "open"


def test_a_groups_own_draft_counts_in_that_group_alone(talked: Stage, boss: Actor) -> None:
    group = talked.group
    values = {"rules.ad_words": WORD}
    draft = drafts.make(group.community, values, name="Here", by=boss, now=talked.now, group=group)
    replays.look(try_it(draft, talked, boss), by=boss, now=talked.now)
    drafts.go_live(draft, by=boss, now=talked.now)
    assert counts(group.community, "ad_words").words == ()
    assert effective_all(group.community_id, group.pk)["rules.ad_words"].words == ("社保代缴",)


def test_what_was_withdrawn_and_would_be_hit_again_is_shown(talked: Stage, boss: Actor) -> None:
    appeals.overturn(Case.objects.get(), by=boss, now=talked.now)
    community = talked.group.community
    same = draft_of(community, talked.now, boss, flood={"messages": 9})
    (again,) = examples.find_repeated(same)
    assert again.case.text == AD
    off = draft_of(
        community,
        talked.now,
        boss,
        **{rule: {"state": "observe"} for rule in again.rules},
        second_look={"state": "observe"},
    )
    assert examples.find_repeated(off) == []


# --- saving settings ----------------------------------------------------------------------------


def save(client: Client, community: Community, rule: str, query: str = "", **data: Any) -> Any:
    """Send the settings form of a rule."""
    place = {"key": community.key, "section": f"rules.{rule}"}
    where = reverse("console_section", kwargs=place) + query
    form = client.get(where).context["form"]
    filled = {name: form[name].value() for name in form.fields}
    return client.post(where, {k: v for k, v in (filled | data).items() if v is not None})


def test_saving_a_live_rule_makes_a_draft_and_the_version_in_force_goes_on(
    log_in: LogIn, talked: Stage, wang: Person
) -> None:
    response = save(log_in(wang), wang.community, "flood", messages=4)
    draft = Draft.objects.get()
    assert draft.values == {"rules.flood": {"messages": 4}}
    assert response.url.endswith(f"/rules/drafts/{draft.pk}/")
    assert counts(wang.community, "flood").messages == 8


def test_a_rule_that_shall_only_watch_or_be_off_counts_at_once(
    log_in: LogIn, talked: Stage, wang: Person
) -> None:
    save(log_in(wang), wang.community, "flood", messages=4, state="observe")
    assert not Draft.objects.exists()
    assert counts(wang.community, "flood").messages == 4
    save(log_in(wang), wang.community, "flood", state="live")
    assert Draft.objects.get().values == {"rules.flood": {"messages": 4}}
    assert counts(wang.community, "flood").state == "observe"


def test_a_rule_of_a_draft_is_changed_in_the_same_form(
    log_in: LogIn, wang: Person, noon: datetime
) -> None:
    draft = draft_of(wang.community, noon, as_actor(wang), flood={"messages": 4})
    page = log_in(wang)
    save(page, wang.community, "flood", f"?draft={draft.pk}", seconds=20)
    draft.refresh_from_db()
    assert draft.values["rules.flood"] == {"messages": 4, "seconds": 20}
    told = {each.field: (each.before, each.after) for each in drafts.changes_of(draft)}
    assert told == {"messages": (8, 4), "seconds": (60, 20)}
    assert counts(wang.community, "flood").seconds == 60


def test_a_file_of_settings_is_split_what_is_live_is_tried_first(
    log_in: LogIn, talked: Stage, wang: Person
) -> None:
    text = (
        '[rules.flood]\nmessages = 4\n[rules.links]\nstate = "observe"\n'
        "[community]\nsingle_handed = false\n"
    )
    where = reverse("console_upload", kwargs={"key": wang.community.key})
    file = SimpleUploadedFile("rules.toml", text.encode())
    log_in(wang).post(where, {"file": file})
    assert Draft.objects.get().values == {"rules.flood": {"messages": 4}}
    settings = effective_all(wang.community.pk)
    assert settings["rules.links"].state == "observe"
    assert settings["community"].single_handed is False
    assert settings["rules.flood"].messages == 8


def test_where_nothing_was_said_there_is_nothing_to_try_on(log_in: LogIn, wang: Person) -> None:
    save(log_in(wang), wang.community, "flood", messages=4)
    assert not Draft.objects.exists()
    assert counts(wang.community, "flood").messages == 4


def test_what_a_saved_draft_would_repeat_is_named_at_once_and_beside_its_result(
    log_in: LogIn, talked: Stage, wang: Person, boss: Actor
) -> None:
    appeals.overturn(Case.objects.get(), by=boss, now=talked.now)
    client = log_in(wang)
    answer = save(client, wang.community, "ad_words", words="社保代缴")
    page = client.get(answer.url).content.decode()
    assert "会再次命中 1 条已撤销处理的消息" in page
    row = try_it(Draft.objects.get(), talked, boss)
    result = client.get(at("moderation_replay", row))
    assert [each["case"].text for each in result.context["repeated"]] == [AD]
    assert "会重犯已撤销的误判" in result.content.decode()


def test_going_back_to_a_version_that_counted_needs_no_trial(
    log_in: LogIn, talked: Stage, wang: Person, boss: Actor
) -> None:
    community = wang.community
    for words in ("传销", "刷单"):
        playbook.change(community, "rules.ad_words", {"words": [words]}, by=boss, now=talked.now)
    log_in(wang).post(reverse("console_roll_back", kwargs={"key": community.key, "number": 1}))
    assert not Draft.objects.exists()
    assert counts(community, "ad_words").words == ("传销",)


# --- pages --------------------------------------------------------------------------------------


def at(name: str, row: Draft | Replay | Person) -> str:
    """Return the address of a page about a row."""
    key = {"key": row.community.key}
    return reverse(name, kwargs=key if isinstance(row, Person) else key | {"pk": row.pk})


def test_the_list_shows_rules_with_what_they_did_and_says_what_to_do_without_drafts(
    log_in: LogIn, talked: Stage, wang: Person
) -> None:
    page = log_in(wang).get(at("moderation_rules", wang))
    line = next(each for each in page.context["rules"] if each["rule"].key == "ad_words")
    assert (line["done"].hits, line["done"].cases, line["done"].overturned) == (1, 1, 0)
    assert "还没有草案" in page.content.decode()


def test_from_the_page_a_draft_is_made_tried_looked_through_and_put_in_force(
    log_in: LogIn, talked: Stage, wang: Person
) -> None:
    client = log_in(wang)
    file = SimpleUploadedFile("rules.toml", '[rules.ad_words]\nwords = ["社保代缴"]\n'.encode())
    client.post(at("moderation_new_draft", wang), {"name": "Try", "file": file})
    draft = Draft.objects.get()
    assert "先用历史消息试算" in client.get(at("moderation_draft", draft)).content.decode()
    day = talked.now.date()
    stretch_of = {"group": talked.group.pk, "first": day - timedelta(days=3), "last": day}
    client.post(at("moderation_try", draft), stretch_of)
    row = Replay.objects.get()
    assert "qc-progress" in client.get(at("moderation_replay", row)).content.decode()
    run_due(clock.now())
    assert client.get(at("moderation_replay_progress", row))["HX-Refresh"] == "true"
    page = client.get(at("moderation_replay", row), {"change": "new"})
    assert [each["line"].message.text for each in page.context["lines"]] == ["请问社保代缴靠谱吗？"]
    client.post(at("moderation_replay_looked", row))
    client.post(at("moderation_go_live", draft), {"note": "too many"})
    assert counts(wang.community, "ad_words").words == ("社保代缴",)
    (changed,) = client.get(at("moderation_draft", draft)).context["changes"]
    assert (changed["before"], changed["after"]) == ("", "社保代缴")


def test_going_live_without_a_look_is_refused_with_what_to_do(
    log_in: LogIn, wang: Person, noon: datetime
) -> None:
    draft = draft_of(wang.community, noon, as_actor(wang), flood={"messages": 4})
    page = log_in(wang).post(at("moderation_go_live", draft), follow=True)
    assert "先用历史消息试算" in page.content.decode()
    assert counts(wang.community, "flood").messages == 8


def test_a_stretch_that_ends_before_it_begins_keeps_what_was_typed(
    log_in: LogIn, talked: Stage, wang: Person
) -> None:
    draft = draft_of(wang.community, talked.now, as_actor(wang), flood={"messages": 4})
    wrong = {"group": talked.group.pk, "first": date(2026, 11, 9), "last": date(2026, 11, 3)}
    page = log_in(wang).post(at("moderation_try", draft), wrong)
    assert "结束日期早于开始日期" in page.content.decode()
    assert "2026-11-09" in page.content.decode()


def test_a_replay_is_stopped_and_leaves_nothing_behind(
    log_in: LogIn, talked: Stage, wang: Person
) -> None:
    draft = draft_of(wang.community, talked.now, as_actor(wang), flood={"messages": 4})
    days = stretch(talked.now.date(), talked.now.date(), zone_of(wang.community))
    row = replays.begin(talked.group, days, by=as_actor(wang), now=talked.now, draft=draft)
    with pytest.raises(RefusedError):
        replays.begin(talked.group, days, by=as_actor(wang), now=talked.now, draft=draft)
    log_in(wang).post(at("moderation_replay_stop", row))
    talked.work()
    row.refresh_from_db()
    assert (row.state, ReplayLine.objects.count()) == ("stopped", 0)


def test_the_result_is_a_workbook_and_no_text_in_it_is_a_formula(
    log_in: LogIn, talked: Stage, wang: Person, ben: Person
) -> None:
    talked.say(ben, "=HYPERLINK(1) " + AD)
    talked.work()
    draft = draft_of(wang.community, talked.now, as_actor(wang), ad_words=WORD)
    row = try_it(draft, talked, as_actor(wang))
    content = log_in(wang).get(at("moderation_replay_export", row)).content
    rows = list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    assert len(rows) == 1 + ReplayLine.objects.count()
    assert any(str(each[3]).startswith("'=HYPERLINK") for each in rows)


def test_the_ladders_of_a_draft_are_set_on_their_page(
    log_in: LogIn, wang: Person, noon: datetime
) -> None:
    draft = drafts.copy(wang.community, name="Milder", by=as_actor(wang), now=noon)
    client = log_in(wang)
    where = at("moderation_draft_ladders", draft)
    page = client.get(where)
    filled = {name: value for each in page.context["clauses"] for name, value in each["rungs"]}
    wrong = client.post(where, filled | {"days": "many", "hours": "24"})
    assert 'value="many"' in wrong.content.decode()
    client.post(where, filled | {"step-ads-0": "remind", "days": "60", "hours": "24"})
    draft.refresh_from_db()
    changed = {each.field for each in drafts.changes_of(draft)}
    assert changed == {"clauses", "strikes_expire"}
    shown = client.get(at("moderation_draft", draft)).context["changes"]
    clauses = next(each for each in shown if each["after"].startswith("1. "))
    assert "警告 → 移出群聊 · 撤回" in clauses["before"]
    assert "提醒 → 移出群聊 · 撤回" in clauses["after"]
    assert "2. " not in clauses["after"]  # the other clauses are as before


def test_a_groups_draft_has_no_ladders(talked: Stage, boss: Actor) -> None:
    about: dict[str, Any] = {"name": "Here", "by": boss, "now": talked.now, "group": talked.group}
    draft = drafts.copy(talked.group.community, **about)
    assert "charter" not in draft.values
    with pytest.raises(playbook.SettingsRefusedError):
        drafts.set_section(draft, "charter", {"strikes_expire": "30 d"}, now=talked.now)


def test_the_rules_in_force_are_checked_against_the_record(
    log_in: LogIn, talked: Stage, wang: Person
) -> None:
    day = talked.now.date()
    stretch_of = {"group": talked.group.pk, "first": day - timedelta(days=3), "last": day}
    log_in(wang).post(at("moderation_replays", wang), stretch_of)
    run_due(clock.now())
    row = Replay.objects.get()
    assert row.report["changes"] == {"new": 0, "gone": 0, "other": 0, "same": 1, "missed": 0}
    assert log_in(wang).get(at("moderation_replay", row)).status_code == 200
