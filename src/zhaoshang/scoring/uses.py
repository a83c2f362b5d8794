"""Which fields, tags and money a scheme's sentences read, so that nothing else is carried along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from zhaoshang.language import Tree
from zhaoshang.scheme.model import Node, Scheme, View


def trees(scheme: Scheme) -> Iterator[Tree]:
    """Every sentence of a scheme that scoring may evaluate."""
    for part in (
        scheme.parameters,
        scheme.views,
        scheme.measures,
        scheme.targets,
        scheme.rules,
        scheme.total,
        scheme.rankings,
        scheme.outcomes,
        scheme.persons,
    ):
        yield from _found(part)


def _found(part: Any) -> Iterator[Tree]:
    if isinstance(part, Tree):
        yield part
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _found(value)
    elif isinstance(part, tuple | list):
        for value in part:
            yield from _found(value)
    elif is_dataclass(part):
        for each in fields(part):
            yield from _found(getattr(part, each.name))


def nodes(tree: Tree) -> Iterator[Tree]:
    """A tree and everything below it."""
    yield tree
    for part in tree.parts:
        yield from nodes(part)


class Uses:
    """What a scheme reads: fields of each table's rows, tags tested by 含, indicators."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._fields: dict[str, set[str]] = {}
        self._tags: dict[str, None] = {}
        self.indicators: set[str] = set()
        for view in scheme.views.values():
            self._fields.setdefault(view.table, set()).update(view.first)
        for part in (scheme.views, scheme.rules):
            for root, table in _with_tables(part, scheme):
                self._collect(root, table)
        for root in trees(scheme):
            self._collect(root, None)
        self.tags = tuple(self._tags)
        self.numbers_rows = "ordinal" in self.of_projects()

    def fields(self, table: str) -> set[str]:
        """Ids of the fields that are read of a table's rows."""
        return self._fields.get(table, set())

    def of_projects(self) -> set[str]:
        """Ids of the fields that are read through a fact of any table; a project's may be among them."""
        return set().union(*self._fields.values())

    def _collect(self, tree: Tree, table: str | None) -> None:
        if tree.op == "field" and table is not None:
            self._fields.setdefault(table, set()).add(tree.value)
        elif tree.op == "has":
            self._tags[str(tree.parts[1].value)] = None
        elif tree.op == "indicator":
            self.indicators.add(tree.value)
        if tree.op != "aggregate":
            for part in tree.parts:
                self._collect(part, table)
            return
        view = self._scheme.views.get(tree.subject.view)
        drawn = view.table if view else tree.subject.view
        if tree.subject.field is not None:
            self._fields.setdefault(drawn, set()).add(tree.subject.field)
        conditions = tree.parts[:-1] if tree.value == "reached" else tree.parts
        for part in conditions:
            self._collect(part, drawn)
        if tree.value == "reached":
            self._collect(tree.parts[-1], table)


def _with_tables(part: Any, scheme: Scheme) -> Iterator[tuple[Tree, str | None]]:
    """Sentences about rows with the table that the rows are of."""
    if isinstance(part, View):
        yield from ((tree, part.table) for tree in _found(part))
    elif isinstance(part, Node):
        table = None
        if part.each is not None:
            view = scheme.views.get(part.each)
            table = view.table if view else part.each
        own = (part.units, part.when, part.points, part.dated)
        yield from ((tree, table) for tree in _found(own))
        yield from _with_tables(part.rules, scheme)
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _with_tables(value, scheme)
    elif isinstance(part, tuple):
        for value in part:
            yield from _with_tables(value, scheme)


_KNOWN: dict[int, tuple[Scheme, Uses]] = {}
_MOST_KNOWN = 64


def uses(scheme: Scheme) -> Uses:
    """What a scheme reads. Kept for each scheme object."""
    known = _KNOWN.get(id(scheme))
    if known is None:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[id(scheme)] = (scheme, Uses(scheme))
    return known[1]
