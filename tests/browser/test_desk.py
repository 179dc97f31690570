"""The desk in two browsers and by keyboard: news of others come in, nothing typed is lost."""

from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from qunce import clock
from qunce.kernel.messages import Role
from qunce.kernel.text import Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.models import Task
from qunce.people.models import Group, Person
from visitors import DESKTOP, PHONE, Visitors

pytestmark = pytest.mark.browser
SHOT = FilePayload(name="sent.png", mimeType="image/png", buffer=b"")


def briefing(person: Person, *groups: Group, key: str = "one", words: str = "大家早上好") -> Task:
    """Lay a briefing for some groups on the desk."""
    now = clock.now()
    draft = TaskDraft(
        community=person.community_id,
        kind="post",
        title=Words("早报"),
        words=Words(words),
        role=Role.CONTENT,
        key=key,
        groups=tuple(group.pk for group in groups),
        due=now + timedelta(hours=1),
    )
    return ledger.open_task(draft, now=now)


def open_desk(visitors: Visitors, person: Person, width: int = DESKTOP) -> Page:
    """Open the desk, and wait until it hears news."""
    page = visitors.open("/c/hr/", person=person, width=width)
    expect(page.locator("html")).to_have_attribute("data-live-state", "on")
    return page


def test_what_one_ends_shows_at_once_at_the_other_and_stays_where_it_was(
    visitors: Visitors, wang: Person, mia: Person, web_group: Group, manual_group: Group
) -> None:
    task = briefing(wang, web_group, manual_group)
    here, there = open_desk(visitors, wang), open_desk(visitors, mia, PHONE)
    here.get_by_label("凭证或备注").fill("截图已存")
    here.get_by_role("button", name="我已发群").click()
    for page in (here, there):
        line = page.locator(f"#task-{task.pk}")
        expect(line.get_by_role("button", name="撤销")).to_be_visible()
        expect(line).to_contain_text(wang.name)
        expect(page.locator(".qd-ended")).to_have_count(0)  # not folded away
    there.get_by_role("button", name="撤销").click()
    for page in (here, there):
        expect(page.get_by_role("button", name="我已发群")).to_be_visible()
    there.get_by_role("button", name=manual_group.name).click()
    for page in (here, there):
        ticked = page.get_by_role("button", name=manual_group.name)
        expect(ticked).to_have_attribute("aria-pressed", "true")


def test_a_new_task_takes_no_typed_word_and_no_focus(
    visitors: Visitors, wang: Person, web_group: Group
) -> None:
    briefing(wang, web_group)
    page = open_desk(visitors, wang)
    page.get_by_label("话术", exact=True).fill("大家早上好，今天降温")
    page.get_by_label("截图").set_input_files(SHOT)
    page.get_by_label("凭证或备注").fill("截图")
    briefing(wang, web_group, key="two")
    expect(page.locator(".qd-task")).to_have_count(2)
    expect(page.get_by_label("话术", exact=True).first).to_have_value("大家早上好，今天降温")
    proof = page.get_by_label("凭证或备注").first
    expect(proof).to_have_value("截图")
    expect(proof).to_be_focused()
    shot = page.get_by_label("截图").first
    assert shot.evaluate("field => field.files[0].name") == "sent.png"
    page.get_by_role("button", name="我已发群").first.focus()
    briefing(wang, web_group, key="three")
    expect(page.locator(".qd-task")).to_have_count(3)
    expect(page.get_by_role("button", name="我已发群").first).to_be_focused()


def test_the_ticks_of_pieces_stay_and_changed_words_are_not_copied_in_old_pieces(
    visitors: Visitors, wang: Person, web_group: Group, manual_group: Group
) -> None:
    briefing(wang, web_group, manual_group, words="工" * 2500)
    page = open_desk(visitors, wang)
    tick, pieces = page.get_by_label("第 1 段", exact=False), page.locator(".qd-pieces")
    tick.check()
    briefing(wang, web_group, key="two")
    expect(page.locator(".qd-task")).to_have_count(2)
    expect(tick).to_be_checked()
    ticked = page.locator(".qd-task").first.get_by_role("button", name=manual_group.name)
    ticked.click()
    expect(ticked).to_have_attribute("aria-pressed", "true")
    expect(tick).to_be_checked()
    words = page.get_by_label("话术", exact=True).first
    words.fill("改" * 2500)
    expect(pieces).to_be_hidden()
    expect(page.locator(".qd-edited")).to_be_visible()
    ticked.click()
    expect(ticked).to_have_attribute("aria-pressed", "false")
    expect(words).to_have_value("改" * 2500)
    expect(pieces).to_be_hidden()
    words.fill("工" * 2500)
    expect(pieces).to_be_visible()
    expect(page.locator(".qd-edited")).to_be_hidden()


def test_a_desk_that_was_fetched_before_a_task_ended_does_not_bring_it_back(
    visitors: Visitors, wang: Person, web_group: Group
) -> None:
    task = briefing(wang, web_group)
    page = open_desk(visitors, wang)
    fetched: list[Route] = []

    def hold(route: Route) -> None:
        fetched.append(route)

    page.route("**/c/hr/", hold, times=1)
    briefing(wang, web_group, key="two")
    expect(page.locator("#desk.htmx-request")).to_have_count(1)
    old = page.request.get("/c/hr/").text()  # both are still to be done
    page.locator(f"#task-{task.pk}").get_by_role("button", name="我已发群").click()
    done = page.locator(f"#task-{task.pk}.qd-over")
    expect(done).to_be_visible()
    fetched[0].fulfill(body=old, content_type="text/html")
    expect(page.locator(".qd-task")).to_have_count(2)  # the new one is there
    expect(done).to_have_count(1)


def test_a_task_is_finished_and_undone_by_keyboard_alone(
    visitors: Visitors, wang: Person, web_group: Group
) -> None:
    briefing(wang, web_group)
    page = open_desk(visitors, wang)
    page.get_by_label("凭证或备注").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("截图")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="我已发群")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="撤销")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="我已发群")).to_be_visible()
