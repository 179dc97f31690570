"""All reads of admission."""

from dataclasses import dataclass

from qunce.people.domain import MembershipState, read_nickname
from qunce.people.models import Group, Membership


@dataclass(frozen=True, slots=True)
class Misnamed:
    """A member whose nickname is not 姓名-企业-岗位: the person's key and the name shown."""

    person: int
    nickname: str


def list_misnamed(group: Group) -> list[Misnamed]:
    """Return the chase list of a group: who has not set the nickname of the charter (M07)."""
    members = Membership.objects.filter(group=group, state=MembershipState.ACTIVE)
    named = members.exclude(nickname="").order_by("nickname").values_list("person_id", "nickname")
    return [
        Misnamed(person, nickname)
        for person, nickname in named
        if not read_nickname(nickname).is_complete
    ]
