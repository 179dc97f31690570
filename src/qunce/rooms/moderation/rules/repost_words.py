"""Sharing what others sell or own: recordings, scans, cracked software, paid reports (M09)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from qunce.kernel.rules import Finding, Label, Seen
from qunce.kernel.text import N_
from qunce.rooms.moderation.declared import soften
from qunce.rooms.moderation.lexicon import (
    About,
    Scale,
    WordConfig,
    word_rule,
)
from qunce.rooms.moderation.phrases import Phrase

ABOUT = About(
    "repost_words",
    "repost",
    Label.REPOST,
    N_("this seems to be shared without its owner's leave (%(word)s)"),
)

# What is shared, that it is given away and costs money elsewhere; against it one's own work.
SCALE = Scale(
    points={
        "sure": (4, 2),
        "thing": (2, 2),
        "give": (2, 2),
        "paid": (1, 2),
        "mine": (-2, 2),
        "ask": (-1, 2),
        "warn": (-3, 2),
    },
    alone=("sure",),
    needs=("thing",),
    lures=frozenset({"give", "paid"}),
    phrases={
        "thing": Phrase(
            r"(?:录|导|扫|拍|爬|拷|扒|翻录|翻拍|转录|抄)[^。!?，,]{0,3}(?:下来|出来|全本|全套|成pdf|成mp3|了音|了屏)"
            r"|(?:永久|免费)激活|激活工具|破解|去广告版|绿色版",
            gate="[录导扫拍爬拷扒抄激破去绿](?:(?<=[录导扫拍爬拷扒抄])|(?<=激)活|(?<=破)解|(?<=去)广告|(?<=绿)色版)",
        ),
        "paid": Phrase(
            r"花了?[^。!?，,]{0,8}(?:钱|元|块|千|百|万|\d)[^。!?，,]{0,3}买的|从?(?:前|老|上一?家)?(?:东家|公司)带出来的"
            r"|悄悄|偷偷|(?:官网|原价|门票|定价|市价)[^。!?，,]{0,4}\d",
            gate="花|带出来|悄悄|偷偷|官网|原价|门票|定价|市价",
        ),
        "give": Phrase(
            r"(?:打包|整套|全套|全部|整本)[^。!?，,]{0,10}(?:网盘|群文件|私|自取|自己存|分享)|想要自己存|下载地址|放出来|没去的",
            gate="打包|整套|全套|全部|整本|自己存|下载地址|放出来|没去的",
        ),
    },
    likely=5,
    sure=7,
)


@dataclass(frozen=True, slots=True)
class Config(WordConfig):
    """Words that are unauthorised sharing in this community, and words that are not."""


_BY_WORDS = word_rule(
    ABOUT,
    SCALE,
    Config(),
    title=N_("Unauthorised sharing"),
    help_text=N_(
        "Finds paid courses, scanned books, cracked software and others' reports that are "
        "handed out. One's own work and talk about copyright are left alone."
    ),
    also="hint",
)


def judge(seen: Seen, words: Any) -> Sequence[Finding]:
    """Return what the words say; where leave is claimed, a person decides about it."""
    return soften(seen, _BY_WORDS.judge(seen, words))


RULE = replace(_BY_WORDS, judge=judge)
