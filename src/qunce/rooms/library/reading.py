"""What a folder or an archive holds: each file becomes an item of the library, or is refused."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import unquote

from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words
from qunce.kernel.tidy import tidy
from qunce.rooms.library import files, front, office
from qunce.rooms.library.domain import Kind
from qunce.rooms.library.to_markdown import to_markdown

MOST_FILES = 5_000
MOST_BYTES = 1 << 30  # of all files
MOST_OF_ONE = 100  # megabytes, whatever a community takes
ORIGIN = 200  # characters
NO_ARCHIVE = N_("This is no ZIP archive, or it is damaged.")
TOO_MUCH = N_("That is too much at once: at most %(files)s files with 1 GB. Move it in by parts.")
LOCKED = N_("The archive is locked with a password.")
_PICTURE = re.compile(r"!\[[^\]]*\]\(\s*<?([^)>\s]+)")
_SKIPPED = {"__MACOSX", ".git", ".DS_Store", "Thumbs.db", "desktop.ini"}
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError)
_GUESSED = 0x800  # a flag of ZIP: the name is UTF-8


@dataclass(frozen=True, slots=True)
class Read:
    """A file as an item: what it says, what is known of it, and the files that go with it.

    `fault` says why it is not taken; all else is empty then.
    """

    path: str
    title: str = ""
    kind: Kind = Kind.ARTICLE
    shelf: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    files: Sequence[tuple[str, bytes]] = ()
    print: str = ""
    fault: Words | None = None

    @property
    def origin(self) -> str:
        """Return what an item is known by when the same file comes again."""
        told = f"import:{self.path}"
        short = sha256(told.encode()).hexdigest()
        return told if len(told) <= ORIGIN else f"import:{short}"


Source = Mapping[str, bytes]
Opener = Callable[[], IO[Any]]


class Lazy(Source):
    """Files by their paths, each read when it is asked for: all at once may be a gigabyte."""

    def __init__(self, openers: Mapping[str, Opener]) -> None:
        self._files = openers

    def __getitem__(self, path: str) -> bytes:
        """Return what a file holds. RefusedError for one that cannot be read."""
        opener = self._files[path]
        try:
            with opener() as file:
                data: bytes = file.read(MOST_OF_ONE * files.MEGABYTE + 1)
        except _BROKEN:
            raise RefusedError(Words(office.DAMAGED)) from None
        if len(data) > MOST_OF_ONE * files.MEGABYTE:
            raise RefusedError(Words(files.TOO_LARGE, {"most": MOST_OF_ONE}))
        return data

    def __contains__(self, path: object) -> bool:
        """Say whether there is a file, without reading it."""
        return path in self._files

    def __iter__(self) -> Iterator[str]:
        """Yield the paths."""
        return iter(self._files)

    def __len__(self) -> int:
        """Return how many files there are."""
        return len(self._files)


def of_folder(place: Path) -> Source:
    """Return the files of a folder by their paths; RefusedError where it is too much."""
    found: dict[str, Opener] = {}
    total = 0
    for file in sorted(place.rglob("*")):
        path = file.relative_to(place).as_posix()
        if file.is_symlink() or not file.is_file() or _is_skipped(path):
            continue
        total += file.stat().st_size
        _check_amount(len(found) + 1, total)
        found[path] = partial(open, file, "rb")
    return Lazy(found)


def of_archive(place: Path) -> Source:
    """Return the files of a ZIP archive by their paths; RefusedError for one that is a bomb."""
    try:
        archive = zipfile.ZipFile(place)
    except _BROKEN:
        raise RefusedError(Words(NO_ARCHIVE)) from None
    parts = [each for each in archive.infolist() if not each.is_dir()]
    _check_amount(len(parts), sum(each.file_size for each in parts))
    if any(each.flag_bits & 1 for each in parts):
        raise RefusedError(Words(LOCKED))
    named = [(_name_of(each), each) for each in parts]
    return Lazy(
        {
            name: partial(archive.open, part)
            for name, part in named
            if not _is_skipped(name) and ".." not in name.split("/") and name[0] != "/"
        }
    )


def _name_of(part: zipfile.ZipInfo) -> str:
    """Return a name as it was meant: Chinese Windows writes GBK without saying so."""
    if part.flag_bits & _GUESSED:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("gbk")
    except UnicodeError:
        return part.filename


def _check_amount(count: int, total: int) -> None:
    if count > MOST_FILES or total > MOST_BYTES:
        raise RefusedError(too_much())


def too_much() -> Words:
    """Return the words for what is too much at once."""
    return Words(TOO_MUCH, {"files": MOST_FILES})


def _is_skipped(path: str) -> bool:
    parts = path.split("/")
    return any(part in _SKIPPED or part.startswith((".", "~$")) for part in parts)


def read_all(source: Source, most: int) -> Iterator[Read]:
    """Yield what each file becomes, in the order of paths; `most` is in megabytes for one file.

    Pictures and files that a text names go with it and become no items of their own.
    """
    used = {path for name in source for path in _beside(name, source)}
    for path in sorted(source):
        if path not in used:
            yield from read_one(path, source, most)


def read_one(path: str, source: Source, most: int) -> Iterator[Read]:
    """Yield what a file becomes: an item, several (a table of texts), or a refusal."""
    try:
        data = source[path]
        if path.lower().endswith((".md", ".markdown")):
            yield _markdown(path, source)
            return
        checked = files.examine(path, data, most)
        rows = list(_catalogue(path, data)) if checked.ending == "xlsx" else []
        yield from rows or [_file(path, data, checked.ending)]
    except RefusedError as error:
        yield Read(path, fault=error.words)


def _markdown(path: str, source: Source) -> Read:
    text = files.read_text(source[path])
    if text is None:
        raise RefusedError(Words(files.UNKNOWN, {"name": PurePosixPath(path).name}))
    if not text.strip():
        raise RefusedError(Words(files.EMPTY))
    about, body = front.split(text.replace("\r\n", "\n"))
    heading, rest = front.title_of(body)
    title = about.pop("title", "") or heading
    beside = _beside(path, source)
    for each in beside:
        name = PurePosixPath(each).name
        rest = re.sub(rf"\]\(\s*<?[^)>\s]*{re.escape(name)}>?", f"]({name}", rest)
    about.pop("files", None)
    return _made(
        path,
        title,
        about,
        rest if heading else body,
        [(each, source[each]) for each in beside],
        data=source[path],
    )


def _beside(path: str, source: Source) -> list[str]:
    """Return the files that a Markdown text names and that lie in its folder or below."""
    if not path.lower().endswith((".md", ".markdown")):
        return []
    try:
        text = files.read_text(source[path]) or ""
    except RefusedError:  # it is named where it is read
        return []
    about, body = front.split(text)
    names = [unquote(each) for each in _PICTURE.findall(body)]
    names += [each.strip() for each in about.get("files", "").split("|")]
    here = PurePosixPath(path).parent
    found = [(here / name.removeprefix("./")).as_posix() for name in names if name]
    return [each for each in dict.fromkeys(found) if each in source]


def _file(path: str, data: bytes, ending: str) -> Read:
    if ending == "docx":
        html = office.word_html(data)
        heading, body = front.title_of(to_markdown(html).replace("## ", "# ", 1))
        text = body if heading else to_markdown(html)
        return _made(path, heading, {}, text, [(path, data)], data=data)
    if ending in {"txt", "csv"}:
        return _made(path, "", {}, files.read_text(data) or "", data=data)
    kind = Kind.TEMPLATE if ending == "xlsx" else Kind.FILE
    return _made(path, "", {"kind": kind.value}, "", [(path, data)], data=data)


def _made(
    path: str,
    title: str,
    about: Mapping[str, str],
    body: str,
    beside: Iterable[tuple[str, bytes]] = (),
    *,
    data: bytes,
) -> Read:
    place = PurePosixPath(path)
    told = about.get("category", "")
    shelf = tuple(tidy(each)[:40] for each in (told.split("/") if told else place.parts[:-1]))
    kind = about.get("kind", "")
    own = [(PurePosixPath(name).name, content) for name, content in beside]
    return Read(
        path=path,
        title=(tidy(title) or tidy(place.stem) or "?")[:120],
        kind=_kind(kind),
        shelf=tuple(each for each in shelf if each)[:2],
        about=about,
        body=body.strip(),
        files=own,
        print=sha256(b"".join([data, *(each for _name, each in own)])).hexdigest(),
    )


def _kind(told: str) -> Kind:
    chinese = {"文章": "article", "政策": "policy", "模板": "template", "文件": "file"}
    named = chinese.get(told, "discussion" if told.startswith("精华") else told)
    return Kind(named) if named in set(Kind) else Kind.ARTICLE


def _catalogue(path: str, data: bytes) -> Iterator[Read]:
    """Yield the rows of a table whose heads are 标题 and 正文 as items; nothing for others."""
    for name, rows in office.sheet_rows(data, rows=MOST_FILES):
        named = [each.strip().lower() for each in rows[0]] if rows else []
        heads = [front.KNOWN.get(each, each) for each in named]
        text = next((heads.index(each) for each in front.BODY if each in heads), None)
        if text is None or "title" not in heads:
            continue
        for number, row in enumerate(rows[1:], start=2):
            told = {head: cell for head, cell in zip(heads, row, strict=False) if cell}
            title = told.pop("title", "")
            if title:
                about = {key: value for key, value in told.items() if key in front.NAMES}
                print_of = "\n".join(row).encode()
                yield _made(f"{path}/{name}#{number}", title, about, row[text], data=print_of)
