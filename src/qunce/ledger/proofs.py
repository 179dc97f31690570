"""What shows that a task was done: a link or a remark, and screenshots, kept with the task."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction

from qunce.facts.ledger import ProofAdded
from qunce.kernel.actors import Actor
from qunce.kernel.errors import NotFoundError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger.actions import record, subjects_of, title_of
from qunce.ledger.models import Proof, Task, TaskTarget
from qunce.store import sheets, vault
from qunce.store.sheets import Sheet

FOLDER = "proofs"
MOST = 20  # screenshots of a task
MOST_MEGABYTES = 10
LONGEST = 500  # characters of a remark
MEGABYTE = 1 << 20

TEXT = "%(text)s"
SCREENSHOT = N_("a screenshot")
NOTHING = N_("Choose a screenshot, or write a link or a remark.")
TOO_LARGE = N_("This screenshot has more than %(most)s MB.")
TOO_MANY = N_("A task has at most %(most)s screenshots.")
NO_PICTURE = N_("This is no picture: choose a screenshot (JPEG, PNG, WebP).")
NO_PROOF = N_("There is no such screenshot.")


def check(data: bytes) -> Sheet:
    """Return what may be kept of a screenshot. Raises RefusedError with words for the sender.

    The picture is drawn anew, which takes long: call it before a transaction begins.
    """
    if len(data) > MOST_MEGABYTES * MEGABYTE:
        raise RefusedError(Words(TOO_LARGE, {"most": MOST_MEGABYTES}))
    sheet = sheets.examine(data)
    if not sheet.mime.startswith("image/"):
        raise RefusedError(Words(NO_PICTURE))
    return sheet


@transaction.atomic
def add(
    task: Task,
    shot: Sheet | None = None,
    *,
    text: str = "",
    target: TaskTarget | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Keep a screenshot (as `check` returned it), or words, as proof of a task or a group of it.

    It may be open or ended. RefusedError, with words for the sender, for one too many, and where
    there is neither.
    """
    text = text.strip()[:LONGEST]
    if shot is None and not text:
        raise RefusedError(Words(NOTHING))
    if shot is not None:
        _keep(task, target, shot, by=by, now=now)
    if text:
        row: Task | TaskTarget = target or task
        row.proof = text
        row.save(update_fields=["proof"])
    fact = ProofAdded(
        task.pk,
        task.kind,
        title_of(task),
        proof=Words(TEXT, {"text": text}) if text else Words(SCREENSHOT),
        **subjects_of(task),
    )
    record(fact, by=by, now=now, community=task.community_id, cause=task.entry_id)


def _keep(task: Task, target: TaskTarget | None, shot: Sheet, *, by: Actor, now: datetime) -> None:
    digest = sha256(shot.data).hexdigest()
    if task.proofs.filter(target=target, digest=digest).exists():
        return
    if task.proofs.count() >= MOST:
        raise RefusedError(Words(TOO_MANY, {"most": MOST}))
    Proof.objects.create(
        community_id=task.community_id,
        task=task,
        target=target,
        file=vault.keep(folder(), shot.data, shot.ending),
        digest=digest,
        added_by=by.id,
        added_name=by.name,
        at=now,
    )


def folder() -> Path:
    """Return where the screenshots lie: among what a backup takes along."""
    return vault.folder(Path(settings.MEDIA_ROOT) / FOLDER)


def access(community: int, key: int) -> Path:
    """Return the file of a screenshot of a community. Raises NotFoundError."""
    row = Proof.objects.filter(community=community, pk=key).first()
    found = vault.path_of(folder(), row.file) if row else None
    if found is None:
        raise NotFoundError(Words(NO_PROOF))
    return found


def sweep(now: datetime) -> None:
    """Delete files that belong to no task any more, or were left by a crash."""
    known = set(Proof.objects.values_list("file", flat=True))
    for file in vault.list_old(folder(), now):
        if file.name not in known:
            file.unlink(missing_ok=True)
