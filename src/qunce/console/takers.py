"""To whom a task of the desk can be given: 交给…."""

from collections import defaultdict
from functools import cached_property

from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger.models import Task
from qunce.people.models import Community, Person
from qunce.people.queries import list_staff
from qunce.shell.access import holds

NOBODY = N_("Choose whom to give it to.")


class Staff:
    """Those who run a community, read once for all lines of a desk."""

    def __init__(self, community: Community, giver: Person) -> None:
        """Take the community and who gives; nothing is read before it is asked for."""
        self._community, self._giver = community, giver

    @cached_property
    def _known(self) -> dict[Person, set[Role]]:
        found: dict[Person, set[Role]] = defaultdict(set)
        for each in list_staff(self._community):
            found[each.person].add(Role(each.role))
        return dict(sorted(found.items(), key=lambda one: one[0].name))

    def takers_of(self, task: Task) -> list[Person]:
        """Return who can be given a task: not who has it or gives it, only who may open its page.

        What belongs to a member who runs nothing (a voucher) is given to nobody.
        """
        if task.person_id is not None and task.person not in self._known:
            return []
        asked = Role(task.role) if task.link else None
        return [
            person
            for person, roles in self._known.items()
            if person.pk not in {task.person_id, self._giver.pk}
            and (asked is None or holds(roles, asked))
        ]

    def taker(self, task: Task, key: str) -> Person:
        """Return the person that was chosen by key; RefusedError for anybody else."""
        found = next((each for each in self.takers_of(task) if str(each.pk) == key), None)
        if found is None:
            raise RefusedError(Words(NOBODY))
        return found
