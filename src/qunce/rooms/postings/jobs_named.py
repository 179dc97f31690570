"""Job titles: one job is named in many ways. Pure.

The quota counts one job in several groups once (M39), so what matters is whether two titles of one
company mean the same job. What says how badly, where, or for how much somebody is wanted does not
name a job, nor does the order of its parts. A grade does: 高级 and 初级 are two jobs.
"""

import re
from functools import lru_cache

SHORTEST = 2  # characters that must be left of a title

# Each stands for the first name of its line.
_SAME = (
    (
        "hrbp",
        *("人力资源业务合作伙伴", "人力资源业务伙伴", "hr业务伙伴", "业务伙伴", "人事bp", "hr bp"),
    ),
    ("hrd", "人力资源总监", "人事总监", "hr总监"),
    ("hrm", "人力资源经理", "人事经理", "hr经理"),
    ("hr专员", "人力资源专员", "人事专员"),
    ("hr主管", "人力资源主管", "人事主管"),
    ("hr", "人力资源", "人事"),
    ("od", "组织发展"),
    ("td", "人才发展"),
    ("ld", "学习发展", "学习与发展"),
    ("ssc", "人力共享中心", "hr共享中心", "共享服务中心"),
    ("薪酬绩效", "薪酬与绩效", "薪酬福利绩效", "薪绩"),
    ("薪酬福利", "薪酬与福利", "薪资福利", "cb", "c&b"),
)
_NAMES = {other: first for first, *others in _SAME for other in others}
_NAME = re.compile("|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True)))
_WANTED = re.compile(
    r"急招|急聘|急需|急|诚招|诚聘|热招|热聘|直招|直聘|招聘|高薪|双休|五险一金|六险一金|可远程|远程|全职"
    r"|包吃住|包住|接受应届|应届可投?|经验不限|不限经验|方向|岗位|职位|一职|一枚|若干|多名|岗$|[(（].*?[)）]"
)
_FIGURES = re.compile(
    r"\d+(?:\.\d+)?\s*[-~到至]?\s*\d*(?:\.\d+)?\s*(?:k|万|千|元|薪|年|名|位|人|个)+"
)
_PLACE = re.compile(
    r"(?:base)?(?:北京|上海|天津|重庆|广州|深圳|杭州|南京|苏州|成都|武汉|西安|长沙|青岛|厦门|宁波|郑州"
    r"|合肥|济南|福州|东莞|佛山|无锡|大连|沈阳|昆明|常州|珠海|中山|惠州|南昌|南宁|贵阳|石家庄|太原)市?"
)


@lru_cache(maxsize=4096)
def core_of(job: str) -> str:
    """Return what is the same for all wordings of one job's title (`recruitment.job_key`)."""
    left = _NAME.sub(lambda found: _NAMES[found.group()], job)
    for noise in (_FIGURES, _WANTED, _PLACE):
        cut = noise.sub("", left)
        left = cut if len(cut) >= SHORTEST else left
    left = _NAME.sub(lambda found: _NAMES[found.group()], left)
    return "".join(sorted(left))
