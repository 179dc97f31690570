"""The pure part of members' own data: contacts, purposes of a consent, the way of a deletion."""

import re
import unicodedata
from enum import StrEnum

from qunce.kernel.states import StateTable
from qunce.kernel.text import N_


class ContactKind(StrEnum):
    """The ways to reach a member that are stored: encrypted, and compared by a keyed hash."""

    PHONE = "phone"
    WECHAT = "wechat"
    WORK_MAIL = "work_mail"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return CONTACT_LABELS[self]

    @property
    def hashed_as(self) -> str:
        """Return the purpose of the keyed hash: the same wherever such a value is compared."""
        return HASHED_AS[self]


CONTACT_LABELS = {
    ContactKind.PHONE: N_("Phone"),
    ContactKind.WECHAT: N_("WeChat ID"),
    ContactKind.WORK_MAIL: N_("Company mailbox"),
}
HASHED_AS = {
    ContactKind.PHONE: "contact:phone",
    ContactKind.WECHAT: "contact:wechat",
    ContactKind.WORK_MAIL: "contact:mail",
}

NO_PHONE = N_("This is no mobile number. Numbers abroad begin with + and the country code.")
NO_WECHAT = N_(
    "This is no WeChat ID. You find it in WeChat under 我 → 微信号: 6 to 20 letters, digits, _ "
    "or -; it is not the nickname. A mobile or QQ number is fine too."
)
NO_MAIL = N_("This is no e-mail address. It looks like name@company.com.")
FAULTS = {
    ContactKind.PHONE: NO_PHONE,
    ContactKind.WECHAT: NO_WECHAT,
    ContactKind.WORK_MAIL: NO_MAIL,
}

LONGEST = 254  # an address of RFC 5321
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_ABROAD = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_FIXED = re.compile(r"0\d{9,11}", re.ASCII)
_WECHAT = re.compile(r"[a-z][a-z0-9_-]{5,19}|[1-9]\d{4,11}", re.ASCII)
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}", re.ASCII)
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})  # control, direction, surrogates, unassigned


def _plain(text: str) -> str:
    """Return a text in half width and lower case, without spaces and hidden characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        each for each in folded if not each.isspace() and unicodedata.category(each) not in _HIDDEN
    )


def normal(kind: ContactKind, text: str) -> str:
    """Return a contact as it is compared: half width, lower case, +86 left out; "" if it is none.

    A mobile number of the mainland is 13800000000, one abroad +…; a domain is in ASCII (IDNA).
    """
    plain = _plain(text)
    if len(plain) > LONGEST:
        return ""
    match kind:
        case ContactKind.PHONE:
            return _normal_phone(plain)
        case ContactKind.WECHAT:
            return plain if _WECHAT.fullmatch(plain) else ""
        case ContactKind.WORK_MAIL:
            return _normal_mail(plain)


def _normal_phone(plain: str) -> str:
    digits = re.sub(r"^00", "+", re.sub(r"[().\-‐-―]", "", plain))
    home = re.sub(r"^(?:\+)?86(?=1)", "", digits)
    if _MOBILE.fullmatch(home) or _FIXED.fullmatch(home):
        return home
    return digits if _ABROAD.fullmatch(digits) else ""


def _normal_mail(plain: str) -> str:
    local, _, domain = plain.strip("<>").rpartition("@")
    try:
        ascii_domain = domain.strip(".").encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    fits = _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(ascii_domain)
    return f"{local}@{ascii_domain}" if fits else ""


def mask(kind: ContactKind | str, value: str) -> str:
    """Return a contact so that its owner knows it again and nobody else can use it.

    138****1234, w***@firm.com, li***6: at most the ends are left.
    """
    if not value:
        return ""
    local, at, domain = value.rpartition("@")
    if at:
        return f"{local[:1]}***@{domain}"
    if kind == ContactKind.PHONE and len(value) >= 11:
        return f"{value[:-8]}****{value[-4:]}"
    if len(value) < 6:
        return f"{value[:1]}***"
    return f"{value[:2]}***{value[-1:]}"


class Purpose(StrEnum):
    """What a consent is given for (个人信息保护法 art. 13–15): each can be withdrawn by itself."""

    PRIVACY = "privacy"
    CONTACTS = "contacts"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return PURPOSE_LABELS[self]

    @property
    def follows(self) -> str:
        """Return the msgid that tells what follows from its withdrawal."""
        return PURPOSE_FOLLOWS[self]


PURPOSE_LABELS = {
    Purpose.PRIVACY: N_("The group uses my data as the privacy notice says"),
    Purpose.CONTACTS: N_("My phone, WeChat ID and company mailbox are kept"),
}
PURPOSE_FOLLOWS = {
    Purpose.PRIVACY: N_(
        "Without it nobody can be a member: your data is deleted after the waiting time, which "
        "you can take back until then."
    ),
    Purpose.CONTACTS: N_(
        "Once withdrawn, they are deleted at once. You stay a member; admins reach you in the "
        "group only."
    ),
}


class CopyWay(StrEnum):
    """How a copy of all that is stored of a person is handed out to who has no log-in."""

    LINK = "link"
    FILE = "file"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return COPY_LABELS[self]


COPY_LABELS = {CopyWay.LINK: N_("by a link"), CopyWay.FILE: N_("as a file")}


class Check(StrEnum):
    """How an admin made sure that it is the person who asks (个人信息保护法 art. 50)."""

    ACCOUNT = "account"
    SPOKEN = "spoken"
    PAPER = "paper"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return CHECK_LABELS[self]


CHECK_LABELS = {
    Check.ACCOUNT: N_("They wrote in private from their account in the group"),
    Check.SPOKEN: N_("I spoke to them: on the phone, by video or face to face"),
    Check.PAPER: N_("I looked at a document of theirs and kept nothing of it"),
}


class ErasureState(StrEnum):
    """A deletion of all of a person's data, and how it stands."""

    WAITING = "waiting"
    TAKEN_BACK = "taken_back"
    DONE = "done"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return ERASURE_LABELS[self]


ERASURE_LABELS = {
    ErasureState.WAITING: N_("Waiting"),
    ErasureState.TAKEN_BACK: N_("Taken back"),
    ErasureState.DONE: N_("Deleted"),
}


class ErasureVerb(StrEnum):
    TAKE_BACK = "take_back"
    CARRY_OUT = "carry_out"


ERASURE: StateTable[ErasureState, ErasureVerb] = StateTable(
    {
        (ErasureState.WAITING, ErasureVerb.TAKE_BACK): ErasureState.TAKEN_BACK,
        (ErasureState.WAITING, ErasureVerb.CARRY_OUT): ErasureState.DONE,
    }
)
