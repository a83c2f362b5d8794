"""Numbered steps: what is worked out from what. The same work on the same inputs is one step.

It knows neither relations nor ledgers: a step is a function and the numbers of the steps it reads.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from zhaoshang.scoring.algebra import Relation

Given = str | Relation
"""Rows that a run is given: those of a table by its name, or of a known relation."""


@dataclass(slots=True)
class Step:
    """Something to work out from the values of earlier steps; ``fixed`` where no ledger changes it."""

    inputs: tuple[int, ...]
    work: Callable[..., Any]
    fixed: bool
    value: Any = None
    given: Given | None = None


class Steps:
    """All steps of a program. A step's inputs are always older, and smaller numbers, than the step."""

    def __init__(self) -> None:
        self.all: list[Step] = []
        self.constants: dict[int, Any] = {}
        """Columns of one value."""
        self._numbers: dict[tuple[Hashable, tuple[int, ...]], int] = {}

    def step(self, key: Hashable, inputs: tuple[int, ...], work: Callable[..., Any]) -> int:
        """The number of a step. ``key`` says what is done: the same key and inputs give the same step."""
        number = self._numbers.get((key, inputs))
        if number is None:
            read = [self.all[i] for i in inputs]
            step = Step(inputs, work, all(each.fixed for each in read))
            if step.fixed:
                step.value = work(*[each.value for each in read])
            number = self._new(key, step)
        return number

    def fixed(self, key: Hashable, value: Any) -> int:
        """A step whose value is known already."""
        number = self._numbers.get((key, ()))
        return self._new(key, Step((), tuple, True, value)) if number is None else number

    def given(self, given: Given) -> int:
        """A step whose value every run is given."""
        key = ("given", given)
        number = self._numbers.get((key, ()))
        return self._new(key, Step((), tuple, False, given=given)) if number is None else number

    def _new(self, key: Hashable, step: Step) -> int:
        self.all.append(step)
        number = self._numbers[key, step.inputs] = len(self.all) - 1
        return number

    def constant(self, value: int | bool | str | None, rows: int) -> int:
        """A column of one value, as long as ``rows`` counts."""
        number = self.step(("constant", type(value), value), (rows,), lambda count: [value] * count)
        self.constants[number] = value
        return number

    def passed(self, key: Hashable, through: int, column: int, work: Callable[..., Any], rows: int) -> int:
        """A column seen through a selection or a match that leaves ``rows``; a constant stays one."""
        if column in self.constants:
            return self.constant(self.constants[column], rows)
        return self.step(key, (through, column), work)

    def needed(self, wanted: Sequence[int]) -> tuple[int, ...]:
        """Some steps and all that they need, in an order in which they can be taken."""
        found: set[int] = set()
        waiting = list(wanted)
        while waiting:
            at = waiting.pop()
            if at not in found:
                found.add(at)
                waiting += self.all[at].inputs
        return tuple(sorted(found))
