"""A post as fields and as a text: composed, read out of a pasted text, and checked. Pure.

Whether a post is complete is told by the same reading as in the group (`domain.read_post`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from qunce.kernel.contacts import find_contacts
from qunce.kernel.normal import normalise
from qunce.kernel.text import N_
from qunce.kernel.tidy import tidy, tidy_lines
from qunce.rooms.postings.domain import Part, company_of, read_post

LIMITS: Mapping[str, int] = {
    "company": 60,
    "title": 40,
    "introduction": 200,
    "details": 600,
    "contact": 100,
    "pay": 40,
    "place": 40,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The fields of a post; what is not known is empty."""

    company: str = ""
    title: str = ""
    introduction: str = ""
    details: str = ""
    contact: str = ""
    pay: str = ""
    place: str = ""
    deadline: date | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is filled in."""
        return not any(getattr(self, each.name) for each in fields(self))


def full_text(draft: Draft) -> str:
    """Return a post as it would stand in a group by itself."""
    introduction = draft.introduction
    if draft.company and not introduction.startswith(draft.company):
        introduction = "，".join(part for part in (draft.company, introduction) if part)
    lines = (
        ("【招聘】", draft.title),
        ("企业简介：", introduction),
        ("岗位详情：", draft.details),
        ("薪资：", draft.pay),
        ("地点：", draft.place),
        ("联系方式：", draft.contact),
        ("截止：", f"{draft.deadline:%Y-%m-%d}" if draft.deadline else ""),
    )
    return "\n".join(f"{label}{value}" for label, value in lines if value)


@dataclass(frozen=True, slots=True)
class Check:
    """One part of a complete post: whether it is there, and what to write where it is not."""

    label: str
    is_there: bool
    hint: str


STAND_IN = "HRBP"
HINTS: dict[Part, str] = {
    Part.TITLE: N_("Name one kind of job, such as 薪酬主管 or HRBP."),
    Part.COMPANY: N_("What the company does, where, how many people: 苏州，做汽车零部件，380 人."),
    Part.DETAILS: N_("What is to be done and what is asked for: 负责月度核薪，5 年以上经验."),
    Part.CONTACT: N_("A phone number, WeChat ID or mailbox that reaches a person."),
}
CHECK_LABELS: dict[Part, str] = {
    Part.TITLE: N_("Job title"),
    Part.COMPANY: N_("Company introduction"),
    Part.DETAILS: N_("Job details"),
    Part.CONTACT: N_("Contact"),
}


def check(draft: Draft) -> list[Check]:
    """Return what a complete post needs, part by part, as the group's own rule reads it."""
    # Without a title the others would not be looked for: another one stands in.
    titled = replace(draft, title=draft.title or STAND_IN)
    post = read_post(normalise(full_text(titled)).plain)
    there = set(post.parts) if post else set()
    if find_contacts(normalise(draft.contact).plain):
        there.add(Part.CONTACT)
    elif not draft.contact:
        there.discard(Part.CONTACT)
    given = {
        Part.TITLE: draft.title,
        Part.COMPANY: draft.introduction,
        Part.DETAILS: draft.details,
    }
    there -= {part for part, value in given.items() if not value}
    return [Check(CHECK_LABELS[part], part in there, hint) for part, hint in HINTS.items()]


_TAG = re.compile(r"[【\[〖「]\s*(?:高薪|急|诚)?(?:招聘|诚聘|急聘|内推|招人)\s*[】\]〗」]")
_LABELS: dict[str, str] = {
    **dict.fromkeys(("公司名称", "企业名称", "公司", "企业", "单位"), "company"),
    **dict.fromkeys(("岗位名称", "招聘岗位", "职位名称", "岗位", "职位"), "title"),
    **dict.fromkeys(
        ("企业简介", "公司简介", "企业介绍", "公司介绍", "公司情况", "关于我们", "简介"),
        "introduction",
    ),
    **dict.fromkeys(
        (
            *("岗位详情", "岗位职责", "工作职责", "工作内容", "岗位内容", "职位描述", "职责"),
            *("任职要求", "岗位要求", "职位要求", "要求", "详情"),
        ),
        "details",
    ),
    **dict.fromkeys(("联系方式", "联系人", "联系电话", "投递", "简历投递", "联系"), "contact"),
    **dict.fromkeys(("薪资待遇", "薪资范围", "薪资", "薪酬", "待遇", "月薪", "年薪"), "pay"),
    **dict.fromkeys(("工作地点", "上班地点", "地点", "工作地址", "base"), "place"),
    **dict.fromkeys(("截止日期", "截止时间", "截止"), "deadline"),
}
_LABEL = re.compile(
    rf"(?:^|(?<=[\n;；。|｜]))\s*[【\[]?({'|'.join(sorted(_LABELS, key=len, reverse=True))})[】\]]?"
    r"\s*(?:[:：]|(?<=[】\]]))\s*",
    re.IGNORECASE,
)
_PAY = re.compile(
    r"\d+(?:\.\d+)?\s*[kK千万wW]?\s*[-~～至到–—]\s*\d+(?:\.\d+)?\s*(?:[kK千万wW]|元)(?:[·*×x]\d+薪?)?"
)
_RANGE = re.compile(
    r"(\d+(?:\.\d+)?)\s*([kK千万wW]?)(?:元)?\s*[-~～至到–—]\s*(\d+(?:\.\d+)?)\s*([kK千万wW]?)"
)
_UNITS = {"": 1, "k": 1_000, "千": 1_000, "w": 10_000, "万": 10_000}
BARE_YUAN = 1_000  # a smaller figure without a unit has the other one's: 15-30k
_DAY = re.compile(r"(?:(20\d\d)[-年/.])?(\d{1,2})[-月/.](\d{1,2})日?")
_BREAKS = re.compile(r"[\n,，。;；!！|｜]")


