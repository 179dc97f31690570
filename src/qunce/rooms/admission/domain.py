"""Welcome words and the nickname rule: pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from qunce.kernel.options import option
from qunce.kernel.text import N_, Words


@dataclass(frozen=True, slots=True)
class Settings:
    """How newcomers are received."""

    welcome: str = option(
        "欢迎 {name} 加入！先把群昵称改成「姓名-企业-岗位」，再简单介绍一下自己～ 群规在群公告里。",
        N_("Welcome words"),
        N_("{name} stands for the newcomer's name."),
        low=2,
        high=500,
        manual="M07",
    )
    chase: str = option(
        "{names} 麻烦把群昵称改成「姓名-企业-岗位」，方便大家认识～",
        N_("Words to ask for the nickname"),
        N_("{names} stands for everybody concerned."),
        low=2,
        high=500,
        manual="M07",
    )


WELCOME = "%(text)s"


def welcome_words(settings: Settings, name: str) -> Words:
    """Return the words of welcome for a newcomer."""
    return Words(WELCOME, {"text": settings.welcome.replace("{name}", name)})


def chase_words(settings: Settings, names: Sequence[str]) -> Words:
    """Return one text that asks everybody on the chase list to mend the nickname."""
    called = " ".join(f"@{name}" for name in names)
    return Words(WELCOME, {"text": settings.chase.replace("{names}", called)})
