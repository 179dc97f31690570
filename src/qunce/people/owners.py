"""The last owner of a community stays: nobody else could appoint a successor (M14)."""

from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.people.models import Appointment, Person
from qunce.people.turns import in_turn

LAST_OWNER = N_("The last owner cannot go without a successor. Appoint another owner first.")


def is_last_owner(person: Person) -> bool:
    """Say whether a person is the only owner of their community now."""
    owners = Appointment.objects.filter(
        community_id=person.community_id, role=Role.OWNER, until__isnull=True
    )
    return set(owners.values_list("person_id", flat=True)) == {person.pk}


def refuse_last_owner(person: Person) -> None:
    """Raise RefusedError where a person is the only owner; call it inside the transaction.

    The community's row is locked, so that of two owners who go at the same time one stays.
    """
    in_turn(person.community_id)
    if is_last_owner(person):
        raise RefusedError(Words(LAST_OWNER))
