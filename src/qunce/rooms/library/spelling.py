"""How people type what they look for: other spellings, initials, one character. Pure.

A title is indexed by its words, by each of its characters, and by how it sounds: `§jxkh` are the
initials of 绩效考核 from each character on, `§§jixiaokaohe` is the sound in full.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pypinyin import lazy_pinyin

from qunce.chat.search.tokens import DENSE, Term, find_spans, fold, read_query, tokenise

ONE, INITIALS, SOUND = "·", "§", "§§"
INITIALS_MOST, SOUND_MOST = 12, 24  # characters of a token by sound
LONGEST = 60  # characters of a search
_RUN = re.compile(rf"[{DENSE}]+")
_LATIN = re.compile(r"[a-z]{2,24}", re.ASCII)
_ONE = re.compile(rf"[{DENSE}]")

# Spellings of one word that HR people write; each is found by the others.
SAME: tuple[tuple[str, ...], ...] = (
    *(("账户", "帐户"), ("账号", "帐号"), ("其他", "其它"), ("登录", "登陆"), ("签订", "签定")),
    *(("部分", "部份"), ("订金", "定金"), ("制定", "制订"), ("必须", "必需"), ("做法", "作法")),
    *(("薪酬", "薪资", "工资"), ("年终奖", "年终奖金"), ("离职", "辞职"), ("辞退", "解雇")),
    *(("解除劳动合同", "解约"), ("五险一金", "社保公积金"), ("个税", "个人所得税")),
    *(("社保", "社会保险"), ("公积金", "住房公积金"), ("加班费", "加班工资"), ("产假", "生育假")),
    *(("竞业限制", "竞业禁止"), ("经济补偿", "补偿金"), ("n+1", "代通知金"), ("背调", "背景调查")),
    *(("校招", "校园招聘"), ("社招", "社会招聘"), ("面试", "面谈面试"), ("试用期", "试用")),
    *(("入职", "报到"), ("考勤", "打卡"), ("人才盘点", "九宫格"), ("胜任力", "胜任素质")),
    *(("okr", "目标与关键结果"), ("kpi", "关键绩效指标"), ("jd", "岗位说明书", "职位描述")),
    *(("hrbp", "人力资源业务伙伴"), ("ehr", "人事系统", "hris"), ("od", "组织发展")),
    *(("sop", "标准作业程序"), ("eap", "员工帮助计划"), ("bsc", "平衡计分卡")),
)


# Characters that sound otherwise in these words; the dictionary of phrases is not loaded (60 MB).
ALSO = {
    "调": ("tiao", ("调整", "调薪", "调岗", "调休", "调解", "调节", "调级", "协调", "空调")),
    "行": ("hang", ("行业", "银行", "同行", "行情", "行规", "央行", "排行")),
    "会": ("kuai", ("会计",)),
    "长": ("zhang", ("成长", "店长", "厂长", "校长", "部长", "组长", "班长", "增长", "家长")),
    "重": ("chong", ("重新", "重复", "重庆", "重组", "重构", "重启")),
    "差": ("chai", ("出差", "差旅", "差遣")),
    "参": ("can", ("参与", "参加", "参保", "参考")),
    "单": ("dan", ("单位", "清单", "单据", "名单")),
    "率": ("lv", ("效率", "比率", "利率", "费率", "税率", "离职率", "出勤率")),
    "给": ("ji", ("供给", "给付", "给予")),
}


def sounds_of(run: str) -> list[str]:
    """Return how Chinese characters sound, one by one, as they do in the words of HR."""
    found = lazy_pinyin(run)
    for sign, (sound, words) in ALSO.items():
        for word in words if sign in run else ():
            start = run.find(word)
            while start >= 0:
                found[start + word.index(sign)] = sound
                start = run.find(word, start + 1)
    return found


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a search: any of its ways to be written will do."""

    typed: str
    ways: tuple[Term, ...]
    spellings: tuple[str, ...]


def read(text: str) -> tuple[Piece, ...]:
    """Return the words of a search; all must be found. Spaces part them."""
    pieces = (_piece(each) for each in dict.fromkeys(fold(text[:LONGEST]).split()))
    return tuple(piece for piece in pieces if piece.ways)


