"""Which documents a record needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Needed:
    """A kind of document, by the name it has in the scheme, and whether the record cannot do without it."""

    kind: str
    required: bool = True
    note: str = ""


def needed_from(given: Iterable[Any] | None) -> tuple[Needed, ...]:
    """Kinds as a caller has them: ``Needed``, plain names, or anything with a name and perhaps ``required``."""
    found = []
    for item in given or ():
        if isinstance(item, Needed):
            found.append(item)
        elif isinstance(item, str):
            found.append(Needed(item))
        else:
            name = getattr(item, "kind", None) or getattr(item, "label", None) or item.name
            found.append(
                Needed(str(name), bool(getattr(item, "required", True)), str(getattr(item, "note", "")))
            )
    return tuple(found)
