"""The card of admission."""

from qunce.chat.contracts import Listener
from qunce.facts import admission as facts
from qunce.facts import arrivals as arrival_facts
from qunce.facts import claims as claim_facts
from qunce.facts.ledger import TaskDone
from qunce.facts.people import GroupChanged, MemberJoined, MemberLeft
from qunce.kernel.messages import Role
from qunce.kernel.options import Section
from qunce.kernel.text import N_
from qunce.ledger.contracts import Job, Reaction
from qunce.rooms.admission import (
    certificates,
    claim_letters,
    claiming,
    claims,
    closing,
    deciding,
    evidence,
    jobs,
    keeping,
    letters,
    lines,
    listing,
    mails,
    panels,
    reactions,
    reception,
)
from qunce.rooms.admission.domain import Applying, Conditions, Settings
from qunce.rooms.admission.personal import PERSONAL_DATA
from qunce.rooms.admission.web import (
    arrivals,
    by_hand,
    first_steps,
    invitations,
    join,
    nicknames,
    queue,
    review,
    status,
    vouching,
)
from qunce.rooms.admission.web import claiming as claiming_pages
from qunce.rooms.admission.web import claims as claims_pages
from qunce.shell.card import Card, Duty, MenuItem, Panel, Switch

CLAIMS = N_("Confirm who claims a name, give links to members")

