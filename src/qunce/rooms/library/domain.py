"""What the library holds, the life of an item, and how two texts become one. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qunce.kernel.options import Section, option
from qunce.kernel.states import StateTable
from qunce.kernel.text import N_

# The modules of HR, as a new library begins with them (M19).
CATEGORIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("招聘", ("渠道与雇主品牌", "面试与测评", "校园招聘")),
    ("薪酬", ("薪酬结构", "调薪与奖金", "个税社保公积金")),
    ("绩效", ("目标与指标", "考核与面谈")),
    ("培训", ("新人培训", "管理者培养")),
    ("员工关系", ("入离职", "假勤", "沟通与关怀")),
    ("劳动法", ("法律法规", "司法案例")),
    ("组织发展", ("组织诊断", "人才盘点")),
    ("数字化", ("人事系统", "AI 与自动化")),
    ("综合", ()),
)


class Kind(StrEnum):
    """What an item is."""

    ARTICLE = "article"
    POLICY = "policy"
    TEMPLATE = "template"
    FILE = "file"
    DISCUSSION = "discussion"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return KIND_LABELS[self]

    @property
    def icon(self) -> str:
        """Return the name of its icon."""
        return KIND_ICONS[self]


KIND_LABELS = {
    Kind.ARTICLE: N_("Article"),
    Kind.POLICY: N_("Policy"),
    Kind.TEMPLATE: N_("Template"),
    Kind.FILE: N_("Document"),
    Kind.DISCUSSION: N_("Collected discussion"),
}
KIND_ICONS = {
    Kind.ARTICLE: "news",
    Kind.POLICY: "scale",
    Kind.TEMPLATE: "file-spreadsheet",
    Kind.FILE: "file",
    Kind.DISCUSSION: "messages",
}


class Permission(StrEnum):
    """By what right a text stands here (M09, M32)."""

    OWN = "own"
    ALLOWED = "allowed"
    OFFICIAL = "official"
    QUOTED = "quoted"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return PERMISSION_LABELS[self]


PERMISSION_LABELS = {
    Permission.OWN: N_("Written by the group"),
    Permission.ALLOWED: N_("Reprinted with permission"),
    Permission.OFFICIAL: N_("Official text, free to reprint"),
    Permission.QUOTED: N_("Summary with the source"),
}


class ItemState(StrEnum):
    """Where the newest text of an item stands. What members see is told by `Item.shown`."""

    DRAFT = "draft"
    REVIEW = "review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return STATE_LABELS[self]

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return STATE_TONES.get(self, "quiet")


STATE_LABELS = {
    ItemState.DRAFT: N_("Draft text"),
    ItemState.REVIEW: N_("In review"),
    ItemState.SCHEDULED: N_("Waiting for its time"),
    ItemState.PUBLISHED: N_("Published"),
    ItemState.ENDED: N_("No longer in force"),
    ItemState.WITHDRAWN: N_("Taken out of the library"),
}
STATE_TONES = {
    ItemState.REVIEW: "warn",
    ItemState.SCHEDULED: "info",
    ItemState.PUBLISHED: "good",
    ItemState.ENDED: "bad",
}


class ItemVerb(StrEnum):
    """What can be done with an item."""

    SAVE = "save"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    PUBLISH = "publish"
    END = "end"
    RENEW = "renew"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


S, V = ItemState, ItemVerb
ITEM: StateTable[ItemState, ItemVerb] = StateTable(
    {
        (S.DRAFT, V.SAVE): S.DRAFT,
        (S.DRAFT, V.SUBMIT): S.REVIEW,
        (S.DRAFT, V.END): S.DRAFT,
        (S.DRAFT, V.WITHDRAW): S.WITHDRAWN,
        (S.REVIEW, V.SAVE): S.DRAFT,
        (S.REVIEW, V.RETURN): S.DRAFT,
        (S.REVIEW, V.APPROVE): S.SCHEDULED,
        (S.REVIEW, V.END): S.REVIEW,
        (S.REVIEW, V.WITHDRAW): S.WITHDRAWN,
        (S.SCHEDULED, V.SAVE): S.DRAFT,
        (S.SCHEDULED, V.RETURN): S.DRAFT,
        (S.SCHEDULED, V.PUBLISH): S.PUBLISHED,
        (S.SCHEDULED, V.END): S.SCHEDULED,
        (S.SCHEDULED, V.WITHDRAW): S.WITHDRAWN,
        (S.PUBLISHED, V.SAVE): S.DRAFT,
        (S.PUBLISHED, V.END): S.ENDED,
        (S.PUBLISHED, V.WITHDRAW): S.WITHDRAWN,
        (S.ENDED, V.SAVE): S.DRAFT,
        (S.ENDED, V.RENEW): S.PUBLISHED,
        (S.ENDED, V.WITHDRAW): S.WITHDRAWN,
        (S.WITHDRAWN, V.REOPEN): S.DRAFT,
    }
)


class MovingState(StrEnum):
    """Where files stand that are moved in as a whole."""

    READING = "reading"
    SHOWN = "shown"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return MOVING_LABELS[self]

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return {"done": "good", "failed": "bad", "shown": "warn"}.get(self.value, "info")


MOVING_LABELS = {
    MovingState.READING: N_("Being read"),
    MovingState.SHOWN: N_("Preview, nothing is changed yet"),
    MovingState.RUNNING: N_("Being moved in"),
    MovingState.DONE: N_("Moved in"),
    MovingState.FAILED: N_("Could not be read"),
    MovingState.DROPPED: N_("Not moved in"),
}


class MovingVerb(StrEnum):
    """What happens with files that are moved in."""

    SHOW = "show"
    FAIL = "fail"
    START = "start"
    FINISH = "finish"
    DROP = "drop"


M, W = MovingState, MovingVerb
MOVING: StateTable[MovingState, MovingVerb] = StateTable(
    {
        (M.READING, W.SHOW): M.SHOWN,
        (M.READING, W.FAIL): M.FAILED,
        (M.SHOWN, W.START): M.RUNNING,
        (M.SHOWN, W.DROP): M.DROPPED,
        (M.RUNNING, W.FINISH): M.DONE,
    }
)


class Outcome(StrEnum):
    """What becomes of a file that is moved in."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return OUTCOME_LABELS[self]

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return {"new": "good", "changed": "info", "refused": "bad"}.get(self.value, "quiet")


