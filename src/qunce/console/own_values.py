"""What stored values mean, in words: for the copy that a person reads.

The machine's copy keeps the values as they are stored. Values of one spelling mean the same
wherever they stand; `test_house_own_data.py` asks for every value of every table.
"""

from qunce.console.texts import CHANNELS
from qunce.kernel.text import N_
from qunce.people.domain import (
    ROLE_NAMES,
    MembershipState,
    OfferState,
    Tier,
    TierSource,
)
from qunce.people.domain_own import Check, ContactKind, Purpose

# Fields that hold one of a few values; all else is text and stays as it was written.
FIELDS = frozenset(
    (
        *(
            "after",
            "answer",
            "before",
            "channel",
            "checked",
            "contact",
            "kind",
            "outcome",
            "purpose",
        ),
        *("role", "source", "state", "type", "tier", "wanted", "way", "why"),
    )
)

VALUES: dict[str, str] = {
    **CHANNELS,
    **{each.value: each.label for each in (*Tier, *TierSource, *Purpose, *ContactKind, *Check)},
    **{each.value: each.label for each in (*MembershipState, *OfferState)},
    **{role.value: name for role, name in ROLE_NAMES.items()},
    # what proves at the log-in that it is you
    "recovery_codes": N_("Recovery codes"),
    "totp": N_("Code from the phone"),
    "webauthn": N_("Passkey"),
    # where something stands
    "acted": N_("acted on"),
    "appealed": N_("appealed against"),
    "approved": N_("approved"),
    "posted": N_("posted"),
    "asked": N_("waiting for an answer"),
    "arrived": N_("arrived"),
    "carried_out": N_("written"),
    "confirmed": N_("confirmed"),
    "declined": N_("declined"),
    "dismissed": N_("dropped"),
    "done": N_("done"),
    "dropped": N_("dropped"),
    "given": N_("link given"),
    "granted": N_("granted"),
    "lapsed": N_("lapsed"),
    "open": N_("open"),
    "overturned": N_("overturned"),
    "proving": N_("evidence is missing"),
    "reduced": N_("made milder"),
    "refused": N_("refused"),
    "held": N_("waits for an answer"),
    "running": N_("running"),
    "shown": N_("preview only"),
    "skipped": N_("skipped"),
    "stopped": N_("stopped"),
    "taken_back": N_("taken back"),
    "undoing": N_("being undone"),
    "undone": N_("undone"),
    "upheld": N_("upheld"),
    "void": N_("void"),
    "waiting": N_("waiting"),
    "waitlisted": N_("on the waiting list"),
    "withdrawn": N_("withdrawn"),
    "writing": N_("being written"),
    # the way into a group
    "adding": N_("adding as a friend"),
    "inviting": N_("being invited"),
    "welcoming": N_("being welcomed"),
    # how the charter was accepted
    "joining": N_("on joining"),
    "page": N_("on the page"),
    "told": N_("said so in the chat"),
    # what somebody handed in, and who applied
    "certificate": N_("certificate"),
    "vouch": N_("a member vouches"),
    "hr": N_("HR"),
    "headhunter": N_("headhunter"),
    "supplier": N_("supplier"),
    "lawyer": N_("lawyer"),
    # kinds of messages
    "text": N_("text"),
    "image": N_("picture"),
    "voice": N_("voice"),
    "video": N_("video"),
    "sticker": N_("sticker"),
    "file": N_("file"),
    "link": N_("link"),
    "card": N_("card"),
    "location": N_("place"),
    "bundle": N_("forwarded chat"),
    "call": N_("call"),
    "money": N_("red packet or transfer"),
    "notice": N_("notice"),
    "system": N_("system message"),
    "other": N_("other"),
    # what the library holds, and where it stands
    "article": N_("article"),
    "policy": N_("policy"),
    "template": N_("template"),
    "discussion": N_("discussion"),
    "draft": N_("draft"),
    "review": N_("in review"),
    "scheduled": N_("waiting for its time"),
    "published": N_("published"),
    "ended": N_("no longer in force"),
    # where a post of the calendar stands, and what has to be done for it
    "planned": N_("planned"),
    "topic_chosen": N_("topic chosen"),
    "drafted": N_("drafted"),
    "reviewed": N_("ready to go"),
    "measured": N_("effect counted"),
    "cancelled": N_("taken off"),
    "missed": N_("missed"),
    "choosing": N_("choosing the topic"),
    "drafting": N_("writing the text"),
    "reviewing": N_("looking it through"),
    "posting": N_("posting it"),
    "measuring": N_("counting its effect"),
    # what was decided in a case, and why
    "leave": N_("left alone"),
    "count": N_("only counted"),
    "ask": N_("a person was asked"),
    "act": N_("acted"),
    "ladder": N_("by the ladder of the clause"),
    "clean": N_("nothing found"),
    "staff": N_("the author holds a role"),
    "unknown_author": N_("the author is unknown"),
    "likely": N_("likely, not sure"),
    "watched": N_("the rule only observes"),
    "history": N_("from imported history"),
    "live": N_("just said"),
    "no_clause": N_("the clause is gone"),
    "points": N_("by the points over all clauses"),
    "reported": N_("members reported it"),
    # how a report came in, and what became of it
    "chat": N_("in the chat"),
    "button": N_("beside the message"),
    "openly": N_("by the link of the notice"),
    "right": N_("proved true"),
    "wrong": N_("did not prove true"),
    "proved": N_("a report proved true"),
    "chosen": N_("an admin chose the step"),
    "bot": N_("the account is a robot"),
}
