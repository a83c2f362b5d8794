"""Relations as steps: which columns, sets of rows, matches and groupings there are.

Two rules that read the same view share all of its steps. A column that nobody reads is never worked out, and
one that a relation only passes on costs nothing. Steps know what they read by number, nothing by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import heappop, heappush
from operator import itemgetter

from zhaoshang.scoring.algebra import (
    Aggregate,
    Column,
    Group,
    Join,
    Literal,
    Null,
    Relation,
    Scalar,
    Select,
    Stored,
    Table,
    Union,
    Values,
    Window,
    WindowColumn,
    sources,
)
from zhaoshang.scoring.backends import columns
from zhaoshang.scoring.backends.column_scalars import ColumnScalar, Form, PairedScalar, Reading
from zhaoshang.scoring.backends.shared_scalars import names_read, taken_out
from zhaoshang.scoring.backends.steps import Given, Steps


class Shape:
    """Which step counts a relation's rows, and which gives each of its columns; made when first asked for."""

    def __init__(self, rows: int, make: Callable[[str], int]) -> None:
        self.rows = rows
        self._make = make
        self._columns: dict[str, int] = {}

    def __getitem__(self, name: str) -> int:
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = self._make(name)
        return found

    def lacks(self, names: Iterable[str]) -> bool:
        """Whether some of these columns have not been asked for."""
        return not self._columns.keys() >= set(names)


