"""Constants too many to stand in a text: a plan with tables in their place.

A plan holds what is known when it is made, such as every unit's target, as constant rows. A few read well in a
query; a nation's would be megabytes of it, so an engine is given them as tables first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from zhaoshang.scoring.algebra.relations import (
    Group,
    Join,
    Relation,
    Select,
    Stored,
    Table,
    Union,
    Values,
    Window,
)

MOST_WRITTEN = 500
"""Up to so many constant rows stand in the text itself."""


@dataclass
class LargeValues:
    """Puts tables in the place of large constants, the same one wherever the same constants stand."""

    tables: dict[str, tuple[Table, Values]] = field(default_factory=dict)
    _done: dict[int, tuple[Relation, Relation]] = field(default_factory=dict)
    """What was made of each relation, beside it: kept, so that its identity stays its own."""

    def taken_out(self, relation: Relation) -> tuple[Relation, Sequence[tuple[Table, Values]]]:
        """The relation without large constants, and the tables that it needs and none before it needed."""
        before = len(self.tables)
        made = self._again(relation)
        return made, list(self.tables.values())[before:]

    def _again(self, relation: Relation) -> Relation:
        if id(relation) not in self._done:
            self._done[id(relation)] = (relation, self._once(relation))
        return self._done[id(relation)][1]

    def _once(self, relation: Relation) -> Relation:
        if isinstance(relation, Values):
            return self._table(relation) if len(relation.rows) > MOST_WRITTEN else relation
        if isinstance(relation, Select | Group | Window | Stored):
            source = self._again(relation.source)
            return relation if source is relation.source else replace(relation, source=source)
        if isinstance(relation, Join):
            left, right = self._again(relation.left), self._again(relation.right)
            same = left is relation.left and right is relation.right
            return relation if same else replace(relation, left=left, right=right)
        if isinstance(relation, Union):
            parts = tuple(self._again(part) for part in relation.parts)
            same = all(a is b for a, b in zip(parts, relation.parts, strict=True))
            return relation if same else replace(relation, parts=parts)
        return relation

    def _table(self, values: Values) -> Table:
        table = Table(f"constants_{len(self.tables) + 1}", dict(values.own))
        self.tables[table.label] = (table, values)
        return table
