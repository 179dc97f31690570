"""The card of the programme."""

from dataclasses import replace

from qunce.facts.feeds import FACTS as FEED_FACTS
from qunce.facts.ledger import TaskDone, TaskReopened, TaskSkipped
from qunce.facts.people import GroupChanged, GroupOpened, RosterChanged
from qunce.facts.playbook import PlaybookChanged
from qunce.facts.pools import FACTS as POOL_FACTS
from qunce.facts.programme import FACTS
from qunce.facts.reads import WhenOn
from qunce.kernel.messages import Role
from qunce.kernel.options import Section
from qunce.kernel.text import N_
from qunce.ledger.contracts import Job, Reaction
from qunce.rooms.programme import (
    announcing,
    coming,
    digest,
    jobs,
    laying,
    offers,
    posting,
    queries,
    reactions,
    steps,
)
from qunce.rooms.programme.domain import Settings, StepKind
from qunce.rooms.programme.domain_feeds import FeedSettings
from qunce.rooms.programme.feeds import keeping
from qunce.rooms.programme.personal import PERSONAL_DATA
from qunce.rooms.programme.slots import SLOTS
from qunce.rooms.programme.web import (
    briefing,
    calendar,
    effect,
    feeds,
    items,
    lines,
    members,
    notice,
    pictures,
    pools,
    preview,
    reserves,
    week,
)
from qunce.rooms.programme.web import offers as ideas
from qunce.shell.card import Card, Duty, MenuItem, Panel, Switch

SEE = N_("See what goes out when")
SEE_FEEDS = N_("See the feeds that the briefing draws on")
SEE_POOLS = N_("See the pools of tips and topics")
KEEP_POOLS = N_("Write and approve tips and topics")
KEEP_FEEDS = N_("Add, pause and remove feeds")
PLAN = N_("Plan, write and move what goes out")

GATHER = {"week": digest.gather, "notices": coming.gather}

CARD = Card(
    key="programme",
    title=N_("Programme"),
    settings=(
        Section("programme", N_("Programme"), Settings, is_common=True),
        Section("feeds", N_("Feeds"), FeedSettings, is_common=True),
    ),
    switch=Switch(
        key="programme",
        title=N_("Morning briefing"),
        help=N_("Every working day at 9:00 the desk has the text ready to fill in and post."),
        order=10,
        first=True,
    ),
    facts=(*FACTS, *FEED_FACTS, *POOL_FACTS),
    reactions=(
        Reaction("programme.on_task_done", TaskDone, reactions.on_task_done),
        Reaction("programme.on_task_skipped", TaskSkipped, reactions.on_task_skipped),
        Reaction("programme.on_task_reopened", TaskReopened, reactions.on_task_reopened),
        Reaction("programme.on_playbook_changed", PlaybookChanged, reactions.on_playbook_changed),
        Reaction("programme.on_group_opened", GroupOpened, reactions.on_groups_changed),
        Reaction("programme.on_group_changed", GroupChanged, reactions.on_groups_changed),
        Reaction("programme.on_roster_changed", RosterChanged, reactions.on_roster_changed),
    ),
    executors={laying.DELIVER: posting.execute, offers.TELL: offers.execute},
    jobs=(
        Job("programme.tick", "* * * * *", jobs.tick, late=120),
        Job("programme.fill", "*/15 * * * *", jobs.fill),
        Job("programme.measure", "*/10 * * * *", jobs.measure),
        Job("programme.sweep", "25 4 * * *", jobs.sweep, late=6 * 3600),
        Job("programme.feeds", "* * * * *", jobs.read_feeds, late=120),
        Job("programme.forget", "23 4 * * *", jobs.forget_news),
    ),
    slots=tuple(replace(slot, gather=GATHER.get(slot.key, slot.gather)) for slot in SLOTS),
    coming=(announcing.COMING,),
    duties=(
        Duty(
            "programme.post",
            N_("Post the programme"),
            Role.CONTENT,
            kinds=(laying.KIND, posting.MISSED_KIND),
        ),
        Duty(
            "programme.write",
            N_("Choose topics and write posts"),
            Role.CONTENT,
            kinds=(steps.KINDS[StepKind.CHOOSE], steps.KINDS[StepKind.DRAFT]),
        ),
        Duty(
            "programme.review",
            N_("Look posts through"),
            Role.CONTENT,
            kinds=(steps.KINDS[StepKind.REVIEW], offers.KIND),
        ),
        Duty(
            "programme.feeds",
            N_("Mend feeds that cannot be read"),
            Role.CONTENT,
            kinds=(keeping.KIND,),
            daily=False,
        ),
    ),
    menu=(
        MenuItem(
            N_("Calendar of posts"),
            "programme_calendar",
            "calendar",
            order=10,
            chapter="content",
            switch="programme",
        ),
        MenuItem(
            N_("Feeds"), "programme_feeds", "rss", order=14, chapter="content", switch="programme"
        ),
        MenuItem(
            N_("Tips and topics"),
            "programme_pools",
            "bolt",
            order=16,
            chapter="content",
            switch="programme",
        ),
        MenuItem(
            N_("On today"),
            "programme_today",
            "news",
            site="members",
            order=15,
            switch="programme",
        ),
    ),
    panels=(
        Panel("home", N_("On today"), members.panel, order=5),
        Panel(f"task:{steps.KINDS[StepKind.REVIEW]}", N_("Look it through"), lines.review),
    ),
    urls=(
        *calendar.URLS,
        *items.URLS,
        *feeds.URLS,
        *briefing.URLS,
        *pools.URLS,
        *ideas.URLS,
        *preview.URLS,
        *members.URLS,
        *pictures.URLS,
        *reserves.URLS,
        *week.URLS,
        *effect.URLS,
        *notice.URLS,
    ),
    deeds={
        "programme_calendar": SEE,
        "programme_effect": SEE,
        "programme_effect_file": SEE,
        "programme_pool": SEE_POOLS,
        "programme_pools": SEE_POOLS,
        "programme_pool_entry": SEE_POOLS,
        "programme_pool_add": KEEP_POOLS,
        "programme_pool_bring": KEEP_POOLS,
        "programme_pool_fill": KEEP_POOLS,
        "programme_pool_act": KEEP_POOLS,
        "programme_pool_decline": KEEP_POOLS,
        "programme_feeds": SEE_FEEDS,
        "programme_feed": SEE_FEEDS,
        "programme_feed_add": KEEP_FEEDS,
        "programme_feed_act": KEEP_FEEDS,
        "programme_item": SEE,
        "programme_preview": SEE,
        "programme_add": PLAN,
        "programme_notice": PLAN,
        "programme_briefing": PLAN,
        "programme_write": PLAN,
        "programme_details": PLAN,
        "programme_move": PLAN,
        "programme_act": PLAN,
        "programme_merge": PLAN,
        "programme_add_pictures": PLAN,
        "programme_remove_picture": PLAN,
        "programme_move_back": PLAN,
        "programme_reserves": PLAN,
        "programme_reserve": PLAN,
        "programme_remove_reserve": PLAN,
        "programme_week": PLAN,
        "programme_week_again": PLAN,
    },
    reads={WhenOn: queries.when_on},
    personal_data=(PERSONAL_DATA,),
)