CARD = Card(
    key="admission",
    title=N_("Admission"),
    settings=(
        Section("admission", N_("Newcomers"), Settings),
        Section("applying", N_("Applications"), Applying),
        Section("conditions", N_("Whom a group is for"), Conditions),
        deciding.SECTION,
        reception.SECTION,
        claiming.SECTION,
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
        arrival_facts.ApprovalTakenBack,
        arrival_facts.ArrivalExpected,
        arrival_facts.SeatOffered,
        arrival_facts.ArrivalStepped,
        arrival_facts.ArrivalStepSkipped,
        arrival_facts.ArrivalStepUndone,
        arrival_facts.ArrivalDropped,
        arrival_facts.ArrivalReturned,
        arrival_facts.NewcomerRecognised,
        arrival_facts.ApplicantContactSeen,
        claim_facts.ClaimLinkGiven,
        claim_facts.ClaimMade,
        claim_facts.MemberClaimed,
        claim_facts.ClaimRefused,
        claim_facts.ClaimReopened,
    ),
    reactions=(
        Reaction("admission.on_member_joined", MemberJoined, reactions.on_member_joined),
        Reaction("admission.on_member_left", MemberLeft, reactions.on_member_left),
        Reaction("admission.on_group_changed", GroupChanged, reactions.on_group_changed),
        Reaction("admission.on_proved", facts.ApplicationProved, reactions.on_application_proved),
        Reaction(
            "admission.on_withdrawn", facts.ApplicationWithdrawn, reactions.on_application_left
        ),
        Reaction("admission.on_lapsed", facts.ApplicationLapsed, reactions.on_application_left),
        Reaction("admission.on_task_done", TaskDone, reactions.on_task_done),
        *(
            Reaction(f"admission.close_{kind.__name__}", kind, closing.on_over)
            for kind in closing.ENDS
        ),
    ),
    listeners=(Listener("admission.on_messages", reactions.on_messages),),
    executors={
        letters.LETTER: letters.execute,
        mails.MAIL: mails.execute,
        certificates.DELETE: certificates.execute,
        claim_letters.LETTER: claim_letters.execute,
    },
    jobs=(
        Job("admission.tick", "*/5 * * * *", jobs.tick),
        Job("admission.nicknames", "*/10 * * * *", jobs.check_nicknames),
        Job("admission.claims", "17 * * * *", claims.tidy),
        Job("admission.keep", "41 * * * *", keeping.tick),
    ),
    duties=(
        Duty(
            "admission.review",
            N_("Answer applications and bring newcomers in"),
            Role.OPS,
            kinds=(
                lines.APPLICATIONS,
                lines.LATE,
                lines.ARRIVALS,
                lines.SEATS,
                lines.MEET,
                evidence.VOUCH,
                lines.CLAIMS,
            ),
        ),
    ),
    panels=(
        Panel("group", N_("Newcomers"), panels.figures, order=10),
        Panel("group", N_("Nicknames"), panels.misnamed, order=40),
        Panel("person", N_("Who brought whom"), invitations.panel, order=30),
        Panel("home", N_("New here?"), first_steps.panel, order=10),
        Panel("home", N_("Do you know them?"), vouching.lines, order=20),
        Panel(f"task:{lines.ARRIVALS}", N_("On the way"), panels.way),
        Panel(f"task:{lines.APPLICATIONS}", N_("Waiting"), panels.waiting),
        Panel(f"task:{lines.LATE}", N_("Waiting"), panels.waiting),
    ),
    menu=(
        MenuItem(
            N_("Review of newcomers"),
            "admission_queue",
            "user-check",
            order=10,
            chapter="members",
            switch="admission",
        ),
        MenuItem(
            N_("Claim one's name"),
            "admission_claims",
            "fingerprint",
            roles=frozenset({Role.OWNER, Role.OPS}),
            order=50,
            chapter="members",
            switch="admission",
        ),
        MenuItem(
            N_("Invitations"),
            "admission_invitations",
            "qrcode",
            order=40,
            chapter="members",
            switch="admission",
        ),
        MenuItem(
            N_("Invite"),
            "admission_own_invitations",
            "user-plus",
            site="members",
            order=60,
            switch="admission",
        ),
    ),
    urls=(
        *nicknames.URLS,
        *queue.URLS,
        *by_hand.URLS,
        *review.URLS,
        *arrivals.URLS,
        *first_steps.URLS,
        *join.URLS,
        *status.URLS,
        *vouching.URLS,
        *invitations.URLS,
        *claiming_pages.URLS,
        *claims_pages.URLS,
    ),
    commands=(listing.COMMAND,),
    topics={"applications": queue.may_hear},
    deeds={
        "admission_nicknames": N_("See whose nickname differs from the record"),
        "admission_remind": N_("Remind members of their nickname"),
        "admission_lay_nicknames": N_("Remind members of their nickname"),
        "admission_queue": N_("See who applies"),
        "admission_application": N_("See who applies"),
        "admission_preview": N_("Answer applications"),
        "admission_approve_all": N_("Answer applications"),
        "admission_undo": N_("Answer applications"),
        "admission_ask": N_("Answer applications"),
        "admission_decline": N_("Answer applications"),
        "admission_approve": N_("Answer applications"),
        "admission_reopen": N_("Answer applications"),
        "admission_arrivals": N_("See who is on the way into a group"),
        "admission_tick": N_("Bring newcomers into a group"),
        "admission_tick_many": N_("Bring newcomers into a group"),
        "admission_undo_step": N_("Bring newcomers into a group"),
        "admission_drop": N_("Bring newcomers into a group"),
        "admission_bring_back": N_("Bring newcomers into a group"),
        "admission_wechat": N_("Look at an applicant's WeChat ID"),
        "admission_newcomer": N_("Say who a newcomer is"),
        "admission_meet": N_("Say who a newcomer is"),
        "admission_invitations": N_("See who invites whom"),
        "admission_invitation": N_("See who invites whom"),
        "admission_invite": N_("Make and revoke invitations"),
        "admission_revoke": N_("Make and revoke invitations"),
        "admission_enter": N_("Enter an application that was told in a chat"),
        "admission_claims": CLAIMS,
        "admission_claim_case": CLAIMS,
        "admission_claim_confirm": CLAIMS,
        "admission_claim_refuse": CLAIMS,
        "admission_claim_reopen": CLAIMS,
        "admission_claim_links": CLAIMS,
        "admission_certificate": N_("Look at certificates of applicants"),
    },
    personal_data=(PERSONAL_DATA,),
)
