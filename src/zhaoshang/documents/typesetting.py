"""Chinese and Latin text in columns of fixed width: how wide it stands, and where a line may break.

Knows nothing of what the text says.
"""

from __future__ import annotations

import re
from unicodedata import combining, east_asian_width

_NEVER_FIRST = "，。；：！？、）》」』”’％%…)]};:,.!?"
_NEVER_LAST = "（《「『“‘([{"
_PIECES = re.compile(
    rf"[{re.escape(_NEVER_LAST)}]*"
    r"(?:[!-'*-Z^-z|~]+(?:万元|亿元|万美元|亿美元|美元|元|分|个|天|亩|%)?|\S)"
    rf"[{re.escape(_NEVER_FIRST)}]*|\s+"
)
"""What stays on one line: a word or a number with its unit, a character with the marks that cling to it."""


def width_of(text: str) -> int:
    """How many columns a text takes: Chinese characters and full-width marks take two."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, width: int) -> str:
    """The text with blanks after it up to a width."""
    return text + " " * (width - width_of(text))


def pad_left(text: str, width: int) -> str:
    """The text with blanks before it up to a width, as figures stand."""
    return " " * (width - width_of(text)) + text


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """The text as lines no wider than ``width``, the first begun with ``first``, the others with ``rest``.

    ``rest`` is by default as many blanks as ``first`` is wide. Closing marks never begin a line and opening
    ones never end it; a single word wider than the line is cut.
    """
    rest = " " * width_of(first) if rest is None else rest
    lines: list[str] = []
    line, room = first, max(width - width_of(first), 8)
    fresh = True

    def turn() -> None:
        nonlocal line, room, fresh
        lines.append(line.rstrip())
        line, room, fresh = rest, max(width - width_of(rest), 8), True

    for piece in _PIECES.findall(text):
        if piece.isspace():
            if not fresh and room > 0:
                line, room = line + " ", room - 1
            continue
        if width_of(piece) > room and not fresh:
            turn()
        while width_of(piece) > room:
            cut = _fits(piece, room)
            line += piece[:cut]
            piece = piece[cut:]
            turn()
        line, room, fresh = line + piece, room - width_of(piece), False
    lines.append(line.rstrip())
    return lines


def _fits(text: str, room: int) -> int:
    """How many characters of a text fit, at least one."""
    used = 0
    for count, character in enumerate(text):
        used += width_of(character)
        if used > room:
            return max(count, 1)
    return len(text)
