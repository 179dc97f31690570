"""The page on which names are said to be somebody, and a decision is taken back."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from qunce.people.models import Group, Identity, Person

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]


def test_a_name_is_decided_and_the_decision_taken_back(
    log_in: LogIn, manual_group: Group, ben: Person, mia: Person, noon: datetime
) -> None:
    name = Identity.objects.create(
        community=ben.community, channel="manual", group=manual_group, name="小李", created_at=noon
    )
    client, key = log_in(mia), mia.community.key
    where = reverse("console_unclear", kwargs={"key": key, "group": manual_group.key})
    place = {"key": key, "pk": name.pk}
    assert len(client.get(where, {"state": "open"}).context["lines"]) == 1
    client.post(reverse("console_settle", kwargs=place), {"person": ben.pk})
    assert client.get(where, {"state": "open"}).context["lines"] == []
    page = client.get(where, {"state": "decided"}).content.decode()
    assert reverse("console_unsettle", kwargs=place) in page
    assert ben.name in page
    answer = client.post(reverse("console_unsettle", kwargs=place), follow=True)
    assert "需要重新认定" in answer.content.decode()
    assert len(client.get(where, {"state": "open"}).context["lines"]) == 1
    again = client.post(reverse("console_unsettle", kwargs=place), follow=True)
    assert "还没有人认定过" in again.content.decode()
