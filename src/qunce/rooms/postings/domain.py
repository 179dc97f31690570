"""What a recruitment post holds: tag, job title, company, job details, contact (M39, M45). Pure.

Everything here reads the normal form of a text (`kernel.normal`): lower case, half width.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ahocorasick_rs import AhoCorasick

from qunce.kernel.contacts import Contact, find_contacts
from qunce.kernel.normal.many import joined
from qunce.kernel.text import N_

Span = tuple[int, int]


class Part(StrEnum):
    """What a complete post consists of, in the order in which a person is told."""

    TAG = "tag"
    TITLE = "title"
    COMPANY = "company"
    DETAILS = "details"
    CONTACT = "contact"


PART_NAMES: dict[Part, str] = {
    Part.TAG: N_("【招聘】 at the beginning"),
    Part.TITLE: N_("the job title right after it"),
    Part.COMPANY: N_("company introduction"),
    Part.DETAILS: N_("job details"),
    Part.CONTACT: N_("contact"),
}


@dataclass(frozen=True, slots=True)
class Post:
    """A text read as a recruitment post: where each part is (half open), and what is missing.

    `sure` says that it is a recruitment post beyond doubt; `company` is the company's name as far
    as it can be told, for the quota.
    """

    parts: dict[Part, Span]
    sure: bool
    company: str = ""

    def missing(self) -> tuple[Part, ...]:
        """Return the parts that are not there, in the order of `Part`."""
        return tuple(each for each in Part if each not in self.parts)


_JOB = (
    r"(?:专员|经理|主管|总监|总助|助理|工程师|架构师|顾问|hrbp|hrvp|hrd|hrm|hris|hr|bp|od|ld"
    r"|ssc|c&b|cho|coe"
    r"|实习生|管培生|培训生|文员|会计|出纳|司机|店长|导购|店员|收银|普工|技工|学徒"
    r"|[焊钳电车]工|叉车工|操作工|组长"
    r"|班长|厂长|校长|园长|秘书|大使|干事|干部|策划|运营|前台|客服|销售|猎头|讲师|内训师"
    r"|培训师|教师|老师|设计师"
    r"|分析师|律师|法务|医生|护士|药师|厨师|保安|保洁|采购|行政|人事|财务|编辑|文案|开发|测试"
    r"|运维|专家|负责人"
    r"|合伙人|代表|科员|副总|总经理|技师|技术员|岗|兼职|[\u4e00-\u9fff]员(?!工)|specialist"
    r"|manager|director"
    r"|engineer|recruiter|intern|assistant|officer|partner|developer|designer|analyst)"
)
_JOB_END = re.compile(_JOB)
_TAG = re.compile(r"^[\s#*~·]*[【\[〖「]\s*招聘\s*[】\]〗」]")
_ANY_TAG = re.compile(
    r"[【\[〖「#(]\s*(?:高薪|急|热|诚|社会|校园|内部)?(?:招聘|诚聘|急聘|招人|招募|内推|直招"
    r"|招工|聘|招贤|求贤|hiring)"
    r"(?:信息|启事|中)?\s*[】\]〗」#)](?!\s*[+开这的格])"
)
# By itself: with it the other would be tried at every character.
_ENGLISH_TAG = re.compile(
    r"\W*(?:(?:we(?:'re| are)|now|urgently?|is) )?hiring\b"
    r"(?! (?:freeze|manager|plan|pause|process))"
)
_HIRE = re.compile(
    r"(?:急招|诚招|诚聘|急聘|高薪聘|直招|招聘|在招|想招|要招|还招|招人|招募|招一|招个|招名"
    r"|招\d|招(?=[a-z]{2})|公司招|我们招|部招"
    r"|缺一|缺个|缺人|求一个|求个|配个|找一个|找个|找一名|有没有看机会|有看机会|有没有会"
    r"|谁认识|机会的)"
    rf"[^。!?\n]{{0,22}}?{_JOB}|^招{_JOB}|^招[^。,，!?\n]{{1,8}}{_JOB}|\bhiring\b|招人啦"
    rf"|{_JOB}(?:一|两|\d)[名位个]"
    rf"|{_JOB}有人吗|(?:[招聘缺]|求一?个|找一?个|需要一?个)[^。!?\n]{{0,6}}做[^,，。!?\n]{{2,6}}的"
    r"|(?:想换工作|想跳槽|想动一?动)[^\n]{0,20}(?:在招|招人|有坑|有hc|有岗)"
)
_PAY = re.compile(
    r"\d+(?:\.\d+)?\s*(?:k|千|w|万)?\s*[-~到至–—]\s*\d+(?:\.\d+)?\s*(?:k|千|w|万|元|/|\*)"
    r"|\d+(?:\.\d+)?\s*k"
    r"|\d{4,5}\s*(?:[-~到至–—]\s*\d{4,5}|元|起|包|加|\+|/|管)|[\d一二三四五六七八九两]千|年包"
    r"|月薪|年薪|底薪|日薪"
    r"|包吃|包住|双休|单休|月休|五险|六险|8小时|一万上下|有股份|工资好商量|给的不错|给得挺多"
)
_NOT_A_POST = re.compile(
    r"^求职|求职:|本人.{0,12}求职|群公告|群规|请写成|标注|范例|招聘会|招聘渠道|招聘网站投"
    r"|招聘平台.{0,6}投|投了.{0,6}广告"
    r"|大量现成|当天到岗|返费|猎头服务|rpo|怎么招|难招|招不[到着来上]|招聘难"
    r"|不好招|难找|没人(?:来|应|投|肯|愿意|搭理)|没一个来|比登天|比找对象|费劲|零简历"
    r"|合规|合法|歧视|jd谁|jd怎么|谁写过|按格式|招聘专场|公司(?:介绍|简介)[+、,和/]\s*(?:岗位|职位|要求|联系)"
)
_ASKS = re.compile(r"谁有|怎么|吗[?？]|什么程度|请问|请教|[?？]")
_CTA = re.compile(r"私我|私聊|加我|打我电话|打电话|联系|推名片|dm me|有意|欢迎自荐|报名|推给")

_COMPANY_HEAD = re.compile(
    r"(?:公司|企业|雇主|单位|集团|品牌|平台|本店|厂名|关于我们|about us|company|我们|我司"
    r"|我们厂|我厂|(?<!个人)简介)"
    r"(?:[名简概情]?[称介况绍]|简介|介绍|情况|背景)?(?:\s*[:是叫为做]|[】\]]"
    r"|\()\s*(?P<name>[^\n|;；。]{4,60})"
    r"|我司(?P<ours>[^\n|;；。]{4,60})"
)
_FIRM = re.compile(
    r"[\u4e00-\u9fffa-z]{2,12}(?:科技|集团|公司|智能|软件|电子|股份|工作室|事务所|律所|制造"
    r"|物业|医药|药业|医疗|银行|支付|传媒"
    r"|教育|物流|餐饮|酒店|连锁|食品|服饰|服装|纺织|材料|新材|新能源|能源|电气|机械|重工|精密"
    r"|地产|建工|建设|设计|数据|跨境|贸易|幼儿园|中学|小学|书院|研究院|设计院|旅行社|客栈|民宿|品牌"
    r"|外贸|文旅|航旅|客运|健身|体育|游戏|生鲜|零售|包装|家居|木业|电机|茶饮|咖啡|烘焙|乳业"
    r"|农科|人力|寻访|企培|社区|生物|化工"
    r"|光学|光电|半导体|汽车|电器|制衣|信息|网络|互联|咨询|律师|学校|医院|诊所|门店|工厂|厂|店)"
)
_FACT = re.compile(
    r"(?:\d+|[一二三四五六七八九十百千两几]+)\s*(?:\+|多|来|余|几)*\s*(?:号"
    r"|名)?(?:人(?!\s*[的小工])|员工|名员工|家[直门分]?[店营]?|个(?:小区"
    r"|城市|基地|团队|厂区)|间房|万人)|员工[^\d\n]{0,8}\d+|职工[^\d\n]{0,4}\d+|团队\d+"
    r"|规模\s*\d|成立|创立|[abcd]\+?轮|上市|ipo|营收"
    r"|(?<![要能会])做[^,，。;；:\n]{2,16}(?:的|平台|产品|软件|开发|服务|系统|耗材|部件|设备"
    r"|运营商?|器械|仪器|\n|,|，)|主营|专注|深耕|行业头部|连锁"
    r"|国企|央企|民营|外企|合资|持牌|总部|坐标|位于|直营|代工|厂商|生产企业"
)
_DUTY = re.compile(
    r"(?:岗位|职位|职责|工作|日常|任务|主要|你将?)(?:内容|详情)?\s*(?:[:是要]|需要)[^\n]{4}"
    r"|负责|职责|岗位内容|工作内容|岗位详情|主要[做看管支是]|日常[:是]|对接|统筹|牵头|搭建"
    r"|协助|参与|管理?\d+[名人]|带\d+(?:个?人|名)|带\d*个|熟练|熟悉|熟手|精通"
    r"|\d\s*年(?:以上)?[^,，。\n]{0,8}经验|年以上|经验|大专|本科|硕士|学历|证书?[,，]|有证"
    r"|法本|职称|要求[:能会有]|任职|要会|会[写配做讲用剪谈懂打]"
    r"|能[写倒出独扛带上接]|懂|倒班|出差|核算|核薪|报税|排班|考勤|招聘\+|面试|培训计划|绩效\+"
    r"|入离职|约面|直播|跑银行|办公室管理|引导|排车|跟单|跟进"
    r"|(?:做什么|要做的?事?|你来做|你要做|做的事|要做|内容|要求|希望你|你需要|我们希望|岗位|职责|任务|role)\s*[:是]\s*\S{4}"
    r"|化验|检验|质检|接待|接电话|订票|下单|巡店|带班|带新人|调机|点检|维修|养护|剪辑|拍摄|写稿|投放|盘点|开票|收发货|装卸"
    r"|采购|比价|驾驶|送货|教学|备课|翻译|陪同|护理|值班|巡查|编程|开发|测试用例|选品|上架"
    r"|role\s*:|jd\s*:|must have|responsib|require|report to|fluent|yrs"
    r"|做[^,，。\n]{2,10}(?:支持|调研|配置|报表|维护)"
    r"|[干做带跑]过|手底下|手下[^,，。\n]{0,4}[\d两三四五六七八九十]|吃苦|优先(?![筛处审安推])"
    r"|(?<!主)管(?:人|货|账|店|钱|仓|生产|质量|品质|质检|交期|安全|采购|设备|车间|门店|现场)"
    r"|最好(?:[是有干做带懂会能当]|\d)"
)
_VAGUE = re.compile(r"某大厂|懂的都懂|内容面议|面议|详情见|详情戳|见海报|见图")
_ADDRESS = re.compile(
    r"(?:联系(?:方式|人|我本人)?|投递|投|简历发?|邮箱|apply"
    r"|contact)\s*[:：]?\s*[^\s,，。]*[a-z0-9]{4}"
)


# One of these is in whatever the patterns above can find.
_STARTS = (
    *(
        "招",
        "聘",
        "缺",
        "hiring",
        "内推",
        "想换工作",
        "想跳槽",
        "想动",
        "机会",
        "谁认识",
        "有没有会",
    ),
    *(
        "有人吗",
        "需要一",
        "求一",
        "求个",
        "求做",
        "找一",
        "找个",
        "配个",
        "一名",
        "两名",
        "一位",
        "两位",
    ),
)
_HEADCOUNT = tuple(figure + count for figure in "0123456789" for count in "名位个")
_MAY_HIRE = AhoCorasick([*_STARTS, *_HEADCOUNT])


def find_hiring(plains: Sequence[str]) -> list[int]:
    """Return the places of the texts that may be recruitment posts; the others are none."""
    search, whole = _MAY_HIRE.find_matches_as_indexes, joined(plains)
    if whole is None:
        return [at for at, plain in enumerate(plains) if search(plain)]
    starts = whole.starts
    found = {bisect_right(starts, start) - 1 for _, start, _ in search(whole.text)}
    return sorted(found)


def read_post(plain: str, contacts: Sequence[Contact] | None = None) -> Post | None:
    """Return a text read as a recruitment post, or None where it is none.

    `contacts` are those of the text, where they are known already.
    """
    if not _MAY_HIRE.find_matches_as_indexes(plain):
        return None
    contacts = find_contacts(plain) if contacts is None else contacts
    tag = _TAG.search(plain)
    other = tag or _ANY_TAG.search(plain) or _ENGLISH_TAG.match(plain)
    if other is None and not (_has_signs(plain, contacts) and _HIRE.search(plain)):
        return None
    parts = _parts(plain, tag, contacts)
    if tag is None and _NOT_A_POST.search(plain):
        return None
    if tag is not None and _asks_about_posts(plain, parts):
        return None
    sure = other is not None or Part.CONTACT in parts or bool(_PAY.search(plain))
    return Post(parts, sure, company_of(plain, parts.get(Part.COMPANY)))


def _has_signs(plain: str, contacts: Sequence[Contact]) -> bool:
    """Tell whether there are signs enough of a company's own post beside how it hires."""
    enough = 1 if len(plain) < 30 else 2
    contact = bool(contacts) or _ADDRESS.search(plain) is not None
    signs = contact + (_CTA.search(plain) is not None)
    # Pay is the dearest to look for: only where it decides.
    return signs >= enough or (signs + 1 == enough and _PAY.search(plain) is not None)


