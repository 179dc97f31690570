"""The card of postings."""

from qunce.chat.contracts import Listener
from qunce.facts.reads import CountPosts
from qunce.kernel.text import N_
from qunce.rooms.postings import queries, reactions
from qunce.rooms.postings.rules import recruitment
from qunce.rooms.postings.slots import SLOTS
from qunce.shell.card import Card, Switch

CARD = Card(
    key="postings",
    title=N_("Recruitment"),
    switch=Switch(
        key="postings",
        title=N_("Recruitment hour"),
        help=N_("Wednesdays at 20:00; posts are checked for completeness and counted per company."),
        order=30,
        first=True,
    ),
    listeners=(Listener("postings.collect", reactions.on_messages),),
    rules=(recruitment.RULE,),
    slots=SLOTS,
    reads={CountPosts: queries.count_posts},
)
