"""How the front-end files are made (tools/build_assets.py)."""

from pathlib import Path

import pytest
from tools import build_assets

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" width="24" viewBox="0 0 24 24" fill="none"
 stroke="currentColor" stroke-width="2"><path stroke="none" d="M0 0h24v24H0z" fill="none"/>
 <path d="M4 4v16"/></svg>"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an icon package with one icon, and a list that asks for it."""
    outline = tmp_path / "@tabler/icons/icons/outline"
    outline.mkdir(parents=True)
    (outline / "home.svg").write_text(DRAWING, encoding="utf-8")
    monkeypatch.setattr(build_assets, "MODULES", tmp_path)
    monkeypatch.setattr(build_assets, "VENDOR", tmp_path / "vendor")
    monkeypatch.setattr(build_assets, "ICONS", tmp_path / "icons.txt")
    return tmp_path


def test_icons_are_listed_one_a_line_with_comments() -> None:
    assert build_assets.icon_names("# a comment\nstar\n\nhome\nstar\n") == ["home", "star"]


def test_an_icon_becomes_a_symbol_without_its_empty_frame(package: Path) -> None:
    (package / "icons.txt").write_text("home\n", encoding="utf-8")
    build_assets.build_sprite()
    sprite = (package / "vendor/icons/sprite.svg").read_text(encoding="utf-8")
    assert '<symbol id="icon-home" viewBox="0 0 24 24"' in sprite
    assert "M4 4v16" in sprite
    assert "M0 0h24v24H0z" not in sprite
    assert "stroke-width" not in sprite  # the page's style decides


def test_an_unknown_icon_fails_the_build_by_name(package: Path) -> None:
    (package / "icons.txt").write_text("home\nno-such-icon\n", encoding="utf-8")
    with pytest.raises(build_assets.BuildError, match="no-such-icon"):
        build_assets.build_sprite()


def test_without_npm_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(build_assets.NoNpmError):
        build_assets.find_npm()
