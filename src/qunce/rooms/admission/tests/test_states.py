"""The life cycles of applications and evidence, as tables."""

import pytest

from qunce.kernel.errors import RefusedError
from qunce.rooms.admission.domain import (
    APPLICATION,
    EVIDENCE,
    OPEN,
    ApplicationState,
    ApplicationVerb,
    EvidenceState,
    EvidenceVerb,
)

A = ApplicationState
V = ApplicationVerb


@pytest.mark.parametrize(
    ("before", "verb", "after"),
    [
        (A.PROVING, V.PROVE, A.WAITING),
        (A.WAITING, V.ASK, A.ASKED),
        (A.ASKED, V.ANSWER, A.WAITING),
        *((state, V.APPROVE, A.APPROVED) for state in OPEN),
        *((state, V.DECLINE, A.DECLINED) for state in OPEN),
        *((state, V.WITHDRAW, A.WITHDRAWN) for state in OPEN),
        (A.PROVING, V.LAPSE, A.LAPSED),
        (A.ASKED, V.LAPSE, A.LAPSED),
        (A.DECLINED, V.REOPEN, A.WAITING),
        (A.LAPSED, V.REOPEN, A.WAITING),
    ],
)
def test_an_application_moves_as_the_table_says(
    before: ApplicationState, verb: ApplicationVerb, after: ApplicationState
) -> None:
    assert APPLICATION.after(before, verb) is after


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        (A.WAITING, V.LAPSE),  # the delay would be ours
        (A.APPROVED, V.DECLINE),
        (A.APPROVED, V.WITHDRAW),
        (A.WITHDRAWN, V.REOPEN),  # what the applicant took back stays taken back
        (A.DECLINED, V.APPROVE),
        (A.PROVING, V.ASK),
    ],
)
def test_what_is_not_in_the_table_is_refused(
    state: ApplicationState, verb: ApplicationVerb
) -> None:
    with pytest.raises(RefusedError):
        APPLICATION.after(state, verb)


def test_evidence_that_was_refused_stays_refused() -> None:
    confirmed = EVIDENCE.after(EvidenceState.OPEN, EvidenceVerb.CONFIRM)
    assert EVIDENCE.after(confirmed, EvidenceVerb.WITHDRAW) is EvidenceState.WITHDRAWN
    with pytest.raises(RefusedError):
        EVIDENCE.after(EvidenceState.REFUSED, EvidenceVerb.CONFIRM)
