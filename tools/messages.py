"""Keep the catalogue of the words on pages: extract, put in order, check, compile.

Without an option, src/qunce/locale/zh_Hans/…/django.po is brought in line with the code (what is
not used any more goes, what is new waits with an empty translation) and compiled. `--check`
changes nothing and fails where a translation is missing, doubtful, left over or broken.
`--compile` only compiles. English needs no catalogue: it is what stands in the code.

The catalogue carries no places in the code and is sorted, and its reader accepts what a
line-wise merge of two branches leaves behind, so that nobody has to merge it by hand.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import escape, unescape
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src/qunce"
LOCALE = SOURCE / "locale"
LANGUAGES = ("zh_Hans",)
KEYWORDS = (
    *("N_", "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"),
    *("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"),
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]")
POSITIONAL = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?[sdrfx]\b")

Key = tuple[str, str, str]  # context, msgid, plural msgid; "" where there is none


@dataclass
class Entry:
    """A message of the catalogue: its forms, and whether it is marked as doubtful."""

    forms: dict[int, str] = field(default_factory=dict)
    is_fuzzy: bool = False

    @property
    def is_complete(self) -> bool:
        """Say whether every form has a text."""
        return bool(self.forms) and all(self.forms.values())


def catalogue_path(language: str) -> Path:
    """Return the place of a language's catalogue."""
    return LOCALE / language / "LC_MESSAGES/django.po"


# --- from the code ------------------------------------------------------------------------------


