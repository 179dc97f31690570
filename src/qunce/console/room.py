"""The card of the console."""

from django.http import HttpRequest

from qunce.console import (
    conversation,
    data_of_members,
    desk,
    first_run,
    groups,
    handing_out,
    history,
    members,
    offer_links,
    offers,
    own_copy,
    own_data,
    own_tier,
    playbook,
    privacy,
    proofs,
    records,
    retention,
    roles,
    roster,
    tiers,
    who,
)
from qunce.console.deeds import DEEDS
from qunce.facts.console import WordsSent
from qunce.kernel.messages import Role
from qunce.kernel.text import N_
from qunce.ledger.contracts import Job
from qunce.people import erasing
from qunce.people import records as record_sheets
from qunce.people.queries import is_staff
from qunce.people.roles import OFFER_MAIL
from qunce.shell.card import Card, Duty, MenuItem, Panel


def may_hear(request: HttpRequest, topic: str) -> bool:
    """Say whether the viewer may hear "desk:<community>": who holds a role there."""
    _, _, community = topic.partition(":")
    return community.isdecimal() and is_staff(request.user, int(community))


CARD = Card(
    key="console",
    title=N_("Console"),
    facts=(WordsSent,),
    jobs=(
        Job("console.tiers", "0 9 1 * *", tiers.tick, late=86_400),
        Job("console.retention", "20 4 * * *", retention.tick, late=86_400),
    ),
    executors={
        OFFER_MAIL: offers.send,
        erasing.ERASE: own_copy.carry_out,
        erasing.MAIL: own_copy.send,
        record_sheets.WORK: records.execute,
    },
    duties=(
        Duty("console.rules", N_("Set direction and rules"), Role.OWNER, daily=False),
        Duty(
            "console.appoint",
            N_("Appoint admins and look after the roster"),
            Role.OWNER,
            kinds=("successor",),
            daily=False,
        ),
        Duty("console.tiers", N_("Decide about tiers"), Role.OPS, kinds=("tier",), daily=False),
        Duty(
            "console.patrol",
            N_("Take out of the groups who has asked to go"),
            Role.OPS,
            kinds=("take_out",),
        ),
    ),
    panels=(
        Panel("desk", N_("You are asked"), offers.own_panel, order=5),
        Panel("desk", N_("On duty today"), roster.today_panel, order=10),
        Panel("home", N_("You are asked"), offers.own_panel, order=5),
        Panel("home", N_("My data"), own_data.panel, order=6),
        Panel("person", N_("Contacts and consents"), data_of_members.panel, order=5),
    ),
    menu=(
        MenuItem(N_("Today"), "console_desk", "list-check", order=10),
        MenuItem(N_("Groups"), "console_groups", "messages", order=10, chapter="groups"),
        MenuItem(N_("Members"), "console_members", "users", order=20, chapter="members"),
        MenuItem(N_("Who does what"), "console_roles", "users-group", order=10, chapter="team"),
        MenuItem(N_("Roster"), "console_roster", "calendar", order=20, chapter="team"),
        MenuItem(
            N_("Tiers"),
            "console_tiers",
            "award",
            roles=frozenset({Role.OWNER, Role.OPS}),
            order=30,
            chapter="members",
        ),
        MenuItem(N_("My tier"), "console_own_tier", "award", site="members", order=60),
        MenuItem(
            N_("Members' data"),
            "console_data",
            "shield-lock",
            roles=frozenset({Role.OWNER}),
            order=60,
            chapter="members",
        ),
        MenuItem(N_("My data"), "own_data", "shield", site="members", order=90),
        MenuItem(N_("Find messages"), "console_search", "search", order=20, chapter="groups"),
        MenuItem(N_("History"), "console_history", "history", order=30, chapter="team"),
        MenuItem(
            N_("Settings"),
            "console_playbook",
            "adjustments",
            roles=frozenset({Role.OWNER}),
            order=40,
            chapter="team",
        ),
    ),
    urls=(
        *desk.URLS,
        *proofs.URLS,
        *groups.URLS,
        *members.URLS,
        *records.URLS,
        *roles.URLS,
        *roster.URLS,
        *tiers.URLS,
        *own_tier.URLS,
        *offers.URLS,
        *offer_links.URLS,
        *conversation.URLS,
        *history.URLS,
        *playbook.URLS,
        *first_run.URLS,
        *who.URLS,
        *own_data.URLS,
        *data_of_members.URLS,
        *handing_out.URLS,
        *privacy.URLS,
    ),
    deeds=DEEDS,
    topics={"desk": may_hear},
)