OUTCOME_LABELS = {
    Outcome.NEW: N_("new item"),
    Outcome.CHANGED: N_("new version"),
    Outcome.SAME: N_("nothing new"),
    Outcome.REFUSED: N_("not taken"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """How the library is looked after."""

    warn_before_end: int = option(
        14,
        N_("Remind before a policy ends"),
        N_("Who looks after it gets a task; the day after its last one it is marked."),
        low=0,
        high=180,
        unit=N_("days"),
        manual="M32",
    )
    file_megabytes: int = option(
        20, N_("Largest file"), N_("Members may send up to 10 MB."), low=1, high=100, unit=N_("MB")
    )
    declines: tuple[str, ...] = option(
        (
            "主题不太符合：谢谢您的分享，内容很好，只是和这次征集的主题差得有点远，欢迎下次再投",
            "已有类似内容：谢谢您，资料库里已经有一篇很接近的，您如果有不同的做法欢迎补充",
            "信息太少：谢谢您，如果能补充背景、做法和结果，我们很愿意收录，改好后请再投一次",
            "涉及公司机密：谢谢您，里面有些内容可能涉及公司内部信息，隐去后请再投一次",
            "像是广告：谢谢您，内容更像产品介绍，请多写自己的做法和体会",
        ),
        N_("Reasons to decline a contribution"),
        N_("Title：words that the contributor reads."),
        low=1,
        high=20,
        manual="M33",
    )
    sources: tuple[str, ...] = option(
        ("人力资源和社会保障部", "国家税务总局", "最高人民法院", "国家医疗保障局"),
        N_("Sources that are offered while writing"),
        low=0,
        high=50,
        manual="M32",
    )


SECTION = Section("library", N_("Library"), Settings, is_common=True)


def is_over(until: date | None, today: date) -> bool:
    """Say whether a validity is past: its last day still counts."""
    return until is not None and until < today
