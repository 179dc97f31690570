"""The files of certificates: outside the web root, for this user of the machine only.

They lie in `evidence/` under QUNCE_HOME, not among the files that a backup takes: they live only
until the decision, and no copy may outlive it.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings as site
from django.db import transaction

from qunce.facts.admission import CertificateDeleted
from qunce.kernel.actors import MACHINE
from qunce.kernel.effects import Outcome, Status
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Assignment
from qunce.rooms.admission.domain import OPEN, EvidenceState
from qunce.rooms.admission.models import Evidence
from qunce.store import vault
from qunce.store.sheets import Sheet

DELETE = "admission.delete_certificate"
FOLDER = "evidence"
AT_ONCE = timedelta(0)
THINK_AGAIN = timedelta(minutes=15)  # in which a decision can be taken back with its evidence
NEEDED_AGAIN = N_("The decision was taken back: the certificate is needed again.")


def folder() -> Path:
    """Return where the files lie; it is made with the first one."""
    return vault.folder(site.HOME / FOLDER)


def keep(sheet: Sheet) -> str:
    """Store a certificate under a name that tells nothing; return the name."""
    return vault.keep(folder(), sheet.data, sheet.ending)


def path_of(evidence: Evidence) -> Path | None:
    """Return where the file of a certificate lies, None where it is gone."""
    return vault.path_of(folder(), evidence.file)


def lay_deletion(evidence: Evidence, *, now: datetime, after: timedelta = AT_ONCE) -> None:
    """Have the file of a certificate deleted, in the transaction that ended its use.

    `after` leaves a reviewer the time to take a decision back.
    """
    if evidence.file:
        ledger.enqueue(
            DELETE,
            {"file": evidence.file, "evidence": evidence.pk},
            community=evidence.community_id,
            now=now,
            not_before=now + after,
            key=f"{DELETE}:{evidence.file}:{now.isoformat()}",
        )


def execute(assignment: Assignment) -> Outcome:
    """Delete one file and forget its name (the errand's executor); twice does no harm.

    A file that is needed again, because the decision was taken back, stays.
    """
    rows = Evidence.objects.select_related("application")
    evidence = rows.filter(pk=assignment.payload["evidence"]).first()
    if evidence is not None and _is_needed(evidence):
        return Outcome(Status.DONE, Words(NEEDED_AGAIN))
    (folder() / Path(assignment.payload["file"]).name).unlink(missing_ok=True)
    if evidence is not None and evidence.file:
        _forget(evidence, assignment.now)
    return Outcome(Status.DONE)


def _is_needed(evidence: Evidence) -> bool:
    return evidence.application.state in OPEN and evidence.state != EvidenceState.WITHDRAWN


@transaction.atomic
def _forget(evidence: Evidence, now: datetime) -> None:
    row = Evidence.objects.filter(pk=evidence.pk, file=evidence.file)
    row.update(file="", file_name="", size=0)
    fact = CertificateDeleted(application=evidence.application_id)
    ledger.record(fact, by=MACHINE, now=now, community=evidence.community_id)


def sweep(now: datetime) -> None:
    """Delete files that belong to nobody: left by a crash, or by a restored backup."""
    known = set(Evidence.objects.exclude(file="").values_list("file", flat=True))
    for file in vault.list_old(folder(), now):
        if file.name not in known:
            file.unlink(missing_ok=True)
