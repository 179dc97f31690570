"""A clause that something hangs on stays, whichever way somebody wants it to go."""

from collections.abc import Sequence

from qunce.facts.reads import ClausesInUse
from qunce.kernel.clauses import CHARTER, Charter
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.playbook import domain, queries
from qunce.shell.house import house

IN_USE = N_("Clause “%(title)s” cannot go: %(why)s.")
BOTH = N_("%(first)s; %(second)s")
LAST_CLAUSE = N_("A charter has at least one clause.")


def refuse_dropped(community_id: int, before: Charter, after: Charter) -> None:
    """Raise RefusedError where a clause goes that a rule or an open case hangs on.

    It names the clause and what hangs on it. A charter without any clause is refused too.
    """
    if not after.clauses:
        raise RefusedError(Words(LAST_CLAUSE))
    kept = {each.key for each in after.clauses}
    gone = [each for each in before.clauses if each.key not in kept]
    ask = house.ask(ClausesInUse) if gone else None
    used = ask(community_id) if ask else {}
    for each in gone:
        if reasons := used.get(each.key):
            said = {"title": Words(each.title), "why": _joined(reasons)}
            raise RefusedError(Words(IN_USE, said))


def refuse_dropped_in(values: domain.Values, community_id: int) -> None:
    """Raise RefusedError where a community's settings, as they shall be, lack a clause in use.

    Faulty ones are left to the check of the settings, which tells every fault with its place.
    """
    own = values.get(CHARTER.key, {})
    if not domain.check({CHARTER.key: own}, {CHARTER.key: CHARTER}):
        after = domain.effective(CHARTER, own)
        refuse_dropped(community_id, queries.effective(community_id, Charter), after)


def _joined(reasons: Sequence[Words]) -> Words:
    said = reasons[0]
    for each in reasons[1:]:
        said = Words(BOTH, {"first": said, "second": each})
    return said