def _asks_about_posts(plain: str, parts: dict[Part, Span]) -> bool:
    return Part.CONTACT not in parts and Part.TITLE not in parts and bool(_ASKS.search(plain))


def _parts(plain: str, tag: re.Match[str] | None, contacts: Sequence[Contact]) -> dict[Part, Span]:
    """Return where each part is."""
    parts: dict[Part, Span] = {}
    if tag:
        parts[Part.TAG] = tag.span()
        if title := _title(plain, tag.end()):
            parts[Part.TITLE] = title
    after = parts.get(Part.TITLE, (0, tag.end() if tag else 0))[1]
    spans = {
        Part.COMPANY: _company(plain, after),
        Part.DETAILS: _details(plain, after),
        Part.CONTACT: _contact(plain, contacts),
    }
    return parts | {part: span for part, span in spans.items() if span}


_TITLE_ENDS = re.compile(
    r"[\n,，。;；:：!！|｜]|——|公司[:：]|\s{2,}|[\s/](?=我们|我司|公司|企业|单位|品牌|联系|电话|要求|薪资)"
)
_NO_TITLE = re.compile(
    r"急[招聘需]|(?:我们|本|贵)?公司|我[们司厂]|本店|多[个岗]|各|大量|若干|长期|欢迎|加入|联系|电话|简历|工作地|薪[资酬水](?=[\s:：\d面])|待遇"
    r"|详情|见|http|.{0,12}(?:诚邀|扩招|开放|招人|人才)|[\d\s*-]*$"
)
_TITLE_MOST = 12  # characters of a title that names no known kind of job


