"""From a draft to the library and out of it again: review, publication, end of validity."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from qunce.facts import library as facts
from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.calendar import local_day
from qunce.kernel.errors import NotAllowedError, RefusedError, StaleError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Community
from qunce.people.queries import zone_of
from qunce.playbook.queries import effective
from qunce.rooms.library import index, lines, reviewers, shelving
from qunce.rooms.library.domain import ITEM, ItemState, ItemVerb, Settings, is_over
from qunce.rooms.library.models import Item
from qunce.store.moves import move

LONGEST_REMARK = 1000  # characters

OWN_TEXT = N_("Somebody else has to look at what you wrote: a second pair of eyes decides.")
SAY_WHY = N_("Write what should be changed.")
EMPTY = N_("There is nothing to read yet: write a text or add a file.")
PAST = N_("This time is over: choose a later one, or publish at once.")
STILL_OVER = N_("Its last day is past: set a later one first.")


@transaction.atomic
def submit(item: Item, *, by: Actor, now: datetime) -> None:
    """Hand a draft in for review. Raises RefusedError where there is nothing to read."""
    after = ITEM.after(ItemState(item.state), ItemVerb.SUBMIT)
    newest = item.versions.filter(number=item.revision).first()
    if not (newest and newest.body.strip()) and not item.attachments.exists():
        raise RefusedError(Words(EMPTY))
    move(item, to=after, submitted_at=now, changed_at=now, remark="")
    title = newest.title if newest else item.title
    fact = facts.ItemSubmitted(item.pk, title)
    ledger.record(fact, by=by, now=now, community=item.community_id)
    lines.update_queue(item.community, now=now, by=by)


@transaction.atomic
def give_back(item: Item, remark: str, *, by: Actor, now: datetime) -> None:
    """Give a text back to be worked on, with a reason. RefusedError without words."""
    words = remark.strip()[:LONGEST_REMARK]
    if not words:
        raise RefusedError(Words(SAY_WHY))
    after = ITEM.after(ItemState(item.state), ItemVerb.RETURN)
    move(item, to=after, remark=words, submitted_at=None, due_at=None, changed_at=now)
    fact = facts.ItemReturned(item.pk, item.title, words)
    ledger.record(fact, by=by, now=now, community=item.community_id)
    lines.update_queue(item.community, now=now, by=by)
    lines.tell_writer(item, words, now=now)


@transaction.atomic
def approve(item: Item, *, by: Actor, now: datetime, at: datetime | None = None) -> None:
    """Approve what waits for review: members see it at once, or `at` a later time.

    Raises NotAllowedError for one's own text where there is somebody else to look at it,
    RefusedError for a time that is over.
    """
    if not reviewers.may_decide(item, by):
        raise NotAllowedError(Words(OWN_TEXT))
    if at is not None and at <= now:
        raise RefusedError(Words(PAST))
    after = ITEM.after(ItemState(item.state), ItemVerb.APPROVE)
    due = at or now
    move(item, to=after, due_at=due, changed_at=now)
    day = f"{due.astimezone(zone_of(item.community)):%Y-%m-%d %H:%M}"
    fact = facts.ItemApproved(item.pk, item.title, day)
    ledger.record(fact, by=by, now=now, community=item.community_id)
    if at is None:
        publish(item, by=by, now=now)
    lines.update_queue(item.community, now=now, by=by)


@transaction.atomic
def let_out(item: Item, *, by: Actor, now: datetime, at: datetime | None = None) -> None:
    """Approve a text; a draft of somebody who may decide about it is handed in by the same.

    Errors as `submit` and `approve`: then it is a draft as before.
    """
    if item.state == ItemState.DRAFT and reviewers.may_decide(item, by):
        submit(item, by=by, now=now)
    approve(item, by=by, now=now, at=at)


@transaction.atomic
def publish(item: Item, *, by: Actor, now: datetime) -> None:
    """Let members see the newest text; what it replaces is marked as no longer in force."""
    after = ITEM.after(ItemState(item.state), ItemVerb.PUBLISH)
    text = item.versions.get(number=item.revision)
    is_new = item.shown == 0
    lines.close_draft(item, by=by, now=now)
    again: dict[str, Any] = {"ended_at": None, "replaced_by_id": None} if item.ended_at else {}
    move(
        item,
        to=after,
        shown=text.number,
        title=text.title,
        summary=text.summary,
        body=text.body,
        due_at=None,
        published_at=item.published_at or now,
        changed_at=now,
        **again,
    )
    shelving.settle(item)
    index.refresh(item)
    fact = facts.ItemPublished(item.pk, item.title, item.kind, item.contributor_id, is_new)
    ledger.record(fact, by=by, now=now, community=item.community_id)
    for old in Item.objects.filter(replaced_by=item, ended_at__isnull=True, shown__gt=0):
        end(old, by=by, now=now)
    if is_over(item.valid_until, local_day(now, zone_of(item.community))):
        end(item, by=by, now=now)


@transaction.atomic
def end(item: Item, *, by: Actor, now: datetime) -> None:
    """Mark an item as no longer in force: it stays to be read, and its keeper has a task."""
    after = ITEM.after(ItemState(item.state), ItemVerb.END)
    move(item, to=after, ended_at=now, changed_at=now)
    index.refresh(item)
    fact = facts.ItemEnded(item.pk, item.title)
    entry = ledger.record(fact, by=by, now=now, community=item.community_id)
    lines.ask_keeper(item, now=now, entry=entry.pk)


@transaction.atomic
def renew(item: Item, *, by: Actor, now: datetime) -> None:
    """Mark an item as in force again. RefusedError while its last day is past."""
    after = ITEM.after(ItemState(item.state), ItemVerb.RENEW)
    if is_over(item.valid_until, local_day(now, zone_of(item.community))):
        raise RefusedError(Words(STILL_OVER))
    move(item, to=after, ended_at=None, replaced_by_id=None, changed_at=now)
    index.refresh(item)
    fact = facts.ItemRenewed(item.pk, item.title)
    ledger.record(fact, by=by, now=now, community=item.community_id)
    lines.close_keeper(item, by=by, now=now)


@transaction.atomic
def withdraw(item: Item, *, by: Actor, now: datetime) -> None:
    """Take an item out of the library: members do not see it any more; nothing is deleted."""
    after = ITEM.after(ItemState(item.state), ItemVerb.WITHDRAW)
    gone: dict[str, Any] = {"submitted_at": None, "due_at": None}
    move(item, to=after, shown=0, changed_at=now, **gone)
    lines.close_draft(item, by=by, now=now)
    index.refresh(item)
    fact = facts.ItemWithdrawn(item.pk, item.title)
    ledger.record(fact, by=by, now=now, community=item.community_id)
    lines.update_queue(item.community, now=now, by=by)
    lines.close_keeper(item, by=by, now=now)


@transaction.atomic
def reopen(item: Item, *, by: Actor, now: datetime) -> None:
    """Take up again what was taken out: it is a draft."""
    after = ITEM.after(ItemState(item.state), ItemVerb.REOPEN)
    move(item, to=after, changed_at=now)
    fact = facts.ItemReopened(item.pk, item.title)
    ledger.record(fact, by=by, now=now, community=item.community_id)


# --- what falls due -----------------------------------------------------------------------------


def publish_due(now: datetime) -> None:
    """Publish what was approved for a time that has come; one that changed meanwhile waits."""
    due = Item.objects.filter(state=ItemState.SCHEDULED, due_at__lte=now)
    for item in due.select_related("community").order_by("due_at", "id"):
        with suppress(StaleError):  # somebody took it back or edited it at this moment
            publish(item, by=MACHINE, now=now)


def end_due(now: datetime) -> None:
    """Mark what is over, and remind keepers of what will be soon."""
    for community in Community.objects.order_by("pk"):
        today = local_day(now, zone_of(community))
        rows = Item.objects.filter(community=community, shown__gt=0, ended_at__isnull=True)
        for item in rows.filter(valid_until__lt=today).select_related("community"):
            end(item, by=MACHINE, now=now)
        soon = today + timedelta(days=effective(community.pk, Settings).warn_before_end)
        coming = rows.filter(valid_until__gte=today, valid_until__lte=soon)
        for item in coming.select_related("community"):
            lines.warn_keeper(item, now=now)
