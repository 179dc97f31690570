"""The card of answers."""

from collections.abc import Sequence

from qunce.chat.contracts import Listener
from qunce.facts import answers as facts
from qunce.facts.chat import MessageRecalled
from qunce.facts.reads import ReadPair
from qunce.kernel.messages import Role
from qunce.kernel.options import Section
from qunce.kernel.text import N_
from qunce.ledger.contracts import Job, Reaction
from qunce.rooms.answers import keeping, lines, linking, panels, queries, telling
from qunce.rooms.answers.domain import TOPIC_LENGTH, Settings
from qunce.rooms.answers.highlights import HIGHLIGHTS
from qunce.rooms.answers.personal import PERSONAL_DATA
from qunce.rooms.answers.web import column, console, helping, judging, replying
from qunce.shell.card import Card, Duty, MenuItem, MessageAction, Panel

SEE = N_("See the questions of the column, also who asked without a name")
LEAD = N_("Lead the Q&A column: take questions in, hand them on, decide about answers")
TOO_LONG = N_("A topic is too long.")
BACKWARDS = N_("Members are reminded before the admins are told.")


def _check(settings: Settings) -> Sequence[str]:
    """Return what is wrong with a combination of settings."""
    faults = []
    if any(len(topic) > TOPIC_LENGTH for topic in settings.topics):
        faults.append(TOO_LONG)
    if settings.remind_after >= settings.escalate_after:
        faults.append(BACKWARDS)
    return faults


CARD = Card(
    key="answers",
    title=N_("Questions and answers"),
    settings=(Section("answers", N_("Questions and answers"), Settings, check=_check),),
    facts=(
        facts.QuestionAsked,
        facts.QuestionTaken,
        facts.QuestionChanged,
        facts.QuestionWithdrawn,
        facts.QuestionClosed,
        facts.QuestionReopened,
        facts.QuestionRouted,
        facts.QuestionPassed,
        facts.QuestionEscalated,
        facts.AnswerGiven,
        facts.AnswerFound,
        facts.AnswerConfirmed,
        facts.AnswerDismissed,
        facts.AnswerChanged,
        facts.AnswerWithdrawn,
        facts.AnswerAccepted,
        facts.AnswerUnaccepted,
        facts.AnswerHidden,
        facts.AnswerShown,
        facts.AnswerDoubted,
        facts.DoubtUpheld,
        facts.DoubtCleared,
        facts.AnswerPostedBack,
        facts.PairProposedForLibrary,
        facts.HelpOffered,
        facts.HelpEnded,
        facts.MemberTold,
    ),
    listeners=(Listener("answers.link", linking.on_messages),),
    reactions=(Reaction("answers.on_recalled", MessageRecalled, linking.on_recalled),),
    executors={telling.TELL: telling.execute},
    jobs=(Job("answers.tick", "11,41 * * * *", keeping.tick),),
    reads={ReadPair: queries.read_pair},
    duties=(
        Duty(
            "answers.lead",
            N_("Lead the Q&A column"),
            Role.CONTENT,
            kinds=(lines.OFFER, lines.LATE, lines.DOUBTED),
        ),
    ),
    highlights=(HIGHLIGHTS,),
    panels=(
        Panel("group", N_("Questions nobody answered"), panels.unanswered, order=30),
        Panel("home", N_("Questions and answers"), panels.at_home, order=20),
        Panel(f"task:{lines.OFFER}", N_("The question"), panels.offer),
    ),
    message_actions=(
        MessageAction(N_("Take it into the Q&A column"), "answers_take", "help-circle"),
    ),
    menu=(
        MenuItem(N_("Q&A column"), "answers_console", "help-circle", order=30, chapter="content"),
        MenuItem(N_("Q&A"), "answers_column", "help-circle", site="members", order=30),
    ),
    urls=(*column.URLS, *replying.URLS, *helping.URLS, *console.URLS, *judging.URLS),
    deeds={
        "answers_console": SEE,
        "answers_question": SEE,
        "answers_helpers": SEE,
        **dict.fromkeys(
            (
                *("answers_take", "answers_leave", "answers_close", "answers_reopen"),
                *("answers_hand", "answers_take_over", "answers_dismiss", "answers_hide"),
                *("answers_show", "answers_uphold", "answers_clear", "answers_doubt_again"),
                *("answers_post_back", "answers_propose", "answers_accept_for"),
            ),
            LEAD,
        ),
    },
    personal_data=(PERSONAL_DATA,),
)
