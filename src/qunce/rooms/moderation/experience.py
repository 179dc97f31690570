"""Whether whoever recommends something tells anything of having used it (M46). Pure.

Experience is told in any words, so it is only said to be missing where a text holds nothing that
an experience could be told by: nobody who did it, no when, no how often, nothing that came of it.
Everything here reads the normal form of a text.
"""

import re

# A mark of its own, as the charter asks for it: it says itself that it is a recommendation.
_MARK = re.compile(r"[\W_]*[【\[〖「#]\s*(?:好物|工具|软件|好书|供应商)?推荐\s*[】\]〗」#:]")
# Calls to write to the seller name a person, and tell of nothing.
_CALLS = re.compile(
    r"(?:私|戳|滴|加|找|联系|扫|问|关注|认准|call)(?:聊|信|微|系)?(?:我们|我)|[发推]给?我|告诉我"
    r"|(?:百人|专家|顾问|律师|资深|专业|交付)[\u4e00-\u9fff]{0,3}团队"
    r"|值得(?:信赖|拥有)|[了](?:解|如指掌)|(?:通|超|经|跳|太)过|过程|为了|除了|联系客服|咨询客服"
)
_COUNTED = (
    "年|个?月|天|周|次|届|期|季|学期|小时|分钟|单|份|场|家|套|台|人|位|名|遍|轮|回|本|把|块|批"
    "|城|厂|店|成|倍|分|%"
)
_TOLD = re.compile(
    r"[了过着完]|[我咱俺]|自己|自家|本人|亲[测自]|自用|自费"
    rf"|[\d一二两三四五六七八九十半几多数百千万]\s*(?:多|来|几|个)*\s*(?:{_COUNTED})"
    r"|以前|之前|原来|原先|过去|从前|当初|现在|如今|目前|[去今前明]年|上个?[月周季]|这个?[月周季]|最近|刚|一直"
    r"|每[天日周月次年季]|平时|经常|常年|长期|连续|至今|后来|终于|老用户|多年|日常|天天|到手"
    r"|缺点|不足|唯一|但|不过|就是|可惜|美中|[慢贵弱丑糙]|(?<![打刷片利检礼信贺名社银])卡(?!片)|偏[大小高低硬软]|有点|[略稍]|坑|瑕疵|吐槽|不[好太够支能会如行算便]"
    r"|没[有坏出崩丢错被再人想问]|以?下来|用[到的着来在于下起]|[在常拿靠]用|拿[来它]|靠它|帮[我大]|省[了下去出]|救"
    r"|感[觉受谢]|体验|反[馈映响]|都[用放走存在交]|心得|实测|评价|觉得|习惯|顺手|满意|认可|喜欢|愿意|放心用|真香|良心|推荐[者人]|同事|员工|领导|老板"
    r"|财务|行政|业务|部门|车间|门店|工厂|新人|候选人|面试官|家长|用户说|hm|学[完到会]|看[完到]|听[完到]|读[完到]|比[^例如较赛亚]"
)

# What is recommended to be read, heard, visited or eaten is no tool, and needs no experience.
_NO_TOOL = re.compile(
    r"《|公众号|文章|推文|长文|播客|纪录片|电影|影片|电视剧|博主|直播|活动|沙龙|讲座|论坛|政策|文件|法规|条例|通知"
    r"|餐[厅馆]|饭[店馆]|馆子|菜|小吃|火锅|咖啡|景[点区]|路线|酒店|民宿|公园|步道|书[单店]|歌|https?://(?!\S*(?:hr|saas))"
)


def is_marked(plain: str) -> bool:
    """Say whether a text begins with the mark of a recommendation, in brackets."""
    return _MARK.match(plain) is not None


def lacks_experience(plain: str) -> bool:
    """Say whether a text is marked, may recommend a tool, and tells of no experience with it."""
    return is_marked(plain) and tells_none(plain) and _NO_TOOL.search(plain) is None


def tells_none(plain: str) -> bool:
    """Say whether a text tells nothing of an experience, in whatever words."""
    return _TOLD.search(_CALLS.sub("", plain)) is None
