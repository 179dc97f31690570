"""A form that is sent: done, or shown again with what was typed and why it was refused."""

from typing import Any

import pytest
from django import forms

from qunce.kernel.errors import BusyError, NotFoundError, RefusedError
from qunce.kernel.text import Words
from qunce.shell.forms import submit


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(max_length=20)


def test_what_is_right_is_done_with_the_clean_values() -> None:
    heard: list[Any] = []
    assert submit(ReasonForm({"reason": " 已解决 "}), heard.append)
    assert heard == [{"reason": "已解决"}]


@pytest.mark.parametrize("typed", ["", "很" * 21])
def test_what_the_form_refuses_is_not_tried(typed: str) -> None:
    form, heard = ReasonForm({"reason": typed}), list[Any]()
    assert not submit(form, heard.append)
    assert heard == []
    assert form.errors["reason"]


@pytest.mark.parametrize("kind", [RefusedError, BusyError, NotFoundError])
@pytest.mark.parametrize(("field", "place"), [(None, "__all__"), ("reason", "reason")])
def test_what_the_action_refuses_stands_beside_what_was_typed(
    kind: type[Exception], field: str | None, place: str
) -> None:
    def act(_told: Any) -> None:
        raise kind(Words("Somebody was faster."))

    form = ReasonForm({"reason": "已解决"})
    assert not submit(form, act, field)
    assert form.errors[place] == ["Somebody was faster."]
    assert form["reason"].value() == "已解决"


def test_an_error_of_the_programme_is_not_swallowed() -> None:
    def act(_told: Any) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        submit(ReasonForm({"reason": "已解决"}), act)
