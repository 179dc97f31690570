"""Nicknames as 姓名-企业-岗位."""

import pytest

from qunce.people.domain import NicknameParts, read_nickname


@pytest.mark.parametrize(
    ("nickname", "parts"),
    [
        ("王芳-云杉科技-HRBP", NicknameParts("王芳", "云杉科技", "HRBP")),
        ("王芳－云杉科技－HRBP", NicknameParts("王芳", "云杉科技", "HRBP")),
        ("王芳 — 云杉科技 — 招聘-经理", NicknameParts("王芳", "云杉科技", "招聘-经理")),
        ("王芳_云杉", NicknameParts("王芳", "云杉")),
        ("小王", NicknameParts("小王")),
        ("上海-薪酬-果果", NicknameParts("上海-薪酬-果果")),
        ("浙江省｜HRBP｜小满", NicknameParts("浙江省｜HRBP｜小满")),
        ("上海", NicknameParts("上海")),
        ("王海南-云杉科技-HRBP", NicknameParts("王海南", "云杉科技", "HRBP")),
        ("  ", NicknameParts("")),
        ("--", NicknameParts("")),
    ],
)
def test_a_nickname_is_read_whatever_the_dash(nickname: str, parts: NicknameParts) -> None:
    assert read_nickname(nickname) == parts


def test_a_nickname_is_complete_with_three_parts() -> None:
    assert read_nickname("王芳-云杉科技-HRBP").is_complete
    assert not read_nickname("王芳-云杉科技").is_complete
