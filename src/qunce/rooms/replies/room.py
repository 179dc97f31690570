"""The card of replies."""

from qunce.chat.contracts import Listener
from qunce.facts import replies as facts
from qunce.kernel.options import Section
from qunce.kernel.text import N_
from qunce.ledger.contracts import Job
from qunce.rooms.replies import actions, reactions
from qunce.rooms.replies.domain import Settings
from qunce.rooms.replies.personal import PERSONAL_DATA
from qunce.rooms.replies.web import console
from qunce.shell.card import Card, MenuItem

WRITE = N_("Write keyword replies")

CARD = Card(
    key="replies",
    title=N_("Keyword replies"),
    settings=(Section("replies", N_("Keyword replies"), Settings),),
    facts=(
        facts.ReplyWritten,
        facts.ReplyRemoved,
        facts.ReplyPutBack,
        facts.KeywordAnswered,
    ),
    listeners=(Listener("replies.answer", reactions.on_messages),),
    jobs=(Job("replies.forget_old", "40 4 * * *", actions.forget_old, late=20 * 3600),),
    menu=(MenuItem(N_("Keyword replies"), "replies", "message-reply", order=60, chapter="order"),),
    urls=console.URLS,
    deeds={
        "replies": N_("See keyword replies and copy their words"),
        **dict.fromkeys(
            (
                *("replies_new", "replies_change", "replies_switch"),
                *("replies_remove", "replies_put_back", "replies_take_over"),
            ),
            WRITE,
        ),
    },
    personal_data=(PERSONAL_DATA,),
)
