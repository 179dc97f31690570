import re
from collections.abc import Callable

import pytest
from django.test import Client

from qunce.people.models import Account, Person
from qunce.shell.models import PersonalLink

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]


def page_of(person: Person) -> str:
    return f"/c/hr/members/{person.pk}/"


def test_the_owner_gives_a_link_and_sees_on_which_device_it_is(
    wang: Person, ben: Person, log_in: LogIn
) -> None:
    client = log_in(wang)
    page = page_of(ben)
    sent = client.post(f"{page}link/", headers={"Referer": f"http://testserver{page}"})
    assert sent["Location"] == page
    given = re.search(r"/in/[^/\"]+/", client.get(page).content.decode())
    assert given  # signed with its second, so that one made here may be another
    path = given[0]
    Client().post(path, headers={"User-Agent": "X (iPhone) MicroMessenger"})
    content = client.get(page).content.decode()
    assert "微信 · iPhone" in content
    assert "/in/" not in content
    client.post(f"{page}link/void/")
    assert not PersonalLink.objects.get().is_open


def test_a_person_without_a_log_in_gets_one(wang: Person, ben: Person, log_in: LogIn) -> None:
    Person.objects.filter(pk=ben.pk).update(account=None)
    client = log_in(wang)
    address = f"{page_of(ben)}log-in/"
    client.post(address, {"email": "nonsense"})
    client.post(address, {"email": "wang@example.org"}, headers={"HX-Request": "true"})
    ben.refresh_from_db()
    assert ben.account is None, "Wang logs in with that address"
    client.post(address, {"email": "New@example.org"})
    ben.refresh_from_db()
    assert ben.account == Account.objects.get(email="new@example.org")


def test_an_admin_never_gets_the_link_of_somebody_with_a_role(
    mia: Person, lin: Person, wang: Person, ben: Person, log_in: LogIn
) -> None:
    admin, editor = log_in(mia), log_in(lin)
    assert admin.post(f"{page_of(wang)}link/").status_code == 403
    assert editor.post(f"{page_of(ben)}link/").status_code == 403
    assert "/link/" not in admin.get(page_of(wang)).content.decode()
    assert "/link/" in admin.get(page_of(ben)).content.decode()
    assert not PersonalLink.objects.exists()
