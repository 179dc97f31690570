"""What a message says of its source, and of leave to share. Pure.

A claim is no proof: it never lets a message pass by itself, but it is a person who decides then.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from qunce.kernel.normal import normalise
from qunce.kernel.rules import Certainty, Finding, Seen
from qunce.kernel.text import N_, Words

DECLARED = N_("%(reason)s; it says that there is leave (“%(claim)s”): a person looks at it")

_WHO = (
    r"(?:原?作者|原作|版权方|著作权人|出品方|主办方|出版社|机构|老师|讲师|讲者"
    r"|公司|公众号|号主|博主|对方)"
)
_LEAVE = r"(?:授权|同意|许可|允许|准许)"
_GOT = r"(?:已|已经)?(?:取得|获得|得到|拿到|征得|获|经过?)"
_DO = r"(?:(?:我|我们)?(?:转载|转发|分享|发布|公开|发)|过|了|的|[,，。.;；!！)）\s]|$)"
_CLAIM = re.compile(
    rf"{_GOT}{_WHO}?(?:本人)?(?:的)?(?:书面)?{_LEAVE}"
    rf"|{_WHO}(?:本人)?(?:已经?|都|也)?{_LEAVE}{_DO}"
    rf"|(?:已|已经|我有|有){_WHO}?(?:的)?(?:书面)?授权"
)
# 未经…, 没有…, 要先经…: that leave is missing, or is asked for first, in the words right before.
_DENIED = re.compile(r"[未没无不别先需须应该否要][^,，。.;；:：!！?？\s]{0,3}$")
_UNSURE = re.compile(r"\s*(?:才|后再|再|吗|么|没|之?前|的话|[?？])")
_SOURCE = re.compile(
    r"(?:转载自|转自|转载于|摘自|摘录自|引自|节选自|出自|选自|来源于?|出处|原文(?:链接)?|作者)\s*[:：]?\s*"
    r"(?=[^\s:：,，。.?？吗是])"
)


def find_claim(plain: str) -> str:
    """Return the words that claim leave in a text in normal form, "" where there are none."""
    for found in _CLAIM.finditer(plain):
        before = plain[max(0, found.start() - 5) : found.start()]
        if not (_UNSURE.match(plain, found.end()) or _DENIED.search(before)):
            return found.group().strip(" ,，。.;；!！)）")
    return ""


def names_source(plain: str, *names: str) -> bool:
    """Say whether a text in normal form names where it is from, or one of these names."""
    if _SOURCE.search(plain):
        return True
    return any(name and normalise(name).plain in plain for name in names)


def soften(seen: Seen, findings: Sequence[Finding]) -> list[Finding]:
    """Return findings of a repost: where leave is claimed, a person decides about them."""
    if not findings:
        return []
    claim = find_claim(seen.normal.plain)
    return [weaken(each, claim) for each in findings] if claim else list(findings)


def weaken(finding: Finding, claim: str) -> Finding:
    """Return a finding that is no longer sure because leave is claimed. The owner's words stay."""
    was_sure = finding.certainty is Certainty.SURE
    if finding.settled and was_sure:
        return finding
    about: dict[str, str | int | Words] = {"reason": finding.reason, "claim": claim}
    reason = Words(DECLARED, about)
    return replace(finding, certainty=Certainty.LIKELY, settled=was_sure, reason=reason)
