"""How order is kept: a section of the settings."""

from dataclasses import dataclass

from qunce.kernel.options import Section, option
from qunce.kernel.text import N_


@dataclass(frozen=True, slots=True)
class Order:
    """What the group reads of a decision, and whose messages are nobody's."""

    public_line: bool = option(
        default=False,
        label=N_("The group reads a short line when a message was taken care of"),
        help=N_("It names the clause and nobody. The member is told in private either way."),
    )
    bots: tuple[str, ...] = option(
        (),
        N_("Robots in the groups"),
        N_(
            "One per line: the id of the account, or the group nickname where the channel tells "
            "only names. Robots are never sanctioned; a member with an account of their own is "
            "judged whatever they are called."
        ),
        high=50,
    )


ORDER = Section(
    "order", N_("Order in the group"), Order, N_("What is said in public, and who is a robot.")
)
