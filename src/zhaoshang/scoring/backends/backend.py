"""What a back end is: it is given tables once and evaluates relations over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from zhaoshang.scoring.algebra import Relation, Table

Value = int | str | bool | None
Row = tuple[Value, ...]
Data = Mapping[str, tuple[Table, Sequence[Row]]]
"""Every table by name, with its rows in the order of its columns."""


class Backend(Protocol):
    """Evaluates relations over the tables it was made with."""

    def rows(self, relation: Relation) -> list[Row]:
        """All rows of a relation, in no particular order."""
