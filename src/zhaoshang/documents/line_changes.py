"""Which lines of a unit differ between two runs: new, gone, with other points, or counted elsewhere.

Looks only at lines; knows no unit and no page. The differences always add up to that of all lines.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

from zhaoshang.scoring import Line

LineKind = Literal["new", "gone", "points", "moved"]


@dataclass(frozen=True)
class LineChange:
    """A line as it was and as it is; None on the side that does not have it. Never two equal lines."""

    before: Line | None
    after: Line | None

    @property
    def kind(self) -> LineKind:
        """``moved``: the same points for the same facts, by another row of the table or on another day."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        return "moved" if self.before.points == self.after.points else "points"

    @property
    def difference(self) -> int:
        """What the change is worth, in millionths of a point."""
        return (self.after.points if self.after else 0) - (self.before.points if self.before else 0)

    @property
    def line(self) -> Line:
        """The line as it is now, or as it was where it is gone."""
        line = self.after or self.before
        assert line is not None
        return line


def _whole(line: Line) -> Hashable:
    return (line.rule, line.facts, line.date, line.row, line.points)


def _counted_alike(line: Line) -> Hashable:
    return (line.rule, line.facts, line.date, line.row)


def _same_day(line: Line) -> Hashable:
    return (line.rule, line.facts, line.date)


def _same_facts(line: Line) -> Hashable | None:
    """A section has one base; other lines without facts are of one period each, and no two are the same."""
    return (line.rule, line.facts) if line.facts or line.rule.endswith("#base") else None


_CLOSER_FIRST: tuple[Callable[[Line], Hashable | None], ...] = (_counted_alike, _same_day, _same_facts)


def line_changes(before: Sequence[Line], after: Sequence[Line]) -> tuple[LineChange, ...]:
    """The lines that differ, by date.

    Two lines are the same one by rule, facts, day and row of the table; of the rest, those of the same rule
    and facts on one day, then on any day, stand beside each other. Equal lines pair off one by one first,
    so what is left of several alike is what was added or taken.
    """
    _, before, after = _paired(before, after, _whole)
    changes: list[LineChange] = []
    for key in _CLOSER_FIRST:
        pairs, before, after = _paired(before, after, key)
        changes += [LineChange(old, new) for old, new in pairs]
    changes += [LineChange(old, None) for old in before]
    changes += [LineChange(None, new) for new in after]
    return tuple(sorted(changes, key=lambda change: change.line.date))


def _paired(
    before: Sequence[Line], after: Sequence[Line], key: Callable[[Line], Hashable | None]
) -> tuple[list[tuple[Line, Line]], list[Line], list[Line]]:
    """Lines of one key, in their order, and what is left on either side. A key of None pairs with nothing."""
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for i, line in enumerate(after):
        if (found := key(line)) is not None:
            waiting[found].append(i)
    pairs, left, taken = [], [], set()
    for line in before:
        found = key(line)
        if found is not None and waiting.get(found):
            i = waiting[found].popleft()
            taken.add(i)
            pairs.append((line, after[i]))
        else:
            left.append(line)
    return pairs, left, [line for i, line in enumerate(after) if i not in taken]
