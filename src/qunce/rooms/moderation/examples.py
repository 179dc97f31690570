"""What was withdrawn once: would a draft find it again? The group's own test cases."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qunce.kernel.messages import Author, Message
from qunce.kernel.normal import normalise
from qunce.kernel.own_words import own_words
from qunce.kernel.rules import RuleState, Seen
from qunce.kernel.text import N_, Words
from qunce.playbook.domain import Values
from qunce.playbook.queries import latest_values
from qunce.rooms.moderation import drafts
from qunce.rooms.moderation.domain import is_violation
from qunce.rooms.moderation.engines import ready_by
from qunce.rooms.moderation.models import Case, GroupExample
from qunce.rooms.moderation.models_trying import Draft
from qunce.rooms.moderation.replay.domain import rules_of
from qunce.rooms.moderation.replay.telling import rule_names
from qunce.shell.words import render as say

MOST = 300  # examples that a draft is held against, the newest ones
NAMED = 1  # mistakes of a sentence that are named; all of them stand on the page of the draft
EXCERPT = 30  # characters of each
HEADING = N_("It would repeat what was withdrawn:")
REPEATED = N_(
    "%(said)s It would hit %(count)s messages again about which a decision was withdrawn: %(texts)s"
)


@dataclass(frozen=True, slots=True)
class Repeated:
    """A case that was withdrawn, and the rules of a draft that would find its message again."""

    case: Case
    rules: tuple[str, ...]


def find_repeated(draft: Draft) -> Sequence[Repeated]:
    """Return the withdrawn decisions whose messages a draft would hit again.

    What a member wrote before and what was counted then is left out: a replay looks at that.
    """
    layers = latest_values(draft.community_id, draft.group_id)
    layers[-1] = drafts.tried_values(draft)
    return find_repeated_by(layers, draft.community_id, draft.group_id)


def find_repeated_by(
    layers: Sequence[Values], community_id: int, group_id: int | None = None
) -> Sequence[Repeated]:
    """Return the withdrawn decisions whose messages rules under these settings would hit again."""
    level = {"group_id": group_id} if group_id else {}
    examples = GroupExample.objects.filter(community_id=community_id, **level)
    found = list(examples.select_related("case").order_by("-id")[:MOST])
    if not found:
        return []
    engine = ready_by(*layers).engine
    seen = [_seen(example) for example in found]
    repeated = []
    for example, findings in zip(found, engine.judge_all(seen), strict=True):
        bad = [each for each in findings if is_violation(each)]
        if live := [each for each in bad if engine.states[each.rule] is RuleState.LIVE]:
            repeated.append(Repeated(example.case, rules_of(live)))
    return repeated


def shown(repeated: Iterable[Repeated]) -> list[dict[str, Any]]:
    """Return withdrawn decisions that would be repeated as pages show them."""
    return [{"case": each.case, "names": rule_names(each.rules)} for each in repeated]


def lines_of(repeated: Sequence[Repeated]) -> Iterator[str]:
    """Yield the same for the command line."""
    if repeated:
        yield from ("", say(HEADING))
    for each in repeated:
        yield f"  {each.case.author_name}: {_excerpt(each.case.text)}"
        yield f"      {rule_names(each.rules)}"


def and_repeated(said: Words, repeated: Sequence[Repeated]) -> Words:
    """Return a sentence with the mistakes that would be repeated, the first ones by their words."""
    texts = "、".join(f"「{_excerpt(each.case.text)}」" for each in repeated[:NAMED])
    more = " …" if len(repeated) > NAMED else ""
    about: dict[str, str | int | float | Words]
    about = {"count": len(repeated), "texts": f"{texts}{more}"}
    return Words(REPEATED, about | {"said": said})


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:EXCERPT]}…" if len(line) > EXCERPT else line


def _seen(example: GroupExample) -> Seen:
    case, author = example.case, None
    if case.identity_id is not None:
        author = Author(case.identity_id, case.person_id, case.author_name)
    message = Message(case.message_id or 0, case.group_id, author, example.text, case.sent_at)
    return Seen(message, normalise(own_words(example.text)))
