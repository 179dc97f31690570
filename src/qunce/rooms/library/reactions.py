"""What makes the library act: facts of other rooms and floors."""

from datetime import datetime

from qunce.facts.answers import PairProposedForLibrary
from qunce.facts.casework import CaseSummaryTakenBack, CaseSummedUp
from qunce.facts.library import ItemPublished
from qunce.facts.moderation import AppreciationTakenBack, ShareAppreciated
from qunce.facts.people import CommunityFounded
from qunce.kernel.actors import MACHINE
from qunce.ledger.contracts import Cause
from qunce.people.models import Community
from qunce.rooms.library import calls, collecting, drafting, shelves


def on_community_founded(_fact: CommunityFounded, cause: Cause, now: datetime) -> None:
    """Give a new community the usual categories."""
    _ = now
    if cause.community is not None:
        shelves.add_usual(Community.objects.get(pk=cause.community))


def on_share_appreciated(fact: ShareAppreciated, cause: Cause, now: datetime) -> None:
    """Offer to collect a share that was praised (M13)."""
    if cause.community is not None:
        collecting.offer(cause.community, fact.message, fact.name, str(fact.excerpt), now=now)


def on_appreciation_taken_back(fact: AppreciationTakenBack, cause: Cause, now: datetime) -> None:
    """Take that offer back."""
    if cause.community is not None:
        collecting.close_offer(cause.community, fact.message, by=MACHINE, now=now)


def on_item_published(fact: ItemPublished, _cause: Cause, now: datetime) -> None:
    """Tell who contributed it."""
    if fact.is_new:
        calls.note_published(fact.item, now=now)


def on_pair_proposed(fact: PairProposedForLibrary, cause: Cause, now: datetime) -> None:
    """Make a draft of a question with its answer."""
    if cause.community is not None:
        drafting.take_pair(Community.objects.get(pk=cause.community), fact, now=now)


def on_case_summed_up(fact: CaseSummedUp, cause: Cause, now: datetime) -> None:
    """Make a draft of a monthly case with its method."""
    if cause.community is not None:
        drafting.take_case(Community.objects.get(pk=cause.community), fact.study, now=now)


def on_case_summary_taken_back(fact: CaseSummaryTakenBack, cause: Cause, now: datetime) -> None:
    """Put its draft away until the summary is written anew."""
    if cause.community is not None:
        drafting.put_case_away(Community.objects.get(pk=cause.community), fact.study, now=now)
