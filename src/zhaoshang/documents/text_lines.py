"""Lines of text with the part that each piece plays, and tables made of them.

Knows nothing of colours: who prints a line gives each part its look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from zhaoshang.documents.typesetting import pad, pad_left, width_of, wrap

Part = Literal["notice", "title", "score", "below_zero", "heading", "loss", "plain", "quiet"]


@dataclass(frozen=True)
class TextLine:
    """One line, piece by piece."""

    pieces: tuple[tuple[Part, str], ...]

    @property
    def text(self) -> str:
        """The line as plain text."""
        return "".join(text for _, text in self.pieces)


BLANK = TextLine(())


def one_line(part: Part, text: str) -> TextLine:
    """A line that is all one part."""
    return TextLine(((part, text),))


def wrapped(
    part: Part, text: str, width: int, first: str = "", rest: str | None = None
) -> Iterator[TextLine]:
    """A text as lines no wider than ``width``; see ``typesetting.wrap``."""
    for line in wrap(text, width, first, rest):
        yield one_line(part, line)


@dataclass(frozen=True)
class ColumnHead:
    """A column of a table: its name, whether figures stand to the right, how wide it is at least."""

    name: str
    right: bool = True
    least: int = 0


Cell = tuple[Part, str]


def table(
    heads: Sequence[ColumnHead], rows: Sequence[Sequence[Cell]], indent: str = ""
) -> Iterator[TextLine]:
    """A table with a rule under its heads; columns are as wide as their widest cell, two blanks apart."""
    widths = [
        max(head.least, width_of(head.name), *(width_of(row[i][1]) for row in rows)) if rows
        else max(head.least, width_of(head.name))
        for i, head in enumerate(heads)
    ]  # fmt: skip
    names: list[Cell] = [("quiet", head.name) for head in heads]
    yield _row(heads, widths, names, indent)
    yield one_line("quiet", indent + "─" * (sum(widths) + 2 * (len(widths) - 1)))
    for row in rows:
        yield _row(heads, widths, row, indent)


def _row(heads: Sequence[ColumnHead], widths: Sequence[int], cells: Sequence[Cell], indent: str) -> TextLine:
    pieces: list[Cell] = [("plain", indent)] if indent else []
    last = max((i for i, (_, text) in enumerate(cells) if text), default=0)
    for i, (head, width, (part, text)) in enumerate(zip(heads, widths, cells, strict=True)):
        if i > last:
            break
        shown = pad_left(text, width) if head.right else pad(text, width) if i < last else text
        pieces.append((part, shown))
        if i < last:
            pieces.append(("plain", "  "))
    return TextLine(tuple(pieces))
