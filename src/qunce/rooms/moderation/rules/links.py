"""Links and contact bait: an address to reach, and a lure to do so (M40)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from qunce.kernel.contacts import Contact, ContactKind
from qunce.kernel.options import option
from qunce.kernel.rules import Certainty, Finding, Label, Rule, Seen, Sought, Spot
from qunce.kernel.text import N_
from qunce.rooms.moderation.lexicon import (
    CONTACT,
    OWN,
    SALE,
    About,
    Lexicon,
    Scale,
    WordConfig,
    add_contacts,
    add_phrases,
    found,
    lexicon,
)

BAIT = About("links", "ads", Label.AD_PROHIBITED, N_("asks to get in touch elsewhere: %(word)s"))
FOREIGN = About("links", "ads", Label.AD_PROHIBITED, N_("a link to a place not agreed: %(word)s"))

# An address alone is no bait: it takes the lure, and none of the signs of honest talk.
SCALE = Scale(
    points={
        "contact": (2, 1),
        "call": (1, 3),
        "deal": (1, 3),
        "ask": (-1, 2),
        "tell": (-1, 3),
        "use": (-1, 3),
        "mine": (-2, 2),
        "warn": (-3, 2),
        "hiring": (-3, 2),
    },
    needs=(CONTACT, "call"),
    likely=4,
    sure=7,
    phrases=SALE,
)


@dataclass(frozen=True, slots=True)
class Config(WordConfig):
    """Which places may be linked to, and whether any other link is found."""

    domains: tuple[str, ...] = option(
        (),
        N_("Our own places"),
        help=N_("Links to these domains and all below them are never found."),
        high=1000,
    )
    any_link: bool = option(
        default=False,
        label=N_("Find every other link"),
        help=N_("Also a link without any lure is then shown to a person."),
    )


@dataclass(frozen=True, slots=True)
class Ready:
    """What is prepared of a config."""

    lexicon: Lexicon
    domains: tuple[str, ...]
    any_link: bool

    def words(self) -> Iterable[Sought]:
        """Return the words to look for."""
        return self.lexicon.words()


def prepare(config: Config) -> Ready:
    """Return the words to look for and the domains in lower case."""
    domains = tuple(each.lower().strip(". ") for each in config.domains)
    return Ready(lexicon(config, SCALE, "talk"), domains, config.any_link)


def judge(seen: Seen, ready: Ready) -> Sequence[Finding]:
    """Return a finding where an address comes with a lure, or at a link that is not agreed."""
    foreign = [each for each in seen.contacts if not _is_ours(each, ready.domains)]
    tally = ready.lexicon.tally(seen)
    if own := tally.first(OWN):
        return [replace(found(seen, BAIT, own, Certainty.SURE), settled=True)]
    if seen.contacts and not foreign:
        return []
    add_contacts(tally, foreign)
    add_phrases(tally, seen, SCALE)
    spot = tally.first(SCALE.telling(tally.spots))
    points = tally.weigh(SCALE) if spot else 0
    if spot and points >= SCALE.likely:
        certainty = Certainty.SURE if points >= SCALE.sure else Certainty.LIKELY
        return [found(seen, BAIT, spot, certainty)]
    link = next((each for each in foreign if each.kind is ContactKind.LINK), None)
    if ready.any_link and link:
        spot = Spot(link.text, *link.span)
        return [replace(found(seen, FOREIGN, spot, Certainty.LIKELY), settled=True)]
    return []


def _is_ours(contact: Contact, domains: Sequence[str]) -> bool:
    """Say whether a link leads to one of the domains or below; other contacts never do."""
    if contact.kind is not ContactKind.LINK:
        return False
    address = contact.text if "//" in contact.text else f"//{contact.text}"
    try:
        host = (urlsplit(address).hostname or "").lower()
    except ValueError:
        return False
    return any(host == each or host.endswith(f".{each}") for each in domains)


RULE = Rule(
    key="links",
    title=N_("Links and contact bait"),
    help=N_(
        "Finds numbers, accounts and links that come with a lure. Links to your own places are "
        "left alone."
    ),
    clause="ads",
    config=Config(),
    judge=judge,
    prepare=prepare,
    words=Ready.words,
    least=SCALE.least,
    hinted=SCALE.hinted,
)
