"""The settings that belong to no room: who manages, when it is quiet, what is switched on."""

from dataclasses import dataclass
from datetime import time

from qunce.kernel.calendar import QuietHours
from qunce.kernel.options import Section, option
from qunce.kernel.text import N_
from qunce.playbook.queries import effective

# What can be switched on, in the order of the first run; the rooms' cards say more about each.
SWITCHES = (
    ("programme", N_("Morning briefing")),
    ("admission", N_("Review of newcomers")),
    ("postings", N_("Recruitment hour")),
    ("paste", N_("Paste messages")),
)


@dataclass(frozen=True, slots=True)
class Basics:
    """The community itself."""

    switched_on: tuple[str, ...] = option(
        ("programme", "admission", "postings", "paste"),
        N_("Switched on"),
        N_("What the community uses. The rest is offered week by week."),
        choices=SWITCHES,
    )
    single_handed: bool = option(
        default=True,
        label=N_("One person manages"),
        help=N_("All roles fold into one: the desk shows every task to every admin."),
        manual="M14",
    )
    quiet_from: time = option(
        time(22, 0),
        N_("Quiet from"),
        N_("In the quiet hours nothing is posted and nobody is disturbed."),
        manual="M53",
    )
    quiet_until: time = option(time(8, 30), N_("Quiet until"), manual="M53")

    @property
    def quiet(self) -> QuietHours:
        """Return the quiet hours as the calendar counts them."""
        return QuietHours(self.quiet_from, self.quiet_until)


BASICS = Section("community", N_("Community"), Basics)


def is_on(community_id: int, switch: str) -> bool:
    """Say whether a community has a part of the product switched on."""
    return switch in effective(community_id, Basics).switched_on
