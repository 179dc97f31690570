"""No page without a guard: every address of the site says who may see it (DESIGN 4)."""

from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client
from django.urls import URLPattern, URLResolver, get_resolver

from qunce.people.models import Person
from qunce.shell.access import access_of
from qunce.shell.frame import THEMES

OTHERS = ("allauth", "ninja", "django")  # their views guard themselves
BEFORE = "c/<slug:key>/second-factor/"  # asks for what the console wants before it lets one in
GUARDS = {"console", "member", "account", "open", "live"}


def views(resolver: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every address with its view."""
    for each in resolver.url_patterns:
        place = f"{before}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from views(each, place)
        elif isinstance(each, URLPattern):
            yield place, each.callback


def ours() -> list[tuple[str, Any]]:
    """Return the addresses whose views are the house's own."""
    return [
        (place, view)
        for place, view in views(get_resolver())
        if not view.__module__.startswith(OTHERS)
    ]


def test_every_view_says_whom_it_lets_in() -> None:
    bare = [f"{place} ({view.__module__})" for place, view in ours() if not access_of(view)]
    assert not bare, "give it a decorator of shell.access: " + ", ".join(bare)
    assert {access_of(view) for _place, view in ours()} <= GUARDS


def test_the_address_shows_which_guard_stands_there() -> None:
    wrong = [
        f"{place}: {access_of(view)}"
        for place, view in ours()
        if (place.startswith("c/") and place != BEFORE and access_of(view) != "console")
        or (access_of(view) in {"console", "member"} and "<slug:key>" not in place)
    ]
    assert not wrong


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status", "said"),
    [("/nothing/here/", 404, "找不到这个页面"), ("/live/?topic=x", 405, "")],
)
def test_what_goes_wrong_is_a_friendly_page(path: str, status: int, said: str) -> None:
    client = Client(raise_request_exception=False)
    response = client.post(path) if status == 405 else client.get(path)
    assert response.status_code == status
    assert said in response.content.decode()


@pytest.mark.django_db
def test_the_address_of_a_form_is_explained_to_who_opens_it(ben: Person) -> None:
    where, browser = "/language/", {"accept": "text/html,*/*;q=0.8", "host": "testserver"}
    back = browser | {"referer": "http://testserver/account/login/"}
    response = Client().get(where, headers=back)
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    page = response.content.decode()
    assert "这里没有可以打开的页面" in page
    assert 'href="/account/login/"' in page
    assert Client().get(where, headers={"accept": "application/json"}).content == b""


@pytest.mark.django_db
def test_under_the_server_it_is_explained_as_well() -> None:
    response = async_to_sync(AsyncClient().get)("/language/", headers={"accept": "text/html"})
    assert response.status_code == 405
    assert "这里没有可以打开的页面" in response.content.decode()


@pytest.mark.django_db
def test_a_failure_of_ours_shows_no_trace(monkeypatch: pytest.MonkeyPatch, ben: Person) -> None:
    def fail(_request: object) -> None:
        raise ZeroDivisionError("the trace")

    monkeypatch.setattr("qunce.shell.web.start.people.is_site_empty", fail)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    text = response.content.decode()
    assert "我们这边出了点问题" in text
    assert "the trace" not in text


@pytest.mark.django_db
def test_an_old_form_is_explained(ben: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/theme/", {"theme": THEMES[1]})
    assert response.status_code == 403
    assert "页面放得太久了" in response.content.decode()
