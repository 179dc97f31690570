"""What the frame of every page knows: menu, communities, language, theme. Read when shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from qunce.kernel.messages import Role
from qunce.people import queries as people
from qunce.people.models import Community, Person
from qunce.playbook.basics import is_on
from qunce.shell import mailbox, words
from qunce.shell.card import CHAPTERS, MenuItem
from qunce.shell.house import house

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "qunce_theme"
NAV_PLACES = 5  # a phone's bottom bar has room for five


@dataclass(frozen=True, slots=True)
class MenuLine:
    """A line of the menu as it is shown."""

    label: str
    url: str
    icon: str
    is_current: bool
    chapter: str = ""  # in the reader's language; "" above all chapters


class Frame:
    """Made anew for every page; nothing is read that the page does not show."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def community(self) -> Community | None:
        """Return the community of the page, if it has one."""
        return getattr(self.request, "community", None)

    @property
    def person(self) -> Person | None:
        """Return who the viewer is in the community of the page."""
        return getattr(self.request, "person", None)

    @property
    def is_staff(self) -> bool:
        """Say whether the viewer may enter the console of the page's community."""
        return bool(getattr(self.request, "roles", None))

    @property
    def has_mailbox(self) -> bool:
        """Say whether mails are shown on this site instead of being sent."""
        return mailbox.is_shown()

    @property
    def record_number(self) -> str:
        """Return the ICP备案 number of the site, if the operator has told one."""
        number: str = settings.RECORD_NUMBER
        return number

    @cached_property
    def demo_log_ins(self) -> list[tuple[str, str, str]]:
        """Return (role, name, address) of the demo's people, where their codes can be read."""
        if not self.has_mailbox:
            return []
        member = translation.gettext("Member")
        return [
            (words.role_name(role) if role else member, person.name, person.account.email)
            for person, role in people.list_demo_people()
            if person.account is not None
        ]

    @property
    def theme(self) -> str:
        """Return "auto", "light" or "dark" as the reader chose."""
        chosen = self.request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else "auto"

    @property
    def language(self) -> str:
        """Return the language as HTML's `lang` names it."""
        return translation.get_language().replace("zh-hans", "zh-Hans")

    @property
    def languages(self) -> Sequence[tuple[str, str]]:
        """Return the languages of the site, each in its own name."""
        names = {"zh-hans": "简体中文", "en": "English"}
        return [(code, names.get(code, str(name))) for code, name in settings.LANGUAGES]

    @cached_property
    def communities(self) -> list[Community]:
        """Return the communities that the viewer is somebody in."""
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            return []
        return list(people.list_communities(user))

    @cached_property
    def menu(self) -> list[MenuLine]:
        """Return the console's menu for the viewer's roles."""
        return self._lines("console")

    @cached_property
    def member_menu(self) -> list[MenuLine]:
        """Return the member site's menu."""
        return self._lines("members")

    @property
    def member_first(self) -> list[MenuLine]:
        """Return what stands in the bottom bar."""
        lines = self.member_menu
        return lines if len(lines) <= NAV_PLACES else lines[: NAV_PLACES - 1]

    @property
    def member_more(self) -> list[MenuLine]:
        """Return what does not fit into the bottom bar."""
        return self.member_menu[len(self.member_first) :]

    @cached_property
    def home(self) -> str:
        """Return where the name of the community leads to."""
        first = self.menu[:1] if self.is_staff else self.member_menu[:1]
        return first[0].url if first else "/"

    def _lines(self, site: str) -> list[MenuLine]:
        if self.community is None:
            return []
        roles: frozenset[Role] = getattr(self.request, "roles", frozenset())
        items = [item for item in house.menu(site) if site == "members" or roles & item.roles]
        items = [item for item in items if not item.switch or is_on(self.community.pk, item.switch)]
        known = [(item, self._address(item)) for item in items]
        here = current(self.request.path, [url for _item, url in known])
        return [
            MenuLine(
                words.render(item.label),
                url,
                item.icon,
                url == here,
                words.render(CHAPTERS[item.chapter]),
            )
            for item, url in known
            if url
        ]

    def _address(self, item: MenuItem) -> str:
        assert self.community is not None  # noqa: S101  (told by _lines)
        try:
            return reverse(item.view, kwargs={"key": self.community.key})
        except NoReverseMatch:
            return ""


def current(path: str, urls: Sequence[str]) -> str:
    """Return which of the addresses the path lies under: the longest one, "" for none.

    The address that all others lie under (the desk's) is meant only where it is the path itself.
    """
    known = [url for url in urls if url]
    root = next((url for url in known if all(other.startswith(url) for other in known)), "")
    above = [url for url in known if url == path or (path.startswith(url) and url != root)]
    return max(above, key=len, default="")


def context(request: HttpRequest) -> Mapping[str, Any]:
    """Give every template `frame` (a context processor)."""
    return {"frame": Frame(request)}
