"""How long the words of messages are kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from qunce.kernel.options import Section, option
from qunce.kernel.text import N_

SHORTEST = 30


@dataclass(frozen=True, slots=True)
class Retention:
    """The words of messages are kept so long, and no longer (DESIGN rule 9)."""

    days: int = option(
        730,
        N_("Keep texts for"),
        N_(
            "From the day a message came in or was imported. Then its words are erased, for good "
            "and out of the search; who wrote when stays, and so does what was decided. 0 keeps "
            "them for ever."
        ),
        low=0,
        high=3650,
        unit=N_("days"),
    )


def _faults(settings: Retention) -> Sequence[str]:
    if 0 < settings.days < SHORTEST:
        return [N_("Keep texts for 30 days at least, or for ever (0).")]
    return []


RETENTION = Section("texts", N_("Texts of messages"), Retention, check=_faults)
