"""The job that keeps the periods of the privacy notice."""

from datetime import datetime, timedelta

from qunce.people import contacts, copies, keeping
from qunce.people.models import Community
from qunce.playbook.privacy import Privacy
from qunce.playbook.queries import effective

UNCONFIRMED = timedelta(days=1)


def tick(now: datetime) -> None:
    """Delete contacts of who has left, old looks and copies, by the periods of each community."""
    keeping.forget_changes(now - UNCONFIRMED)
    for community in Community.objects.order_by("pk"):
        settings = effective(community.pk, Privacy)
        left = now - timedelta(days=settings.contacts_days)
        keeping.drop_contacts(community, left, now=now)
        looks = now - timedelta(days=settings.looks_days)
        contacts.forget_looks(community, looks)
        copies.forget(community, looks)
