"""Too many messages of one author within a short time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from qunce.kernel.options import option
from qunce.kernel.rules import Finding, Label, Rule, Seen
from qunce.kernel.text import N_, Words


@dataclass(frozen=True, slots=True)
class Config:
    """How many messages within how many seconds are a flood."""

    messages: int = option(8, N_("Messages"), low=3, high=100)
    seconds: int = option(
        60,
        N_("Within"),
        help=N_("So many messages of one member within this time are a flood."),
        low=5,
        high=3600,
        unit=N_("seconds"),
    )


def judge(seen: Seen, config: Config) -> Sequence[Finding]:
    """Return a finding when a burst reaches the limit, and again after as many messages more."""
    if len(seen.recent) + 1 < config.messages:
        return []
    times = [each.sent_at for each in seen.recent] + [seen.message.sent_at]
    burst = _length_of_burst(times, config)
    if burst == 0 or (burst - 1) % config.messages:
        return []
    count = sum(times[-1] - each < timedelta(seconds=config.seconds) for each in times)
    reason = Words(
        N_("%(count)s messages within %(seconds)s seconds"),
        {"count": count, "seconds": config.seconds},
    )
    span = (0, len(seen.message.text))
    return [Finding(RULE.key, RULE.clause, Label.FLOOD, span, reason)]


def sift(batch: Sequence[Seen], config: Config) -> list[int]:
    """Return the places of the messages whose author wrote enough before."""
    return [at for at, seen in enumerate(batch) if len(seen.recent) + 1 >= config.messages]


def _length_of_burst(times: Sequence[datetime], config: Config) -> int:
    """Return how many messages in a row, up to the last, came in at the flooding pace."""
    window = timedelta(seconds=config.seconds)
    length = 0
    for last in range(len(times) - 1, config.messages - 2, -1):
        if times[last] - times[last - config.messages + 1] >= window:
            break
        length += 1
    return length


def window(config: Config) -> timedelta:
    """Return how far back the rule looks: a burst that goes on is counted from its beginning."""
    return max(timedelta(hours=1), timedelta(seconds=config.seconds))


RULE = Rule(
    key="flood",
    title=N_("Flooding"),
    help=N_("Finds a member who sends very many messages within a short time."),
    clause="flood",
    config=Config(),
    judge=judge,
    sift=sift,
    window=window,
)
