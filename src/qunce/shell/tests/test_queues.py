"""Bulk acts tell what was left out in few words."""

from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import Words
from qunce.shell.queues import Addressed, each_of


def test_what_is_left_out_for_one_reason_is_one_message() -> None:
    request = RequestFactory().post("/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]  # as the middleware
    rows = [Addressed(number, f"甲{number}", "") for number in range(9)]

    def act(row: Addressed) -> None:
        if row.pk == 8:
            raise RefusedError(Words("Choose a reason."))
        if row.pk:
            raise RefusedError(Words("Write what you want to know."))

    assert each_of(request, rows, act, lambda row: row.name) == 1
    said = [str(each) for each in get_messages(request)]
    assert said == [
        "甲1、甲2、甲3、甲4、甲5，还有另外 2 个: 请写下您想了解的内容。",
        "甲8: 请选择一个原因。",
    ]
