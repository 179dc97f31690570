"""What happened to questions, answers and doubts. `name` is a question's title, in short."""

from dataclasses import dataclass
from typing import ClassVar

from qunce.facts.base import Fact
from qunce.kernel.text import N_


@dataclass(frozen=True, slots=True)
class QuestionAsked(Fact):
    question: int
    person: int | None
    name: str
    sentence: ClassVar[str] = N_("%(actor)s asked “%(name)s”.")


@dataclass(frozen=True, slots=True)
class QuestionTaken(Fact):
    """A question that was asked in a group stands in the column; `person` asked it."""

    question: int
    person: int | None
    name: str
    message: int
    group: int
    sentence: ClassVar[str] = N_("%(actor)s took the question “%(name)s” out of the group.")


@dataclass(frozen=True, slots=True)
class QuestionChanged(Fact):
    question: int
    person: int | None
    name: str
    sentence: ClassVar[str] = N_("%(actor)s changed the question “%(name)s”.")


@dataclass(frozen=True, slots=True)
class QuestionWithdrawn(Fact):
    question: int
    person: int | None
    name: str
    sentence: ClassVar[str] = N_("%(actor)s took the question “%(name)s” back.")


@dataclass(frozen=True, slots=True)
class QuestionClosed(Fact):
    """`note` is the reason that the asker reads."""

    question: int
    person: int | None
    name: str
    note: str
    sentence: ClassVar[str] = N_("%(actor)s closed the question “%(name)s”: %(note)s")


@dataclass(frozen=True, slots=True)
class QuestionReopened(Fact):
    question: int
    person: int | None
    name: str
    sentence: ClassVar[str] = N_("%(actor)s opened the question “%(name)s” again.")


@dataclass(frozen=True, slots=True)
class QuestionRouted(Fact):
    """`person` are the members who were asked to answer."""

    question: int
    person: tuple[int, ...]
    name: str
    sentence: ClassVar[str] = N_(
        "The question “%(name)s” was handed to members who know the topic."
    )


@dataclass(frozen=True, slots=True)
class QuestionPassed(Fact):
    """`person` cannot answer it."""

    question: int
    person: int
    name: str
    sentence: ClassVar[str] = N_("%(actor)s passed the question “%(name)s” on.")


@dataclass(frozen=True, slots=True)
class QuestionEscalated(Fact):
    question: int
    name: str
    sentence: ClassVar[str] = N_("Nobody answered “%(name)s” in time: the admins were told.")


@dataclass(frozen=True, slots=True)
class AnswerGiven(Fact):
    """`person` wrote the answer."""

    question: int
    person: int | None
    name: str
    answer: int
    sentence: ClassVar[str] = N_("%(actor)s answered “%(name)s”.")


@dataclass(frozen=True, slots=True)
class AnswerFound(Fact):
    """A message in the group may be an answer to a question that was taken from it."""

    question: int
    person: int | None
    name: str
    answer: int
    message: int
    group: int
    sentence: ClassVar[str] = N_("An answer to “%(name)s” was found in the group.")


@dataclass(frozen=True, slots=True)
class AnswerConfirmed(Fact):
    question: int
    person: int | None
    name: str
    answer: int
    sentence: ClassVar[str] = N_("%(actor)s took an answer to “%(name)s” over from the group.")


@dataclass(frozen=True, slots=True)
class AnswerDismissed(Fact):
    question: int
    person: int | None
    name: str
    answer: int
    sentence: ClassVar[str] = N_(
        "%(actor)s said that what the group said does not answer “%(name)s”."
    )


@dataclass(frozen=True, slots=True)
class AnswerChanged(Fact):
    question: int
    person: int | None
    name: str
    answer: int
    sentence: ClassVar[str] = N_("%(actor)s changed an answer to “%(name)s”.")


@dataclass(frozen=True, slots=True)
class AnswerWithdrawn(Fact):
    question: int
    person: int | None
    name: str
    answer: int
    sentence: ClassVar[str] = N_("%(actor)s took an answer to “%(name)s” back.")


@dataclass(frozen=True, slots=True)
class AnswerAccepted(Fact):
    """The answer helped whoever asked; `person` wrote it."""

    question: int
    person: int | None
    name: str
    answer: int
    sentence: ClassVar[str] = N_("%(actor)s accepted an answer to “%(name)s”.")


@dataclass(frozen=True, slots=True)
class AnswerUnaccepted(Fact):
    """What AnswerAccepted led to does not hold any more."""

    question: int
    person: int | None
    name: str
    answer: int
    sentence: ClassVar[str] = N_("The accepted answer to “%(name)s” is not accepted any more.")


@dataclass(frozen=True, slots=True)
class AnswerHidden(Fact):
    question: int
    person: int | None
    name: str
    answer: int
    sentence: ClassVar[str] = N_("%(actor)s hid an answer to “%(name)s”.")


@dataclass(frozen=True, slots=True)
class AnswerShown(Fact):
    question: int
    person: int | None
    name: str
    answer: int
    sentence: ClassVar[str] = N_("%(actor)s let an answer to “%(name)s” be seen again.")


@dataclass(frozen=True, slots=True)
class AnswerDoubted(Fact):
    """`person` doubts it."""

    question: int
    person: int | None
    name: str
    answer: int
    sentence: ClassVar[str] = N_("%(actor)s doubted an answer to “%(name)s”.")


@dataclass(frozen=True, slots=True)
class DoubtUpheld(Fact):
    """An admin found the doubt right; `person` wrote the answer, `note` is what members read."""

    question: int
    person: int | None
    name: str
    answer: int
    note: str
    sentence: ClassVar[str] = N_(
        "%(actor)s found a doubt about an answer to “%(name)s” right: %(note)s"
    )


@dataclass(frozen=True, slots=True)
class DoubtCleared(Fact):
    question: int
    person: int | None
    name: str
    answer: int
    sentence: ClassVar[str] = N_("%(actor)s found an answer to “%(name)s” right as it stands.")


@dataclass(frozen=True, slots=True)
class AnswerPostedBack(Fact):
    """An answer of the column goes to the group in which its question was asked."""

    question: int
    person: int | None
    name: str
    answer: int
    group: int
    sentence: ClassVar[str] = N_("%(actor)s posted an answer to “%(name)s” in the group.")


@dataclass(frozen=True, slots=True)
class PairProposedForLibrary(Fact):
    """A question with its answer shall go into the library; `facts.reads.ReadPair` has its words.

    `person` wrote the answer and is credited.
    """

    question: int
    person: int | None
    name: str
    answer: int
    sentence: ClassVar[str] = N_("%(actor)s proposed “%(name)s” with its answer for the library.")


@dataclass(frozen=True, slots=True)
class HelpOffered(Fact):
    """A member agreed to be asked."""

    person: int
    name: str
    sentence: ClassVar[str] = N_("%(name)s agreed to answer questions of others.")


@dataclass(frozen=True, slots=True)
class HelpEnded(Fact):
    person: int
    name: str
    sentence: ClassVar[str] = N_("%(name)s does not want to be asked for the time being.")


@dataclass(frozen=True, slots=True)
class MemberTold(Fact):
    """A member is told of a question in private."""

    question: int
    person: int
    name: str
    sentence: ClassVar[str] = N_("A member was told about the question “%(name)s”.")
