"""Relations compiled to steps over columns, once, to be run over any number of ledgers."""

from __future__ import annotations

from threading import RLock

from zhaoshang.scoring.algebra import Relation
from zhaoshang.scoring.backends.backend import Data
from zhaoshang.scoring.backends.relation_steps import Compiler
from zhaoshang.scoring.backends.steps import Step, Steps

Known = frozenset[Relation]
Compiled = tuple[tuple[int, ...], tuple[int, ...]]


class Program:
    """What depends on relations alone, shared by every ``Closures`` that is made with it.

    It keeps whatever it has compiled: make one for each plan, and let it go with the plan. Threads may share it.
    """

    def __init__(self) -> None:
        self._steps = Steps()
        self._compilers: dict[Known, Compiler] = {}
        self._compiled: dict[tuple[Known, Relation], Compiled] = {}
        self._lock = RLock()

    @property
    def steps(self) -> list[Step]:
        """All steps by number."""
        return self._steps.all

    def compiled(self, relation: Relation, known: Known) -> Compiled:
        """Where some relations are known: the step that counts a relation's rows and those that give its
        columns; and all steps to take for them, in order."""
        found = self._compiled.get((known, relation))
        if found is None:
            with self._lock:
                if known not in self._compilers:
                    self._compilers[known] = Compiler(self._steps, known)
                shape = self._compilers[known].shape(relation)
                wanted = (shape.rows, *(shape[name] for name in relation.columns))
                found = self._compiled[known, relation] = wanted, self._steps.needed(wanted)
        return found

    def fits(self, data: Data) -> bool:
        """Whether tables hold what compiled relations were proved for: no new blanks and no wider bounds."""
        for compiler in tuple(self._compilers.values()):
            for label, table in tuple(compiler.tables.items()):
                given = data[label][0].columns if label in data else {}
                if list(given) != list(table.columns):
                    return False
                for column, proved in zip(given.values(), table.columns.values(), strict=True):
                    within = proved.low <= column.low and column.high <= proved.high
                    if column.kind != proved.kind or column.nullable > proved.nullable or not within:
                        return False
        return True
