"""Search finds what a scan of all texts would find."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.chat import actions as chat
from qunce.chat.queries import search
from qunce.chat.search import find, index
from qunce.chat.search.tokens import Term, find_spans, fold, read_query, tokenise
from qunce.chat.tests.talk import DAWN, LATER, Line, exact, take_in, timeless
from qunce.kernel.actors import SHELL
from qunce.kernel.incoming import Incoming, Speaker
from qunce.kernel.messages import MessageKind
from qunce.people.models import Community, Group

TEXTS = [
    "绩效考核怎么做",
    "年终绩效，考核表",
    "成绩不错",
    "OKR复盘会",
    "Python招聘，SaaS公司",
    "績效面談",
    "ＨＲＢＰ分享",
    "谢谢！！",
    "考",
    "表里的绩",
]
WORDS = [
    *("绩", "绩效", "效考", "考核", "绩效考核", "考核表", "谢谢", "考", "okr", "Okr复", "复盘会"),
    *("Pyth", "saas公司", "hrbp分", "面谈", "绩效 考核", "没有的", "不", "！！"),
]


def test_tokens_are_pairs_of_characters_and_whole_words() -> None:
    assert tokenise("绩效考核 OKR-2026") == ["绩效", "效考", "考核", "核", "okr", "2026"]
    assert read_query("绩效考 绩 py") == (
        Term(("绩效", "效考"), is_open=False),
        Term(("绩",), is_open=True),
        Term(("py",), is_open=True),
    )
    assert read_query("a绩") == (Term(("a", "绩"), is_open=True),)
    assert read_query("！！ ") == ()


def test_spans_are_those_of_the_original() -> None:
    assert find_spans("看ＨＲＢＰ績效", "hrbp绩 看") == [(0, 6)]
    assert find_spans("a,A", "a") == [(0, 1), (2, 3)]
    assert find_spans("谢谢", "没有") == []
    assert find_spans("看绩\u200b效考核", "绩效 考核") == [(1, 6)]


@given(st.text(max_size=30), st.text(max_size=5))
def test_spans_lie_within_the_text(text: str, query: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end in find_spans(text, query))


def fits(text: str, query: str) -> bool:
    """Say whether a text holds all words of a search, by a scan."""
    return all(fold(word) in fold(text) for word in query.split())


@pytest.mark.django_db
@pytest.mark.parametrize("word", WORDS)
def test_search_finds_what_a_scan_finds_newest_first(
    community: Community, manual_group: Group, word: str
) -> None:
    lines = [Line(place, "张三", text) for place, text in enumerate(TEXTS)]
    take_in(manual_group, [exact(line) for line in lines[5:]])
    take_in(manual_group, [exact(line) for line in lines[:5]])
    truth = [text for text in reversed(TEXTS) if fits(text, word)] if word != "！！" else []
    assert [hit.message.text for hit in search(community, word)] == truth


@pytest.mark.django_db
def test_search_goes_on_page_by_page(community: Community, manual_group: Group) -> None:
    take_in(manual_group, [exact(Line(n, "张三", f"收到{n}")) for n in range(7)])
    first = search(community, "收到", limit=3)
    second = search(community, "收到", limit=5, before=first[-1].place)
    found = [hit.message.text for hit in [*first, *second]]
    assert found == [f"收到{n}" for n in reversed(range(7))]


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["收", "收 1", "招聘 收", "o", "没"])
def test_words_of_one_character_are_found_beyond_the_newest_messages(
    community: Community, manual_group: Group, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setattr(find, "SCANNED", (2, 3))
    texts = [f"{'收到' if n % 3 else '招聘 OK'}{n}{'招聘' if n % 2 else ''}" for n in range(30)]
    take_in(manual_group, [exact(Line(n, "张三", text)) for n, text in enumerate(texts)])
    truth = [text for text in reversed(texts) if all(part_in(text, p) for p in word.split())]
    assert [hit.message.text for hit in search(community, word, limit=50)] == truth
    first = search(community, word, limit=4)
    assert [hit.message.text for hit in first] == truth[:4]
    if first:
        rest = search(community, word, before=first[-1].place)
        assert [hit.message.text for hit in rest] == truth[4:24]


def part_in(text: str, part: str) -> bool:
    """Say whether a part is in a text; of Latin and digits, at the beginning of a word."""
    words = tokenise(text)
    return part in fold(text) if not part.isascii() else any(w.startswith(part) for w in words)


@pytest.mark.django_db
def test_search_keeps_to_its_community_and_its_limits(
    community: Community,
    other_community: Community,
    manual_group: Group,
    region_group: Group,
    other_group: Group,
) -> None:
    for group in (manual_group, region_group, other_group):
        take_in(group, [exact(Line(0, "张三", "收到")), exact(Line(60, "李四", "收到"))])
    picture = Incoming(Speaker("wxid_张三", "张三"), "收到", LATER, MessageKind.IMAGE)
    take_in(manual_group, [picture])
    assert len(search(community, "收到")) == 5
    assert len(search(other_community, "收到")) == 2
    assert len(search(community, "收到", group=region_group)) == 2
    assert search(community, "收到", group=other_group) == []
    person = search(community, "收到", kind=MessageKind.IMAGE)[0].message.author
    assert person is not None
    assert len(search(community, "收到", author=person.person_id)) == 3
    assert search(community, "收到", author=0) == []
    minute = DAWN + timedelta(minutes=1)
    assert len(search(community, "收到", since=minute)) == 3
    assert len(search(community, "收到", until=minute)) == 2


@pytest.mark.django_db
def test_what_changes_is_found_as_it_is_now(community: Community, manual_group: Group) -> None:
    ids = take_in(manual_group, [exact(Line(n, "张三", f"招聘{n}")) for n in range(3)]).added
    first, second, _ = (hit.message for hit in reversed(search(community, "招聘")))
    chat.recall(first, by=SHELL, now=LATER)
    chat.edit(second, "培训", by=SHELL, now=LATER)
    assert [hit.message.pk for hit in search(community, "招聘")] == [ids[2]]
    assert [hit.message.pk for hit in search(community, "培训")] == [ids[1]]
    assert index.rebuild() == 3
    assert index.is_current()
    assert [hit.message.pk for hit in search(community, "招聘")] == [ids[2]]


@pytest.mark.django_db
def test_what_gets_its_time_later_is_found_in_its_place(
    community: Community, manual_group: Group
) -> None:
    lines = [Line(0, "张三", "招聘"), Line(9, "李四", "招聘")]
    take_in(manual_group, [timeless(lines[0])])
    take_in(manual_group, [exact(line) for line in lines])
    assert [hit.message.author_name for hit in search(community, "招聘")] == ["李四", "张三"]


@pytest.mark.django_db
def test_files_are_found_by_their_names(community: Community, manual_group: Group) -> None:
    sheet = Incoming(Speaker("w", "张三"), "", DAWN, MessageKind.FILE, attachments=("考核表.xlsx",))
    take_in(manual_group, [sheet])
    assert len(search(community, "考核表")) == 1
