"""The library as files: a folder for each category, a table of all, the files of items beside."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db.models import QuerySet

from qunce.people.models import Community
from qunce.rooms.library import files, front, queries
from qunce.rooms.library.domain import Kind, Permission
from qunce.rooms.library.models import Item
from qunce.rooms.library.to_word import to_word
from qunce.shell.words import render as say
from qunce.store.tables import xlsx_of

FORMATS = ("md", "docx", "xlsx")
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
TABLE = "目录.xlsx"
HEADS = (
    *("标题", "类型", "分类", "标签", "简介", "来源", "链接", "作者", "贡献者", "转载"),
    *("原文日期", "生效日期", "有效期至", "正文"),
)
NAMES = (
    *("title", "kind", "category", "tags", "summary", "source", "link", "author", "credit"),
    *("permission", "dated", "valid_from", "valid_until"),
)


def list_all(community: Community) -> QuerySet[Item]:
    """Return what is published, with all that its files hold."""
    rows = queries.list_items(community).filter(shown__gt=0).order_by("published_at", "id")
    return rows.prefetch_related("attachments")


def write_archive(target: Path, items: Iterable[Item], kind: str) -> int:
    """Write items as a ZIP archive of Markdown ("md") or Word files; return how many."""
    count = 0
    table = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for item in items:
            for name, data in files_of(item, kind):
                archive.writestr(name, data)
            table.append(row_of(item))
            count += 1
        archive.writestr(TABLE, xlsx_of(HEADS, table))
    return count


def write_folder(target: Path, items: Iterable[Item], kind: str) -> int:
    """Write items into a folder, which is made; return how many."""
    count = 0
    table = []
    for item in items:
        for name, data in files_of(item, kind):
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        table.append(row_of(item))
        count += 1
    target.mkdir(parents=True, exist_ok=True)
    (target / TABLE).write_bytes(xlsx_of(HEADS, table))
    return count


def files_of(item: Item, kind: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an item by their paths: its text, and what goes with it."""
    shelf = "/".join(_fit(each) for each in shelf_of(item))
    stem = f"{_fit(item.title)}-{item.pk}"
    here = f"{shelf}/{stem}" if shelf else stem
    own = list(item.attachments.all())
    if kind == "docx":
        yield f"{here}.docx", word_of(item)
    else:
        yield f"{here}.md", markdown_of(item, [f"{stem}/{each.name}" for each in own]).encode()
    for each in own:
        yield f"{here}/{each.name}", files.path_of(each).read_bytes()


def shelf_of(item: Item) -> list[str]:
    """Return the names of the categories that an item stands on, the upper one first."""
    if item.category is None:
        return []
    above = [item.category.parent.name] if item.category.parent else []
    return [*above, item.category.name]


def about_of(item: Item) -> dict[str, str]:
    """Return what is known of an item, as it stands above its text."""
    return {
        "title": item.title,
        "kind": item.kind,
        "category": " / ".join(shelf_of(item)),
        "tags": " ".join(tag.name for tag in item.tags.all()),
        "summary": item.summary,
        "source": item.source,
        "link": item.link,
        "author": item.author,
        "credit": item.credit,
        "permission": item.permission,
        "dated": f"{item.dated or ''}",
        "valid_from": f"{item.valid_from or ''}",
        "valid_until": f"{item.valid_until or ''}",
    }


def markdown_of(item: Item, beside: Iterable[str] = ()) -> str:
    """Return an item as a Markdown file that can be moved in again."""
    return front.joined({**about_of(item), "files": " | ".join(beside)}, item.body)


def word_of(item: Item) -> bytes:
    """Return an item as a Word file."""
    told = about_of(item)
    told["kind"] = say(Kind(item.kind).label)
    told["permission"] = say(Permission(item.permission).label)
    lines = [
        f"{front.NAMES[name][0]}：{told[name]}" for name in NAMES if told[name] and name != "title"
    ]
    return to_word(item.title, lines, item.body)


def row_of(item: Item) -> list[str]:
    """Return an item as a row of the table; a table with these heads can be moved in again."""
    told = about_of(item)
    return [*(told[name] for name in NAMES), item.body[:32_000]]


def _fit(name: str) -> str:
    return _UNFIT.sub("-", name).strip(" .")[:80] or "-"
