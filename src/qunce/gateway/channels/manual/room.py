"""The card of the channel by hand."""

from qunce.facts import manual as facts
from qunce.gateway.channels.manual import actions, command, running, undoing
from qunce.gateway.channels.manual.channel import ManualChannel
from qunce.gateway.channels.manual.personal import PERSONAL_DATA
from qunce.gateway.channels.manual.web import console, pasting
from qunce.kernel.messages import Role
from qunce.kernel.text import N_
from qunce.ledger.contracts import Job
from qunce.shell.card import Card, MenuItem, Switch

PASTE = "paste"

CARD = Card(
    key="manual",
    title=ManualChannel.title,
    switch=Switch(
        key=PASTE,
        title=N_("Paste messages"),
        help=N_("Paste what was just said; what breaks a rule is shown with the words to post."),
        order=40,
        first=True,
    ),
    facts=(
        facts.ImportBegun,
        facts.ImportStopped,
        facts.ImportContinued,
        facts.ImportTakenBack,
        facts.HistoryImported,
    ),
    jobs=(
        Job("manual.give_up_held", "35 4 * * *", running.give_up_held, late=20 * 3600),
        Job("manual.give_up_stopped", "40 4 * * *", running.give_up_stopped, late=20 * 3600),
    ),
    executors={actions.CARRY_ON: running.execute, actions.TAKE_OUT: undoing.execute},
    menu=(
        MenuItem(
            N_("Paste messages"),
            "manual_paste",
            "clipboard-text",
            roles=frozenset({Role.OWNER, Role.OPS}),
            order=15,
            switch=PASTE,
        ),
        MenuItem(
            N_("Import a chat"),
            "manual_import",
            "file-import",
            roles=frozenset({Role.OWNER, Role.OPS}),
            order=30,
            chapter="groups",
        ),
    ),
    urls=(*console.URLS, *pasting.URLS),
    deeds={
        "manual_paste": N_("Paste messages and have them looked at"),
        "manual_paste_take": N_("Paste messages and have them looked at"),
        **dict.fromkeys(
            (
                *("manual_import", "manual_import_show", "manual_import_progress"),
                *("manual_import_accept", "manual_import_discard"),
                *("manual_import_stop", "manual_import_continue", "manual_import_undo"),
            ),
            N_("Import a chat, and take the import back"),
        ),
    },
    commands=(command.COMMAND,),
    personal_data=(PERSONAL_DATA,),
)
