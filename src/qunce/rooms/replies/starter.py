"""Replies to begin with: what is asked in every HR group (M20). Taken over by one click."""

from dataclasses import dataclass

from qunce.kernel.text import N_
from qunce.rooms.replies.domain import Match


@dataclass(frozen=True, slots=True)
class Ready:
    """A ready-made reply: msgids, put into the site's language when it is taken over.

    `phrases` is a msgid of phrases that are separated by a line break.
    """

    title: str
    match: Match
    phrases: str
    words: str


READY: tuple[Ready, ...] = (
    Ready(
        N_("Where is the charter?"),
        Match.CONTAINS,
        N_("group rules\nthe charter\nrules of the group"),
        N_("@{name} Our charter is here: {charter}. Two minutes, then you know all of it 🙂"),
    ),
    Ready(
        N_("How do I post a job?"),
        Match.SIMILAR,
        N_("how do I post a job here\ncan I post a recruitment ad\nwhere do I register a job"),
        N_(
            "@{name} Jobs go out together, Wednesdays at 20:00. Register yours with an admin "
            "beforehand: 【招聘】+ job title, company introduction, job details, contact."
        ),
    ),
    Ready(
        N_("How do I set my nickname?"),
        Match.SIMILAR,
        N_("how do I change my nickname\nwhat should the nickname look like"),
        N_(
            "@{name} In this group it is 姓名-企业-岗位, for example 李雷-星河科技-HRBP: tap … at "
            "the top right, then “My alias in group”."
        ),
    ),
    Ready(
        N_("Where are the templates?"),
        Match.SIMILAR,
        N_("is there a template\nwhere are the materials\nwho has a template"),
        N_("@{name} Tell us in one sentence what it is for: a colleague here surely has one."),
    ),
    Ready(
        N_("How do I report something?"),
        Match.CONTAINS,
        N_("report an ad\nsomebody is advertising"),
        N_(
            "@{name} Thank you for looking after the group! "
            "Please reply to it with “@admin report”."
        ),
    ),
)
