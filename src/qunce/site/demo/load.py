"""Brings the demo into the house, by the ways that real groups take, and out of it again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from qunce.chat import actions as chat
from qunce.gateway.channels.manual import actions as imports
from qunce.gateway.channels.manual import running
from qunce.gateway.channels.manual.parse import reading
from qunce.gateway.channels.manual.parse.shapes import file_at
from qunce.gateway.channels.web import actions as web
from qunce.gateway.channels.web.queries import external_of
from qunce.kernel.actors import SHELL
from qunce.kernel.incoming import Arrival, Incoming, Movement, TakenBack
from qunce.kernel.messages import Source
from qunce.kernel.text import N_, Words
from qunce.people import actions as people
from qunce.people.models import Account, Community, Group, Identity, Membership, Person
from qunce.people.queries import zone_of
from qunce.site.demo import (
    cases,
    charter,
    claiming,
    desk,
    inviting,
    library,
    newcomers,
    order,
    own_data,
    phrases,
    postings,
    praise,
    programme,
    protected,
    questions,
    staff,
)
from qunce.site.demo.export import as_file
from qunce.site.demo.plan import DemoGroup, DemoMember, DemoPlan

KEY = "demo"
LOADING = "demo-loading"  # the key until all is in: what an interrupted load leaves is known by it
FRESH = timedelta(hours=2)  # the web group's last hours come in live, as if just said
LOG_INS = {"群主": "owner", "内容": "content", "运营": "ops", "活动": "events", "小鹿": "member"}
MAIL = "demo.example.com"

Say = Callable[[Words], None]


def is_loaded() -> bool:
    """Say whether the demo community is there, whole."""
    return Community.objects.filter(key=KEY, is_demo=True).exists()


def load(plan: DemoPlan, say: Say) -> Community:
    """Store the whole demo; `say` hears how far it came."""
    for left_over in Community.objects.filter(key=LOADING):
        remove(left_over)
    loader = _found(plan)
    members = {"count": len(plan.members), "groups": len(plan.groups)}
    say(Words(N_("Demo: %(count)s members in %(groups)s groups"), members))
    for group in plan.groups:
        count = loader.bring(group)
        msgid = N_("Demo: %(count)s messages in %(group)s")
        say(Words(msgid, {"count": count, "group": group.name}))
    loader.complete()
    Community.objects.filter(pk=loader.community.pk).update(key=KEY)
    loader.community.key = KEY
    own_data.publish_notice(loader.community, plan.now)
    charter.prepare(loader.community, plan.now)
    newcomers.prepare(loader.community, plan.now)
    own_data.prepare(loader.community, plan.now)
    staff.prepare(loader.community, plan.now)
    inviting.prepare(loader.community, plan.now)
    claiming.prepare(loader.community, plan.now)
    phrases.prepare(loader.community, plan.now)
    protected.prepare(loader.community, plan.now)
    postings.prepare(loader.community, plan.now)
    questions.prepare(loader.community, plan.now)
    cases.prepare(loader.community, plan.now)
    library.prepare(loader.community, plan.now)
    programme.prepare(loader.community, plan.now)
    desk.prepare(loader.community, plan.now)  # its tasks lead to pages under this key
    order.prepare(loader.community, plan.now)  # it goes by what the rules have found
    praise.prepare(loader.community, plan.now)
    return loader.community


def remove(community: Community) -> None:
    """Remove a demo community with everything in it, and the log-ins that are only for it."""
    for group in Group.objects.filter(community=community):
        chat.drop_messages(group)
    running.clear_all_away(community)
    with transaction.atomic():
        library.remove(community)
        mine = Account.objects.filter(persons__community=community)
        accounts = [account.pk for account in mine if account.persons.count() == 1]
        community.delete()
        Account.objects.filter(pk__in=accounts).delete()


@dataclass(slots=True)
class Loader:
    """A demo being loaded: what is stored already, by the keys of the plan."""

    plan: DemoPlan
    community: Community
    groups: Mapping[str, Group]
    persons: dict[int, Person] = field(default_factory=dict)
    members: dict[str, DemoMember] = field(default_factory=dict)  # by external

    def bring(self, group: DemoGroup) -> int:
        """Bring the talk of a group in by the way of its channel; return how many messages."""
        if group.channel == "manual":
            return self._import(group)
        talk = self.plan.talk[group.key]
        since = self._fresh_since(group)
        live = [each for each in talk if isinstance(each, Incoming) and each.sent_at >= since]
        older = (
            self._told(each, group)
            for each in talk
            if not (isinstance(each, Incoming) and each.sent_at >= since)
        )
        count = 0
        for batch in chat.batches(older):
            with transaction.atomic():
                done = chat.ingest(
                    self.groups[group.key], batch, source=Source.HISTORY, now=self.plan.now
                )
            count += len(done.added)
        return count + self._say_now(group, live)

    def _fresh_since(self, group: DemoGroup) -> datetime:
        """Return from when on the talk of a group comes in live: the web group's last hours."""
        if group.channel != "web":
            return self.plan.now + FRESH
        said = [each.sent_at for each in self.plan.talk[group.key] if isinstance(each, Incoming)]
        return max(said, default=self.plan.now) - FRESH

    def _told(self, each: Arrival, group: DemoGroup) -> Arrival:
        """Return an arrival with the speaker's id as the group's channel knows it."""
        if isinstance(each, Incoming | Movement | TakenBack) and each.speaker is not None:
            external = self.external(self.members[each.speaker.external], group)
            return replace(each, speaker=replace(each.speaker, external=external))
        return each

    def external(self, member: DemoMember, group: DemoGroup) -> str:
        """Return the id that a member has on the channel of a group."""
        if group.channel == "web":
            return external_of(self.persons[member.key])
        if group.channel == "manual":
            return member.external
        return f"{group.channel}-{member.external.removeprefix('wxid_')}"

    def _say_now(self, group: DemoGroup, live: Sequence[Incoming]) -> int:
        """Let members of the web group say what is new, through the group's own page."""
        said: dict[str, str] = {}
        for each in live:
            if each.speaker is None:
                continue
            person = self.persons[self.members[each.speaker.external].key]
            membership = Membership.objects.select_related("group__community", "person").get(
                group=self.groups[group.key], person=person
            )
            reply = said.get(each.reply_platform_id, each.reply_platform_id)
            stored = web.post(
                membership, each.text, key=each.platform_id, now=each.sent_at, reply_to=reply
            )
            said[each.platform_id] = stored.platform_id
        return len(said)

    def _import(self, group: DemoGroup) -> int:
        """Export the group as chatlog does and take the file in, as its owner would."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"{group.name}.csv"
            path.write_bytes(as_file(group.name, self.plan.talk[group.key]))
            told = reading.read([file_at(path)], zone_of(self.community))
            place = self.groups[group.key]
            row = imports.begin(place, told, by=SHELL, now=self.plan.now)
            return running.carry_on(row, told, by=SHELL).added

    def complete(self) -> None:
        """Give those whom the import found what they would have written in their application."""
        found = Identity.objects.filter(community=self.community, channel="manual")
        named = {
            name: member for member in self.members.values() for name in member.nicknames.values()
        }
        for identity in found.select_related("person"):
            member, person = self.members.get(identity.external), identity.person
            member = member or named.get(identity.name)
            if person and member and member.key not in self.persons and member.company:
                Person.objects.filter(pk=person.pk).update(**_about(member))


def _about(member: DemoMember) -> dict[str, object]:
    return {
        "name": member.name,
        "company": member.company,
        "position": member.position,
        "years": member.years,
        "tier": member.tier.value,
    }


def _found(plan: DemoPlan) -> Loader:
    """Found the community with its groups and those members who are on record."""
    since = min(min(member.joined.values()) for member in plan.members)
    with transaction.atomic():
        community = people.found_community(
            LOADING, plan.name, zone="Asia/Shanghai", by=SHELL, now=since, is_demo=True
        )
        groups = {
            group.key: people.open_group(
                community,
                group.key,
                by=SHELL,
                now=since,
                name=group.name,
                kind=group.kind.value,
                channel=group.channel,
            )
            for group in plan.groups
        }
        loader = Loader(plan, community, groups)
        loader.members = {member.external: member for member in plan.members}
        for member in plan.members:
            if not _is_stranger(member, plan):
                loader.persons[member.key] = _enrol(community, member)
        Identity.objects.bulk_create(_identities(loader))
        Membership.objects.bulk_create(_memberships(loader))
    return loader


def _is_stranger(member: DemoMember, plan: DemoPlan) -> bool:
    """Say whether a member is only known from the WeChat group, so that the import finds them."""
    heard = {
        each.speaker.external
        for each in plan.talk["yangtze"]
        if isinstance(each, Incoming | Movement) and each.speaker
    }
    return member.groups == ("yangtze",) and member.external in heard


def _enrol(community: Community, member: DemoMember) -> Person:
    joined = min(member.joined.values())
    about = _about(member)
    if member.handle in LOG_INS:
        about["account"] = people.ensure_account(f"{LOG_INS[member.handle]}@{MAIL}")
    name = str(about.pop("name"))
    person = people.enrol(community, name, now=joined, **about)
    for role in member.roles:
        people.appoint(person, role, by=SHELL, now=joined)
    return person


def _present(loader: Loader) -> Iterator[tuple[DemoMember, DemoGroup]]:
    """Yield who is or was in which group."""
    for member in loader.plan.members:
        for group in loader.plan.groups:
            joined = member.joined.get(group.key)
            if member.key in loader.persons and joined and joined <= loader.plan.now:
                yield member, group


def _identities(loader: Loader) -> Iterator[Identity]:
    for member, group in _present(loader):
        yield Identity(
            community=loader.community,
            channel=group.channel,
            external=loader.external(member, group),
            group=loader.groups[group.key],
            person=loader.persons[member.key],
            name=member.nicknames[group.key],
            created_at=member.joined[group.key],
        )


def _memberships(loader: Loader) -> Iterator[Membership]:
    for member, group in _present(loader):
        yield Membership(
            community=loader.community,
            group=loader.groups[group.key],
            person=loader.persons[member.key],
            nickname=member.nickname(group.key, loader.plan.now),
            joined_at=member.joined[group.key],
        )
