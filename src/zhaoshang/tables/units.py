"""Which units there are, what else they are called, and when: names as people type them to proper names.

Knows nothing of schemes or files; both bring it their units.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


class NamedUnit(Protocol):
    """What a unit must have to be listed: a proper name and its other names."""

    @property
    def name(self) -> str:
        """The proper name."""

    @property
    def aliases(self) -> Iterable[str]:
        """Other names."""


@dataclass(frozen=True)
class UnitEntry:
    """A unit from ``valid_from`` to ``valid_to``, day numbers, both included; None is without end."""

    name: str
    aliases: tuple[str, ...] = ()
    valid_from: int | None = None
    valid_to: int | None = None

    def exists_on(self, day: int | None) -> bool:
        """Whether the unit exists on a day; asked without a day, always."""
        return day is None or (
            (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
        )


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


class UnitDirectory:
    """The units of a scheme or an office, found by any of their names.

    The same alias may belong to two units at different times, as when a unit is renamed or merged; the
    day of the row tells them apart.
    """

    def __init__(self, entries: Iterable[UnitEntry]) -> None:
        self.entries = tuple(entries)
        self._by_name: dict[str, list[UnitEntry]] = {}
        for entry in self.entries:
            for name in {_plain(each) for each in (entry.name, *entry.aliases)}:
                self._by_name.setdefault(name, []).append(entry)

    @classmethod
    def of(cls, units: Iterable[NamedUnit]) -> UnitDirectory:
        """The directory of a scheme's units; ``valid_from`` and ``valid_to`` are taken where they exist."""
        return cls(
            UnitEntry(
                unit.name,
                tuple(unit.aliases),
                getattr(unit, "valid_from", None),
                getattr(unit, "valid_to", None),
            )
            for unit in units
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Proper names in the order given, each once."""
        return tuple(dict.fromkeys(entry.name for entry in self.entries))

    def with_entries(self, entries: Iterable[UnitEntry]) -> UnitDirectory:
        """A directory with more units."""
        return UnitDirectory((*self.entries, *entries))

    def candidates(self, name: str, day: int | None = None) -> tuple[str, ...]:
        """Proper names of the units so called that exist on the day, or, if none does, of all so called.

        Empty: no such unit. More than one: the name alone does not tell.
        """
        entries = self._by_name.get(_plain(name), [])
        then = [entry for entry in entries if entry.exists_on(day)]
        found = tuple(dict.fromkeys(entry.name for entry in then or entries))
        return (name,) if name in found else found  # a proper name is never ambiguous

    def exists(self, proper_name: str, day: int | None) -> bool:
        """Whether the unit of this proper name exists on a day."""
        return any(
            e.exists_on(day) for e in self._by_name.get(_plain(proper_name), []) if e.name == proper_name
        )

    def similar(self, name: str) -> tuple[str, ...]:
        """Up to three proper names that look like a mistyped one, the likeliest first."""
        near = difflib.get_close_matches(_plain(name), self._by_name, n=6, cutoff=0.5)
        near += [known for known in self._by_name if _plain(name) in known or known in _plain(name)]
        return tuple(dict.fromkeys(self._by_name[each][0].name for each in near))[:3]
