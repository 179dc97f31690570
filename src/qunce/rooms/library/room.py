"""The card of the library."""

from qunce.facts import library as facts
from qunce.facts.people import CommunityFounded
from qunce.facts.reads import FindLibraryItems
from qunce.kernel.messages import Role
from qunce.kernel.text import N_
from qunce.ledger.contracts import Job, Reaction
from qunce.rooms.library import find, jobs, lines, reactions, telling
from qunce.rooms.library.domain import SECTION
from qunce.rooms.library.personal import PERSONAL_DATA
from qunce.rooms.library.web import console, editor, members
from qunce.shell.card import Card, Duty, MenuItem

SEE = N_("See the library with its drafts")
KEEP = N_("Write, review and publish in the library")
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
    ),
    reactions=(
        Reaction("library.on_community_founded", CommunityFounded, reactions.on_community_founded),
    ),
    jobs=(
        Job("library.publish", "* * * * *", jobs.publish, late=120),
        Job("library.end", "17 * * * *", jobs.end),
    ),
    reads={FindLibraryItems: find.find_items},
    highlights=(telling.HIGHLIGHTS,),
    duties=(
        Duty(
            "library.keep",
            N_("Review texts for the library and keep policies up to date"),
            Role.CONTENT,
            kinds=(lines.WAITING, lines.BACK, lines.VALIDITY),
            daily=False,
        ),
    ),
    menu=(
        MenuItem(N_("Library"), "library_items", "book", order=30, chapter="content"),
        MenuItem(N_("Library"), "library_home", "book", site="members", order=20),
    ),
    urls=(*editor.URLS, *console.URLS, *members.URLS),
    topics={"library": console.may_hear},
    deeds={
        **dict.fromkeys(
            ("library_items", "library_item", "library_version", "library_console_search"), SEE
        ),
        **dict.fromkeys(
            (
                *("library_new", "library_edit", "library_preview", "library_act"),
                *("library_return", "library_publish"),
            ),
            KEEP,
        ),
        **dict.fromkeys(
            ("library_categories", "library_category", "library_order", "library_usual"), SHELVE
        ),
    },
    personal_data=(PERSONAL_DATA,),
)
