"""The card of moderation."""

from qunce.chat.contracts import Listener
from qunce.facts import moderation as facts
from qunce.facts import protected as protected_facts
from qunce.facts import trying
from qunce.facts.chat import MessageEdited
from qunce.facts.ledger import TaskReopened
from qunce.facts.playbook import PlaybookChanged
from qunce.facts.reads import ClausesInUse, JudgeTexts, WeighTexts
from qunce.kernel.clauses import CHARTER
from qunce.kernel.messages import Role
from qunce.kernel.text import N_
from qunce.ledger.contracts import Job, Reaction
from qunce.rooms.moderation import (
    engines,
    fuse,
    judge,
    order,
    patrol,
    praise,
    queries,
    reactions,
    reads,
    replay_command,
    replays,
    replied,
    retention,
    undoing,
)
from qunce.rooms.moderation.gate import GATE
from qunce.rooms.moderation.personal import PERSONAL_DATA, REPORTS, SHARES
from qunce.rooms.moderation.rules import RULES
from qunce.rooms.moderation.web import (
    by_hand,
    console,
    deciding,
    drafts,
    ladders,
    members,
    panels,
    protected,
    queue,
    reporting,
    reports,
    rules,
)
from qunce.rooms.moderation.web import patrol as patrol_pages
from qunce.rooms.moderation.web import replays as replay_pages
from qunce.rooms.moderation.web import undoing as undo_pages
from qunce.shell.card import Card, Duty, MenuItem, MessageAction, Panel

