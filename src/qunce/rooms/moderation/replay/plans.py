"""Plans of replays: the version in force over its own time, or other rules beside it."""

from datetime import datetime

from qunce.people.models import Group
from qunce.playbook.domain import Values
from qunce.playbook.queries import latest_values
from qunce.rooms.moderation.replay.domain import Order, Plan, RuleSet, Version
from qunce.rooms.moderation.replay.recorded import EVER, in_force, in_force_now, judged_by


def of_record(group: Group, since: datetime, until: datetime) -> Plan:
    """Return the plan that repeats what the machine decided, each time by what counted then."""
    rules = in_force(since, group.community_id, group.pk)
    return Plan(group.community_id, group.pk, since, until, Order.AS_READ, (rules,))


def of_trial(
    group: Group, values: Values, since: datetime, until: datetime, *, is_own: bool = False
) -> Plan:
    """Return the plan that tries settings on everything that was said, exports too.

    `values` are all settings of the community, or with `is_own` those of the group itself. It is
    compared with what counts in the group now.
    """
    layers = latest_values(group.community_id, group.pk)
    layers[1 if is_own else 0] = values
    tried = RuleSet((Version(EVER, tuple(judged_by(layer) for layer in layers)),))
    counts = in_force_now(group.community_id, group.pk)
    return Plan(group.community_id, group.pk, since, until, Order.AS_SAID, (tried, counts))
