"""From what was played to what a channel would hand in, in the order of time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from qunce.kernel.incoming import Arrival, Incoming, Movement, MovementKind, Speaker, TakenBack
from qunce.kernel.messages import MessageKind
from qunce.kernel.rules import Label
from qunce.site.demo.plan import DemoMember, Planted
from qunce.site.demo.stage import Shot

KINDS: Mapping[str, MessageKind] = {
    "[图片]": MessageKind.IMAGE,
    "[动画表情]": MessageKind.STICKER,
    "[语音]": MessageKind.VOICE,
    "[视频]": MessageKind.VIDEO,
    "[文件]": MessageKind.FILE,
    "[链接]": MessageKind.LINK,
    "[聊天记录]": MessageKind.BUNDLE,
    "[红包]": MessageKind.MONEY,
}


def speaker(member: DemoMember, group: str, moment: datetime) -> Speaker:
    """Return a member as the platform would tell it at that moment."""
    return Speaker(member.external, member.nickname(group, moment), member.short)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _kind(text: str) -> tuple[MessageKind, tuple[str, ...]]:
    for sign, kind in KINDS.items():
        if text.startswith(sign):
            rest = text.removeprefix(sign).strip()
            return kind, (rest,) if kind is MessageKind.FILE and rest else ()
    return MessageKind.TEXT, ()


@dataclass(slots=True)
class Teller:
    """Writes down one group: numbers the messages and keeps what was planted."""

    group: str
    rng: Random
    planted: list[Planted] = field(default_factory=list)
    ids: dict[int, str] = field(default_factory=dict)
    gone: dict[int, datetime] = field(default_factory=dict)  # members removed, and when

    def tell(
        self, shots: Sequence[Shot], members: Sequence[DemoMember], until: datetime
    ) -> tuple[Arrival, ...]:
        """Return all arrivals of the group up to `until`, oldest first."""
        events: list[tuple[datetime, Arrival]] = []
        for shot in sorted(shots, key=lambda each: each.at):
            events.extend(self._events(shot))
        events.extend(self._movements(members))
        events.sort(key=lambda each: each[0])
        return tuple(arrival for when, arrival in events if when <= until)

    def _events(self, shot: Shot) -> Iterator[tuple[datetime, Arrival]]:
        if self.gone.get(shot.member.key, shot.at) < shot.at:
            return
        if shot.line.move:
            yield self._move(shot)
            return
        key = self.ids[id(shot)] = f"demo-{self.group}-{len(self.ids) + 1:05d}"
        kind, files = _kind(shot.text)
        yield (
            shot.at,
            Incoming(
                speaker=speaker(shot.member, self.group, shot.at),
                text=shot.text,
                sent_at=_utc(shot.at),
                kind=kind,
                platform_id=key,
                reply_platform_id=self.ids.get(id(shot.reply), ""),
                quoted=self._quote(shot.reply),
                mentions=shot.mentions,
                attachments=files,
            ),
        )
        if shot.line.label:
            label = Label(shot.line.label)
            self.planted.append(Planted(self.group, key, label, shot.line.disguise))
        if shot.line.fate:
            yield self._recall(shot, key)

    def _quote(self, reply: Shot | None) -> str:
        if reply is None:
            return ""
        return f"{reply.member.nickname(self.group, reply.at)}：{reply.text}"

    def _recall(self, shot: Shot, key: str) -> tuple[datetime, Arrival]:
        by_admin = shot.line.fate == "^^"
        when = shot.at + timedelta(seconds=self.rng.randint(6, 110 if by_admin else 60))
        by = shot.other.nickname(self.group, when) if by_admin and shot.other else ""
        who = speaker(shot.member, self.group, when)
        return when, TakenBack(_utc(when), platform_id=key, speaker=who, by=by)

    def _move(self, shot: Shot) -> tuple[datetime, Arrival]:
        removed = shot.line.move == "remove"
        kind = MovementKind.REMOVED if removed else MovementKind.LEFT
        by = shot.other.nickname(self.group, shot.at) if removed and shot.other else ""
        self.gone[shot.member.key] = shot.at
        who = speaker(shot.member, self.group, shot.at)
        return shot.at, Movement(kind, who, _utc(shot.at), by=by)

    def _movements(self, members: Sequence[DemoMember]) -> Iterator[tuple[datetime, Arrival]]:
        for member in members:
            if self.group in member.left:
                when = member.left[self.group]
                who = speaker(member, self.group, when)
                yield when, Movement(MovementKind.LEFT, who, _utc(when))
