"""All reads of the registry of protected texts."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.db.models import Count, Max, QuerySet

from qunce.kernel.errors import NotFoundError
from qunce.kernel.protected import Leave, Protected
from qunce.kernel.text import N_, Words
from qunce.people.models import Community
from qunce.rooms.moderation.models_protected import ProtectedText

LEAVE_NAMES: Mapping[Leave, str] = {
    Leave.ASK: N_("Only with the holder's leave"),
    Leave.QUOTE: N_("Short passages, with the source"),
    Leave.SOURCE: N_("All of it, with the source"),
    Leave.FREE: N_("Everybody's (a law, an official text)"),
}
NO_TEXT = N_("There is no such registered text.")


def list_texts(community: Community) -> QuerySet[ProtectedText]:
    """Return the registered texts of a community, those taken out as well, newest first."""
    rows = ProtectedText.objects.filter(community=community, is_replaced=False)
    return rows.defer("prints").order_by("-id")


def access_text(community: Community, pk: int, *, removed: bool = False) -> ProtectedText:
    """Return a registered text, or with `removed` one that was taken out; NotFoundError else."""
    rows = list_texts(community).filter(pk=pk, removed_at__isnull=not removed)
    found = rows.first()
    if found is None:
        raise NotFoundError(Words(NO_TEXT))
    return found


def find_alike(community: Community, prints: bytes, *, but: int | None = None) -> str:
    """Return the title of a registered text that is the very same, "" where there is none."""
    rows = list_texts(community).filter(prints=prints, removed_at__isnull=True)
    if but is not None:
        rows = rows.exclude(pk=but)
    return rows.values_list("title", flat=True).first() or ""


def protected_in(community_id: int) -> Sequence[Protected]:
    """Return the texts that were ever registered in a community: each counts in its own time.

    They are read again only where one was added, taken out or put back.
    """
    rows = ProtectedText.objects.filter(community=community_id).order_by()
    stamp = rows.aggregate(
        rows=Count("pk"),
        newest=Max("pk"),
        added=Max("registered_at"),
        out=Count("removed_at"),
        last=Max("removed_at"),
    )
    return _protected(community_id, tuple(stamp.values())) if stamp["rows"] else ()


@lru_cache(maxsize=32)
def _protected(community_id: int, _stamp: tuple[object, ...]) -> tuple[Protected, ...]:
    rows = ProtectedText.objects.filter(community=community_id).order_by("pk")
    return tuple(
        Protected(
            each.pk,
            each.title,
            each.holder,
            Leave(each.leave),
            each.registered_at,
            each.removed_at,
            bytes(each.prints),
        )
        for each in rows
    )
