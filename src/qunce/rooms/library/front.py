"""What stands above the text of a Markdown file: title, category, source … Pure.

---
标题: 绩效考核办法
分类: 绩效 / 考核与面谈
---
"""

import re
from collections.abc import Mapping
from datetime import date

NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("标题", "title"),
    "kind": ("类型", "kind"),
    "category": ("分类", "category"),
    "tags": ("标签", "tags"),
    "summary": ("简介", "summary"),
    "source": ("来源", "source"),
    "link": ("链接", "link"),
    "author": ("作者", "author"),
    "credit": ("贡献者", "credit"),
    "permission": ("转载", "permission"),
    "dated": ("原文日期", "date"),
    "valid_from": ("生效日期", "valid_from"),
    "valid_until": ("有效期至", "valid_until"),
    "files": ("附件", "files"),
}
BODY = ("正文", "内容", "body", "text")
KNOWN = {word: name for name, words in NAMES.items() for word in words}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_HEADING = re.compile(r"\s*#\s+(.+?)\s*#*\s*(?:\n|$)")


def split(text: str) -> tuple[dict[str, str], str]:
    """Return what stands above a text, by our names, and the text below it."""
    lines = text.replace("\r\n", "\n").split("\n")
    if not lines or lines[0].strip() != "---":
        return {}, text
    end = next((n for n, line in enumerate(lines[1:60], 1) if line.strip() == "---"), 0)
    found: dict[str, str] = {}
    for line in lines[1:end]:
        key, sign, value = line.replace("：", ":", 1).partition(":")
        name = KNOWN.get(key.strip().lower())
        if sign and name and value.strip():
            found[name] = value.strip().strip("\"'")
    return (found, "\n".join(lines[end + 1 :]).lstrip("\n")) if end else ({}, text)


def joined(about: Mapping[str, str], body: str) -> str:
    """Return a text with what is known of it above: what `split` reads."""
    lines = [
        f"{NAMES[name][0]}: {' '.join(value.split())}" for name, value in about.items() if value
    ]
    return "\n".join(["---", *lines, "---", "", body.rstrip(), ""])


def title_of(body: str) -> tuple[str, str]:
    """Return the first heading of a text ("" for none), and the text without it."""
    found = _HEADING.match(body)
    return (found[1].strip("*_ "), body[found.end() :].lstrip("\n")) if found else ("", body)


def day_of(text: str) -> date | None:
    """Return a day as people write it, None for none that exists."""
    found = _DAY.search(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
