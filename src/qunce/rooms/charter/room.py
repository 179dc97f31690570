"""The card of the charter."""

from qunce.facts import charter as facts
from qunce.facts.admission import ApplicantApproved
from qunce.facts.people import CommunityFounded
from qunce.facts.playbook import PlaybookChanged
from qunce.facts.reads import CharterInForce
from qunce.kernel.options import Section
from qunce.kernel.text import N_
from qunce.ledger.contracts import Job, Reaction
from qunce.rooms.charter import jobs, queries, reactions
from qunce.rooms.charter.domain import Settings
from qunce.rooms.charter.personal import PERSONAL_DATA
from qunce.rooms.charter.web import public
from qunce.shell.card import Card

CARD = Card(
    key="charter",
    title=N_("Charter"),
    settings=(Section("acceptance", N_("Acceptance of the charter"), Settings),),
    facts=(
        facts.CharterPublished,
        facts.CharterCameIntoForce,
        facts.CharterWithdrawn,
        facts.CharterAccepted,
    ),
    reactions=(
        Reaction("charter.on_community_founded", CommunityFounded, reactions.on_community_founded),
        Reaction("charter.on_playbook_changed", PlaybookChanged, reactions.on_playbook_changed),
        Reaction(
            "charter.on_applicant_approved", ApplicantApproved, reactions.on_applicant_approved
        ),
    ),
    jobs=(
        Job("charter.tick", "* * * * *", jobs.tick, late=120),
        Job("charter.chase", "0 9 * * *", jobs.chase),
    ),
    reads={CharterInForce: queries.charter_in_force},
    urls=public.URLS,
    personal_data=(PERSONAL_DATA,),
)
