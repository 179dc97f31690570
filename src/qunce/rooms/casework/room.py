"""The card of casework."""

from dataclasses import replace

from qunce.chat.contracts import Listener
from qunce.facts import casework as facts
from qunce.facts.reads import ReadCase
from qunce.kernel.messages import Role
from qunce.kernel.options import Section
from qunce.kernel.text import N_
from qunce.ledger.contracts import Job
from qunce.rooms.casework import announcing, discussing, lines, panels, queries
from qunce.rooms.casework.domain import Settings
from qunce.rooms.casework.highlights import COMING, HIGHLIGHTS
from qunce.rooms.casework.personal import PERSONAL_DATA
from qunce.rooms.casework.slots import SLOTS
from qunce.rooms.casework.web import console, members
from qunce.shell.card import Card, Duty, MenuItem, Panel

SEE = N_("See the monthly cases and what was proposed")
LEAD = N_("Lead the monthly case: call, choose, make anonymous, discuss, sum up")

CARD = Card(
    key="casework",
    title=N_("Monthly case"),
    settings=(Section("casework", N_("Monthly case"), Settings, is_common=True),),
    facts=(
        facts.CaseCalled,
        facts.CaseProposed,
        facts.CaseProposalWithdrawn,
        facts.CaseChosen,
        facts.CaseWritten,
        facts.CaseChecked,
        facts.CaseOpened,
        facts.CaseClosed,
        facts.CaseSummedUp,
        facts.CaseSummaryTakenBack,
        facts.CaseDropped,
        facts.CaseResumed,
    ),
    listeners=(Listener("casework.collect", discussing.on_messages),),
    jobs=(
        Job("casework.tick", "*/10 * * * *", discussing.tick),
        Job("casework.remind", "7 * * * *", discussing.remind),
    ),
    reads={ReadCase: queries.read_case},
    duties=(
        Duty(
            "casework.lead",
            N_("Lead the monthly case"),
            Role.CONTENT,
            kinds=(lines.CALL, lines.CHOOSE, lines.OPEN, lines.SUM_UP),
            daily=False,
        ),
    ),
    slots=tuple(replace(slot, gather=announcing.gather) for slot in SLOTS),
    highlights=(HIGHLIGHTS,),
    coming=(COMING,),
    panels=(Panel("home", N_("Case of the month"), panels.at_home, order=25),),
    menu=(
        MenuItem(N_("Monthly case"), "casework_console", "scale", order=40, chapter="content"),
        MenuItem(N_("Case talks"), "casework_list", "scale", site="members", order=40),
    ),
    urls=(*members.URLS, *console.URLS),
    deeds={
        "casework_console": SEE,
        "casework_study": SEE,
        **dict.fromkeys(
            (
                *("casework_call", "casework_choose", "casework_write", "casework_replace"),
                *("casework_check", "casework_open", "casework_close", "casework_prolong"),
                *("casework_leave_out", "casework_sum_up", "casework_reopen", "casework_drop"),
                "casework_resume",
            ),
            LEAD,
        ),
    },
    personal_data=(PERSONAL_DATA,),
)
