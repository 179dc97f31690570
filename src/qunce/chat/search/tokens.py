"""Texts to tokens: every two neighbouring characters of Chinese, whole words of Latin.

A run of Chinese "绩效考核" is 绩效 效考 考核 核: a word of one character is then a prefix, a longer
one a phrase, also across what a dictionary would call words. Pure and the same at all times:
what was indexed is taken out again by computing its tokens anew.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import pairwise

from qunce.kernel.normal.fold import fold_table, load, trace, uneven

RULES = 1  # raise it when the rules below change
MOST_TOKENS = 4_000  # of one message; PostgreSQL counts positions up to 16,383

# Ideographs, kana and hangul: written without spaces between words.
DENSE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(rf"([{DENSE}]+)|[^\W_{DENSE}]+")


@cache
def version() -> str:
    """Return what the stored index must have been made with to be taken further."""
    table = blake2b(load("fold.json").encode(), digest_size=6).hexdigest()
    return f"{RULES}-{table}"


def fold(text: str) -> str:
    """Return a text without what a searcher should not care about: width, case, traditional."""
    return text.translate(fold_table()) if not text.isascii() else text.lower()


def tokenise(text: str, most: int = MOST_TOKENS) -> list[str]:
    """Return the tokens of a text in their order, at most so many."""
    found: list[str] = []
    for run in RUN.finditer(fold(text)):
        word = run[0]
        if run[1] is None:
            found.append(word)
        else:
            found += [word[i : i + 2] for i in range(len(word))]
    return found[:most]


@dataclass(frozen=True, slots=True)
class Term:
    """Tokens that must stand side by side; the last one may be the beginning of a longer one."""

    tokens: tuple[str, ...]
    is_open: bool

    @property
    def is_brief(self) -> bool:
        """Say whether it is the beginning of words, and of one character."""
        return self.is_open and len(self.tokens) == 1 and len(self.tokens[0]) == 1

    def begins_in(self, text: str) -> bool:
        """Say whether a text has a token that begins with this brief term."""
        return any(token.startswith(self.tokens[0]) for token in tokenise(text))


def read_query(text: str) -> tuple[Term, ...]:
    """Return the terms of a search; all of them must be found. Spaces part them."""
    terms = (_read_term(piece) for piece in text.split())
    return tuple(dict.fromkeys(term for term in terms if term.tokens))


def _read_term(piece: str) -> Term:
    tokens = tuple(tokenise(piece))
    last = _last_run(piece)
    if len(last) > 1 and RUN.fullmatch(last) and re.match(f"[{DENSE}]", last):
        return Term(tokens[:-1], is_open=False)
    return Term(tokens, is_open=True)


def _last_run(piece: str) -> str:
    runs = [run[0] for run in RUN.finditer(fold(piece))]
    return runs[-1] if runs else ""


def find_spans(text: str, query: str) -> list[tuple[int, int]]:
    """Return where the terms of a search stand in a text: half open, merged, in order."""
    folded, places = fold(text), None
    marks = []
    for piece in query.split():
        words = fold(piece).strip()
        start = folded.find(words) if words else -1
        while start >= 0:
            marks.append((start, start + len(words)))
            start = folded.find(words, start + len(words))
    if marks and not text.isascii() and not uneven().isdisjoint(text):
        places = trace(text, fold_table())  # else each character is one in the folded text too
    if places is not None:
        marks = [(places[start][0], places[end - 1][1]) for start, end in marks]
    return _merge(sorted(marks))


def _merge(marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = list(marks[:1])
    for _, (start, end) in pairwise(marks):
        if start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
