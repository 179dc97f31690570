"""What happened to errands and tasks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.effects import NAMES
from qunce.kernel.text import N_, NOTHING, Words


@dataclass(frozen=True, slots=True)
class ErrandRefused(Fact):
    """The channel would not do it, or every attempt failed: it will not be done."""

    errand: int
    kind: str
    reason: Words
    group: int | None = None
    sentence: ClassVar[str] = N_("%(kind)s was not carried out: %(reason)s")
    names: ClassVar[Mapping[str, str]] = NAMES


@dataclass(frozen=True, slots=True)
class ErrandHandedOver(Fact):
    """The channel cannot do it: a person has a task instead."""

    errand: int
    kind: str
    task: int
    title: Words = NOTHING
    group: tuple[int, ...] = ()
    sentence: ClassVar[str] = N_("%(kind)s became a task: %(title)s")
    names: ClassVar[Mapping[str, str]] = NAMES


@dataclass(frozen=True, slots=True)
class AboutTask(Fact):
    """What a fact about a task of the desk tells; `kind` and the subjects are its draft's."""

    task: int
    kind: str
    title: Words
    group: tuple[int, ...] = ()
    person: tuple[int, ...] = ()
    identity: tuple[int, ...] = ()
    message: tuple[int, ...] = ()
    case: tuple[int, ...] = ()
    membership: tuple[int, ...] = ()
    application: tuple[int, ...] = ()
    planned: tuple[int, ...] = ()
    posting: tuple[int, ...] = ()
    item: tuple[int, ...] = ()
    question: tuple[int, ...] = ()
    study: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskDone(AboutTask):
    """A task of the desk was finished."""

    proof: str = ""
    sentence: ClassVar[str] = N_("%(actor)s finished the task “%(title)s”.")


@dataclass(frozen=True, slots=True)
class TaskSkipped(AboutTask):
    """A task of the desk was left out, with the reason given."""

    reason: str = ""
    sentence: ClassVar[str] = N_("%(actor)s skipped the task “%(title)s”.")


@dataclass(frozen=True, slots=True)
class ProofAdded(AboutTask):
    """A link, a remark or a screenshot was added that shows that a task was done."""

    proof: Words = NOTHING
    sentence: ClassVar[str] = N_("%(actor)s added a proof to “%(title)s”: %(proof)s")


@dataclass(frozen=True, slots=True)
class TaskReopened(AboutTask):
    """The last act on a task was undone: it is open again."""

    sentence: ClassVar[str] = N_("%(actor)s opened the task “%(title)s” again.")


@dataclass(frozen=True, slots=True)
class TaskGiven(AboutTask):
    """An open task was given to one person (`name`)."""

    name: str = ""
    sentence: ClassVar[str] = N_("%(actor)s gave the task “%(title)s” to %(name)s.")


@dataclass(frozen=True, slots=True)
class TaskTakenBack(AboutTask):
    """The giving of a task was undone: it is whose it was before."""

    sentence: ClassVar[str] = N_("%(actor)s undid the giving of the task “%(title)s”.")


@dataclass(frozen=True, slots=True)
class ErrandRepeated(Fact):
    """What had not been carried out is tried once more."""

    errand: int
    kind: str
    what: Words
    group: int | None = None
    sentence: ClassVar[str] = N_("%(actor)s had this tried again: %(what)s")