def extract() -> set[Key]:
    """Return every message of the Python files and templates of the house, tests left out."""
    found: set[Key] = set()
    for path in sorted(SOURCE.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            found.update(extract_from_python(path.read_text(encoding="utf-8")))
    for path in sorted(SOURCE.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt"}:
            found.update(extract_from_template(path.read_text(encoding="utf-8"), str(path)))
    return found


def extract_from_python(text: str) -> Iterator[Key]:
    """Yield the messages of a Python file."""
    stream, keywords = BytesIO(text.encode()), dict.fromkeys(KEYWORDS)
    found: Iterator[Any] = extract_python(stream, keywords, [], {"encoding": "utf-8"})
    for _line, name, given, _comments in found:
        if name:  # `given` is a text or a tuple of them, None where an argument is no literal
            yield from keys_of(name, list(given) if isinstance(given, tuple) else [given])


def keys_of(name: str, words: list[str | None]) -> Iterator[Key]:
    """Yield the key of one call of a gettext function; nothing where it has no literal text."""
    context = words.pop(0) if name.lstrip("n").startswith("pgettext") else ""
    msgid = words[0] if words else None
    plural = words[1] if name.startswith("n") and len(words) > 1 else ""
    if msgid and context is not None and plural is not None:
        yield context, msgid, plural


def extract_from_template(text: str, origin: str) -> Iterator[Key]:
    """Yield the messages of a Django template."""
    code = templatize(text, origin=origin)
    # What is no message has become rows of X; only the calls matter, not how they are indented.
    yield from extract_from_python("\n".join(line.strip() for line in code.splitlines()))


# --- from and to the catalogue ------------------------------------------------------------------


def read(text: str) -> dict[Key, Entry]:
    """Return the entries of a .po file, the header left out.

    Of entries that stand in it twice the last text that is not empty counts; a missing empty
    line between entries and two texts for one message are accepted, for a merge leaves them.
    """
    reader = Reader()
    for line in text.splitlines():
        reader.take(line.strip())
    return reader.finish()


class Reader:
    """Reads a .po file line by line."""

    def __init__(self) -> None:
        self.entries: dict[Key, Entry] = {}
        self.parts: dict[str, str] = {}
        self.last = ""
        self.is_fuzzy = False
        self.is_next_fuzzy = False

    def take(self, line: str) -> None:
        """Read one line; what is obsolete (#~) and comments are passed over."""
        if line.startswith("#,"):
            self.is_next_fuzzy = "fuzzy" in line
        elif line.startswith('"') and self.last:
            self.parts[self.last] += unescape(line)
        elif match := re.match(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+(".*")$', line):
            self.start(match[1], unescape(match[2]))

    def start(self, keyword: str, text: str) -> None:
        """Begin a part: a msgctxt, or a msgid that follows a msgstr, begins an entry."""
        is_after_text = any(part.startswith("msgstr") for part in self.parts)
        if is_after_text and keyword in {"msgctxt", "msgid"}:
            self.store()
        if not self.parts:
            self.is_fuzzy, self.is_next_fuzzy = self.is_next_fuzzy, False
        if keyword.startswith("msgstr") and self.parts.get(keyword) and not text:
            self.last = ""
            return
        self.parts[keyword] = text
        self.last = keyword

    def store(self) -> None:
        """Put the entry that was read to the others."""
        parts, self.parts, self.last = self.parts, {}, ""
        key = (parts.get("msgctxt", ""), parts.get("msgid", ""), parts.get("msgid_plural", ""))
        entry = self.entries.setdefault(key, Entry())
        for name, text in parts.items():
            if name.startswith("msgstr") and text:
                entry.forms[int(name[7:-1] or 0)] = text
                entry.is_fuzzy = self.is_fuzzy

    def finish(self) -> dict[Key, Entry]:
        """Return all entries but the header."""
        self.store()
        return {key: entry for key, entry in self.entries.items() if key[1]}


def write(language: str, entries: Mapping[Key, Entry]) -> str:
    """Return the text of a .po file: sorted, without places, one line for each text."""
    plurals = Catalog(locale=language)
    out = StringIO()
    out.write('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n')
    out.write(f'"Language: {language}\\n"\n"Plural-Forms: {plurals.plural_forms}\\n"\n')
    for (context, msgid, plural), entry in sorted(entries.items(), key=order):
        out.write("\n")
        if "%(" in msgid:
            out.write("#, python-format\n")
        if context:
            out.write(f"msgctxt {escape(context)}\n")
        out.write(f"msgid {escape(msgid)}\n")
        if not plural:
            out.write(f"msgstr {escape(entry.forms.get(0, ''))}\n")
            continue
        out.write(f"msgid_plural {escape(plural)}\n")
        for form in range(plurals.num_plurals):
            out.write(f"msgstr[{form}] {escape(entry.forms.get(form, ''))}\n")
    return out.getvalue()


def order(item: tuple[Key, Entry]) -> Key:
    """Return what entries are sorted by: the message, then its context."""
    context, msgid, plural = item[0]
    return msgid, context, plural


def compile_catalogue(language: str) -> None:
    """Write the .mo file beside a .po file, where it is older or not there."""
    source = catalogue_path(language)
    target = source.with_suffix(".mo")
    if not source.exists():
        return
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    catalog = Catalog(locale=language, charset="utf-8")
    for (context, msgid, plural), entry in read(source.read_text(encoding="utf-8")).items():
        if entry.is_complete and not entry.is_fuzzy:
            texts = [entry.forms[form] for form in sorted(entry.forms)]
            catalog.add(
                (msgid, plural) if plural else msgid,
                tuple(texts) if plural else texts[0],
                context=context or None,
            )
    out = BytesIO()
    write_mo(out, catalog)
    target.write_bytes(out.getvalue())


# --- checks -------------------------------------------------------------------------------------


def placeholders(text: str) -> set[str]:
    """Return the names of the placeholders in a text."""
    return set(PLACEHOLDER.findall(text))


def faults_of_message(key: Key) -> Iterator[str]:
    """Yield what is wrong with a message as it stands in the code."""
    _context, msgid, plural = key
    for text in filter(None, (msgid, plural)):
        if POSITIONAL.search(text.replace("%%", "")):
            yield f"placeholders need names: {text!r}"


def faults_of_entry(key: Key, entry: Entry | None) -> Iterator[str]:
    """Yield what is wrong with the translation of a message."""
    _context, msgid, plural = key
    if entry is None or not entry.is_complete:
        yield f"not translated: {msgid!r}"
        return
    if entry.is_fuzzy:
        yield f"marked as doubtful (fuzzy): {msgid!r}"
    known = placeholders(msgid) | placeholders(plural)
    for text in entry.forms.values():
        told = placeholders(text)
        if told - known or (not plural and known - told) or POSITIONAL.search(text):
            yield f"placeholders differ: {msgid!r} and {text!r}"


def faults(messages: set[Key], language: str) -> Iterator[str]:
    """Yield everything that is wrong with the messages and one language's catalogue."""
    for key in sorted(messages):
        yield from faults_of_message(key)
    path = catalogue_path(language)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    entries = read(text)
    for key in sorted(messages):
        yield from faults_of_entry(key, entries.get(key))
    for _context, msgid, _plural in sorted(set(entries) - messages):
        yield f"left over, stands nowhere in the code: {msgid!r}"
    if set(entries) == messages and text != write(language, entries):
        yield "not in order: run `make messages`"


def update(messages: set[Key], language: str) -> int:
    """Bring a catalogue in line with the code; return how many translations are missing."""
    path = catalogue_path(language)
    old = read(path.read_text(encoding="utf-8")) if path.exists() else {}
    new = {key: old.get(key, Entry()) for key in messages}
    text = write(language, new)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sum(not entry.is_complete for entry in new.values())


def main() -> int:
    """Do what the options say; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail on faults")
    parser.add_argument("--compile", action="store_true", help="only compile")
    options = parser.parse_args()
    messages = set() if options.compile else extract()
    wrong: list[str] = []
    for language in LANGUAGES:
        if options.check:
            wrong += [f"{language}: {fault}" for fault in faults(messages, language)]
        elif not options.compile:
            missing = update(messages, language)
            print(f"{language}: {len(messages)} messages, {missing} without translation")
        compile_catalogue(language)
    print(*wrong, sep="\n", end="\n" if wrong else "", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
