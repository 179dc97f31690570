"""The card of the library."""

from qunce.facts import library as facts
from qunce.facts.answers import PairProposedForLibrary
from qunce.facts.casework import CaseSummaryTakenBack, CaseSummedUp
from qunce.facts.moderation import AppreciationTakenBack, ShareAppreciated
from qunce.facts.people import CommunityFounded
from qunce.facts.reads import FindLibraryItems, ListLibraryNews, ReadText
from qunce.kernel.messages import Role
from qunce.kernel.text import N_
from qunce.ledger.contracts import Job, Reaction
from qunce.rooms.library import (
    collecting,
    find,
    jobs,
    letters,
    lines,
    moving,
    news,
    reactions,
    telling,
)
from qunce.rooms.library.domain import SECTION
from qunce.rooms.library.files import words_of
from qunce.rooms.library.personal import PERSONAL_DATA
from qunce.rooms.library.web import calls, command, console, contributing, editor, files, members
from qunce.rooms.library.web import collecting as picking
from qunce.rooms.library.web import moving as moves
from qunce.shell.card import Card, Duty, MenuItem, MessageAction, Panel

SEE = N_("See the library with its drafts")
KEEP = N_("Write, review and publish in the library")
CALLS = N_("See calls for contributions and what was sent in")
ASK = N_("Call for contributions, and answer them")
MOVE = N_("Move files into the library, and take the library along")
SHELVE = N_("Set up the library's categories")

CARD = Card(
    key="library",
    title=N_("Library"),
    settings=(SECTION,),
    facts=(
        facts.ItemWritten,
        facts.ItemChanged,
        facts.ItemSubmitted,
        facts.ItemReturned,
        facts.ItemApproved,
        facts.ItemPublished,
        facts.ItemEnded,
        facts.ItemRenewed,
        facts.ItemWithdrawn,
        facts.ItemReopened,
        facts.FileAdded,
        facts.FileRemoved,
        facts.ShelvesChanged,
        facts.CallOpened,
        facts.CallClosed,
        facts.ContributionSent,
        facts.ContributionTaken,
        facts.ContributionDeclined,
        facts.ContributorTold,
    ),
    reactions=(
        Reaction("library.on_community_founded", CommunityFounded, reactions.on_community_founded),
        Reaction("library.on_share_appreciated", ShareAppreciated, reactions.on_share_appreciated),
        Reaction(
            "library.on_appreciation_taken_back",
            AppreciationTakenBack,
            reactions.on_appreciation_taken_back,
        ),
        Reaction("library.on_pair_proposed", PairProposedForLibrary, reactions.on_pair_proposed),
        Reaction("library.on_case_summed_up", CaseSummedUp, reactions.on_case_summed_up),
        Reaction(
            "library.on_case_summary_taken_back",
            CaseSummaryTakenBack,
            reactions.on_case_summary_taken_back,
        ),
        Reaction("library.on_item_published", facts.ItemPublished, reactions.on_item_published),
    ),
    jobs=(
        Job("library.publish", "* * * * *", jobs.publish, late=120),
        Job("library.end", "17 * * * *", jobs.end),
    ),
    executors={
        moving.READ: moving.read_archive,
        moving.CARRY: moving.carry_out,
        letters.LETTER: letters.execute,
    },
    commands=(command.COMMAND,),
    reads={
        FindLibraryItems: find.find_items,
        ListLibraryNews: news.list_news,
        ReadText: words_of,
    },
    highlights=(telling.HIGHLIGHTS,),
    coming=(telling.COMING,),
    duties=(
        Duty(
            "library.keep",
            N_("Review texts for the library and keep policies up to date"),
            Role.CONTENT,
            kinds=(
                *(lines.WAITING, lines.BACK, lines.VALIDITY, lines.SENT),
                *(letters.CALL, collecting.SHARE, lines.DRAFT),
            ),
            daily=False,
        ),
    ),
    panels=(Panel("home", N_("Calls for contributions"), contributing.asked, order=40),),
    message_actions=(
        MessageAction(
            N_("Collect for the library"),
            "library_collect",
            "book",
            frozenset({Role.CONTENT, Role.OWNER}),
        ),
    ),
    menu=(
        MenuItem(N_("Library"), "library_items", "book", order=30, chapter="content"),
        MenuItem(N_("Library"), "library_home", "book", site="members", order=20),
    ),
    urls=(
        *editor.URLS,
        *console.URLS,
        *members.URLS,
        *files.URLS,
        *moves.URLS,
        *calls.URLS,
        *contributing.URLS,
        *picking.URLS,
    ),
    topics={"library": console.may_hear},
    deeds={
        **dict.fromkeys(
            (
                *("library_items", "library_item", "library_version", "library_console_search"),
                *("library_console_file", "library_console_view", "library_console_page"),
            ),
            SEE,
        ),
        **dict.fromkeys(
            (
                *("library_new", "library_edit", "library_preview", "library_act"),
                *("library_return", "library_publish", "library_add_file", "library_remove_file"),
            ),
            KEEP,
        ),
        **dict.fromkeys(
            ("library_categories", "library_category", "library_order", "library_usual"), SHELVE
        ),
        **dict.fromkeys(
            (
                *("library_moves", "library_moving", "library_moving_progress"),
                *("library_moving_start", "library_export"),
            ),
            MOVE,
        ),
        **dict.fromkeys(("library_calls", "library_call"), CALLS),
        **dict.fromkeys(
            (
                *("library_new_call", "library_change_call", "library_close_call"),
                "library_decide",
            ),
            ASK,
        ),
        "library_collect": KEEP,
    },
    personal_data=(PERSONAL_DATA,),
)
