"""A file as located text: maps, lists and words, each knowing where it stands.

Everything later is said about these places. Knows nothing of schemes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from zhaoshang.problems import Place


@dataclass(frozen=True, slots=True)
class Text:
    """A word or sentence as written; every scalar is one."""

    text: str
    where: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    where: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a map with its value."""

    key: Text
    value: Node


@dataclass(frozen=True, slots=True)
class Map:
    """Keys in the order of the file."""

    entries: dict[str, Entry]
    where: Place = field(default_factory=Place, compare=False)

    def get(self, key: str) -> Node | None:
        """The value of a key, None where it is absent."""
        entry = self.entries.get(key)
        return entry.value if entry else None

    def text(self, key: str) -> Text | None:
        """The value of a key that holds text, None where it is absent (or, already reported, no text)."""
        value = self.get(key)
        return value if isinstance(value, Text) else None

    def map(self, key: str) -> Map:
        """The value of a key that holds a map; empty where it is absent."""
        value = self.get(key)
        return value if isinstance(value, Map) else Map({}, self.where)

    def texts(self, key: str) -> tuple[Text, ...]:
        """The value of a key that holds one text or a list of them; empty where it is absent."""
        value = self.get(key)
        if isinstance(value, Text):
            return (value,)
        if isinstance(value, Items):
            return tuple(item for item in value.items if isinstance(item, Text))
        return ()

    def key_place(self, key: str) -> Place:
        """Where a key stands, or the map where it is absent."""
        entry = self.entries.get(key)
        return entry.key.where if entry else self.where


Node = Text | Items | Map


def plain(node: Node) -> Any:
    """The same as nested dict, list and str, without places."""
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key: plain(entry.value) for key, entry in node.entries.items()}
