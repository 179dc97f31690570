"""The card of the console."""

from django.http import HttpRequest

from qunce.console import conversation, desk, first_run, groups, history, members, playbook, who
from qunce.facts.console import WordsSent
from qunce.kernel.messages import Role
from qunce.kernel.text import N_
from qunce.people.queries import is_staff
from qunce.shell.card import Card, MenuItem


def may_hear(request: HttpRequest, topic: str) -> bool:
    """Say whether the viewer may hear "desk:<community>": who holds a role there."""
    _, _, community = topic.partition(":")
    return community.isdecimal() and is_staff(request.user, int(community))


CARD = Card(
    key="console",
    title=N_("Console"),
    facts=(WordsSent,),
    menu=(
        MenuItem(N_("Today"), "console_desk", "list-check", order=10),
        MenuItem(N_("Groups"), "console_groups", "messages", order=20),
        MenuItem(N_("Members"), "console_members", "users", order=40),
        MenuItem(N_("Find messages"), "console_search", "search", order=50),
        MenuItem(N_("History"), "console_history", "history", order=60),
        MenuItem(
            N_("Settings"),
            "console_playbook",
            "adjustments",
            roles=frozenset({Role.OWNER}),
            order=70,
        ),
    ),
    urls=(
        *desk.URLS,
        *groups.URLS,
        *members.URLS,
        *conversation.URLS,
        *history.URLS,
        *playbook.URLS,
        *first_run.URLS,
        *who.URLS,
    ),
    topics={"desk": may_hear},
)
