"""Cleaned HTML to Markdown: how a text from Word gets into the library. Pure."""

import re
from html.parser import HTMLParser

HEADINGS = {f"h{n}": n for n in range(1, 7)}
INLINE = {"strong": "**", "b": "**", "em": "*", "i": "*", "s": "~~", "code": "`"}
_SIGNS = re.compile(r"([\\`*_\[\]<>])")
_SPACE = re.compile(r"\s+")
_GAPS = re.compile(r"\n{3,}")


def to_markdown(html: str) -> str:
    """Return cleaned HTML as a Markdown text; what Markdown does not know becomes plain text."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return _GAPS.sub("\n\n", "".join(writer.parts)).strip()


class _Writer(HTMLParser):
    """Writes Markdown while HTML is read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lists: list[int] = []  # of each open list: 0 for points, else the next number
        self.links: list[str] = []
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self.rows = 0

    def put(self, text: str) -> None:
        """Write into the cell that is open, else into the text."""
        (self.parts if self.cell is None else self.cell).append(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block or a mark."""
        if tag in HEADINGS:
            self.put("\n\n" + "#" * min(HEADINGS[tag] + 1, 6) + " ")
        elif tag in INLINE:
            self.put(INLINE[tag])
        elif tag in {"ul", "ol"}:
            self.lists.append(1 if tag == "ol" else 0)
        elif tag == "li":
            self._point()
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")
            self.put("[")
        elif tag in {"table", "tr", "td", "th"}:
            self._open_table(tag)
        elif tag in {"p", "br", "blockquote", "hr", "pre"}:
            self._break(tag)

    def _break(self, tag: str) -> None:
        if self.cell is not None:
            self.put(" " if self.cell else "")
        elif tag == "br":
            self.put("\n")
        elif tag == "hr":
            self.put("\n\n---\n\n")
        elif not (self.lists and self.parts and self.parts[-1].endswith((". ", "- "))):
            self.put("\n\n> " if tag == "blockquote" else "\n\n")

    def _point(self) -> None:
        depth = max(len(self.lists) - 1, 0)
        number = self.lists[-1] if self.lists else 0
        mark = f"{number}. " if number else "- "
        if number:
            self.lists[-1] += 1
        self.put("\n" + "   " * depth + mark)

    def _open_table(self, tag: str) -> None:
        if tag == "table":
            self.rows = 0
            self.put("\n\n")
        elif tag == "tr":
            self.row = []
        else:
            self.cell = []

    def handle_endtag(self, tag: str) -> None:
        """End a block or a mark."""
        if tag in INLINE:
            self.put(INLINE[tag])
        elif tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
            self.put("\n")
        elif tag == "a" and self.links:
            self.put(f"]({self.links.pop()})")
        elif tag in {"td", "th"} and self.cell is not None:
            said = _SPACE.sub(" ", "".join(self.cell)).strip().replace("|", "\\|")
            self.cell = None
            if self.row is not None:
                self.row.append(said)
        elif tag == "tr" and self.row is not None:
            self._close_row(self.row)
        elif tag in HEADINGS or tag == "p":
            self.put("\n" if self.cell is None else "")

    def _close_row(self, row: list[str]) -> None:
        self.parts.append("| " + " | ".join(row) + " |\n")
        if self.rows == 0:
            self.parts.append("|" + "---|" * len(row) + "\n")
        self.rows += 1
        self.row = None

    def handle_data(self, data: str) -> None:
        """Write words; the signs of Markdown in them are marked as what they are."""
        self.put(_SIGNS.sub(r"\\\1", _SPACE.sub(" ", data)))
