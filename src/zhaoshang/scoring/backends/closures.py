"""Relations as Python: each becomes a few steps over columns, run one after the other.

The oracle of every test, and the quick path for small ledgers, where planning SQL takes longer than the
arithmetic. Python's integers have no bound, so nothing here can overflow. What depends on the relations
alone is in a ``Program`` (``program``), which may be shared by evaluations of many ledgers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhaoshang.scoring.algebra import Relation
from zhaoshang.scoring.backends.backend import Data, Row
from zhaoshang.scoring.backends.program import Program
from zhaoshang.scoring.backends.scalar_closures import closure
from zhaoshang.scoring.backends.steps import Given

__all__ = ["Closures", "Program", "closure", "positions"]


class Closures:
    """The Python back end: one ledger's evaluation.

    ``program``: compiled relations to share with other evaluations; its own where none is given.
    ``known``: rows of some relations, by the relation object, that are given and not worked out.
    """

    def __init__(
        self,
        data: Data,
        program: Program | None = None,
        known: Mapping[Relation, Sequence[Row]] | None = None,
    ) -> None:
        self._data = data
        self._program = Program() if program is None else program
        self._known = dict(known or {})
        self._known_relations = frozenset(self._known)
        self._values: dict[int, Any] = {}
        self._done: dict[Relation, list[Row]] = {}

    def rows(self, relation: Relation) -> list[Row]:
        """All rows of a relation. Each relation object is evaluated once."""
        done = self._done.get(relation)
        if done is None:
            done = self._done[relation] = self._evaluate(relation)
        return done

    def _evaluate(self, relation: Relation) -> list[Row]:
        (count, *cells), order = self._program.compiled(relation, self._known_relations)
        steps, values = self._program.steps, self._values
        for number in order:
            if number not in values:
                step = steps[number]
                if step.fixed:
                    values[number] = step.value
                elif step.given is not None:
                    values[number] = self._given(step.given)
                else:
                    values[number] = step.work(*[values[i] for i in step.inputs])
        if not cells:
            return [()] * int(values[count])
        return list(zip(*[values[number] for number in cells], strict=True))

    def _given(self, given: Given) -> Sequence[Row]:
        return self._data[given][1] if isinstance(given, str) else self._known[given]


def positions(relation: Relation) -> dict[str, int]:
    """Where each column of a relation stands in its rows."""
    return {name: i for i, name in enumerate(relation.columns)}
