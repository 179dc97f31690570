"""A text of the library as a Word file."""

from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from qunce.shell.markdown import as_html

HEADINGS = {f"h{n}": n - 1 for n in range(2, 7)}
FONT = "Microsoft YaHei"


def to_word(title: str, lines: list[str], body: str) -> bytes:
    """Return a Markdown text as a Word file; `lines` stand below the title: source, author …"""
    document = Document()
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    document.add_heading(title, level=0)
    for line in lines:
        document.add_paragraph(line)
    writer = _Writer(document)
    writer.feed(str(as_html(body)))
    writer.close()
    out = BytesIO()
    document.save(out)
    return out.getvalue()


class _Writer(HTMLParser):
    """Writes paragraphs while cleaned HTML is read."""

    def __init__(self, document: Any) -> None:
        super().__init__(convert_charrefs=True)
        self.document = document
        self.paragraph: Paragraph | None = None
        self.lists: list[str] = []
        self.marks: set[str] = set()
        self.rows: list[list[str]] | None = None
        self.quoted = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a paragraph, a list, a table, or a mark."""
        _ = attrs
        if tag in {"strong", "em", "s", "code"}:
            self.marks.add(tag)
        elif tag in {"ul", "ol"}:
            self.lists.append("List Number" if tag == "ol" else "List Bullet")
        elif tag == "table":
            self.rows = []
        elif tag == "tr" and self.rows is not None:
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            self.rows[-1].append("")
        elif tag == "blockquote":
            self.quoted = True
        elif self.rows is None:
            self._begin(tag)

    def _begin(self, tag: str) -> None:
        add = self.document.add_paragraph
        if tag in HEADINGS:
            self.paragraph = self.document.add_heading("", level=HEADINGS[tag])
        elif tag == "li":
            self.paragraph = add(style=self.lists[-1] if self.lists else "List Bullet")
        elif tag == "br" and self.paragraph is not None:
            self.paragraph.add_run().add_break()
        elif tag in {"p", "pre"} and not (self.lists and self.paragraph is not None):
            self.paragraph = add(style="Quote" if self.quoted else None)

    def handle_endtag(self, tag: str) -> None:
        """End what was begun."""
        self.marks.discard(tag)
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
            self.paragraph = None
        elif tag == "blockquote":
            self.quoted = False
        elif tag == "table" and self.rows:
            self._close_table(self.rows)
        elif tag in {"p", "pre", "li", *HEADINGS} and not (tag == "p" and self.lists):
            self.paragraph = None

    def _close_table(self, rows: list[list[str]]) -> None:
        width = max(len(row) for row in rows)
        table = self.document.add_table(rows=0, cols=max(width, 1))
        table.style = "Table Grid"
        for row in rows:
            cells = table.add_row().cells
            for place, said in enumerate(row):
                cells[place].text = said.strip()
        self.rows = None

    def handle_data(self, data: str) -> None:
        """Write words with the marks that are open."""
        if self.rows is not None:
            if self.rows and self.rows[-1]:
                self.rows[-1][-1] += data
            return
        if not data.strip() and self.paragraph is None:
            return
        if self.paragraph is None:
            self.paragraph = self.document.add_paragraph()
        run = self.paragraph.add_run(data.replace("\n", " ") if "code" not in self.marks else data)
        run.bold, run.italic = "strong" in self.marks, "em" in self.marks
        run.font.strike = "s" in self.marks
