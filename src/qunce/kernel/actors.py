"""Who does something: a person, the machine, the command line, or the chat platform itself."""

from dataclasses import dataclass
from enum import StrEnum

from qunce.kernel.text import N_


class ActorKind(StrEnum):
    PERSON = "person"
    MACHINE = "machine"
    SHELL = "shell"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `id` is a Person's primary key where the kind is PERSON, else None."""

    kind: ActorKind
    id: int | None = None
    name: str = ""


MACHINE = Actor(ActorKind.MACHINE, name="qunce")
SHELL = Actor(ActorKind.SHELL, name=N_("command line"))
PLATFORM = Actor(ActorKind.PLATFORM, name="platform")
