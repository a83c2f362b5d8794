"""The vocabulary in which the shape of a scheme file is declared: what may stand where.

One declaration serves the reader (all errors at once, in place), the two languages of the keys, and the
JSON Schema that editors complete from. Knows nothing of what the keys mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from zhaoshang.problems import Words

_NO_WORDS = Words("", "")


@dataclass(frozen=True)
class Line:
    """Text of a certain sort; what it must look like is checked where it is read."""

    sort: Literal["text", "expression", "condition", "day", "whole", "number", "duration", "name", "cell"] = (
        "text"
    )


@dataclass(frozen=True)
class Fixed:
    """One of some fixed words; English to Chinese. ``also`` are further ways to write one."""

    words: Mapping[str, str]
    also: Mapping[str, str]

    def meant(self, text: str) -> str | None:
        """The English word for either spelling, None for any other text."""
        if text in self.words:
            return text
        return self.also.get(text)


@dataclass(frozen=True)
class ListOf:
    """A list. ``or_one``: one may stand without its brackets."""

    of: Kind
    or_one: bool = False


@dataclass(frozen=True)
class Named:
    """A map of things the document names, each ``id 标签``."""

    of: Kind


@dataclass(frozen=True)
class ByKey:
    """A map whose keys are known elsewhere: units, groups, numbers of times."""

    of: Kind


@dataclass(frozen=True)
class Field:
    """One fixed key: its Chinese twin, what it takes, and a note for people."""

    chinese: str
    kind: Kind
    note: Words
    required: bool = False


@dataclass(frozen=True)
class Keys:
    """A map of fixed keys. ``other``: what any further key, chosen by the author, holds."""

    fields: Mapping[str, Field]
    other: Kind | None = None
    what: Words = _NO_WORDS

    def english(self) -> Mapping[str, str]:
        """Chinese key to English key."""
        return {field.chinese: key for key, field in self.fields.items()}


@dataclass(frozen=True)
class Either:
    """What stands here depends on how it is written: text, list or map."""

    text: Line | Fixed | None = None
    items: ListOf | None = None
    map: Keys | Named | ByKey | None = None


@dataclass(frozen=True)
class Patch:
    """Part of something: nothing is required, and ``none`` may stand for anything, to remove it."""

    of: Keys


@dataclass(frozen=True)
class Again:
    """A kind declared elsewhere under this name: a section's rules are rules."""

    name: str


Kind = Line | Fixed | ListOf | Named | ByKey | Keys | Either | Patch | Again


def fixed(**words: str) -> Fixed:
    """Fixed words, English to Chinese."""
    return Fixed(words, {chinese: english for english, chinese in words.items()})
