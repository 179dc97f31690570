"""Passkeys, with a real browser's own authenticator."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from qunce.people.models import Person
from visitors import PHONE, Visitors

pytestmark = pytest.mark.browser


def give_authenticator(page: Page) -> None:
    """Give the browser a phone-like authenticator that agrees to everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.parametrize("width", [PHONE])
def test_a_passkey_is_made_and_lets_its_owner_in(
    width: int, visitors: Visitors, wang: Person
) -> None:
    # WebAuthn knows no sites by number: the same server, by its name.
    visitors.url = f"http://localhost:{urlsplit(visitors.url).port}"
    page = visitors.open("/me/", width=width, person=wang)
    visitors.spent = True  # the authenticator stays
    give_authenticator(page)
    page.goto("/account/2fa/webauthn/add/")
    expect(page.get_by_label("密钥名称")).to_be_visible()
    page.get_by_label("以后只用它登录").check()
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_text("备用码").first).to_be_visible()
    page.context.clear_cookies()
    page.goto("/account/login/?next=/me/")
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.get_by_text("wang@example.org")).to_be_visible()


def test_at_an_address_without_a_name_the_page_says_why_not(
    visitors: Visitors, wang: Person
) -> None:
    page = visitors.open("/account/login/")
    expect(page.get_by_role("button", name="用通行密钥登录")).to_have_count(0)
