"""The card of the charter."""

from qunce.facts import charter as facts
from qunce.facts.admission import ApplicantApproved
from qunce.facts.claims import MemberClaimed
from qunce.facts.people import CommunityFounded
from qunce.facts.playbook import PlaybookChanged
from qunce.facts.reads import CharterInForce
from qunce.kernel.messages import Role
from qunce.kernel.options import Section
from qunce.kernel.text import N_
from qunce.ledger.contracts import Job, Reaction
from qunce.rooms.charter import jobs, queries, reactions
from qunce.rooms.charter.domain import Settings
from qunce.rooms.charter.personal import PERSONAL_DATA
from qunce.rooms.charter.web import console, editor, members, noting, panels, public
from qunce.shell.card import Card, Duty, MenuItem, Panel

CARD = Card(
    key="charter",
    title=N_("Charter"),
    settings=(Section("acceptance", N_("Acceptance of the charter"), Settings, is_common=True),),
    facts=(
        facts.CharterPublished,
        facts.CharterCameIntoForce,
        facts.CharterWithdrawn,
        facts.CharterAccepted,
        facts.CharterAcceptanceTakenBack,
    ),
    reactions=(
        Reaction("charter.on_community_founded", CommunityFounded, reactions.on_community_founded),
        Reaction("charter.on_playbook_changed", PlaybookChanged, reactions.on_playbook_changed),
        Reaction("charter.on_applicant_approved", ApplicantApproved, reactions.on_came_in),
        Reaction("charter.on_member_claimed", MemberClaimed, reactions.on_came_in),
    ),
    jobs=(
        Job("charter.tick", "* * * * *", jobs.tick, late=120),
        Job("charter.chase", "0 9 * * *", jobs.chase),
    ),
    reads={CharterInForce: queries.charter_in_force},
    duties=(
        Duty(
            "charter.accepted",
            N_("See that the charter is known and accepted"),
            Role.OPS,
            kinds=("charter",),
            daily=False,
        ),
    ),
    panels=(
        Panel("home", N_("Charter"), panels.asked, order=10),
        Panel("person", N_("Charter accepted"), panels.accepted, order=40),
    ),
    menu=(
        MenuItem(N_("Charter"), "charter_console", "book", order=20, chapter="order"),
        MenuItem(N_("Charter"), "charter_accept", "book", site="members", order=80),
    ),
    urls=(*public.URLS, *console.URLS, *noting.URLS, *editor.URLS, *members.URLS),
    deeds={
        **dict.fromkeys(
            ("charter_console", "charter_version", "charter_acceptances"),
            N_("See the charter's versions and who has accepted"),
        ),
        **dict.fromkeys(
            (
                *("charter_export", "charter_note"),
                *("charter_note_preview", "charter_note_all", "charter_note_undo"),
            ),
            N_("Note and take along who has accepted the charter"),
        ),
        **dict.fromkeys(
            (
                *("charter_draft", "charter_parts", "charter_new_clause", "charter_clause"),
                *("charter_move", "charter_remove", "charter_discard", "charter_publish"),
                "charter_try",
                "charter_withdraw",
            ),
            N_("Write, publish and withdraw the charter"),
        ),
    },
    personal_data=(PERSONAL_DATA,),
)
