"""The cards of the floors: those below the shell have no room.py of their own."""

from qunce.chat import personal as conversations
from qunce.chat.jobs import JOBS as CHAT_JOBS
from qunce.chat.retention import RETENTION
from qunce.console import room as console
from qunce.facts import chat as chat_facts
from qunce.facts import ledger as ledger_facts
from qunce.facts import people as people_facts
from qunce.facts import people_own
from qunce.facts.admission import ApplicantApproved
from qunce.facts.playbook import PlaybookChanged
from qunce.gateway import room as gateway
from qunce.kernel.text import N_
from qunce.ledger import personal as record
from qunce.ledger.contracts import Job, Reaction
from qunce.ledger.jobs import JOBS
from qunce.people import personal as membership
from qunce.people import reactions as people_reactions
from qunce.people import records, roles, tier_rule
from qunce.playbook import personal as settings_of
from qunce.playbook.basics import BASICS
from qunce.playbook.privacy import PRIVACY
from qunce.shell.card import Card, PersonalData
from qunce.shell.room import CARD as SHELL
from qunce.site.commands import (
    backup,
    demo,
    groups,
    key,
    manage,
    members,
    playbook,
    reindex,
    run,
    worker,
)

LEDGER = Card(
    key="ledger",
    title=N_("History"),
    facts=(
        ledger_facts.ErrandRefused,
        ledger_facts.ErrandHandedOver,
        ledger_facts.TaskDone,
        ledger_facts.TaskSkipped,
        ledger_facts.TaskReopened,
        ledger_facts.ProofAdded,
        ledger_facts.TaskGiven,
        ledger_facts.TaskTakenBack,
        ledger_facts.ErrandRepeated,
    ),
    jobs=JOBS,
    personal_data=(
        PersonalData(
            N_("History"),
            record.MODELS,
            record.export_person,
            record.erase_person,
            purpose=N_("To explain, contest and undo each decision"),
            kept=N_("As long as the community; without your name after a deletion"),
        ),
    ),
)

PEOPLE = Card(
    key="people",
    title=N_("People"),
    settings=(roles.SECTION, tier_rule.SECTION),
    facts=(
        people_facts.CommunityFounded,
        people_facts.GroupOpened,
        people_facts.GroupChanged,
        people_facts.MemberJoined,
        people_facts.MemberLeft,
        people_facts.RoleGiven,
        people_facts.RoleEnded,
        people_facts.RoleOffered,
        people_facts.RoleAccepted,
        people_facts.RoleOfferClosed,
        people_facts.LastOwnerLeft,
        people_facts.RosterChanged,
        people_facts.TierChanged,
        people_facts.TierAsked,
        people_facts.TierDeclined,
        people_facts.TiersProposed,
        people_facts.PersonCorrected,
        people_facts.PersonEntered,
        people_facts.RecordsEntered,
        people_facts.RecordsTakenBack,
        people_facts.PersonsMerged,
        people_facts.IdentitySettled,
        people_facts.IdentityUnsettled,
        people_facts.MemberMuted,
        people_facts.MemberUnmuted,
        *people_own.FACTS,
    ),
    jobs=(
        Job("people.expire_offers", "10 * * * *", roles.expire),
        Job("people.forget_sheets", "40 4 * * *", records.forget, late=86400),
    ),
    commands=(
        groups.COMMAND,
        members.COMMAND,
    ),
    reactions=(
        Reaction(
            "people.on_applicant_approved",
            ApplicantApproved,
            people_reactions.on_applicant_approved,
        ),
    ),
    personal_data=(
        PersonalData(
            N_("Who is who"),
            membership.MODELS,
            membership.export_person,
            membership.erase_person,
            purpose=N_("To know who is a member, how to reach you, and which role you hold"),
            kept=N_(
                "As long as you are a member; contacts until %(contacts_days)s days after you "
                "left the last group; who looked at them, and copies that were handed out, for "
                "%(looks_days)s days; consents stay as proof, without your name"
            ),
        ),
    ),
)

PLAYBOOK = Card(
    key="playbook",
    title=N_("Settings"),
    settings=(BASICS, PRIVACY),
    facts=(PlaybookChanged,),
    personal_data=(
        PersonalData(
            N_("Settings"),
            (),
            settings_of.export_person,
            settings_of.erase_person,
            purpose=N_("To know who changed which setting"),
            kept=N_("As long as the community; without your name after a deletion"),
        ),
    ),
    commands=(playbook.COMMAND,),
)

CHAT = Card(
    key="chat",
    title=N_("Conversations"),
    settings=(RETENTION,),
    facts=(
        chat_facts.MessageRecalled,
        chat_facts.MessageEdited,
        chat_facts.ImportUndone,
        chat_facts.TextsErased,
    ),
    jobs=CHAT_JOBS,
    personal_data=(
        PersonalData(
            N_("What you said"),
            conversations.MODELS,
            conversations.export_person,
            conversations.erase_person,
            purpose=N_("To moderate the groups, and to find again what was said"),
            kept=conversations.kept,
        ),
    ),
    commands=(reindex.COMMAND,),
)

SITE = Card(
    key="site",
    title=N_("Site"),
    commands=(
        backup.BACKUP,
        backup.RESTORE,
        run.COMMAND,
        worker.COMMAND,
        demo.COMMAND,
        manage.COMMAND,
        key.COMMAND,
    ),
)

CARDS = (SITE, LEDGER, PEOPLE, PLAYBOOK, CHAT, SHELL, console.CARD, gateway.CARD)
