"""Addresses within a text as links, also where Chinese stands beside them without a space."""

import re

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

# What may stand in an address as RFC 3986 has it: Chinese ends it, as do its full-width signs.
_ADDRESS = re.compile(r"https?://[\w.~:/?#\[\]@!$&'()*+,;=%-]+", re.ASCII)
_AFTER = ".,;:!?'"  # the sentence's, where an address ends with it
LONGEST = 200


def linked(text: str, most: int = LONGEST) -> SafeString:
    """Return a text as safe HTML; an address longer than `most` characters is shown shortened."""
    pieces, at = [], 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_AFTER)
        if address.endswith(")") and "(" not in address:
            address = address.rstrip(")")
        shown = address if len(address) <= most else f"{address[: most - 1]}…"
        pieces.append(escape(text[at : found.start()]))
        pieces.append(format_html('<a href="{}" rel="nofollow">{}</a>', address, shown))
        at = found.start() + len(address)
    pieces.append(escape(text[at:]))
    return mark_safe("".join(pieces))  # noqa: S308  (each piece is escaped)
