"""The names of what is stored, and its values, in words: for the copy that a person reads."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from qunce.console.own_values import FIELDS, VALUES
from qunce.kernel.text import N_, Words
from qunce.shell.words import render as say

LABELS = {
    "account": N_("Log-in"),
    "actor": N_("Done by"),
    "added": N_("Messages taken in"),
    "after": N_("Afterwards"),
    "answer": N_("Answer"),
    "answered_at": N_("Answered"),
    "appeal": N_("Appeal"),
    "arrived_at": N_("Arrived"),
    "asked_at": N_("Asked for"),
    "at": N_("When"),
    "attachments": N_("Attachments"),
    "before": N_("Before"),
    "body": N_("Text"),
    "before_edits": N_("Before it was edited"),
    "began_at": N_("Began"),
    "bound_at": N_("Bound to the device"),
    "by_name": N_("Done by"),
    "by_rule": N_("By the rule"),
    "channel": N_("Channel"),
    "charter_accepted_at": N_("Charter accepted"),
    "charter_version": N_("Version of the charter"),
    "checked": N_("How the identity was checked"),
    "city": N_("City"),
    "clause": N_("Clause"),
    "company": N_("Company"),
    "confirmed_at": N_("Confirmed"),
    "consented_at": N_("Consent given"),
    "contact": N_("Contact"),
    "created_at": N_("Stored since"),
    "credit": N_("Named as"),
    "day": N_("Day"),
    "decided_at": N_("Decided"),
    "device_name": N_("Device"),
    "domain": N_("Domain"),
    "due": N_("Until"),
    "due_at": N_("Due"),
    "duty": N_("Duty"),
    "email": N_("Log-in address"),
    "ended_at": N_("Ended"),
    "evidence": N_("Evidence"),
    "expires_at": N_("Expires"),
    "external": N_("Account on the channel"),
    "extra": N_("What else was asked"),
    "fetched": N_("Times fetched"),
    "fetched_at": N_("Fetched"),
    "file_name": N_("File"),
    "first_seen": N_("First seen"),
    "function": N_("Function"),
    "from_applicant": N_("Written by you"),
    "given_at": N_("Given"),
    "gives": N_("What I can give"),
    "group": N_("Group"),
    "group__name": N_("Group"),
    "id": N_("Number"),
    "ip": N_("Network address"),
    "is_open": N_("In force"),
    "is_useful": N_("Found useful"),
    "item__title": N_("Title"),
    "issued_at": N_("Given"),
    "joined_at": N_("Joined"),
    "kind": N_("Kind"),
    "language": N_("Language"),
    "last_login": N_("Last log-in"),
    "last_seen": N_("Last seen"),
    "last_seen_at": N_("Last seen"),
    "last_used_at": N_("Last used"),
    "left_at": N_("Left"),
    "made_at": N_("Handed out at"),
    "messages": N_("Messages"),
    "muted_until": N_("Muted until"),
    "name": N_("Your name"),
    "names": N_("Files"),
    "nickname": N_("Nickname"),
    "note": N_("Note"),
    "offered_at": N_("Offered"),
    "person": N_("Member number"),
    "position": N_("Position"),
    "privacy_version": N_("Version of the privacy notice"),
    "purpose": N_("Purpose"),
    "quota": N_("Places"),
    "quoted": N_("Quoted"),
    "read_at": N_("Read"),
    "reason": N_("Reason"),
    "reason_words": N_("Reason in words"),
    "recalled_at": N_("Taken back"),
    "revoked_at": N_("Revoked"),
    "role": N_("Role"),
    "seeks": N_("What I look for"),
    "sent_at": N_("Sent"),
    "shows_tier": N_("Tier shown to members"),
    "since": N_("Since"),
    "source": N_("From"),
    "state": N_("State"),
    "step": N_("Step"),
    "task": N_("Task"),
    "text": N_("Text"),
    "tier": N_("Tier"),
    "title": N_("Title"),
    "type": N_("Kind"),
    "until": N_("Until"),
    "uploaded_at": N_("Uploaded"),
    "user_agent": N_("Device"),
    "value": N_("Value"),
    "version": N_("Version"),
    "version__number": N_("Version"),
    "voided_at": N_("Made void"),
    "wanted": N_("Asked for"),
    "way": N_("How"),
    "weekday": N_("Weekday"),
    "what": N_("What happened"),
    "why": N_("Why"),
    "withdrawn_at": N_("Withdrawn"),
    "words": N_("Words"),
    "years": N_("Years in HR"),
    "years_on": N_("Years told on"),
}


def label_of(name: str) -> str:
    """Return the name of a field in the reader's language; its own name where it has none."""
    return say(LABELS[name]) if name in LABELS else name


def show_field(name: str, value: Any) -> str:
    """Return the value of a field as a person reads it: `active` is “In the group”."""
    if name in FIELDS and isinstance(value, str) and value in VALUES:
        return say(VALUES[value])
    return show(value)


def show(value: Any) -> str:
    """Return a plain value as a person reads it, moments in the active zone."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return _moment(value) or "–"
    shown = "" if value is None else str(value)
    if isinstance(value, Mapping):
        shown = _sentence(value) if "msgid" in value else _fields(value)
    elif isinstance(value, list):
        shown = "、".join(show(each) for each in value)
    return shown or "–"


def _sentence(value: Mapping[str, Any]) -> str:
    """Return stored Words in the reader's language."""
    given = value.get("params")
    params = given if isinstance(given, Mapping) else {}
    return say(
        Words(str(value["msgid"]), {name: show_param(each) for name, each in params.items()})
    )


def _fields(value: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{label_of(str(name))}: {show_field(str(name), each)}" for name, each in value.items()
    )


def show_param(value: Any) -> str | int | float:
    """Return a value inside a sentence."""
    return value if isinstance(value, int | float) else show(value)


def _moment(text: str) -> str:
    """Return a moment of ISO 8601 to the minute; any other text as it is."""
    if len(text) < 16 or text[10] != "T":
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if timezone.is_naive(moment):
        return text
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