class Compiler:
    """Compiles relations into steps, where the rows of some relations are known."""

    def __init__(self, steps: Steps, known: frozenset[Relation]) -> None:
        self.steps, self.known = steps, known
        self.tables: dict[str, Table] = {}
        self._shapes: dict[Relation, Shape] = {}
        self._places: dict[Relation, int] = {}

    def shape(self, relation: Relation) -> Shape:
        """A relation's shape with all its columns made.

        Relations stand on one another by the hundred, so nothing here calls itself once for each of them:
        columns are asked for from above to below, and made from below to above.
        """
        self._place(relation)
        wanted: dict[Relation, set[str]] = {relation: set(relation.columns)}
        waiting = [(-self._places[relation], id(relation), relation)]
        asked: list[Relation] = []
        while waiting:
            _, _, at = heappop(waiting)
            asked.append(at)
            if at in self._shapes and not self._shapes[at].lacks(wanted[at]):
                continue
            for source, names in self._reads(at, wanted[at]):
                if source not in wanted:
                    wanted[source] = set()
                    heappush(waiting, (-self._places[source], id(source), source))
                wanted[source].update(names)
        for at in reversed(asked):
            if at not in self._shapes:
                self._shapes[at] = self._compile(at)
            for name in wanted[at]:
                self._shapes[at][name]
        return self._shapes[relation]

    def _place(self, relation: Relation) -> None:
        """Number a relation and those below it, each after what it reads."""
        waiting = [relation]
        while waiting:
            at = waiting[-1]
            below = () if at in self.known else sources(at)
            new = [source for source in below if source not in self._places]
            if at not in self._places and new:
                waiting += new
                continue
            self._places.setdefault(at, len(self._places))
            waiting.pop()

    def _reads(self, relation: Relation, names: set[str]) -> Iterator[tuple[Relation, Iterable[str]]]:
        """What a relation reads to give some of its columns."""
        if relation in self.known:
            return
        if isinstance(relation, Stored):
            yield relation.source, names
        elif isinstance(relation, Select):
            scalars = [relation.outputs[name] for name in names]
            scalars += [] if relation.where is None else [relation.where]
            yield relation.source, names_read(scalars)
        elif isinstance(relation, Join):
            seen = names | (names_read([relation.condition]) if relation.condition is not None else set())
            yield relation.left, {n for n in seen if n not in relation.take} | {a for a, _ in relation.on}
            yield (
                relation.right,
                {relation.take[n] for n in seen if n in relation.take} | {b for _, b in relation.on},
            )
        elif isinstance(relation, Union):
            for part in relation.parts:
                yield part, names
        elif isinstance(relation, Group):
            reduced = [a.of for name, a in relation.aggregates.items() if name in names]
            yield relation.source, names_read(reduced) | set(relation.keys)
        elif isinstance(relation, Window):
            seen = {name for name in names if name not in relation.added}
            for name in names - seen:
                added = relation.added[name]
                seen |= {*added.partition, *(order.column for order in added.order)}
                seen |= names_read([added.aggregate.of])
            yield relation.source, seen

    def _compile(self, relation: Relation) -> Shape:
        if relation in self.known:
            return self._given(relation, relation)
        if isinstance(relation, Table):
            self.tables.setdefault(relation.label, relation)
            return self._given(relation.label, relation)
        if isinstance(relation, Values):
            return self._values(relation)
        if isinstance(relation, Stored):
            return self._shapes[relation.source]
        if isinstance(relation, Select):
            return self._select(relation)
        if isinstance(relation, Join):
            return self._join(relation)
        if isinstance(relation, Union):
            return self._union(relation)
        if isinstance(relation, Group):
            return self._group(relation)
        if isinstance(relation, Window):
            return self._window(relation)
        raise TypeError(type(relation).__name__)

    # -- relations
    def _given(self, given: Given, relation: Relation) -> Shape:
        number, at = self.steps.given(given), {name: i for i, name in enumerate(relation.columns)}
        rows = self.steps.step(("count",), (number,), len)
        return Shape(
            rows, lambda name: self.steps.step(("cells", at[name]), (number,), columns.cells_of(at[name]))
        )

    def _values(self, relation: Values) -> Shape:
        rows = self.steps.fixed(("rows", len(relation.rows)), len(relation.rows))
        at = {name: i for i, name in enumerate(relation.columns)}

        def make(name: str) -> int:
            cells = [row[at[name]] for row in relation.rows]
            if cells and all(cell == cells[0] for cell in cells):
                return self.steps.constant(cells[0], rows)
            return self.steps.fixed(("values", relation[name].kind, tuple(cells)), cells)

        return Shape(rows, make)

    def _select(self, relation: Select) -> Shape:
        source = self._shapes[relation.source]
        if relation.where is not None:
            source = self._kept(source, relation.where)
        return Shape(source.rows, lambda name: self.scalar(relation.outputs[name], source))

    def _kept(self, source: Shape, where: Scalar) -> Shape:
        kept = self.steps.step(("keep",), (self.scalar(where, source, "true"),), columns.keep)
        rows = self.steps.step(("kept count",), (kept,), itemgetter(1))
        return Shape(
            rows, lambda name: self.steps.passed("kept", kept, source[name], columns.kept_cells, rows)
        )

    def _join(self, relation: Join) -> Shape:
        left, right = self._shapes[relation.left], self._shapes[relation.right]
        matched = self._match(relation, left, right)
        rows = self.steps.step(("matched count",), (matched,), itemgetter(2))

        def make(name: str) -> int:
            if name not in relation.take:
                return self.steps.passed("left", matched, left[name], columns.left_cells, rows)
            column = right[relation.take[name]]
            if relation.outer:  # where there is no partner, a constant is none
                return self.steps.step(("right",), (matched, column), columns.right_cells)
            return self.steps.passed("right", matched, column, columns.right_cells, rows)

        return Shape(rows, make)

    def _match(self, relation: Join, left: Shape, right: Shape) -> int:
        if not relation.on and relation.condition is None and not relation.outer:
            return self.steps.step(("match all",), (left.rows, right.rows), columns.match_all)
        keys = self._key([left[a] for a, _ in relation.on], left.rows)
        index = self.steps.step(
            ("index",), (self._key([right[b] for _, b in relation.on], right.rows),), columns.Index
        )
        plain = ("match", relation.outer), (keys, index), columns.matching(relation.outer)
        if relation.condition is None:
            return self.steps.step(*plain)

        read = Reading(self.steps.constants)

        def number(name: str) -> tuple[int, bool]:
            old = relation.take.get(name)
            return (left[name], False) if old is None else (right[old], True)

        work = PairedScalar(relation.condition, number, read, relation.outer)
        if work.always:
            return self.steps.step(*plain)
        return self.steps.step(work.key, (keys, index, *read.lefts, *read.rights), work)

    def _key(self, found: Sequence[int], rows: int) -> int:
        if not found:
            return self.steps.step(("no key",), (rows,), lambda count: [()] * count)
        return found[0] if len(found) == 1 else self.steps.step(("tuples",), tuple(found), columns.tuples)

    def _union(self, relation: Union) -> Shape:
        parts = [self._shapes[part] for part in relation.parts]
        if len(parts) == 1:
            return parts[0]
        rows = self.steps.step(("total",), tuple(p.rows for p in parts), lambda *counts: sum(counts))
        return Shape(
            rows,
            lambda name: self.steps.step(("union",), tuple(p[name] for p in parts), columns.joined_cells),
        )

    def _groups(self, source: Shape, names: Sequence[str]) -> int:
        if not names:
            return self.steps.step(("one group",), (source.rows,), columns.one_group)
        return self.steps.step(
            ("groups",), (self._key([source[n] for n in names], source.rows),), columns.groups
        )

    def _group(self, relation: Group) -> Shape:
        source = self._shapes[relation.source]
        groups = self._groups(source, relation.keys)

        def make(name: str) -> int:
            if name in relation.aggregates:
                return self._reduced(relation.aggregates[name], groups, source, bool(relation.keys))
            part = None if len(relation.keys) == 1 else relation.keys.index(name)
            return self.steps.step(("group key", part), (groups,), _group_key(part))

        return Shape(self.steps.step(("group count",), (groups,), itemgetter(1)), make)

    def _reduced(self, aggregate: Aggregate, groups: int, source: Shape, never_empty: bool) -> int:
        column = self.scalar(aggregate.of, source)
        if aggregate.function == "sum" and never_empty:
            if self.steps.constants.get(column) == 1:
                return self.steps.step(("sizes",), (groups,), columns.sizes)
            if not aggregate.of.nullable:
                return self.steps.step(("sums",), (groups, column), columns.sums)
        work = columns.reduction(columns.STEP[aggregate.function])
        return self.steps.step(("reduced", aggregate.function), (groups, column), work)

    def _window(self, relation: Window) -> Shape:
        source = self._shapes[relation.source]

        def make(name: str) -> int:
            added = relation.added.get(name)
            return source[name] if added is None else self._added(added, source)

        return Shape(source.rows, make)

    def _added(self, window: WindowColumn, source: Shape) -> int:
        groups = self._groups(source, window.partition)
        if window.frame == "all":
            reduced = self._reduced(window.aggregate, groups, source, bool(window.partition))
            return self.steps.step(("spread",), (groups, reduced), columns.spread)
        descending = tuple(order.descending for order in window.order)
        by = tuple(source[order.column] for order in window.order)
        placed = self.steps.step(("placed", descending), (groups, *by), columns.placing(descending))
        function = window.aggregate.function
        work = columns.running(columns.STEP[function], window.frame == "peers")
        column = self.scalar(window.aggregate.of, source)
        return self.steps.step(("running", function, window.frame), (placed, column), work)

    # -- scalars
    def scalar(self, scalar: Scalar, source: Shape, form: Form = "value") -> int:
        """The column of a scalar over a relation; in the form ``true``, one that is true just where it is."""
        if isinstance(scalar, Column):
            return source[scalar.name]
        if isinstance(scalar, Literal):
            return self.steps.constant(scalar.value, source.rows)
        if isinstance(scalar, Null):
            return self.steps.constant(None, source.rows)
        found, whole = taken_out(scalar)
        if not found:
            return self._written(scalar, source.__getitem__, source.rows, form)
        own: dict[str, int] = {}

        def number(name: str) -> int:
            return own[name] if name in own else source[name]

        for column, part in found:
            own[column.name] = self._written(part, number, source.rows, "value")
        return (
            number(whole.name)
            if isinstance(whole, Column)
            else self._written(whole, number, source.rows, form)
        )

    def _written(self, scalar: Scalar, number: Callable[[str], int], rows: int, form: Form) -> int:
        read = Reading(self.steps.constants)
        work = ColumnScalar(scalar, lambda name: (number(name), False), read, form)
        if read.lefts:
            return self.steps.step(work.key, tuple(read.lefts), work)
        try:
            return self.steps.constant(work.of_constants(), rows)
        except ZeroDivisionError:  # it may be that no row comes here
            return self.steps.step(
                work.key, (rows,), lambda count: [work.of_constants() for _ in range(count)]
            )


def _group_key(part: int | None) -> Callable[[columns.Groups], columns.Cells]:
    if part is None:
        return itemgetter(2)
    return lambda groups: [key[part] for key in groups[2]]
