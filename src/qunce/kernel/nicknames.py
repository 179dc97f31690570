"""What a member is called in a sentence. Pure (M07)."""


def called(nickname: str) -> str:
    """Return the name in a nickname 姓名-企业-岗位; a nickname of another kind as it is."""
    return nickname.replace("－", "-").split("-", maxsplit=1)[0].strip() or nickname
