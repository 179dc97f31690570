"""A recommendation of a tool, written so that the group's rule reads it as one (M46). Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What a member tells of a tool that they use."""

    tool: str
    since: str
    experience: str
    drawback: str = ""


def words_of(told: Recommendation) -> str:
    """Return the recommendation as it is posted: the mark first, then the member's own use."""
    lines = [
        f"【推荐】{told.tool}",
        f"我们用了{told.since}，{told.experience}",
        f"不足：{told.drawback}" if told.drawback else "",
    ]
    return "\n".join(line for line in lines if line)
