"""The card of postings."""

from dataclasses import replace

from qunce.chat.contracts import Listener
from qunce.facts import postings as facts
from qunce.facts.chat import MessageEdited
from qunce.facts.ledger import TaskDone, TaskReopened, TaskSkipped
from qunce.facts.programme import PostMoved
from qunce.facts.reads import CountPosts, HelpAuthor, TryPosts
from qunce.kernel.messages import Role
from qunce.kernel.text import N_
from qunce.ledger.contracts import Job, Reaction
from qunce.rooms.postings import (
    deciding,
    helping,
    keeping,
    letters,
    lines,
    listing,
    publishing,
    queries,
    reactions,
    telling,
    trying,
)
from qunce.rooms.postings.personal import PERSONAL_DATA
from qunce.rooms.postings.rules import recruitment
from qunce.rooms.postings.slots import SLOTS
from qunce.rooms.postings.web import apply, own, panels, queue, recommend, review
from qunce.shell.card import Card, Duty, MenuItem, Panel, Switch

SEE = N_("See recruitment posts that are applied for")
ANSWER = N_("Review recruitment posts")
NAME = N_("Say which names mean one company")

CARD = Card(
    key="postings",
    title=N_("Recruitment"),
    settings=(deciding.SECTION,),
    switch=Switch(
        key="postings",
        title=N_("Recruitment hour"),
        help=N_("Wednesdays at 20:00; posts are checked for completeness and counted per company."),
        order=30,
        first=True,
    ),
    facts=(
        facts.PostingSent,
        facts.PostingChanged,
        facts.PostingAsked,
        facts.PostingAnswered,
        facts.PostingApproved,
        facts.PostingDeclined,
        facts.PostingReopened,
        facts.PostingWithdrawn,
        facts.PostingLapsed,
        facts.PostingMoved,
        facts.PostingsPublished,
        facts.PostingResultTold,
        facts.PostingErased,
        facts.PostingApplicantTold,
        facts.CompaniesJoined,
        facts.CompaniesParted,
    ),
    listeners=(Listener("postings.collect", reactions.on_messages, order=10),),
    reactions=(
        Reaction("postings.on_message_edited", MessageEdited, reactions.on_message_edited),
        Reaction("postings.on_task_done", TaskDone, reactions.on_task_done),
        Reaction("postings.on_task_skipped", TaskSkipped, reactions.on_task_skipped),
        Reaction("postings.on_task_reopened", TaskReopened, reactions.on_task_reopened),
        Reaction("postings.on_slot_moved", PostMoved, reactions.on_slot_moved),
    ),
    executors={letters.LETTER: letters.execute, publishing.DELIVER: publishing.execute},
    jobs=(Job("postings.keep", "23 * * * *", keeping.tick),),
    rules=(recruitment.RULE,),
    slots=tuple(replace(slot, gather=publishing.gather, after=publishing.after) for slot in SLOTS),
    reads={
        CountPosts: queries.count_posts,
        HelpAuthor: helping.help_author,
        TryPosts: trying.try_posts,
    },
    highlights=(telling.HIGHLIGHTS,),
    coming=(telling.COMING,),
    duties=(Duty("postings.review", ANSWER, Role.OPS, kinds=(lines.WAITING,)),),
    panels=(
        Panel("home", N_("Your recruitment posts"), panels.asked, order=15),
        Panel("person", N_("Link to post a job"), panels.link, order=60),
    ),
    menu=(
        MenuItem(
            N_("Recruitment posts"),
            "postings_queue",
            "speakerphone",
            order=40,
            chapter="order",
            switch="postings",
        ),
        MenuItem(
            N_("Post a job"),
            "postings_own",
            "speakerphone",
            site="members",
            order=50,
            switch="postings",
        ),
    ),
    urls=(*apply.URLS, *own.URLS, *queue.URLS, *review.URLS, *recommend.URLS),
    commands=(listing.COMMAND,),
    topics={"postings": queue.may_hear},
    deeds={
        "postings_queue": SEE,
        "postings_review": SEE,
        "postings_companies": SEE,
        "postings_preview": ANSWER,
        "postings_approve_all": ANSWER,
        "postings_answer_all": ANSWER,
        "postings_undo": ANSWER,
        "postings_approve": ANSWER,
        "postings_ask": ANSWER,
        "postings_decline": ANSWER,
        "postings_reopen": ANSWER,
        "postings_join": NAME,
        "postings_part": NAME,
    },
    personal_data=(PERSONAL_DATA,),
)
