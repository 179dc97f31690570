"""However a conversation comes in, in pieces, twice, pasted or exported: it is the same one."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qunce.chat.models import Message
from qunce.chat.tests.talk import Line, exact, take_in, timeless, to_the_minute, told
from qunce.kernel.incoming import Incoming, Precision
from qunce.people.models import Group

FORMS = {
    "with ids": exact,
    "names only": lambda line: exact(line, with_ids=False),
    "minutes": to_the_minute,
    "timeless": timeless,
}
lines = st.lists(
    st.builds(
        Line,
        st.sampled_from([0, 1, 1, 2, 30, 59, 60, 61, 119, 300, 3000]),
        st.sampled_from(["张三", "李四"]),
        st.sampled_from(["收到", "好的", "绩效考核怎么做"]),
    ),
    min_size=1,
    max_size=12,
).map(lambda found: sorted(found, key=lambda line: line.second))
pieces = st.lists(
    st.tuples(st.sampled_from(sorted(FORMS)), st.integers(0, 11), st.integers(1, 12)), max_size=6
)


@contextmanager
def without_trace() -> Iterator[None]:
    """Undo what an example stored."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def arrive(conversation: list[Line], piece: tuple[str, int, int]) -> list[Incoming]:
    """Return a piece of a conversation in its form."""
    form, start, length = piece
    return [FORMS[form](line) for line in conversation[start : start + length]]


def tally(conversation: list[Line]) -> Counter[tuple[int, str, str]]:
    return Counter((line.second, line.who, line.text) for line in conversation)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(conversation=lines, before=pieces, after=pieces)
def test_pieces_in_any_order_and_form_give_the_same_conversation(
    manual_group: Group,
    conversation: list[Line],
    before: list[tuple[str, int, int]],
    after: list[tuple[str, int, int]],
) -> None:
    whole = ("with ids", 0, len(conversation))
    with without_trace():
        for piece in [*before, whole, *after]:
            if arrivals := arrive(conversation, piece):
                take_in(manual_group, arrivals)
        assert Counter(told(manual_group)) == tally(conversation)
        assert not Message.objects.exclude(precision=Precision.SECOND).exists()


@pytest.mark.django_db
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(conversation=lines, form=st.sampled_from(sorted(FORMS)), cuts=st.sets(st.integers(1, 11)))
def test_every_form_keeps_every_message_and_knows_itself(
    manual_group: Group, conversation: list[Line], form: str, cuts: set[int]
) -> None:
    with without_trace():
        take_in(manual_group, [FORMS[form](line) for line in conversation])
        assert Message.objects.count() == len(conversation)
        start = 0
        for cut in [*sorted(cuts), len(conversation)]:
            if piece := conversation[start:cut]:
                assert not take_in(manual_group, [FORMS[form](line) for line in piece]).added
            start = cut
