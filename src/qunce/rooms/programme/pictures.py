"""Pictures of posts: checked by content, drawn anew, with a small one for lists and previews."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction

from qunce.facts.programme import PostPictured
from qunce.kernel.actors import Actor
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.models import TaskTarget
from qunce.people.domain import MembershipState
from qunce.people.models import Membership, Person
from qunce.people.queries import staff_of
from qunce.rooms.programme import laying, queries, writing
from qunce.rooms.programme.domain import OPEN, ItemState
from qunce.rooms.programme.models import Item, Picture
from qunce.rooms.programme.queries import Known
from qunce.store import sheets, vault

MOST = 9  # of a post: as many as WeChat sends in one go
MOST_MEGABYTES = 10
SIDE = 320  # pixels of the longer side of a small one
MEGABYTE = 1 << 20

OVER = N_("It is over: put it back first.")
TOO_LARGE = N_("%(name)s has more than %(most)s MB.")
TOO_MANY = N_("A post has at most %(most)s pictures.")
NO_PICTURE = N_("%(name)s is no picture: choose JPEG, PNG or WebP.")
BAD_PICTURE = N_("%(name)s: %(fault)s")
NOWHERE = N_("There is no such picture.")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody sent it."""

    name: str
    data: bytes


def folder() -> Path:
    """Return where the pictures lie: among what a backup takes along."""
    return vault.folder(Path(settings.MEDIA_ROOT) / queries.FOLDER)


# --- writes -------------------------------------------------------------------------------------


def add(item: Item, uploads: Sequence[Upload], known: Known, *, by: Actor, now: datetime) -> int:
    """Keep pictures of an item; the same one twice is one. Return how many are new.

    All or none: RefusedError, with words for the sender, for what is no picture, too large, one
    too many, or where the item is over or composed by its own room. Where a second person looks
    posts through, one that was ready is a draft again.
    """
    _check_open(item, known)
    drawn = [(data, sheets.small(data, SIDE)) for data in map(_check, uploads)]
    return _store(item, drawn, known, by=by, now=now)


@transaction.atomic
def _store(
    item: Item, drawn: Sequence[tuple[bytes, bytes]], known: Known, *, by: Actor, now: datetime
) -> int:
    """Keep what was drawn before the transaction: in those seconds nobody else could write."""
    item = Item.objects.select_for_update().get(pk=item.pk)
    _check_open(item, known)
    have = set(item.pictures.values_list("digest", flat=True))
    fresh = {sha256(each[0]).hexdigest(): each for each in drawn}
    fresh = {digest: each for digest, each in fresh.items() if digest not in have}
    if len(have) + len(fresh) > MOST:
        raise RefusedError(Words(TOO_MANY, {"most": MOST}))
    for digest, (data, small) in fresh.items():
        Picture.objects.create(
            community_id=item.community_id,
            item=item,
            file=vault.keep(folder(), data, "jpg"),
            small=vault.keep(folder(), small, "jpg"),
            digest=digest,
            size=len(data),
            by_id=by.id,
            at=now,
        )
    if fresh:
        _changed(item, known, by=by, now=now)
    return len(fresh)


@transaction.atomic
def remove(item: Item, pk: int, known: Known, *, by: Actor, now: datetime) -> None:
    """Take a picture off an item; its files go with the next sweep. Errors as in `add`."""
    _check_open(item, known)
    if not item.pictures.filter(pk=pk).delete()[0]:
        raise NotFoundError(Words(NOWHERE))
    _changed(item, known, by=by, now=now)


def _check_open(item: Item, known: Known) -> None:
    if item.state not in OPEN:
        raise RefusedError(Words(OVER))
    if queries.is_composed(item, known):
        raise RefusedError(Words(writing.BY_ITSELF))


def _check(upload: Upload) -> bytes:
    name = upload.name[:80] or "?"
    if len(upload.data) > MOST_MEGABYTES * MEGABYTE:
        raise RefusedError(Words(TOO_LARGE, {"name": name, "most": MOST_MEGABYTES}))
    try:
        sheet = sheets.examine(upload.data)
    except RefusedError as error:
        raise RefusedError(Words(BAD_PICTURE, {"name": name, "fault": error.words})) from None
    if not sheet.mime.startswith("image/"):
        raise RefusedError(Words(NO_PICTURE, {"name": name}))
    return sheet.data


def _changed(item: Item, known: Known, *, by: Actor, now: datetime) -> None:
    """Write down that the pictures of an item changed, and show it where it lies on the desk."""
    if item.state == ItemState.REVIEWED and known.needs_review(item):
        writing.take_back(item, known, by=by, now=now)
    Item.objects.filter(pk=item.pk).update(is_kept=True)
    count = item.pictures.count()
    fact = PostPictured(item.pk, queries.title_of(item), known.said(item.at), count)
    ledger.record(fact, by=by, now=now, community=known.community)
    laying.show_text(item, now=now)


def sweep(now: datetime) -> None:
    """Delete files that belong to no post any more, or were left by a crash."""
    known = {name for pair in Picture.objects.values_list("file", "small") for name in pair}
    for file in vault.list_old(folder(), now):
        if file.name not in known:
            file.unlink(missing_ok=True)


# --- reads --------------------------------------------------------------------------------------


def access(person: Person, pk: int) -> Picture:
    """Return a picture that a person may see, or raise NotFoundError.

    Those who run the community see all; members what was posted in a group of theirs.
    """
    rows = Picture.objects.select_related("item").filter(community=person.community_id, pk=pk)
    found = rows.first()
    if found is None or not (
        person.pk in staff_of(person.community_id) or _is_before(found, person)
    ):
        raise NotFoundError(Words(NOWHERE))
    return found


def _is_before(picture: Picture, person: Person) -> bool:
    host = picture.item.merged_into or picture.item
    active = Membership.objects.filter(person=person, state=MembershipState.ACTIVE)
    posted = TaskTarget.objects.filter(task__in=host.lines.values("task"))
    posted = posted.filter(group__in=active.values("group"))
    return posted.exclude(ticked_at=None).exists()


def path_of(picture: Picture, *, small: bool = False) -> Path:
    """Return where the bytes of a picture lie; NotFoundError where they are gone."""
    found = vault.path_of(folder(), picture.small if small else picture.file)
    if found is None:
        raise NotFoundError(Words(NOWHERE))
    return found
