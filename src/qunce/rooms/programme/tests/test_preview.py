"""How a post reads in each kind of chat, before it goes out."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from qunce.kernel.actors import SHELL
from qunce.people.models import Community, Group, Person
from qunce.rooms.programme import moving, queries
from qunce.rooms.programme.models import Item
from qunce.rooms.programme.moving import Extra

pytestmark = pytest.mark.django_db
LINE = "2. 【政策】工伤保险条例修订征求意见（人社部官网）\nhttps://example.com/zcfg/1.html\n\n"


def shown(client: Client, item: Item) -> dict[str, list[str]]:
    url = reverse("programme_preview", kwargs={"key": "hr", "pk": item.pk})
    media = client.get(url).context["media"]
    return {each["medium"].key: [piece for piece, _size in each["pieces"]] for each in media}


def test_each_chat_gets_its_pieces_and_none_cuts_a_link_through(
    community: Community,
    web_group: Group,
    wang: Person,
    log_in: Callable[[Person], Client],
    noon: datetime,
) -> None:
    known = queries.known_of(community)
    extra = Extra("长早报", noon + timedelta(hours=5))
    item = moving.add(extra, known, by=SHELL, now=noon)
    Item.objects.filter(pk=item.pk).update(text=(LINE * 30).strip())
    client = log_in(wang)
    found = shown(client, item)
    assert len(found["web"]) == 1
    assert len(found["wecom"]) > len(found["wechat"]) >= 1
    for pieces in found.values():
        whole = "（人社部官网）\nhttps://example.com/zcfg/1.html"
        assert sum(piece.count(whole) for piece in pieces) == 30
    assert all(len(piece.encode()) <= 2048 for piece in found["wecom"])
    Item.objects.filter(pk=item.pk).update(text="")
    url = reverse("programme_preview", kwargs={"key": "hr", "pk": item.pk})
    assert client.get(url).context["text"] == ""
    assert "先到这一条的页面写好文字" in client.get(url).content.decode()
