"""The card of answers."""

from qunce.kernel.options import Section
from qunce.kernel.text import N_
from qunce.rooms.answers import panels
from qunce.rooms.answers.domain import Settings
from qunce.shell.card import Card, Panel

CARD = Card(
    key="answers",
    title=N_("Questions and answers"),
    settings=(Section("answers", N_("Questions and answers"), Settings),),
    panels=(Panel("group", N_("Questions nobody answered"), panels.unanswered, order=30),),
)
