"""What is wrong, where, what was expected and what to do: the one shape of every message to a user.

Every room of the house imports this module; it imports none of them. A message is written in both
languages where it is raised, so that neither is ever a translation of the other's fragments.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Words:
    """One message in Chinese and in English."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        """The message in the reader's language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Place:
    """Where something is wrong. Leave out what does not apply; line, row and position count from 1.

    ``sheet`` and ``field`` are what the user sees (a sheet's name, a column's header or a key's path).
    """

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    field: str | None = None
    line: int | None = None
    position: int | None = None

    def in_language(self, language: Language) -> str:
        """The place as one readable phrase, empty when nothing is known."""
        zh = language == "zh"
        parts: list[str] = []
        if self.file is not None:
            parts.append(self.file)
        if self.sheet is not None:
            parts.append(f"工作表“{self.sheet}”" if zh else f"sheet “{self.sheet}”")
        if self.row is not None:
            parts.append(f"第{self.row}行" if zh else f"row {self.row}")
        if self.line is not None:
            parts.append(f"第{self.line}行" if zh else f"line {self.line}")
        if self.position is not None:
            parts.append(f"第{self.position}列" if zh else f"column {self.position}")
        if self.field is not None:
            parts.append(f"“{self.field}”")
        return (" " if zh else ", ").join(parts)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong (or, as a warning, worth a look), said so that the reader can act on it.

    ``code`` is a stable English id for programs; ``text`` is the offending text as it stands in the
    user's file; ``what`` says what is wrong, ``expected`` what would be right, ``advice`` what to do.
    """

    code: str
    what: Words
    where: Place = field(default_factory=Place)
    text: str | None = None
    expected: Words | None = None
    advice: Words | None = None
    severity: Literal["error", "warning"] = "error"

    def at(self, **place: str | int | None) -> Problem:
        """The same problem with more of its place filled in; what is known already stays."""
        known = {k: v for k, v in vars(self.where).items() if v is not None}
        return replace(self, where=Place(**{**place, **known}))

    def in_language(self, language: Language) -> str:
        """The whole message on one line: place, what, the text, what was expected, what to do."""
        zh = language == "zh"
        where = self.where.in_language(language)
        line = (where + ("：" if zh else ": ") if where else "") + self.what.in_language(language)
        if self.text is not None:
            line += f"（原文：{self.text}）" if zh else f" (text: {self.text})"
        if self.expected is not None:
            line += ("；应为" if zh else "; expected ") + self.expected.in_language(language)
        if self.advice is not None:
            line += ("；" if zh else "; ") + self.advice.in_language(language)
        return line + ("。" if zh else ".")


class ProblemsFound(Exception):
    """Raised with every problem found, never with only the first. Nothing has been written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(p.in_language("en") for p in self.problems))
