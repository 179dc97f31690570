"""The card of admission."""

from qunce.facts import admission as facts
from qunce.facts.ledger import TaskDone
from qunce.facts.people import MemberJoined
from qunce.kernel.options import Section
from qunce.kernel.text import N_
from qunce.ledger.contracts import Job, Reaction
from qunce.rooms.admission import jobs, panels, reactions, reception
from qunce.rooms.admission.domain import Applying, Conditions, Settings
from qunce.rooms.admission.personal import PERSONAL_DATA
from qunce.rooms.admission.web import nicknames
from qunce.shell.card import Card, Panel, Switch

CARD = Card(
    key="admission",
    title=N_("Admission"),
    settings=(
        Section("admission", N_("Newcomers"), Settings),
        Section("applying", N_("Applications"), Applying),
        Section("conditions", N_("Whom a group is for"), Conditions),
        reception.SECTION,
    ),
    switch=Switch(
        key="admission",
        title=N_("Review of newcomers"),
        help=N_("Who joins is welcomed; nicknames are checked for 姓名-企业-岗位."),
        order=20,
        first=True,
    ),
    facts=(
        facts.NewcomerWelcomed,
        facts.NicknamesReminded,
        facts.InvitationMade,
        facts.InvitationRevoked,
        facts.ApplicationSent,
        facts.ApplicationProved,
        facts.EvidenceGiven,
        facts.ApplicantVouchedFor,
        facts.CertificateDeleted,
        facts.ApplicantAsked,
        facts.ApplicantAnswered,
        facts.ApplicantApproved,
        facts.ApplicantDeclined,
        facts.ApplicationReopened,
        facts.ApplicationWithdrawn,
        facts.ApplicationLapsed,
        facts.ApplicationErased,
    ),
    reactions=(
        Reaction("admission.on_member_joined", MemberJoined, reactions.on_member_joined),
        Reaction("admission.on_task_done", TaskDone, reactions.on_task_done),
    ),
    jobs=(Job("admission.nicknames", "*/10 * * * *", jobs.check_nicknames),),
    panels=(Panel("group", N_("Nicknames"), panels.misnamed, order=40),),
    urls=nicknames.URLS,
    deeds={
        "admission_nicknames": N_("See whose nickname differs from the record"),
        "admission_remind": N_("Remind members of their nickname"),
        "admission_lay_nicknames": N_("Remind members of their nickname"),
    },
    personal_data=(PERSONAL_DATA,),
)
