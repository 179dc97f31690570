"""The name in a nickname."""

import pytest

from qunce.kernel.nicknames import called


@pytest.mark.parametrize(
    ("nickname", "name"),
    [
        ("李雷-星河科技-HRBP", "李雷"),
        ("李雷－星河科技－HRBP", "李雷"),
        ("爱吃西瓜的德胜", "爱吃西瓜的德胜"),
        ("-星河科技", "-星河科技"),
        ("", ""),
    ],
)
def test_who_is_spoken_to(nickname: str, name: str) -> None:
    assert called(nickname) == name
