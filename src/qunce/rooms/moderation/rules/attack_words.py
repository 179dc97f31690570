"""Insults, threats and contempt for people in the group or for groups of people (M10)."""

from dataclasses import dataclass

from qunce.kernel.rules import Label
from qunce.kernel.text import N_
from qunce.rooms.moderation.lexicon import (
    About,
    Scale,
    WordConfig,
    word_rule,
)
from qunce.rooms.moderation.phrases import Phrase

ABOUT = About(
    "attack_words",
    "respect",
    Label.ATTACK,
    N_("this hurts somebody (%(word)s)"),
)

# An insult counts where it is aimed; what is quoted, told or said of oneself does not.
SCALE = Scale(
    points={
        "insult": (4, 2),
        "contempt": (4, 2),
        "threat": (4, 2),
        "scorn": (1, 3),
        "aim": (2, 1),
        "quote": (-3, 2),
        "ask": (-1, 2),
    },
    strong=("insult", "contempt", "threat"),
    needs=("threat", "contempt", "insult", "scorn"),
    likely=2,
    sure=6,
    phrases={
        # a group of people, a verdict on all of them, and a bad one
        "contempt": Phrase(
            r"(?:男|女|[男女]的|[男女]人|[\u4e00-\u9fff]{1,3}人|\d0后|\d\d岁以上|专科|大专|二本|农村|外地|乡下|外包|派遣"
            r"|保洁|保安|工人|老头|老太|胖子|单亲|离异|孕妇|宝妈|公务员|销售|财务|hr|做[\u4e00-\u9fff]{2}的)(?:来?的|们|生|工)?"
            r"(?:就是|就应该|就该|都是|全是|没一个|一个个|果然|天生|从来|永远|只会|只配|不配|都|真)"
            r"[^。!?，,]{0,10}(?:懒|坏|蠢|笨|脏|骗|偷|软蛋|手脚不干净|没用|废物|废柴|垃圾|贱|恶心|矫情|待在家|添乱|添什么乱"
            r"|没担当|有担当|素质|不靠谱|低人|变态|祸害|蛀虫|吸血|混日子|没脑|好吃懒做|没出息|甩锅|拖后腿)",
            gate="[懒坏蠢笨脏骗偷软贱恶矫废垃祸蛀吸添不没有待素低变混甩拖](?:(?<=[懒坏蠢笨脏骗偷软贱恶矫废垃祸蛀吸添])"
            "|(?<=不)(?:干净|靠谱)|(?<=没)[用脑出担]|(?<=有)担当|(?<=待)在家|(?<=素)质|(?<=低)人|(?<=变)态"
            "|(?<=混)日子|(?<=甩)锅|(?<=拖)后腿)",
        ),
        # you, and what you are
        "insult": Phrase(
            r"你(?:们)?(?:这|就|真|可真|也|怎么|是不是|他妈|tm|才|算|个|是)[^。!?，,]{0,6}"
            r"(?:蠢|笨死|傻[逼比子瓜叉蛋]?|瞎|聋|贱|丑|疯了|有病|无知|无耻|可笑|恶心|废物|废柴|垃圾|low|没脑|脑残|不配|什么东西|哪根葱)"
            r"|(?:照照镜子|撒泡尿照|笑掉大牙|管好你自己|关你屁事|关你什么事|轮得到你|你算哪根|你谁啊|长成那样|长这样|回炉重造)",
            gate="你|照照|撒泡|笑掉|轮得|长成|长这|回炉",
        ),
    },
)


@dataclass(frozen=True, slots=True)
class Config(WordConfig):
    """Words that hurt in this community, and words that do not."""


RULE = word_rule(
    ABOUT,
    SCALE,
    Config(),
    title=N_("Personal attacks"),
    help_text=N_(
        "Finds insults, threats and contempt for groups of people. Insults that are "
        "quoted or told of, and jokes about oneself, are left alone."
    ),
    also="hint",
)