def _piece(typed: str) -> Piece:
    if _ONE.fullmatch(typed):
        return Piece(typed, (Term((f"{ONE}{typed}",), is_open=False),), (typed,))
    spellings = tuple(dict.fromkeys([typed, *_spellings(typed)]))
    ways = [term for each in spellings for term in read_query(each)]
    if _LATIN.fullmatch(typed):
        ways += [
            Term((f"{INITIALS}{typed[:INITIALS_MOST]}",), is_open=True),
            Term((f"{SOUND}{typed}",), is_open=True),
        ]
    return Piece(typed, tuple(ways), spellings)


def _spellings(typed: str) -> Iterator[str]:
    """Yield the other spellings of a word that holds one of those in the table."""
    for group in SAME:
        for word in group:
            if word in typed:
                others = [each for each in group if each != word and each not in typed]
                yield from (typed.replace(word, each) for each in others)
                break


def by_sound(text: str) -> tuple[Piece, ...]:
    """Return a search for titles that sound like what was typed: 绩校 finds 绩效."""
    found = []
    for each in fold(text[:LONGEST]).split():
        if len(each) < 2 or not _RUN.fullmatch(each):
            return ()
        sound = "".join(sounds_of(each))[:SOUND_MOST]
        found.append(Piece(each, (Term((f"{SOUND}{sound}",), is_open=True),), ()))
    return tuple(found)


def title_tokens(title: str, more: Sequence[str] = ()) -> list[str]:
    """Return what a title is found by; `more` are words that count as much, as its tags."""
    words = tokenise(" ".join([title, *more]))
    signs = [f"{ONE}{each}" for each in dict.fromkeys(_ONE.findall(fold(title)))]
    return [*words, *signs, *_sounds(title), *(s for each in more for s in _sounds(each))]


def _sounds(text: str) -> Iterator[str]:
    for run in _RUN.findall(fold(text)):
        sounds = sounds_of(run)
        first = "".join(each[:1] for each in sounds)
        for place in range(len(run) - 1):
            yield f"{INITIALS}{first[place : place + INITIALS_MOST]}"
            yield f"{SOUND}{''.join(sounds[place:])[:SOUND_MOST]}"


def spans_in(
    text: str, pieces: Sequence[Piece], *, is_title: bool = False
) -> list[tuple[int, int]]:
    """Return where the words of a search stand in a text: half open, in order, apart."""
    typed = " ".join(each for piece in pieces for each in piece.spellings)
    found = find_spans(text, typed) if typed else []
    if is_title:
        found += [span for piece in pieces for span in _by_initials(text, piece.typed)]
    return _apart(sorted(found))


def _by_initials(text: str, typed: str) -> Iterator[tuple[int, int]]:
    """Yield where a text has these initials: jxkh stands at 绩效考核."""
    if not _LATIN.fullmatch(typed):
        return
    for run in _RUN.finditer(text):
        sounds = sounds_of(run[0])
        first = "".join(each[:1] for each in sounds)
        place = first.find(typed)
        if place >= 0:
            yield run.start() + place, run.start() + place + len(typed)
            continue
        for start in range(len(sounds)):
            length = _said(sounds[start:], typed)
            if length:
                yield run.start() + start, run.start() + start + length
                break


def _said(sounds: Sequence[str], typed: str) -> int:
    """Return how many of the first characters sound as typed, 0 where they do not."""
    said = ""
    for count, each in enumerate(sounds, start=1):
        said += each
        if said.startswith(typed):
            return count
        if not typed.startswith(said):
            break
    return 0


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


# Characters of words that say nothing by themselves.
_PLAIN = frozenset(
    "的了吗呢啊吧是有和与或在我你您他她们这那个请问怎么样如何什么可以能不要会对于为就都也还被把给让到从上下中里一"
)


def telling_tokens(text: str, most: int = 24) -> list[str]:
    """Return the tokens of a sentence that say what it is about: no pronouns, no particles."""
    found = []
    for token in dict.fromkeys(tokenise(text)):
        is_word = len(token) > 1 and not (set(token) & _PLAIN)
        if is_word and not token.isdigit():
            found.append(token)
    return found[:most]
