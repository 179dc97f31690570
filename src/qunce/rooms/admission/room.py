"""The card of admission."""

from qunce.facts.admission import NewcomerWelcomed
from qunce.facts.people import MemberJoined
from qunce.kernel.options import Section
from qunce.kernel.text import N_
from qunce.ledger.contracts import Reaction
from qunce.rooms.admission import panels, reactions
from qunce.rooms.admission.domain import Settings
from qunce.shell.card import Card, Panel, Switch

CARD = Card(
    key="admission",
    title=N_("Admission"),
    settings=(Section("admission", N_("Newcomers"), Settings),),
    switch=Switch(
        key="admission",
        title=N_("Review of newcomers"),
        help=N_("Who joins is welcomed; nicknames are checked for 姓名-企业-岗位."),
        order=20,
        first=True,
    ),
    facts=(NewcomerWelcomed,),
    reactions=(Reaction("admission.on_member_joined", MemberJoined, reactions.on_member_joined),),
    panels=(Panel("group", N_("Nicknames"), panels.misnamed, order=40),),
)
