"""All writes of admission: a newcomer is welcomed, by program or by a task on the desk."""

from datetime import datetime, timedelta

from django.db import transaction

from qunce.facts.admission import NewcomerWelcomed
from qunce.facts.people import RETURNED, MemberJoined
from qunce.kernel.actors import MACHINE
from qunce.kernel.effects import SendText
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Cause
from qunce.people.models import Group, Membership
from qunce.people.queries import staff_of
from qunce.playbook.queries import effective
from qunce.rooms.admission.domain import Settings, welcome_words
from qunce.rooms.admission.nicknames import asked_to_mend

FRESH = timedelta(days=2)  # a join mined from an older export needs no welcome any more


@transaction.atomic
def welcome(joined: MemberJoined, cause: Cause, *, now: datetime) -> None:
    """Have a newcomer welcomed in the group; a join of long ago is left alone.

    Whoever holds a role already welcomes others: the owner who founds a group is no newcomer,
    nor is who was removed by mistake.
    """
    group = Group.objects.filter(pk=joined.group).first()
    if group is None or cause.at < now - FRESH:
        return
    if joined.way == RETURNED or joined.person in staff_of(group.community_id):
        return
    settings = effective(group.community_id, Settings, group.pk)
    fact = NewcomerWelcomed(person=joined.person, group=group.pk, name=joined.name)
    words = welcome_words(settings, joined.name)
    there = Membership.objects.filter(group=group, person=joined.person).select_related("person")
    if (member := there.first()) is not None:
        words = asked_to_mend(words, member.nickname, member.person)
    effects = [SendText(group.pk, words)]
    ledger.record(
        fact, by=MACHINE, now=now, community=group.community_id, effects=effects, cause=cause.entry
    )
