"""No page of the console leads nowhere, and a refusal says at its place what to do."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from qunce.people.models import Community, Group, Person
from qunce.playbook.models import Version
from stage import Stage

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]


def place(name: str, person: Person, **also: object) -> str:
    return reverse(name, kwargs={"key": person.community.key, **also})


def test_a_changed_group_keeps_the_channel_it_was_prepared_for(
    log_in: LogIn, wang: Person, web_group: Group
) -> None:
    Group.objects.filter(pk=web_group.pk).update(channel="wecom")
    where = place("console_change_group", wang, group=web_group.key)
    client = log_in(wang)
    form = client.get(where).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    assert ("wecom", "企业微信") in form.fields["channel"].choices
    client.post(where, data | {"about": "说明"})
    web_group.refresh_from_db()
    assert (web_group.channel, web_group.about) == ("wecom", "说明")


def test_who_has_no_namesake_can_still_be_searched_for(
    log_in: LogIn, wang: Person, ben: Person
) -> None:
    where = place("console_merge", wang, pk=ben.pk)
    assert 'type="search"' in log_in(wang).get(where).content.decode()
    found = log_in(wang).get(where, {"q": wang.name})
    assert [each.pk for each in found.context["page"]] == [wang.pk]


def test_without_groups_put_away_the_page_does_not_ask_to_open_the_first(
    log_in: LogIn, wang: Person, web_group: Group
) -> None:
    page = log_in(wang).get(place("console_groups", wang), {"show": "archived"}).content.decode()
    assert "没有收起的群" in page
    assert "还没有群" not in page


def test_the_first_message_of_a_group_leads_to_no_earlier_ones(
    log_in: LogIn, web_stage: Stage, wang: Person, ben: Person
) -> None:
    said = [web_stage.say(ben, f"第 {number} 句") for number in range(52)]
    assert len(said) == 52
    where = place("console_conversation", wang, group=web_stage.group.key)
    client = log_in(wang)
    before = client.get(where).context["earlier"]
    assert before is not None
    assert client.get(where, {"before": before}).context["earlier"] is None


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(
    wang: Person, web_group: Group
) -> None:
    where = place("console_archive_group", wang, group=web_group.key)
    came = place("console_group", wang, group=web_group.key)
    answer = Client().post(where, headers={"referer": f"http://testserver{came}?a=1"})
    assert answer.headers["Location"].endswith(f"?next={came}%3Fa%3D1")
    assert Client().post(where).headers["Location"].endswith("?next=/")


def test_an_empty_paste_is_refused_at_its_field(
    log_in: LogIn, wang: Person, manual_group: Group
) -> None:
    for name in ("manual_paste", "manual_paste_take"):
        page = log_in(wang).post(place(name, wang), {"group": manual_group.key, "text": " \n "})
        (said,) = page.context["form"].errors["text"]
        assert "请在微信里复制消息" in said


def test_an_address_longer_than_an_account_holds_is_refused_at_the_first_run(db: None) -> None:
    wrong = {"community": "群", "name": "王", "group": "群", "email": f"{'a' * 250}@example.com"}
    page = Client().post(reverse("console_first_run"), wrong)
    (said,) = page.context["form"].errors["email"]
    assert "最多 254 个字" in said
    assert page.context["form"]["community"].value() == "群"
    assert not Community.objects.exists()


def test_the_day_of_a_slot_is_ticked_and_no_day_is_refused_with_what_was_chosen(
    log_in: LogIn, wang: Person
) -> None:
    where = place("console_section", wang, section="slots.briefing")
    client = log_in(wang)
    form = client.get(where).context["form"]
    data = {name: form[name].value() for name in form.fields if name != "cron"} | {"is_on": "on"}
    page = client.post(where, data | {"cron_time": "08:45"})
    assert page.context["form"].errors["cron"] == ["至少选一天。"]
    assert 'value="08:45"' in page.content.decode()
    page = client.post(where, data | {"cron_days": ["1"], "cron_time": "later"})
    assert page.context["form"].errors["cron"]
    client.post(where, data | {"cron_days": ["2", "4"], "cron_time": "08:45"})
    (version,) = Version.objects.all()
    assert version.values == {"slots.briefing": {"cron": "45 8 * * 2,4"}}
    assert "周一、周二、周三、周四、周五 09:00" in client.get(where).content.decode()


def test_a_time_that_is_none_is_refused_and_one_that_says_more_stays_as_written(
    log_in: LogIn, wang: Person
) -> None:
    where = place("console_section", wang, section="slots.briefing")
    client = log_in(wang)
    form = client.get(where).context["form"]
    data = {name: form[name].value() for name in form.fields} | {"is_on": "on"}
    page = client.post(where, data | {"cron": "9 Uhr frueh"})
    assert "五个字段" in page.context["form"].errors["cron"][0]
    client.post(where, data | {"cron": "0 9 1,15 * *"})
    assert 'name="cron" value="0 9 1,15 * *"' in client.get(where).content.decode()
