"""Settings and words of the review: reasons to decline, and what an applicant is told. Pure."""

from dataclasses import dataclass
from datetime import timedelta

from qunce.kernel.options import Section, option
from qunce.kernel.text import N_, Words

REASON_LENGTH = 32  # characters of a reason's title, as the table keeps it

ASKED = N_("Hello %(name)s, about your application to %(where)s we have a question:\n\n%(text)s")
ASKED_AGAIN = N_(
    "Hello %(name)s, your application to %(where)s still waits for your answer:\n\n%(text)s"
)
ANSWER_HERE = N_("%(words)s\n\nPlease answer here: %(link)s")
APPROVED = N_("Hello %(name)s, welcome! Your application to %(where)s is approved.")
COME_IN = N_("%(words)s\n\nCome in here: %(link)s\nThe link is only for you, on your own device.")
OWN_PAGE = N_(
    "%(words)s\n\nYour member page: %(link)s\nThe link is only for you, on your own device."
)
GET_READY = N_(
    "%(words)s\n\nWe add you on WeChat and invite you into the group. Please write %(code)s in the "
    "friend request or when you say hello, and use the nickname %(nickname)s."
)
FULL = N_("%(words)s\n\nThe group is full at the moment; you have a place on the waiting list.")
SEE_HERE = N_("%(words)s\n\nWhere it stands: %(link)s")
DECLINED = N_(
    "Hello %(name)s, thank you for applying to %(where)s. This time we cannot let you in: "
    "%(reason)s"
)
REAPPLY = N_("%(words)s You are welcome to apply again from %(day)s.")
LAPSED = N_(
    "Hello %(name)s, your application to %(where)s has lapsed, because something was missing. "
    "You can apply again at any time."
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an application is declined: its title for the reviewer, words for the applicant."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Review:
    """How applications are answered."""

    reasons: tuple[str, ...] = option(
        (
            "不是HR从业者：本群只面向人力资源从业者，您目前的岗位暂时不符合入群条件",
            "身份没能核实：我们没能核实您的企业和岗位，欢迎补充企业邮箱或在职证明后再来",
            "换个群更合适：您的行业、地区或岗位与这个群不太匹配，建议申请我们的其他群",
            "信息不完整：申请里的姓名、企业或岗位不完整，请补全后再申请",
            "以推广为主：本群谢绝以推广、获客为目的的加入，感谢理解",
            "曾被移出：您之前因违反群规离开，暂时不能再次加入",
        ),
        N_("Reasons to decline"),
        N_("Title：words that the applicant reads."),
        low=1,
        high=20,
        manual="M06",
    )
    remind_after: timedelta = option(
        timedelta(days=3),
        N_("An open question is asked again after"),
        low=1,
        high=30,
        unit=N_("days"),
        manual="M06",
    )


SECTION = Section("review", N_("Answering applications"), Review)


def reasons_of(settings: Review) -> list[Reason]:
    """Return the reasons to decline; a line without a colon is its own words."""
    found = []
    for line in settings.reasons:
        title, _, words = line.replace(":", "：", 1).partition("：")
        found.append(Reason(title.strip()[:REASON_LENGTH], (words or title).strip()))
    return found


def asked(name: str, where: str, text: str, *, again: bool = False) -> Words:
    """Return a question as the applicant reads it."""
    return Words(ASKED_AGAIN if again else ASKED, {"name": name, "where": where, "text": text})


def declined(name: str, where: str, reason: str, day: str = "") -> Words:
    """Return the friendly no; `day` is the date from which one may apply again, "" for never."""
    words = Words(DECLINED, {"name": name, "where": where, "reason": closed(reason)})
    return Words(REAPPLY, {"words": words, "day": day}) if day else words


def closed(text: str) -> str:
    """Return a text that ends like a sentence."""
    text = text.strip()
    return text if not text or text[-1] in "。！？.!?～~" else f"{text}。"