def _title(plain: str, start: int) -> Span | None:
    """Return the job title that follows the tag: a short piece that names a kind of job."""
    rest = plain[start : start + 60].lstrip(" :：-—\n")
    begin = start + len(plain[start : start + 60]) - len(rest)
    end = _TITLE_ENDS.search(rest)
    piece = rest[: end.start() if end else 40]
    jobs = list(_JOB_END.finditer(piece[:34]))
    if _NO_TITLE.match(piece):
        return None
    if jobs:
        return begin, begin + jobs[-1].end()
    name = piece.split(" ")[0]
    firm = _FIRM.match(name)
    if not 2 <= len(name) <= _TITLE_MOST or (firm and firm.end() == len(name)):
        return None
    return begin, begin + len(name)


def _company(plain: str, after: int) -> Span | None:
    """Return where the company introduces itself: a heading with content, or name and facts."""
    body = plain[after:]
    head = _COMPANY_HEAD.search(body)
    facts = list(_FACT.finditer(body))
    firm = _FIRM.search(body)
    if head and not _VAGUE.search(head.group()):
        return after + head.start(), after + head.end()
    if (firm and facts) or len(facts) >= 2:
        first = min(each.start() for each in [*facts, *([firm] if firm else [])])
        return after + first, after + facts[-1].end()
    return None


def _details(plain: str, after: int) -> Span | None:
    """Return where duties or requirements are told."""
    vague = _VAGUE.search(plain, after)
    duty = _DUTY.search(plain, after)
    if duty is None or (vague and len(list(_DUTY.finditer(plain, after))) < 2):
        return None
    return duty.span()


def _contact(plain: str, contacts: Sequence[Contact]) -> Span | None:
    """Return the first way to reach the company."""
    if contacts:
        return contacts[0].span
    address = _ADDRESS.search(plain)
    return address.span() if address else None


_NAME_HEAD = re.compile(
    r"(?:公司|企业|单位|简介|介绍|情况|名称?|我们是?|我司|叫|about us|company|[】\]:：\s])+"
)
_NAME_TAIL = re.compile(r"(?:股份|有限|责任|公司|集团|\(.*|（.*)+$")


def company_of(plain: str, span: Span | None) -> str:
    """Return the company's name without what can be varied, or "" where none is told."""
    if span is None:
        return ""
    text = plain[span[0] : span[1]]
    head = _NAME_HEAD.match(text)
    name = re.split(r"[,，。;；\n(（|、]", text[head.end() if head else 0 :], maxsplit=1)[0]
    return _NAME_TAIL.sub("", name.strip())[:20]
