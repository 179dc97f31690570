"""What the clock does with applications: they lapse, and what led to nothing is erased."""

from datetime import datetime

from django.db import transaction

from qunce.facts import admission as facts
from qunce.kernel.actors import MACHINE
from qunce.ledger import actions as ledger
from qunce.ledger import personal as record
from qunce.people.models import Community
from qunce.playbook.queries import effective
from qunce.rooms.admission import certificates, finding
from qunce.rooms.admission.domain import (
    APPLICATION,
    ApplicationState,
    ApplicationVerb,
    Applying,
)
from qunce.rooms.admission.models import Application
from qunce.store.moves import move


def tick(now: datetime) -> None:
    """Let applications lapse that wait for evidence too long, and erase what is over its time."""
    certificates.sweep(now)
    for community in Community.objects.order_by("pk"):
        settings = effective(community.pk, Applying)
        proving = Application.objects.filter(
            community=community,
            state=ApplicationState.PROVING,
            sent_at__lt=now - settings.lapse_after,
        )
        for application in proving:
            lapse(application, now=now)
        for application in finding.list_due_for_erasure(community, now - settings.erase_after):
            erase(application, now=now)


@transaction.atomic
def lapse(application: Application, *, now: datetime) -> None:
    """End an application for which nothing more came in."""
    after = APPLICATION.after(ApplicationState(application.state), ApplicationVerb.LAPSE)
    move(application, to=after, decided_at=now)
    fact = facts.ApplicationLapsed(
        application=application.pk, group=application.group_id, name=application.name
    )
    ledger.record(fact, by=MACHINE, now=now, community=application.community_id)


@transaction.atomic
def erase(application: Application, *, now: datetime) -> None:
    """Delete an application with all that was sent in; that there was one stays, without a name."""
    for each in application.evidence.all():
        certificates.lay_deletion(each, now=now)
    key, community = application.pk, application.community_id
    application.delete()
    record.forget_subject(community, "application", key)
    ledger.record(
        facts.ApplicationErased(application=key), by=MACHINE, now=now, community=community
    )
