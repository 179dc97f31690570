"""What happened to the charter: versions, and who has accepted them."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_


@dataclass(frozen=True, slots=True)
class CharterPublished(Fact):
    """`since` is the local day and minute from which the version counts; `asks` its members."""

    version: int
    since: str
    note: str
    material: bool
    asks: bool
    sentence: ClassVar[str] = N_(
        "%(actor)s published version %(version)s of the charter, in force from %(since)s. %(note)s"
    )


@dataclass(frozen=True, slots=True)
class CharterCameIntoForce(Fact):
    version: int
    sentence: ClassVar[str] = N_("Version %(version)s of the charter is in force.")


@dataclass(frozen=True, slots=True)
class CharterWithdrawn(Fact):
    version: int
    sentence: ClassVar[str] = N_(
        "%(actor)s withdrew version %(version)s of the charter before it came into force."
    )


@dataclass(frozen=True, slots=True)
class CharterAccepted(Fact):
    """`way` is how it is known: "joining", "page" or "told"."""

    person: int
    version: int
    name: str
    way: str
    sentence: ClassVar[str] = N_("%(name)s accepted version %(version)s of the charter.")


@dataclass(frozen=True, slots=True)
class CharterAcceptanceTakenBack(Fact):
    person: int
    version: int
    name: str
    sentence: ClassVar[str] = N_(
        "%(actor)s took back that %(name)s accepted version %(version)s of the charter."
    )
