"""The rules of the house (DESIGN 4), as far as a machine can read them from the files."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "src/qunce"
LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 40
Function = ast.FunctionDef | ast.AsyncFunctionDef
IMPORT = (ast.Import, ast.ImportFrom)

# Below these floors only pages, runners and the gateway may read the clock (rule 4) …
EDGES = ("site", "gateway", "console", "shell")
EDGE_FILES = ("worker.py", "tasks_backend.py", "panels.py")
# … and in no floor those who are handed `now`.
HANDED_NOW = ("domain.py", "actions.py", "queries.py", "models.py", "parse.py", "rules", "slots")
CLOCKS = re.compile(r"\b(datetime\.(utc)?now|date\.today|timezone\.now|time\.time)\(")

# A path of somebody's machine, the host of a package registry: none of the files names one.
MACHINES = re.compile(r"(?<![\w.}])/(work|root|home/\w+|Users/\w+|tmp/\w+)(/|\b)")
HOSTS = re.compile(
    "|".join(("py" + r"pi\.org", "python" + "hosted", r"npm" + r"js\.org", "npm" + "mirror"))
)
SAYING = {
    *("Words", "NotAllowedError", "NotFoundError", "RefusedError", "StaleError", "BusyError"),
}
PLACEHOLDERS = re.compile(r"%\(\w+\)\w")
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|Not" + r"ImplementedError)\b")
SOURCE_SUFFIXES = {".py", ".md", ".html", ".toml", ".in", ".txt", ".js", ".json", ".css", ".sh", ""}


@cache
def tracked() -> tuple[Path, ...]:
    """Return all files of the repository, also those that are not committed yet."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip("the rules about files need git and the repository")
    paths = (ROOT / line for line in sorted(set(listing.stdout.splitlines())))
    return tuple(path for path in paths if path.is_file())


def python_files(*, tests: bool = True) -> Iterator[Path]:
    """Yield the Python files of the house, migrations left out."""
    for path in tracked():
        parts = path.relative_to(ROOT).parts
        if path.suffix == ".py" and "migrations" not in parts and (tests or "tests" not in parts):
            yield path


@cache
def tree_of(path: Path) -> ast.Module:
    """Return a Python file as a tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Return all parts of a Python file's tree."""
    return tuple(ast.walk(tree_of(path)))


def place(path: Path, node: ast.AST | None = None) -> str:
    """Return a place as an editor opens it."""
    line = getattr(node, "lineno", None)
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))


def none(faults: Iterator[str]) -> None:
    """Fail and tell all faults, one a line."""
    told = list(faults)
    assert not told, "\n" + "\n".join(told)


# --- how long, and what may stand where ---------------------------------------------------------


def long_files() -> Iterator[str]:
    for path in python_files():
        count = len(path.read_text(encoding="utf-8").splitlines())
        if count > LINES_OF_A_FILE:
            yield f"{place(path)}: {count} lines"


def long_functions() -> Iterator[str]:
    for path in python_files():
        for node in nodes_of(path):
            if isinstance(node, Function):
                count = (node.end_lineno or node.lineno) - node.lineno + 1
                if count > LINES_OF_A_FUNCTION:
                    yield f"{place(path, node)}: {node.name} has {count} lines"


def states_set_by_hand() -> Iterator[str]:
    for path in python_files():
        if path.is_relative_to(HOUSE / "store"):
            continue
        for node in nodes_of(path):
            targets = node.targets if isinstance(node, ast.Assign) else []
            if any(
                isinstance(target, ast.Attribute) and target.attr == "state" for target in targets
            ):
                yield f"{place(path, node)}: use store.moves.move()"


def hidden_imports() -> Iterator[str]:
    for path in python_files():
        for node in nodes_of(path):
            if isinstance(node, Function) and any(isinstance(i, IMPORT) for i in ast.walk(node)):
                yield f"{place(path, node)}: an import inside {node.name}"
            if "TYPE_CHECKING" in (getattr(node, "id", ""), getattr(node, "name", "")):
                yield f"{place(path, node)}: TYPE_CHECKING"


def may_read_the_clock(path: Path) -> bool:
    """Say whether a file is one of those at the edge that ask what time it is."""
    parts = path.relative_to(HOUSE).parts
    if any(part in HANDED_NOW for part in parts):
        return False
    return parts[0] in EDGES or "web" in parts or path.name in EDGE_FILES


def clocks_read() -> Iterator[str]:
    for path in python_files(tests=False):
        if not path.is_relative_to(HOUSE) or path == HOUSE / "clock.py":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if CLOCKS.search(line):
                yield f"{place(path)}:{number}: only qunce.clock reads the clock"
        for node in nodes_of(path):
            names = ast.dump(node) if isinstance(node, IMPORT) else ""
            if re.search(r"'(qunce\.)?clock'", names) and not may_read_the_clock(path):
                yield f"{place(path, node)}: take `now` as an argument"


# --- what is said about it ----------------------------------------------------------------------


def public_functions(node: ast.Module | ast.ClassDef) -> Iterator[Function]:
    """Yield the functions that others call: of a module, and of its public classes."""
    for inner in node.body:
        if isinstance(inner, Function) and not inner.name.startswith("_"):
            yield inner
        elif isinstance(inner, ast.ClassDef) and not inner.name.startswith("_"):
            yield from public_functions(inner)


def functions_without_words() -> Iterator[str]:
    for path in python_files(tests=False):
        for node in public_functions(tree_of(path)):
            is_overload = any("overload" in ast.dump(each) for each in node.decorator_list)
            if not ast.get_docstring(node) and not is_overload:
                yield f"{place(path, node)}: {node.name} has no docstring"


