"""Whose message a case is about, where only its words or a name were told."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from qunce.facts import moderation as facts
from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError
from qunce.kernel.nicknames import called
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Group, Identity, Membership
from qunce.rooms.moderation.domain import CaseState
from qunce.rooms.moderation.models import Case

NOBODY = N_("Nobody in this group is called %(name)s. Write the nickname as it is in the group.")
SEVERAL = N_("Several people in this group are called %(name)s. Write the whole nickname.")
SAY_WHO = N_("Write the nickname of the member whom it is about.")
DECIDED = N_("This case was decided already.")


def account_of(membership: Membership) -> Identity | None:
    """Return the account by which a member is known in a group, the newest of several."""
    group = membership.group
    known = Identity.objects.filter(person=membership.person, channel=group.channel)
    return known.filter(Q(group=group) | Q(group__isnull=True)).order_by("-id").first()


def find_accounts(group: Group, name: str) -> list[Identity]:
    """Return the accounts in a group that have a name: whole, or the name in a nickname."""
    wanted = name.strip().lstrip("@").strip()
    if not wanted:
        return []
    seen = Identity.objects.filter(group=group, channel=group.channel)
    there = Membership.objects.filter(group=group, left_at__isnull=True).select_related("person")
    named = [(each.name, each) for each in seen]
    for membership in there.select_related("group"):
        names = (membership.nickname, membership.person.name)
        is_it = wanted in {*names, *map(called, names)}
        account = account_of(membership) if is_it else None
        named += [(name, account) for name in names if account is not None]
    whole = [each for is_called, each in named if is_called == wanted]
    part = [each for is_called, each in named if called(is_called) == wanted]
    # One person may have several accounts: that by which the channel knows the member is the last.
    by_person = {each.person_id or -each.pk: each for each in whole or part}
    return list(by_person.values())


@transaction.atomic
def name_author(case: Case, name: str, *, by: Actor, now: datetime) -> None:
    """Say whom an open case is about.

    Raises RefusedError where nobody, or more than one, in the group has that name.
    """
    if case.state != CaseState.OPEN:
        raise RefusedError(Words(DECIDED))
    if not name.strip():
        raise RefusedError(Words(SAY_WHO))
    found = find_accounts(case.group, name)
    if len(found) != 1:
        raise RefusedError(Words(SEVERAL if found else NOBODY, {"name": name.strip()}))
    (identity,) = found
    case.identity, case.person = identity, identity.person
    case.author_name = case.author_name or identity.name
    case.save(update_fields=["identity", "person", "author_name"])
    fact = facts.CaseNamed(
        case=case.pk,
        group=case.group_id,
        person=identity.person_id,
        identity=identity.pk,
        name=identity.name,
    )
    ledger.record(fact, by=by, now=now, community=case.community_id)
