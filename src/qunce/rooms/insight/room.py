"""The card of insight."""

from qunce.chat.contracts import Listener
from qunce.kernel.text import N_
from qunce.rooms.insight import panels, reactions
from qunce.rooms.insight.personal import PERSONAL_DATA
from qunce.shell.card import Card, Panel

CARD = Card(
    key="insight",
    title=N_("Figures"),
    listeners=(Listener("insight.count", reactions.on_messages),),
    panels=(Panel("group", N_("What the history says"), panels.activity, order=10),),
    personal_data=(PERSONAL_DATA,),
)