def unmarked_words() -> Iterator[str]:
    """Yield sentences for people that are not marked for the catalogue."""
    for path in python_files(tests=False):
        for node in nodes_of(path):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            match node.args[0]:
                case ast.Constant(value=str() as text) if name in SAYING and has_words(text):
                    yield f"{place(path, node)}: mark it: {name}(N_(…))"


def has_words(text: str) -> bool:
    """Say whether there are letters in a text beside its placeholders."""
    return re.search(r"[^\W\d_]", PLACEHOLDERS.sub("", text)) is not None


# --- what no file may hold ----------------------------------------------------------------------


def lines_of(*suffixes: str) -> Iterator[tuple[Path, int, str]]:
    """Yield file, number and text of every line of our own files of some kinds."""
    for path in tracked():
        is_given = path.name == "package-lock.json" or {"fixtures", "examples"} & set(path.parts)
        if path.suffix in suffixes and not is_given:
            text = path.read_text(encoding="utf-8", errors="replace")
            yield from ((path, number, line) for number, line in enumerate(text.splitlines(), 1))


def paths_of_machines() -> Iterator[str]:
    for path, number, line in lines_of(*SOURCE_SUFFIXES):
        if MACHINES.search(line) and path != Path(__file__):
            yield f"{place(path)}:{number}: {line.strip()[:80]}"


def registries() -> Iterator[str]:
    for path, number, line in lines_of(*SOURCE_SUFFIXES):
        if HOSTS.search(line):
            yield f"{place(path)}:{number}: {line.strip()[:80]}"


def unfinished_work() -> Iterator[str]:
    for path, number, line in lines_of(".py", ".html", ".md", ".js"):
        if UNFINISHED.search(line):
            yield f"{place(path)}:{number}: {line.strip()[:80]}"


def other_hosts_in_pages() -> Iterator[str]:
    asks = re.compile(r"""<(script|link|img|iframe|source)\b[^>]*\b(src|href)=["'](https?:)?//""")
    for path, number, line in lines_of(".html", ".css"):
        if asks.search(line) or (path.suffix == ".css" and "url(http" in line):
            yield f"{place(path)}:{number}: pages load nothing from another host"


def scripts_that_the_policy_forbids() -> Iterator[str]:
    inline = re.compile(r"<script(?![^>]*\b(src|nonce|type=.application/json.)\b)|\son\w+=[\"']")
    for path, number, line in lines_of(".html"):
        if inline.search(line):
            yield f"{place(path)}:{number}: {line.strip()[:80]}"


def icons_not_listed() -> Iterator[str]:
    listed = set((ROOT / "tools/icons.txt").read_text(encoding="utf-8").split("\n"))
    shows = re.compile(r"""\{% icon ["']([\w-]+)["']|\bicon=["']([\w-]+)["']""")
    for path, number, line in lines_of(".html", ".py"):
        for match in shows.finditer(line):
            if path.is_relative_to(HOUSE) and (name := match[1] or match[2]) not in listed:
                yield f"{place(path)}:{number}: add {name} to tools/icons.txt"


# --- what is installed --------------------------------------------------------------------------


def normal(name: str) -> str:
    """Return a package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def required(name: str) -> set[str]:
    """Return the packages that requirements/<name>.in asks for itself."""
    lines = (ROOT / f"requirements/{name}.in").read_text(encoding="utf-8").splitlines()
    found = (re.match(r"[A-Za-z0-9][\w.-]*", line) for line in lines)
    return {normal(match[0]) for match in found if match}


def locks() -> list[str]:
    """Return the names of the lists of requirements."""
    return sorted(path.stem for path in (ROOT / "requirements").glob("*.in"))


def faults_of_locks() -> Iterator[str]:
    for name in locks():
        text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
        blocks = re.findall(r"^([A-Za-z0-9][\w.-]*)==\S+(.*(?:\n    .*)*)", text, re.MULTILINE)
        missing = required(name) - {normal(package) for package, _rest in blocks}
        yield from (f"requirements/{name}.txt lacks {package}: make lock" for package in missing)
        yield from (
            f"requirements/{name}.txt: {package} without a hash"
            for package, rest in blocks
            if "--hash=sha256:" not in rest
        )
    if '"resolved"' in (ROOT / "package-lock.json").read_text(encoding="utf-8"):
        yield "package-lock.json names addresses: see .npmrc"


def parts_without_a_reason() -> Iterator[str]:
    page = (ROOT / "docs/decisions/dependencies.md").read_text(encoding="utf-8").lower()
    asked = set().union(*(required(name) for name in locks()))
    package = (ROOT / "package.json").read_text(encoding="utf-8")
    asked |= set(re.findall(r'"(@?[\w/-]+)": "\d', package))
    for name in sorted(asked):
        if f"`{name}`" not in page:
            yield f"docs/decisions/dependencies.md gives no reason for `{name}`"


def variables_without_words() -> Iterator[str]:
    page = (ROOT / "docs/operators/start.md").read_text(encoding="utf-8")
    for path in python_files(tests=False):
        if path.is_relative_to(HOUSE):
            for name in set(re.findall(r'"(QUNCE_[A-Z_]+)"', path.read_text(encoding="utf-8"))):
                if f"`{name}`" not in page:
                    yield f"docs/operators/start.md does not tell of {name} ({place(path)})"


RULES: tuple[Callable[[], Iterator[str]], ...] = (
    long_files,
    long_functions,
    states_set_by_hand,
    hidden_imports,
    clocks_read,
    functions_without_words,
    unmarked_words,
    paths_of_machines,
    registries,
    unfinished_work,
    other_hosts_in_pages,
    scripts_that_the_policy_forbids,
    icons_not_listed,
    faults_of_locks,
    parts_without_a_reason,
    variables_without_words,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_in_the_house_there_are_no(rule: Callable[[], Iterator[str]]) -> None:
    none(rule())
