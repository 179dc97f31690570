import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parent.parent / "static/shell/shell.css"
AA = 4.5  # to one: WCAG 2.1, 1.4.3, for text of normal size
TONES = ("good", "warn", "bad", "info", "quiet")


def colours(theme: str) -> dict[str, str]:
    """Return the colours of a theme by their names: those of all themes, then its own."""
    text = CSS.read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for head in (":root", f'[data-bs-theme="{theme}"]'):
        block = text.split(f"{head} {{", 1)[1].split("}", 1)[0]
        found |= dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{3,6});", block))
    return found


def luminance(colour: str) -> float:
    """Return the relative luminance of #rgb or #rrggbb, 0 to 1 (WCAG 2.1)."""
    digits = colour.lstrip("#")
    digits = "".join(2 * each for each in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def pairs(theme: str) -> list[tuple[str, str]]:
    """Return text and ground, as the pages put them together."""
    known = colours(theme)
    surface = known.get("--tblr-bg-surface", "#ffffff")
    grounds = (surface, known["--tblr-body-bg"])
    texts = ("--tblr-body-color", "--tblr-secondary", "--tblr-link-color")
    return [
        *((known[f"--qc-{tone}"], known[f"--qc-{tone}-soft"]) for tone in TONES),
        *((known[text], ground) for text in texts for ground in grounds),
        (known["--tblr-primary-fg"], known["--tblr-primary"]),
        ("#ffffff", known["--tblr-danger"]),
        ("#ffffff", known["--tblr-success"]),
        *((known["--qc-danger-text"], ground) for ground in grounds),
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_in_the_sun(theme: str) -> None:
    weak = [f"{a} on {b}: {contrast(a, b):.2f}" for a, b in pairs(theme) if contrast(a, b) < AA]
    assert not weak
