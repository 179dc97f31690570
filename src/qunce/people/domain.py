"""The pure part of people: kinds of group, tiers, states, and how a nickname is read."""

import re
from dataclasses import dataclass
from enum import StrEnum

from qunce.kernel.messages import Role
from qunce.kernel.states import StateTable
from qunce.kernel.text import N_
from qunce.people.places import is_place

LONGEST_EMAIL = 254  # characters (RFC 5321, erratum 1690): what the table of accounts holds


class GroupKind(StrEnum):
    """The four kinds of group of the manual (M01)."""

    GENERAL = "general"
    INDUSTRY = "industry"
    REGION = "region"
    FUNCTION = "function"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return KIND_LABELS[self]


KIND_LABELS = {
    GroupKind.GENERAL: N_("All of HR"),
    GroupKind.INDUSTRY: N_("By industry"),
    GroupKind.REGION: N_("By region"),
    GroupKind.FUNCTION: N_("By function"),
}


class Tier(StrEnum):
    """The three tiers of members (M25)."""

    BEGINNER = "beginner"
    SENIOR = "senior"
    MANAGER = "manager"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return TIER_LABELS[self]


TIER_LABELS = {
    Tier.BEGINNER: N_("Beginner"),
    Tier.SENIOR: N_("Senior"),
    Tier.MANAGER: N_("Manager"),
}


class TierSource(StrEnum):
    """What a change of a tier came from."""

    RULE = "rule"
    HAND = "hand"
    REQUEST = "request"
    SHEET = "sheet"
    SHEET_UNDONE = "undone"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return SOURCE_LABELS[self]


SOURCE_LABELS = {
    TierSource.RULE: N_("By the rule"),
    TierSource.HAND: N_("By hand"),
    TierSource.REQUEST: N_("By application"),
    TierSource.SHEET: N_("From a sheet"),
    TierSource.SHEET_UNDONE: N_("Sheet taken back"),
}


class TierRequestState(StrEnum):
    """An application for another tier, and how it ended."""

    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return REQUEST_LABELS[self]


REQUEST_LABELS = {
    TierRequestState.ASKED: N_("Waiting for a decision"),
    TierRequestState.GRANTED: N_("Granted"),
    TierRequestState.DECLINED: N_("Declined"),
    TierRequestState.WITHDRAWN: N_("Withdrawn"),
}


class TierVerb(StrEnum):
    GRANT = "grant"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


TIER_REQUEST: StateTable[TierRequestState, TierVerb] = StateTable(
    {
        (TierRequestState.ASKED, TierVerb.GRANT): TierRequestState.GRANTED,
        (TierRequestState.ASKED, TierVerb.DECLINE): TierRequestState.DECLINED,
        (TierRequestState.ASKED, TierVerb.WITHDRAW): TierRequestState.WITHDRAWN,
    }
)


ROLE_NAMES: dict[Role, str] = {
    Role.OWNER: N_("Group owner"),
    Role.CONTENT: N_("Content admin"),
    Role.OPS: N_("Operations admin"),
    Role.EVENTS: N_("Event admin"),
}


class MembershipState(StrEnum):
    ACTIVE = "active"
    LEFT = "left"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return STATE_LABELS[self]


STATE_LABELS = {
    MembershipState.ACTIVE: N_("In the group"),
    MembershipState.LEFT: N_("Left"),
    MembershipState.REMOVED: N_("Removed"),
}


class MembershipVerb(StrEnum):
    LEAVE = "leave"
    REMOVE = "remove"
    REJOIN = "rejoin"


MEMBERSHIP: StateTable[MembershipState, MembershipVerb] = StateTable(
    {
        (MembershipState.ACTIVE, MembershipVerb.LEAVE): MembershipState.LEFT,
        (MembershipState.ACTIVE, MembershipVerb.REMOVE): MembershipState.REMOVED,
        (MembershipState.LEFT, MembershipVerb.REJOIN): MembershipState.ACTIVE,
        (MembershipState.REMOVED, MembershipVerb.REJOIN): MembershipState.ACTIVE,
    }
)


class OfferState(StrEnum):
    """A role that somebody is asked to take on, and how it ended."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return OFFER_LABELS[self]


OFFER_LABELS = {
    OfferState.OPEN: N_("Waiting for the answer"),
    OfferState.ACCEPTED: N_("Accepted"),
    OfferState.DECLINED: N_("Declined"),
    OfferState.WITHDRAWN: N_("Withdrawn"),
    OfferState.EXPIRED: N_("Expired"),
}


class OfferVerb(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


OFFER: StateTable[OfferState, OfferVerb] = StateTable(
    {
        (OfferState.OPEN, OfferVerb.ACCEPT): OfferState.ACCEPTED,
        (OfferState.OPEN, OfferVerb.DECLINE): OfferState.DECLINED,
        (OfferState.OPEN, OfferVerb.WITHDRAW): OfferState.WITHDRAWN,
        (OfferState.OPEN, OfferVerb.EXPIRE): OfferState.EXPIRED,
    }
)


@dataclass(frozen=True, slots=True)
class NicknameParts:
    """A nickname read as 姓名-企业-岗位 (M07); empty where a part is missing."""

    name: str
    company: str = ""
    position: str = ""

    @property
    def is_complete(self) -> bool:
        """Say whether all three parts are there."""
        return bool(self.name and self.company and self.position)


DASHES = re.compile(r"\s*[-－—–_|｜/·]+\s*")


def read_nickname(nickname: str) -> NicknameParts:
    """Read a nickname as 姓名-企业-岗位, whatever kind of dash was typed.

    Two parts are name and company; more than three leave the rest in the position. One that begins
    with a place is of another order (上海-薪酬-果果): which part is the name is not told, so that
    all of it is.
    """
    parts = [part for part in DASHES.split(nickname.strip()) if part]
    if not parts:
        return NicknameParts("")
    if len(parts) > 1 and is_place(parts[0]):
        return NicknameParts(nickname.strip())
    company = parts[1] if len(parts) > 1 else ""
    return NicknameParts(parts[0], company, "-".join(parts[2:]))
