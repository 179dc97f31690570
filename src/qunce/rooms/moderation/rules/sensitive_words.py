"""Politics and preaching, as far as they are not a matter of work (M11)."""

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
    "sensitive_words",
    "topics",
    Label.SENSITIVE,
    N_("politics and religion are left out of this group (%(word)s)"),
)

# Preaching or politics, with a call to debate or to join; against it all that is work.
SCALE = Scale(
    points={
        "preach": (2, 3),
        "state": (2, 3),
        "debate": (1, 3),
        "invite": (1, 2),
        "work": (-2, 3),
        "warn": (-2, 2),
    },
    strong=("preach",),
    needs=("preach", "state"),
    likely=3,
    sure=6,
    phrases={
        "state": Phrase(
            r"(?:国家|政府|社会|制度|体制|当局|公务员|官)[^。!?，,]{0,8}(?:要完|没希望|腐败|黑暗|烂透|失望|无能|不作为|蛀虫|没救"
            r"|不改)|(?:支持|反对|推翻|换掉?)[^。!?，,]{0,5}(?:党|政府|总统|总理|制度|政权)|没人管[^。]{0,4}(?:国|社会)",
            gate="国家|政府|社会|制度|体制|当局|公务员|官|支持|反对|推翻|换|没人管",
        ),
        "preach": Phrase(
            r"(?:信|拜|念|求|感谢|赞美|归向|认识)(?:了)?(?:佛|主(?![管任播要席题])|神(?![奇器])|上帝|菩萨|耶稣|基督|观音|观世音)"
            r"|(?:诵|念|抄)(?:经|咒)|应验|灵得很|因果|菩萨诞辰|伊斯兰|基督教|佛教|道教|天主教",
            gate="[佛神经咒信拜念求认归观教感上菩耶基应灵因伊](?:(?<=[佛神经咒信拜念求认归观教])|(?<=感)谢主|(?<=上)帝"
            "|(?<=菩)萨|(?<=耶)稣|(?<=基)督|(?<=应)验|(?<=灵)得|(?<=因)果|(?<=伊)斯兰)",
        ),
    },
)


@dataclass(frozen=True, slots=True)
class Config(WordConfig):
    """Words that are off topic in this community, and words that are not."""


RULE = word_rule(
    ABOUT,
    SCALE,
    Config(),
    title=N_("Politics and preaching"),
    help_text=N_(
        "Finds political debate and preaching. Questions of work that touch on belief, "
        "party work or elections are left alone."
    ),
    also="hint",
)
