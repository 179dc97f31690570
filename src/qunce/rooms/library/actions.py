"""Writing and looking after items: one verb, one transaction, one entry."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from qunce.facts import library as facts
from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.text import N_, Words
from qunce.kernel.tidy import tidy
from qunce.ledger import actions as ledger
from qunce.people.audience import address
from qunce.people.models import Community
from qunce.rooms.library import index, lines, shelving
from qunce.rooms.library.domain import ITEM, ItemState, ItemVerb
from qunce.rooms.library.models import SUMMARY, TITLE, Item, ItemVersion, Tag
from qunce.rooms.library.writing import About, Text
from qunce.store.moves import move

LONGEST_BODY = 100_000  # characters
MOST_TAGS, LONGEST_TAG = 12, 30
CREDIT = 80  # characters

NO_TITLE = N_("Please give it a title.")
TOO_LONG = N_("That is too long: %(length)s of at most %(most)s characters.")
TURNED = N_("The last day cannot be before the first.")
ITSELF = N_("An item cannot replace itself.")
OTHER_WRITER = N_(
    "%(name)s has saved this meanwhile. Both texts are kept: look at what came of them and save."
)


@transaction.atomic
def write(
    community: Community, text: Text, about: About, *, by: Actor, now: datetime, origin: str = ""
) -> Item:
    """Begin an item as a draft. With an `origin` that is known it returns what is there already.

    Raises RefusedError for a text without title or too long, or days that are turned round.
    """
    check(text, about)
    known = Item.objects.filter(community=community, origin=origin).first() if origin else None
    if known is not None:
        return known
    try:
        with transaction.atomic():
            item = Item.objects.create(
                community=community,
                title=text.title.strip(),
                summary=text.summary.strip(),
                body=text.body,
                origin=origin,
                created_at=now,
                changed_at=now,
                **_columns(about),
            )
    except IntegrityError:  # the same came in at the same moment
        return Item.objects.get(community=community, origin=origin)
    _connect(item, about)
    address(item, about.audience)
    _keep(item, text, number=1, by=by, now=now)
    Item.objects.filter(pk=item.pk).update(revision=1, writer=by.id)
    item.refresh_from_db()
    person = about.contributor.pk if about.contributor else None
    fact = facts.ItemWritten(item.pk, item.title, person)
    ledger.record(fact, by=by, now=now, community=community)
    return item


@transaction.atomic
def save(
    item: Item, text: Text, about: About, *, revision: int, by: Actor, now: datetime, note: str = ""
) -> Item:
    """Save a newer text, and what is known beside it; `revision` is the one that was edited.

    Members go on seeing what was published until the newer text is; so it is with its category
    and those it is for, where somebody else has to look at that. Raises StaleError where somebody
    else saved meanwhile, RefusedError for what cannot be saved, or not now.
    """
    check(text, about, item)
    found = Item.objects.select_for_update().get(pk=item.pk)
    if found.revision != revision:
        raise StaleError(Words(OTHER_WRITER, {"name": newest_writer(found)}))
    waiting = shelving.waiting_of(found, about, by)
    is_same = _is_same(found, text) and waiting in (None, found.waiting)
    columns: dict[str, Any] = {**_columns(about), "changed_at": now, "waiting": waiting}
    if waiting is not None:
        del columns["category_id"]
    if is_same:
        Item.objects.filter(pk=found.pk).update(**columns)
    else:
        number = _next_number(found)
        _keep(found, text, number=number, by=by, now=now, note=note)
        after = ITEM.after(ItemState(found.state), ItemVerb.SAVE)
        if not found.shown:
            columns |= {"title": text.title.strip(), "summary": text.summary.strip()}
            columns |= {"body": text.body}
        move(found, to=after, revision=number, writer_id=by.id, **UNDECIDED, **columns)
    found.refresh_from_db()
    _connect(found, about)
    if waiting is None:
        address(found, about.audience)
    index.refresh(found)
    fact = facts.ItemChanged(found.pk, text.title.strip())
    ledger.record(fact, by=by, now=now, community=found.community_id)
    lines.update_queue(found.community, now=now, by=by)
    return found


UNDECIDED: dict[str, Any] = {"submitted_at": None, "due_at": None, "remark": ""}


@transaction.atomic
def keep_aside(item: Item, text: Text, *, by: Actor, now: datetime) -> ItemVersion:
    """Keep what somebody wrote while another saved: it stays among the versions."""
    found = Item.objects.select_for_update().get(pk=item.pk)
    last = found.versions.filter(is_aside=True, person_id=by.id or 0).first()
    if last is not None and (last.title, last.body) == (text.title.strip(), text.body):
        return last
    return _keep(found, text, number=_next_number(found), by=by, now=now, is_aside=True)


def newest_writer(item: Item) -> str:
    """Return the name of who saved the newest text."""
    row = item.versions.filter(number=item.revision).first()
    return row.by_name if row else ""


def check(text: Text, about: About, item: Item | None = None) -> None:
    """Raise RefusedError for what cannot be stored."""
    if not tidy(text.title):
        raise RefusedError(Words(NO_TITLE))
    for value, most in ((text.title, TITLE), (text.summary, SUMMARY), (text.body, LONGEST_BODY)):
        if len(value.strip()) > most:
            raise RefusedError(Words(TOO_LONG, {"length": len(value.strip()), "most": most}))
    if about.valid_from and about.valid_until and about.valid_until < about.valid_from:
        raise RefusedError(Words(TURNED))
    if item is not None and item.pk in {each.pk for each in about.replaces}:
        raise RefusedError(Words(ITSELF))


def tag_names(typed: str) -> list[str]:
    """Return the tags that somebody typed: parted by spaces, commas and signs of any width."""
    for sign in "，,、;；#＃\n\t\u3000":
        typed = typed.replace(sign, " ")
    names = (tidy(each)[:LONGEST_TAG] for each in typed.split())
    return list(dict.fromkeys(name for name in names if name))[:MOST_TAGS]


def _columns(about: About) -> dict[str, Any]:
    return {
        "kind": about.kind,
        "category_id": about.category.pk if about.category else None,
        "source": about.source,
        "link": about.link,
        "author": about.author,
        "contributor_id": about.contributor.pk if about.contributor else None,
        "credit": about.credit or (about.contributor.name if about.contributor else ""),
        "permission": about.permission,
        "dated": about.dated,
        "valid_from": about.valid_from,
        "valid_until": about.valid_until,
        "keeper_id": about.keeper.pk if about.keeper else None,
    }


def _connect(item: Item, about: About) -> None:
    """Store what hangs on an item: tags, and what it replaces."""
    names = tag_names(" ".join(about.tags))
    for name in names:
        Tag.objects.get_or_create(community_id=item.community_id, name=name)
    item.tags.set(Tag.objects.filter(community_id=item.community_id, name__in=names))
    Tag.objects.filter(community_id=item.community_id, items__isnull=True).delete()
    wanted = {each.pk for each in about.replaces if each.community_id == item.community_id}
    Item.objects.filter(replaced_by=item).exclude(pk__in=wanted).update(replaced_by=None)
    Item.objects.filter(community_id=item.community_id, pk__in=wanted).update(replaced_by=item)


def _keep(
    item: Item, text: Text, *, number: int, by: Actor, now: datetime, **about: Any
) -> ItemVersion:
    version: ItemVersion = ItemVersion.objects.create(
        community_id=item.community_id,
        item=item,
        number=number,
        title=text.title.strip(),
        summary=text.summary.strip(),
        body=text.body,
        person_id=by.id,
        by_name=by.name,
        at=now,
        **about,
    )
    return version


def _next_number(item: Item) -> int:
    last = item.versions.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _is_same(item: Item, text: Text) -> bool:
    now = item.versions.filter(number=item.revision).first()
    said = (text.title.strip(), text.summary.strip(), text.body)
    return now is not None and (now.title, now.summary, now.body) == said