def read(text: str, today: date) -> Draft:
    """Return the fields of a post out of a pasted text; nothing is invented.

    What stands behind a label goes to its field; for the rest the reading of the group's rule
    tells where a part is. A day without a year is the next one from `today` on.
    """
    lines = tidy_lines(text)
    found: dict[str, str] = {}
    tag = _TAG.search(lines)
    rest = lines[tag.end() :].lstrip(" :：\n") if tag else lines
    first = _LABEL.search(rest)
    head = rest[: first.start()] if first else rest
    if tag and head.strip():
        title = _BREAKS.split(head.strip(), maxsplit=1)[0]
        found["title"] = _PAY.sub("", title).strip() or title
    for match, following in _pairs(rest):
        name = _LABELS[match.group(1).lower()]
        value = rest[match.end() : following].strip(" \n;；|｜")
        if value:
            joiner = "\n" if name in {"details", "introduction"} else "，"
            found[name] = joiner.join(part for part in (found.get(name, ""), value) if part)
    for name, value in _by_reading(lines).items():
        found.setdefault(name, _without_head(value, found.get("title", "")))
    if pay := _PAY.search(lines):
        found.setdefault("pay", pay.group())
    day = read_day(found.pop("deadline", ""), today)
    return Draft(**{name: _fitting(name, value) for name, value in found.items()}, deadline=day)


def _without_head(value: str, title: str) -> str:
    """Return a part without what stands around it: tag and title before, a labelled part after."""
    bare = _TAG.sub("", value, count=1).lstrip(" :：\n")
    if bare != value and title and bare.startswith(title):
        bare = bare.removeprefix(title).lstrip(" ,，;；:：|｜\n")
    label = next((each for each in _LABEL.finditer(bare) if each.start()), None)
    return (bare[: label.start()] if label else bare).strip(" ;；|｜\n") or value


def _pairs(text: str) -> list[tuple[re.Match[str], int]]:
    """Return each label with where the next one begins."""
    labels = list(_LABEL.finditer(text))
    ends = [*(each.start() for each in labels[1:]), len(text)]
    return list(zip(labels, ends, strict=False))


def _by_reading(text: str) -> dict[str, str]:
    """Return what the rule's reading finds, each part widened to the line it stands in."""
    normal = normalise(text)
    post = read_post(normal.plain)
    if post is None:
        return {}
    names = {
        Part.COMPANY: "introduction",
        Part.DETAILS: "details",
        Part.CONTACT: "contact",
        Part.TITLE: "title",
    }
    found = {}
    for part, span in post.parts.items():
        if part not in names:
            continue
        start, end = normal.span(*span)
        if part is not Part.TITLE:
            start = text.rfind("\n", 0, start) + 1
            end = text.find("\n", end) if "\n" in text[end:] else len(text)
        found[names[part]] = text[start:end].strip()
    company = company_of(normal.plain, post.parts.get(Part.COMPANY))
    return {**found, **({"company": company} if company else {})}


def _fitting(name: str, value: str) -> str:
    """Return a value in the shape of its field; one too long stays so: the form says it."""
    return tidy_lines(value) if name in {"details", "introduction"} else tidy(value)


def read_day(text: str, today: date) -> date | None:
    """Return the day that a text names, None where it names none."""
    found = _DAY.search(text)
    if found is None:
        return None
    try:
        day = date(int(found[1] or today.year), int(found[2]), int(found[3]))
    except ValueError:
        return None
    if not found[1] and day < today:
        try:
            return day.replace(year=day.year + 1)
        except ValueError:  # the 29th of February
            return None
    return day


def is_upside_down(pay: str) -> bool:
    """Say whether a range of pay begins with its higher figure, such as 30k-15k."""
    found = _RANGE.search(pay)
    if found is None:
        return False
    low, unit, high, other = found.groups()
    return _yuan(low, unit, other) > _yuan(high, other, unit)


def _yuan(figure: str, unit: str, other: str) -> float:
    value = float(figure)
    meant = unit or (other if value < BARE_YUAN else "")
    return value * _UNITS[meant.lower()]
