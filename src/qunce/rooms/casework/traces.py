"""What in the words of a case may tell who it was, and what may stand there instead. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qunce.kernel.contacts import find_contacts
from qunce.kernel.normal import normalise
from qunce.kernel.text import N_


class TraceKind(StrEnum):
    """What in a scenario may tell who it was."""

    CONTACT = "contact"
    MEMBER = "member"
    COMPANY = "company"
    PERSON = "person"
    DATE = "date"
    AMOUNT = "amount"
    NUMBER = "number"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return TRACE_LABELS[self]


TRACE_LABELS = {
    TraceKind.CONTACT: N_("a way to reach somebody"),
    TraceKind.MEMBER: N_("a name of a member"),
    TraceKind.COMPANY: N_("a company"),
    TraceKind.PERSON: N_("perhaps somebody's name"),
    TraceKind.AMOUNT: N_("an amount of money"),
    TraceKind.NUMBER: N_("a number"),
    TraceKind.DATE: N_("a date"),
}
INSTEAD = {
    TraceKind.CONTACT: "（联系方式略）",
    TraceKind.MEMBER: "某员工",
    TraceKind.COMPANY: "某公司",
    TraceKind.PERSON: "某某",
    TraceKind.AMOUNT: "若干元",
    TraceKind.NUMBER: "若干",
    TraceKind.DATE: "某日",
}
SURE = frozenset({TraceKind.CONTACT, TraceKind.MEMBER})  # they may not stay without a word


@dataclass(frozen=True, slots=True)
class Trace:
    """A part of a text that may tell who it was; `span` is half open.

    `put` is what may stand there instead, where more is known than the kind ("王经理": 某经理).
    """

    kind: TraceKind
    text: str
    span: tuple[int, int]
    put: str = ""

    @property
    def instead(self) -> str:
        """Return what may stand there instead."""
        return self.put or INSTEAD[self.kind]


_COMPANY = re.compile(
    r"(?:[\u4e00-\u9fff]{2,10}?|[A-Za-z][A-Za-z&.\- ]{1,30}?)"
    r"(?:股份有限公司|有限责任公司|有限公司|集团公司|集团|分公司|子公司|事务所|工作室)"
)
# A name that ends in a trade, where the words before it say that somebody works there.
_TRADE = re.compile(
    r"(?:在|是|叫|入职|加入|跳槽到|就职于|任职于|去|来自|从)"
    r"(?!一|某|这|那|几|各|两|本地|外地|我|他|她|你|您|国|传统|互联|大型|小型|中型|民营|上市|外资|合资|知名)"
    r"([\u4e00-\u9fff]{2,4}(?:科技|电子|物流|机械|精密|医药|制药|生物|软件|网络|信息|传媒|教育|地产|置业|重工"
    r"|汽车|食品|服饰|服装|酒店|餐饮|百货|银行|证券|保险|医院|大学))(?=[，。、；：！？（）\s上工任当做的里]|$)"
)
_SPEECH = re.compile(
    r"^.*?(?:我们是|在|于|去|到|从|是|叫|给|跟|和|与|的|由|被|把|向)(?=[\u4e00-\u9fff]{2})"
)
_DATE = re.compile(
    r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号])?|\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{4}年"
)
_AMOUNT = re.compile(
    r"[￥¥$]\s*\d[\d,]*(?:\.\d+)?\s*[万千kKwW]?"
    r"|\d[\d,]*(?:\.\d+)?\s*(?:[百千万亿]*\s*(?:元|块钱?|美金|港币|人民币)|[万亿kKwW](?![\u4e00-\u9fffA-Za-z]))"
    r"|[一二两三四五六七八九十百千万]{1,6}(?:[万千百]?元|块钱|万(?![\u4e00-\u9fff]))"
)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?\s*(?:[万千kKwW]|%|个人|个月|人|名|家|岁|年|天)?")
# The commonest family names; those that are common words as well (于, 万, 文 …) are left out.
_NAME = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
    "阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔崔康毛邱秦江史顾侯邵孟龙段雷钱汤尹黎常武乔贺赖龚"
)
_POST = (
    "总监|总经理|总裁|董事长|董事|经理|主管|主任|部长|科长|处长|厂长|店长|组长|班长|校长|院长|"
    "老师|师傅|律师|女士|先生|小姐|工程师|总(?![额数部是结体共算之有会工量价])|董|姐|哥"
)
_CALLED = re.compile(rf"[{_NAME}]({_POST})")
_FAMILIAR = re.compile(rf"(?:小|老|阿)(?![方段石金龙熊常康])[{_NAME}](?![围病湖])")
_FOLLOWS = (
    "，。、；：！？（）()在说是被因和与跟的要把对给向从提入离去来上下不没已也就还都又才刚将会能想觉认主拒申常"
    "闹打骂吵找请做带拿写用发问谈签辞让却先为以等需应无未违迟早旷休怀受拖欠自一"
)
_NAMED = re.compile(
    r"(?:员工|同事|名叫|叫做|当事人|候选人|求职者|应聘者|专员|助理|经理|主管|总监|老板)"
    rf"(?![方金高常任石史段])((?:[{_NAME}](?!某)[\u4e00-\u9fff]{{1,2}}?(?=[{_FOLLOWS}\s]|$))"
    rf"|[{_NAME}](?!某)[\u4e00-\u9fff])"
)
# Employers that everybody knows by a short name, which no ending tells.
_KNOWN = re.compile(
    "阿里巴巴|阿里|蚂蚁集团|蚂蚁|腾讯|百度|字节跳动|字节|抖音|京东|美团|拼多多|"
    "快手|滴滴|网易|小米|华为|荣耀|中兴|联想|海尔|美的|格力|比亚迪|吉利|蔚来|"
    "理想汽车|小鹏|特斯拉|宁德时代|大疆|富士康|立讯精密|万科|碧桂园|恒大|中国平安|"
    "平安集团|招商银行|工商银行|建设银行|顺丰|海底捞|瑞幸|星巴克|麦当劳|肯德基|宝洁|"
    "联合利华|西门子|博世|微软|谷歌"
)
_PUBLIC = re.compile(r"第[\d一二三四五六七八九十百]+条")  # of a law: it names nobody
SHORTEST_NAME = 2


def find_traces(text: str, names: Iterable[str], companies: Iterable[str] = ()) -> list[Trace]:
    """Return what in a text may tell who it was, in its order; of what overlaps the surer one.

    `names` are those of members (two characters at least), `companies` those of their employers.
    """
    plain = normalise(text)
    found = [
        Trace(TraceKind.CONTACT, text[slice(*span)], span)
        for span in (plain.span(*each.span) for each in find_contacts(plain.plain))
    ]
    found += _words(text, names, TraceKind.MEMBER)
    found += _words(text, companies, TraceKind.COMPANY)
    found += [Trace(TraceKind.COMPANY, m.group(), m.span()) for m in _KNOWN.finditer(text)]
    found += [_company(match) for match in _COMPANY.finditer(text)]
    found += [Trace(TraceKind.COMPANY, m[1], m.span(1)) for m in _TRADE.finditer(text)]
    found += _persons(text)
    found += [Trace(TraceKind.AMOUNT, m.group().strip(), m.span()) for m in _AMOUNT.finditer(text)]
    found += [Trace(TraceKind.DATE, m.group(), m.span()) for m in _DATE.finditer(text)]
    law = [m.span() for m in _PUBLIC.finditer(text)]
    found += [
        Trace(TraceKind.NUMBER, m.group(), m.span())
        for m in _NUMBER.finditer(text)
        if not any(start <= m.start() < end for start, end in law)
    ]
    return _apart(found)


def _persons(text: str) -> Iterable[Trace]:
    """Yield what may be the name of somebody who is no member: 王经理, 小李, 员工张伟."""
    for match in _CALLED.finditer(text):
        post = match[1]
        put = f"某{post}" if len(post) > 1 else "某领导" if post in "总董" else "某同事"
        yield Trace(TraceKind.PERSON, match.group(), match.span(), put)
    for match in _FAMILIAR.finditer(text):
        yield Trace(TraceKind.PERSON, match.group(), match.span(), "某同事")
    for match in _NAMED.finditer(text):
        yield Trace(TraceKind.PERSON, match[1], match.span(1))


def _words(text: str, words: Iterable[str], kind: TraceKind) -> list[Trace]:
    known = sorted({each for each in words if len(each) >= SHORTEST_NAME}, key=len, reverse=True)
    if not known:
        return []
    pattern = re.compile("|".join(map(re.escape, known)))
    return [Trace(kind, m.group(), m.span()) for m in pattern.finditer(text)]


def _company(match: re.Match[str]) -> Trace:
    """Return a company's name without the words of the sentence before it."""
    start, end = match.span()
    speech = _SPEECH.match(match.group())
    if speech is not None:
        start += speech.end()
    return Trace(TraceKind.COMPANY, match.string[start:end], (start, end))


def _apart(found: Sequence[Trace]) -> list[Trace]:
    """Return traces of which no two overlap: the surer kind first, then the longer one."""
    kinds = list(TraceKind)
    ranked = sorted(found, key=lambda e: (kinds.index(e.kind), e.span[0] - e.span[1]))
    kept: list[Trace] = []
    for each in ranked:
        if all(each.span[1] <= k.span[0] or k.span[1] <= each.span[0] for k in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: each.span)


def without_traces(text: str, traces: Sequence[Trace], kinds: Iterable[TraceKind]) -> str:
    """Return a text in which the traces of some kinds are replaced."""
    wanted = frozenset(kinds)
    for each in reversed(traces):
        if each.kind in wanted:
            text = f"{text[: each.span[0]]}{each.instead}{text[each.span[1] :]}"
    return text
