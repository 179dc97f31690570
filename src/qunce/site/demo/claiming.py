"""The demo's claims: members from the imported chat say who they are, one in every state."""

from datetime import datetime, timedelta

from django.db import transaction

from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.messages import Role
from qunce.ledger.models import Errand
from qunce.people.models import Community, Group, Identity
from qunce.people.queries import holders
from qunce.playbook.privacy import privacy_version
from qunce.rooms.admission import claims
from qunce.rooms.admission.claim_letters import LETTER
from qunce.rooms.admission.claiming import ClaimState
from qunce.rooms.admission.matching import Ground
from qunce.rooms.admission.models import Claim
from qunce.store import mailed_codes

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
# Where each claim stands, and since how many hours: two wait, one of them said the code word
# under another nickname.
CLAIMS = (
    (ClaimState.WAITING, 20),
    (ClaimState.WAITING, 3),
    (ClaimState.PROVING, 1),
    (ClaimState.DONE, 48),
    (ClaimState.REFUSED, 60),
)
GIVEN, VOID = 30, 72  # hours since a link of one's own was given; the older one was replaced
WORDS = "群里没有找到这个昵称，请用现在的群昵称再试一次，或直接联系管理员。"
OTHER = "小号"  # what the nickname of who said the code word is not


@transaction.atomic
def prepare(community: Community, now: datetime) -> None:
    """Let members of the group by hand claim their names; nobody is written to."""
    group = Group.objects.filter(community=community, channel="manual").order_by("pk").first()
    if group is None:
        return
    names = list(_known(group)[: len(CLAIMS) + 1])
    admin = holders(community, Role.OPS)[0]
    by = Actor(ActorKind.PERSON, admin.pk, admin.name)
    for number, ((state, hours), identity) in enumerate(zip(CLAIMS, names, strict=False)):
        begun = _begin(group, identity, number, now - hours * HOUR)
        _carry_on(begun, identity, state, by)
    waiting = Claim.objects.filter(community=community, state=ClaimState.WAITING).order_by("pk")
    if (first := waiting.first()) is not None:
        said = Identity.objects.get(name=first.nickname.removesuffix(OTHER), group=group)
        Claim.objects.filter(pk=first.pk).update(identity=said)
    if len(names) > len(CLAIMS) and (person := names[-1].person) is not None:
        for hours in (VOID, GIVEN):
            claims.give([person], by=by, now=now - hours * HOUR)
    Errand.objects.filter(community=community, kind=LETTER).delete()


def _known(group: Group) -> list[Identity]:
    rows = Identity.objects.filter(group=group, person__account=None).exclude(person__company="")
    unique = {each.name: each for each in rows.select_related("person").order_by("pk") if each.name}
    return list(unique.values())[::-1]


def _begin(group: Group, identity: Identity, number: int, then: datetime) -> Claim:
    person = identity.person
    told = claims.Told(
        address=f"claim{number + 1}@demo.example.com",
        nickname=identity.name + (OTHER if number == 0 else ""),
        name=person.name if person else identity.name,
        company=person.company if person else "",
        form=f"demo-claim-{group.community_id}-{number}",
        language="zh-hans",
        privacy_version=privacy_version(group.community),
    )
    return claims.begin(group, told, now=then)


def _carry_on(claim: Claim, identity: Identity, state: ClaimState, by: Actor) -> None:
    then = claim.created_at + 2 * MINUTE
    if state is ClaimState.PROVING:
        return
    claims.try_code(claim, mailed_codes.code_of(claim), now=then)
    if state is ClaimState.DONE:
        claims.recognise(claim, identity, Ground.CODE, by=by, now=then + HOUR)
    elif state is ClaimState.REFUSED:
        claims.refuse(claim, WORDS, by=by, now=then + HOUR)
