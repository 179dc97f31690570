"""What was withdrawn once: would a draft find it again? The group's own test cases."""

from collections.abc import Sequence
from dataclasses import dataclass

from qunce.kernel.messages import Author, Message
from qunce.kernel.normal import normalise
from qunce.kernel.own_words import own_words
from qunce.kernel.rules import RuleState, Seen
from qunce.playbook.queries import latest_values
from qunce.rooms.moderation import drafts
from qunce.rooms.moderation.domain import is_violation
from qunce.rooms.moderation.engines import ready_by
from qunce.rooms.moderation.models import Case, GroupExample
from qunce.rooms.moderation.models_trying import Draft
from qunce.rooms.moderation.replay.domain import rules_of

MOST = 300  # examples that a draft is held against, the newest ones


@dataclass(frozen=True, slots=True)
class Repeated:
    """A case that was withdrawn, and the rules of a draft that would find its message again."""

    case: Case
    rules: tuple[str, ...]


def find_repeated(draft: Draft) -> Sequence[Repeated]:
    """Return the withdrawn decisions whose messages a draft would hit again.

    What a member wrote before and what was counted then is left out: a replay looks at that.
    """
    level = {"group_id": draft.group_id} if draft.group_id else {}
    examples = GroupExample.objects.filter(community_id=draft.community_id, **level)
    found = list(examples.select_related("case").order_by("-id")[:MOST])
    if not found:
        return []
    layers = latest_values(draft.community_id, draft.group_id)
    layers[-1] = drafts.tried_values(draft)
    engine = ready_by(*layers).engine
    seen = [_seen(example) for example in found]
    repeated = []
    for example, findings in zip(found, engine.judge_all(seen), strict=True):
        bad = [each for each in findings if is_violation(each)]
        if live := [each for each in bad if engine.states[each.rule] is RuleState.LIVE]:
            repeated.append(Repeated(example.case, rules_of(live)))
    return repeated


def _seen(example: GroupExample) -> Seen:
    case, author = example.case, None
    if case.identity_id is not None:
        author = Author(case.identity_id, case.person_id, case.author_name)
    message = Message(case.message_id or 0, case.group_id, author, example.text, case.sent_at)
    return Seen(message, normalise(own_words(example.text)))
