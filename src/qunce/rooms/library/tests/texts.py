"""Items for the tests, as admins write and publish them."""

from datetime import datetime
from typing import Any

from qunce.kernel.actors import SHELL
from qunce.people.models import Community
from qunce.rooms.library import actions, publishing
from qunce.rooms.library.models import Item
from qunce.rooms.library.writing import About, Text

BODY = "## 目标\n\n考核周期为**季度**，由直属上级评分。\n\n- 自评\n- 上级评\n"


def written(
    community: Community, title: str, now: datetime, body: str = BODY, **about: Any
) -> Item:
    """Return a draft."""
    text = Text(title=title, summary=about.pop("summary", ""), body=body)
    return actions.write(community, text, About(**about), by=SHELL, now=now)


def published(
    community: Community, title: str, now: datetime, body: str = BODY, **about: Any
) -> Item:
    """Return an item that members see."""
    item = written(community, title, now, body, **about)
    publishing.submit(item, by=SHELL, now=now)
    publishing.approve(item, by=SHELL, now=now)
    item.refresh_from_db()
    return item
