"""Keyword replies of the demo: the ready-made ones, and one of a group of its own."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation

from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.messages import Role
from qunce.people.models import Community
from qunce.people.queries import holders, list_groups
from qunce.rooms.replies import actions as replies
from qunce.rooms.replies import starter
from qunce.rooms.replies.actions import Written
from qunce.rooms.replies.domain import Match
from qunce.shell.words import render


def prepare(community: Community, now: datetime) -> None:
    """Write the replies, in the site's language, a month ago."""
    then = now - timedelta(days=30)
    admin = holders(community, Role.OPS)[0]
    by = Actor(ActorKind.PERSON, admin.pk, admin.name)
    with translation.override(settings.LANGUAGE_CODE):
        for each in starter.READY:
            phrases = render(each.phrases).split("\n")
            written = Written(render(each.title), each.match, phrases, render(each.words))
            replies.write(community, written, by=by, now=then)
    group = list_groups(community).first()
    if group is not None:
        words = "本群由志愿者轮值，{群名}的问题白天都会有人看到🙂"
        written = Written("菜单", Match.EXACT, ["菜单", "帮助"], words, [group])
        replies.write(community, written, by=by, now=then)
