"""How long one core takes to read a screenshot of a phone, and how right it is: one JSON line."""

import statistics
import time
from difflib import SequenceMatcher
from importlib import import_module

from bench._house import house, tell
from screenshots import Look, Middle, Said, draw

TALK = (
    Middle("昨天 18:28"),
    Said("小王-星河科技-HRBP", "大家好，请问试用期员工辞退需要提前多少天通知？担心有风险。"),
    Said("Ana", "提前三天即可。\n建议先做一次绩效面谈", quote="小王-星河科技-HRBP：大家好，请问"),
    Said("", "收到，谢谢！"),
    Middle('"Ana"邀请"老李"加入了群聊'),
    Said("老李", "代缴社保公积金，挂靠个税，需要的加V：daijiao6688，电话 13800000000"),
    Middle("11月22日 晚上8:05"),
    Said("", "@老李 群里不允许发广告，请撤回。"),
)
ROUNDS = 5


def main() -> None:
    """Read one screenshot again and again; the first reading loads the models."""
    with house():
        ocr = import_module("qunce.gateway.channels.manual.ocr")
        look = Look(1080, 2400)
        picture = draw(TALK, look)
        start = time.process_time()
        shot = ocr.read_screenshot(picture)
        first = time.process_time() - start
        spent = []
        for _ in range(ROUNDS):
            start = time.process_time()
            ocr.read_screenshot(picture)
            spent.append(time.process_time() - start)
        want = "".join(one.text for one in TALK if isinstance(one, Said))
        got = "".join(one.text for one in shot.pieces if not one.is_system)
        tell(
            "ocr",
            core_seconds=round(statistics.median(spent), 2),
            first_core_seconds=round(first, 2),
            pixels=f"{look.width}x{look.height}",
            messages=len(shot.pieces),
            characters=len("".join(want.split())),
            right=round(_right("".join(want.split()), "".join(got.split())), 3),
            bytes=len(picture),
        )


def _right(want: str, got: str) -> float:
    """Return the share of characters that were read."""
    matcher = SequenceMatcher(None, want, got, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(want)


if __name__ == "__main__":
    main()
