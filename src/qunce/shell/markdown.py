"""Markdown that people write, as HTML that is safe to show: nothing is run, nothing is loaded.

HTML inside a text is shown as it was typed. A picture of another host becomes a link; one of the
house is shown where the caller knows its address.
"""

import html
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

# The address under which the house shows a picture that a text names; "" for what is not ours.
Pictures = Callable[[str], str]

TAGS = {
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "code", "ul", "ol", "li"),
    *("strong", "em", "s", "a", "img", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow noopener noreferrer"
_GAPS = re.compile(r"[ \t\u3000]*\n\s*")
_BLOCK_ENDS = re.compile(r"</(?:p|h\d|li|tr|pre|blockquote|table)>|<br ?/?>|<hr ?/?>")
_CELL_ENDS = re.compile(r"</t[hd]>\s*(?=<t[hd])")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    return parser.enable(["table", "strikethrough"])


def as_html(text: str, pictures: Pictures | None = None) -> SafeString:
    """Return a Markdown text as HTML to be shown; headings begin at the second level."""
    parser = _parser()
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        if token.children:
            token.children = _without_pictures(token.children, pictures)
    drawn = parser.renderer.render(tokens, parser.options, {})
    return clean(drawn)


def clean(dirty: str) -> SafeString:
    """Return what may be shown of HTML that was made from somebody's text or file."""
    shown = nh3.clean(
        dirty,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        attribute_filter=_own_pictures,
        link_rel=REL,
    )
    return mark_safe(shown)  # noqa: S308  (it was cleaned just now)


def as_text(markdown: str) -> str:
    """Return what a Markdown text says without its signs: for a search, for an excerpt."""
    return text_of(str(as_html(markdown)))


def text_of(shown: str) -> str:
    """Return the text of cleaned HTML, a line for each paragraph, cell and point."""
    lines = _CELL_ENDS.sub(" ", _BLOCK_ENDS.sub("\n", shown))
    bare = html.unescape(nh3.clean(lines, tags=set()))
    return _GAPS.sub("\n", bare).strip()


def _own_pictures(tag: str, name: str, value: str) -> str | None:
    """Keep the address of a picture only where it is one of this site."""
    is_own = value.startswith("/") and not value.startswith("//")
    return None if tag == "img" and name == "src" and not is_own else value


def _without_pictures(tokens: Sequence[Token], pictures: Pictures | None) -> list[Token]:
    found: list[Token] = []
    for token in tokens:
        if token.type != "image":
            found.append(token)
            continue
        source: Any = token.attrs.get("src", "")
        own = pictures(str(source)) if pictures is not None else ""
        if own:
            token.attrs["src"] = own
            found.append(token)
        else:
            found += _link_to(str(source), token.content)
    return found


def _link_to(source: str, said: str) -> list[Token]:
    """Return a link in the place of a picture that is not ours."""
    opening = Token("link_open", "a", 1, attrs={"href": source})
    words = Token("text", "", 0, content=said or _("[Picture]"))
    return [opening, words, Token("link_close", "a", -1)]
