"""The demo's invitations: one in use, whose applicant asks a member to vouch, and a revoked one."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.messages import Role
from qunce.people.models import Community, Group, Person
from qunce.people.queries import holders
from qunce.rooms.admission import applying, evidence, invitations
from qunce.rooms.admission.applying import Sheet, Way
from qunce.rooms.admission.models import Invitation

MEMBER = "member@demo.example.com"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BROUGHT = Sheet(
    name="秦若琳", company="澜岸物流", position="HRBP", years=Decimal(6), wechat="ruolin_q88"
)


@transaction.atomic
def prepare(community: Community, now: datetime) -> None:
    """Let a member and an admin invite; who came by the member asks them to vouch."""
    group = Group.objects.filter(community=community, channel="manual").order_by("pk").first()
    member = Person.objects.filter(community=community, account__email=MEMBER).first()
    if group is None or member is None:
        return
    admin = holders(community, Role.OPS)[0]
    old = _invite(admin, None, now - 60 * DAY, "春季线下活动海报")
    by = Actor(ActorKind.PERSON, admin.pk, admin.name)
    invitations.revoke(old, by=by, now=now - 30 * DAY)
    invitation = _invite(member, group, now - 3 * DAY, "行业沙龙上认识的同行")
    way = Way(form=f"demo-form-of-{community.pk}-invited", group=group, invitation=invitation)
    application = applying.send(community, BROUGHT, way, now=now - 3 * HOUR)
    evidence.name_inviter(application, now=now - 3 * HOUR)


def _invite(person: Person, group: Group | None, now: datetime, note: str) -> Invitation:
    by = Actor(ActorKind.PERSON, person.pk, person.name)
    return invitations.make(person, group, by=by, now=now, quota=5, days=30, note=note)
