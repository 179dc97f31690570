import json
from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.people.models import Account, Community, Person
from qunce.shell.access import (
    AccountRequest,
    OpenRequest,
    QunceRequest,
    access_of,
    account_page,
    console_page,
    member_page,
    open_page,
)

pytestmark = pytest.mark.django_db
WEB = "web_group"


@console_page()
def any_role(request: QunceRequest) -> HttpResponse:
    return HttpResponse(f"{request.community.key} {request.actor.name}")


@console_page(Role.CONTENT)
def content_only(request: QunceRequest) -> HttpResponse:
    return HttpResponse(",".join(sorted(request.roles)))


@member_page
def for_members(request: QunceRequest, number: int) -> HttpResponse:
    return HttpResponse(f"{number} {timezone.get_current_timezone_name()} {request.now.tzinfo}")


@account_page
def for_accounts(request: AccountRequest) -> HttpResponse:
    return HttpResponse(request.user.email)


@open_page
def refuses(request: OpenRequest) -> HttpResponse:
    raise RefusedError("This is full.")


def visit(
    view: Callable[..., HttpResponseBase], person: Person | None, **kwargs: object
) -> HttpResponse:
    request = RequestFactory().get("/x/", headers=kwargs.pop("headers", None))  # type: ignore[arg-type]
    account: Account | AnonymousUser = AnonymousUser()
    if person is not None and person.account is not None:
        account = person.account
    request.user = account
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    response = view(request, **kwargs)
    assert isinstance(response, HttpResponse)
    return response


def test_who_holds_a_role_enters_the_console(mia: Person) -> None:
    assert visit(any_role, mia, key="hr").content == b"hr Mia"


def test_a_member_without_a_role_is_told_so_and_does_not_enter(ben: Person) -> None:
    assert visit(any_role, ben, key="hr").status_code == 403


def test_a_page_for_another_role_is_refused_but_the_owner_stands_in(
    mia: Person, lin: Person, wang: Person
) -> None:
    assert visit(content_only, mia, key="hr").status_code == 403
    assert visit(content_only, lin, key="hr").content == b"content"
    assert visit(content_only, wang, key="hr").content == b"owner"


def test_another_community_answers_404_to_its_neighbour(olga: Person, web_group: object) -> None:
    assert visit(any_role, olga, key="hr").status_code == 404
    assert visit(for_members, olga, key="hr", number=1).status_code == 404
    assert visit(any_role, olga, key="nothing").status_code == 404


def test_an_anonymous_visitor_is_led_to_the_log_in_and_back() -> None:
    response = visit(for_members, None, key="hr", number=1)
    assert response.status_code == 302
    assert response["Location"] == "/account/login/?next=/x/"


def test_a_page_fragment_reloads_the_page_when_the_session_is_over() -> None:
    response = visit(for_accounts, None, headers={"HX-Request": "true"})
    assert response["HX-Refresh"] == "true"


def test_members_see_the_page_in_the_zone_of_their_community(ben: Person) -> None:
    ben.community.zone = "America/New_York"
    ben.community.save()
    content = visit(for_members, ben, key="hr", number=7).content
    assert content == b"7 America/New_York UTC"
    assert timezone.get_current_timezone_name() == "Asia/Shanghai"


def test_a_refusal_is_a_page_with_the_words_or_a_toast_for_a_fragment() -> None:
    page = visit(refuses, None)
    assert page.status_code == 400
    assert "This is full." in page.content.decode()
    fragment = visit(refuses, None, headers={"HX-Request": "true"})
    assert "This is full." in fragment["HX-Trigger"]
    assert fragment["HX-Reswap"] == "none"


def test_every_decorator_says_what_it_lets_in() -> None:
    views = [any_role, for_members, for_accounts, refuses]
    assert [access_of(view) for view in views] == ["console", "member", "account", "open"]
    assert access_of(visit) == ""


def test_the_start_page_leads_a_visitor_to_the_log_in(client: Client, wang: Person) -> None:
    assert client.get("/")["Location"] == "/account/login/"


def test_the_moment_of_a_request_is_known_to_the_page(ben: Person) -> None:
    seen: list[datetime] = []

    @open_page
    def look(request: OpenRequest) -> HttpResponse:
        seen.append(request.now)
        return HttpResponse()

    visit(look, None)
    assert seen[0].tzinfo is not None


def test_a_name_that_the_site_does_not_answer_to_is_a_bad_request() -> None:
    page = Client().get("/account/login/", headers={"Host": "evil.example.com"})
    assert page.status_code == 400


@open_page
def sends_twice(request: OpenRequest) -> HttpResponse:
    existing = Community.objects.get()
    Community.objects.create(key=existing.key, name="Again", created_at=request.now)
    return HttpResponse()


def test_two_who_send_the_same_at_once_are_told_so(
    community: Community, caplog: pytest.LogCaptureFixture
) -> None:
    request = RequestFactory().post("/x/", headers={"HX-Request": "true"})
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    with transaction.atomic():
        response = sends_twice(request)
    assert "刚刚有人改动过" in json.loads(response["HX-Trigger"])["shell:toast"]["text"]
    assert "two at once" in caplog.text
    with pytest.raises(IntegrityError), transaction.atomic():
        visit(sends_twice, None)
