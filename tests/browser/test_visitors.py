"""The visitors' browsers see what goes wrong in a page, and only that."""

import pytest
from playwright.sync_api import expect

from qunce.people.models import Person
from visitors import DESKTOP, PHONE, Visitors

LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def no_matter(visitors: Visitors) -> None:
    """Leave the site's icon to the tests of the pages."""
    visitors.expected.append("favicon")


def test_an_error_in_the_console_is_seen(visitors: Visitors) -> None:
    page = visitors.open(LOGIN)
    page.evaluate("console.error('broken')")
    assert len(visitors.faults()) == 1
    visitors.expected.append("broken")
    assert not visitors.faults()


def test_an_error_in_a_script_is_seen(visitors: Visitors) -> None:
    page = visitors.open(LOGIN)
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('oops') })")
    assert any("oops" in fault for fault in visitors.faults())
    visitors.expected.append("oops")


def test_a_page_that_is_not_there_is_seen(visitors: Visitors) -> None:
    visitors.open("/no-such-page/")
    assert any("404" in fault for fault in visitors.faults())
    visitors.expected.append("404")


def test_a_request_to_another_host_is_seen(visitors: Visitors) -> None:
    page = visitors.open(LOGIN)
    page.evaluate("new Image().src = 'https://example.org/x.png'")
    page.wait_for_timeout(50)
    assert any("another host: https://example.org/x.png" in fault for fault in visitors.faults())
    visitors.expected.append("example.org")


def test_phone_and_desktop_have_their_widths(visitors: Visitors) -> None:
    for width in (PHONE, DESKTOP):
        assert visitors.open(LOGIN, width=width).evaluate("innerWidth") == width


def test_a_person_is_logged_in_without_the_pages_of_the_log_in(
    visitors: Visitors, ben: Person
) -> None:
    visitors.expected.append("404")  # the front page may not be there for a member
    page = visitors.open(LOGIN, person=ben)
    assert "/account/login" not in page.url
    expect(page.locator("body")).to_be_visible()
