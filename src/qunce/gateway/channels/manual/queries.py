"""All reads of imports."""

from datetime import datetime
from typing import Any

from django.db.models import Case, QuerySet, When

from qunce.chat.models import Message
from qunce.gateway.channels.manual.domain import ImportState, same_name
from qunce.gateway.channels.manual.models import Import
from qunce.kernel.errors import NotFoundError
from qunce.kernel.text import N_, Words
from qunce.people.models import Community, Group, Identity
from qunce.people.queries import list_groups, zone_of
from qunce.store.codecs import decode

_S = ImportState
# Programs that write CSV end each line: one without an end may have been cut anywhere in a text.
OPEN_END = N_("The last line of the file has no end: if it was cut off, the last message is, too.")


def access_import(community: Community, pk: int) -> Import:
    """Return an import of the community, or raise NotFoundError."""
    found = Import.objects.select_related("group__community").filter(community=community, pk=pk)
    row = found.first()
    if row is None:
        raise NotFoundError(Words(N_("There is no such import.")))
    return row


def search_imports(rows: QuerySet[Import], text: str) -> QuerySet[Import]:
    """Return the imports of which a file, or the name that it tells, holds the text.

    Looked through here: the databases store names in JSON each in its own spelling.
    """
    wanted = same_name(text)
    told = rows.values_list("pk", "names", "told_group")
    found = [pk for pk, names, group in told if wanted in same_name(" ".join((*names, group)))]
    return rows.filter(pk__in=found)


def find_import(pk: int) -> Import | None:
    """Return an import by its key, or None."""
    return Import.objects.select_related("group__community").filter(pk=pk).first()


def fresh(row: Import) -> Import:
    """Return the import as it is stored now."""
    return Import.objects.select_related("group__community").get(pk=row.pk)


def state_of(row: Import) -> ImportState:
    """Return the stored state of an import."""
    return ImportState(Import.objects.values_list("state", flat=True).get(pk=row.pk))


def count_messages(row: Import) -> int:
    """Return how many messages an import has added so far."""
    return Message.objects.filter(origin=row.origin).exclude(origin="").count()


def list_unclear(row: Import) -> QuerySet[Identity]:
    """Return the names of an import of which nobody has said who they are."""
    keys: Any = row.report.get("unclear", [])
    return Identity.objects.filter(
        community_id=row.community_id, pk__in=keys, person__isnull=True
    ).order_by("name")


def fault_of(row: Import) -> Words | None:
    """Return the words why an import stopped, None where somebody stopped it or it did not."""
    return decode(Words, row.fault) if row.fault else None


def list_targets(community: Community) -> QuerySet[Group]:
    """Return the groups that something can be taken in for, those by hand first."""
    by_hand = Case(When(channel="manual", then=0), default=1)
    return list_groups(community).order_by(by_hand, "name")


def is_doubtful(group: Group, told: str) -> bool:
    """Say whether a file that calls its group `told` may be that of another one.

    A group is known by its own name and by those that a person let pass in earlier imports.
    """
    return bool(told) and same_name(told) not in _names_of(group)


def find_called(community: Community, told: str) -> Group | None:
    """Return the only group of the community that is known by a name, else None."""
    found = [each for each in list_targets(community) if same_name(told) in _names_of(each)]
    return found[0] if len(found) == 1 else None


def _names_of(group: Group) -> set[str]:
    passed = Import.objects.filter(group=group).exclude(state__in=(_S.HELD, _S.UNDOING, _S.UNDONE))
    told = passed.exclude(told_group="").values_list("told_group", flat=True).distinct()
    return {same_name(group.name), *map(same_name, told)}


def list_held(before: datetime) -> list[Import]:
    """Return the imports that have waited for an answer since before a moment."""
    return list(Import.objects.filter(state=_S.HELD, began_at__lt=before))


def list_waiting(community: Community) -> QuerySet[Import]:
    """Return the imports of a community whose files may still wait."""
    return Import.objects.filter(community=community).exclude(folder="")


def list_stopped(before: datetime) -> list[Import]:
    """Return the imports that were stopped before a moment and whose files still wait."""
    stopped = Import.objects.filter(state=_S.STOPPED, ended_at__lt=before)
    return list(stopped.exclude(folder=""))


def find_unfinished(group: Group, names: list[str], total: int) -> Import | None:
    """Return the stopped import of the same files, or one whose process died; else None."""
    same = Import.objects.select_related("group__community").filter(
        group=group, folder="", bytes_total=total, state__in=(_S.STOPPED, _S.RUNNING)
    )
    return next((row for row in same if row.names == names), None)


def remarks(row: Import) -> list[Words]:
    """Return what a report says beside its numbers: period, gaps, people, how far it came."""
    zone = zone_of(row.group.community)
    report = row.report
    said = []
    if row.first_at and row.last_at:
        msgid = N_("Messages from %(first)s to %(last)s.")
        days = [at.astimezone(zone).date().isoformat() for at in (row.first_at, row.last_at)]
        said.append(Words(msgid, {"first": days[0], "last": days[1]}))
    for first, last in report.get("gaps", []):
        msgid = N_("No message from %(first)s to %(last)s: part of the history may be missing.")
        said.append(Words(msgid, {"first": first, "last": last}))
    msgid = N_("People: %(matched)s matched, %(new)s new, %(unclear)s unclear.")
    counts = {"matched": report.get("matched", 0), "new": report.get("new_people", 0)}
    said.append(Words(msgid, {**counts, "unclear": len(report.get("unclear", []))}))
    if report.get("ends_open") and row.layout.endswith("-csv") and not row.is_truncated:
        said.append(Words(OPEN_END))
    if row.is_truncated:
        msgid = N_("The file breaks off near byte %(read)s of %(total)s: what was whole is in.")
        said.append(Words(msgid, {"read": row.bytes_read, "total": row.bytes_total}))
    return said
