"""The card of the gateway."""

from qunce.gateway import alerts
from qunce.gateway.sender import EXECUTORS
from qunce.kernel.messages import Role
from qunce.kernel.text import N_
from qunce.ledger.contracts import Job
from qunce.shell.card import Card, Duty

CARD = Card(
    key="gateway",
    title=N_("Channels"),
    settings=(alerts.SECTION,),
    executors={**EXECUTORS, alerts.ALERT: alerts.execute},
    jobs=(Job("gateway.alert", "* * * * *", alerts.tick, late=300),),
    duties=(
        Duty(
            "gateway.by_hand",
            N_("Do by hand what the chat cannot do by program"),
            Role.OPS,
            kinds=("recall", "tell", "mute", "unmute", "remove", "let_in"),
        ),
    ),
)
