"""A person says that a case is about another clause than the one that was thought of."""

from qunce.kernel.errors import RefusedError
from qunce.kernel.rules import Finding, Label
from qunce.kernel.text import N_, Words
from qunce.rooms.moderation import queries
from qunce.rooms.moderation.engines import Ready
from qunce.rooms.moderation.models import Case
from qunce.store.codecs import encode

OWN_JUDGEMENT = N_("an admin's own judgement")
NO_CLAUSE = N_("Choose a clause of the charter.")


def recast(case: Case, clause: str, ready: Ready) -> None:
    """Let a clause count that an admin has chosen; what rules found under another stands beside.

    Raises RefusedError where the charter has no such clause.
    """
    if not clause or clause == case.clause:
        return
    if ready.charter.clause(clause) is None:
        raise RefusedError(Words(NO_CLAUSE))
    found = [*queries.findings_of(case), *queries.beside_of(case)]
    kept = [each for each in found if each.clause == clause]
    span = found[0].span if found else (0, len(case.text))
    reason = Words(OWN_JUDGEMENT)
    own = Finding("by_hand", clause, Label.OK, span, reason, forbidden=True)
    case.findings = [encode(each) for each in kept or [own]]
    case.beside = [encode(each) for each in found if each.clause != clause]
    case.clause = clause
    case.save(update_fields=["findings", "beside", "clause"])
