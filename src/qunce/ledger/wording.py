"""Facts to rows and back. A fact is stored under its place: "people.MemberJoined"."""

from functools import cache
from pkgutil import resolve_name
from typing import cast

from qunce.facts.base import Fact
from qunce.kernel.effects import Effect
from qunce.ledger.domain import EFFECTS
from qunce.ledger.models import Entry, Errand
from qunce.store.codecs import decode, encode

PLACE = "qunce.facts."


def fact_key(kind: type[Fact]) -> str:
    """Return what a class of facts is stored as. Raises ValueError if it is not in qunce.facts."""
    if not kind.__module__.startswith(PLACE):
        raise ValueError(f"{kind.__qualname__} is not declared in qunce.facts")
    return f"{kind.__module__.removeprefix(PLACE)}.{kind.__name__}"


@cache
def fact_type(key: str) -> type[Fact]:
    """Return the class of facts stored as `key`. Raises ValueError or TypeError if it is none."""
    module, _, name = key.rpartition(".")
    try:
        found = resolve_name(f"{PLACE}{module}:{name}")
    except (ImportError, AttributeError):
        raise ValueError(f"there is no fact {key}") from None
    if not (isinstance(found, type) and issubclass(found, Fact)):
        raise TypeError(f"{key} is not a fact")
    return found


def fact_of(entry: Entry) -> Fact:
    """Return the fact that an entry records."""
    return decode(fact_type(entry.fact), entry.payload)


def effect_of(errand: Errand) -> Effect | None:
    """Return the effect that an errand shall have; None where it is work of another kind."""
    kind = EFFECTS.get(errand.kind)
    return cast("Effect", decode(kind, errand.payload)) if kind else None


def encode_fact(fact: Fact) -> tuple[str, object]:
    """Return key and payload under which a fact is stored."""
    return fact_key(type(fact)), encode(fact)
