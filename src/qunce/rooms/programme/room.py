"""The card of the programme."""

from qunce.facts.programme import SlotOpened
from qunce.kernel.messages import Role
from qunce.kernel.text import N_
from qunce.ledger.contracts import Job
from qunce.rooms.programme import jobs
from qunce.rooms.programme.slots import SLOTS
from qunce.shell.card import Card, Duty, Switch

CARD = Card(
    key="programme",
    title=N_("Programme"),
    switch=Switch(
        key="programme",
        title=N_("Morning briefing"),
        help=N_("Every working day at 9:00 the desk has the text ready to fill in and post."),
        order=10,
        first=True,
    ),
    facts=(SlotOpened,),
    jobs=(Job("programme.tick", "* * * * *", jobs.tick, late=120),),
    slots=SLOTS,
    duties=(Duty("programme.post", N_("Post the programme"), Role.CONTENT, kinds=("post",)),),
)