CARD = Card(
    key="moderation",
    title=N_("Order in the group"),
    settings=(CHARTER, order.ORDER, retention.EVIDENCE, patrol.SECTION),
    facts=(
        facts.MessageSanctioned,
        facts.MessageQuestioned,
        facts.CaseDismissed,
        facts.CaseReopened,
        facts.CaseAppealed,
        facts.AppealAnswered,
        facts.EvidenceErased,
        facts.RuleParked,
        facts.MessageReported,
        facts.ReportAnswered,
        facts.RoundDone,
        facts.RoundTakenBack,
        facts.ShareAppreciated,
        facts.AppreciationTakenBack,
        trying.RulesDrafted,
        trying.DraftDiscarded,
        trying.DraftRestored,
        trying.ReplayLookedAt,
        trying.RulesWentLive,
        trying.RulesTakenBack,
        trying.DraftSettled,
        trying.RuleFellBack,
        trying.RuleUndone,
        trying.UndoingTakenBack,
        facts.CaseEased,
        facts.PiecesFound,
        facts.CaseNamed,
        protected_facts.TextRegistered,
        protected_facts.ProtectedTextChanged,
        protected_facts.TextTakenOut,
        protected_facts.TextPutBack,
    ),
    outdated={facts.MessageSanctioned: queries.why_outdated},
    reactions=(
        Reaction("moderation.on_message_edited", MessageEdited, reactions.on_message_edited),
        Reaction("moderation.on_sanctioned", facts.MessageSanctioned, reactions.on_decided),
        Reaction("moderation.on_dismissed", facts.CaseDismissed, reactions.on_decided),
        Reaction("moderation.on_appeal_answered", facts.AppealAnswered, reactions.on_decided),
        Reaction("moderation.on_playbook_changed", PlaybookChanged, reactions.on_playbook_changed),
        Reaction("moderation.on_task_reopened", TaskReopened, reactions.on_task_reopened),
    ),
    jobs=(
        Job("moderation.erase_old", "50 4 * * *", retention.tick, late=20 * 3600),
        Job("moderation.patrol", "*/5 * * * *", patrol.tick, late=600),
        Job("moderation.fuse", "* * * * *", fuse.watch, late=120),
        Job("moderation.clear_replays", "55 4 * * *", replays.clear_old, late=20 * 3600),
    ),
    executors={replays.KIND: replays.execute, undoing.KIND: undoing.execute},
    gate=GATE,
    listeners=(
        Listener("moderation.review", reactions.on_messages, engines.prepare_all),
        Listener("moderation.reports", reactions.on_calls),
        Listener("moderation.appeals", replied.on_messages),
    ),
    rules=RULES,
    reads={
        JudgeTexts: reads.judge_texts,
        WeighTexts: reads.weigh_texts,
        ClausesInUse: reads.clauses_in_use,
    },
    highlights=(praise.HIGHLIGHTS,),
    duties=(
        Duty(
            "moderation.review",
            N_("Decide about cases"),
            Role.OPS,
            kinds=("review", "appeal", "invite", "call", "report"),
        ),
        Duty("moderation.patrol", N_("Do the daily round"), Role.OPS, kinds=("patrol",)),
        Duty("moderation.rules", N_("Mend rules that fail"), Role.OWNER, kinds=("rule",)),
    ),
    panels=(
        Panel("group", N_("Violations found"), panels.violations, order=20),
        Panel("group", N_("Good shares"), patrol_pages.panel, order=40),
        Panel("person", N_("Cases"), panels.of_person, order=45),
        Panel(f"task:{patrol.KIND}", N_("Daily round"), patrol_pages.line),
    ),
    message_actions=(
        MessageAction(
            N_("Act on it"), "moderation_open", "gavel", frozenset({Role.OPS, Role.OWNER})
        ),
        MessageAction(N_("Mark as essence"), "moderation_mark", "star"),
        MessageAction(N_("Report it to the admins"), "moderation_report", "flag", site="members"),
    ),
    menu=(
        MenuItem(N_("Cases"), "moderation_cases", "gavel", order=10, chapter="order"),
        MenuItem(N_("Reports"), "moderation_reports", "flag", order=15, chapter="order"),
        MenuItem(N_("My reports"), "moderation_own_reports", "flag", site="members", order=85),
        MenuItem(N_("Daily round"), "moderation_patrol", "walk", order=12, chapter="order"),
        MenuItem(N_("Good shares"), "moderation_essences", "star", order=17, chapter="order"),
        MenuItem(N_("Rules"), "moderation_rules", "flask", order=30, chapter="order"),
        MenuItem(
            N_("Protected texts"), "moderation_protected", "copyright", order=32, chapter="order"
        ),
    ),
    urls=(
        *(*console.URLS, *queue.URLS, *deciding.URLS, *by_hand.URLS, *members.URLS),
        *(*reports.URLS, *reporting.URLS),
        *(*patrol_pages.URLS, *protected.URLS),
        *(*rules.URLS, *drafts.URLS, *ladders.URLS, *replay_pages.URLS, *undo_pages.URLS),
    ),
    deeds={
        **dict.fromkeys(
            (
                *("moderation_rules", "moderation_draft", "moderation_replay"),
                *("moderation_replay_progress", "moderation_replay_export"),
            ),
            N_("See rules, drafts and what they would have done"),
        ),
        **dict.fromkeys(
            (
                *("moderation_undo", "moderation_undoing", "moderation_undoing_progress"),
                *("moderation_undoing_stop", "moderation_undoing_continue"),
                "moderation_undoing_back",
            ),
            N_("Undo what a rule did"),
        ),
        **dict.fromkeys(
            ("moderation_try", "moderation_replays", "moderation_replay_stop"),
            N_("Try rules on what was said"),
        ),
        **dict.fromkeys(
            (
                *("moderation_new_draft", "moderation_draft_ladders", "moderation_rename"),
                *("moderation_discard", "moderation_restore", "moderation_replay_looked"),
                *("moderation_go_live", "moderation_take_back"),
            ),
            N_("Draft rules and put them in force"),
        ),
        "moderation_protected": N_("See the registered texts"),
        **dict.fromkeys(
            (
                *("moderation_protect", "moderation_protected_change"),
                *("moderation_protected_out", "moderation_protected_back"),
            ),
            N_("Register protected texts"),
        ),
        "moderation_cases": N_("See cases"),
        "moderation_case": N_("See cases"),
        "moderation_reports": N_("See reports"),
        **dict.fromkeys(("moderation_essences", "moderation_mark"), N_("Mark good shares")),
        **dict.fromkeys(("moderation_patrol", "moderation_patrol_back"), N_("Do the daily round")),
        **dict.fromkeys(
            (
                *("moderation_act", "moderation_dismiss", "moderation_reopen"),
                *("moderation_uphold", "moderation_overturn", "moderation_open"),
                *("moderation_reduce", "moderation_member", "moderation_preview"),
                *("moderation_decide", "moderation_undo_own", "moderation_who"),
                "moderation_fresh",
            ),
            N_("Open cases, decide them, answer appeals"),
        ),
    },
    commands=(judge.COMMAND, replay_command.COMMAND),
    personal_data=(PERSONAL_DATA, REPORTS, SHARES),
)
