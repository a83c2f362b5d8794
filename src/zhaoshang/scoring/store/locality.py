"""Whether a unit's rows of a relation depend on its own part of the ledger alone.

A unit's own part: its own facts, and all rows of the projects that it answers for, is credited with, or has
a fact of its own about.
Decided over the plan's relations, not over the scheme, so that nothing a scheme may say is overlooked: what
cannot be shown to be the unit's own is taken to depend on others.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhaoshang.scoring.algebra import (
    Column,
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


@dataclass(frozen=True)
class _Reach:
    """Which rows are the same whether all facts are there or one unit's part.

    ``units``: columns by which the rows of the unit itself are told, and are right; ``projects``: likewise the
    rows of its projects, whoever earns them. ``everywhere``: constants, the same for all.
    """

    units: frozenset[str] = frozenset()
    projects: frozenset[str] = frozenset()
    everywhere: bool = False


class _Elsewhere(Exception):
    """Something that needs the facts of other units."""


_NOWHERE: frozenset[str] = frozenset()


def depends_on_others(relation: Relation) -> bool:
    """Whether the rows of one unit need more than its own part of the ledger."""
    try:
        return not _reach(relation, {}).units
    except _Elsewhere:
        return True


def _reach(relation: Relation, known: dict[int, _Reach]) -> _Reach:
    if id(relation) not in known:
        found = _of(relation, known)
        if not (found.everywhere or found.units or found.projects):
            raise _Elsewhere(relation.label)
        known[id(relation)] = found
    return known[id(relation)]


def _of(relation: Relation, known: dict[int, _Reach]) -> _Reach:
    if isinstance(relation, Values):
        return _Reach(everywhere=True)
    if isinstance(relation, Table):
        return _of_table(relation)
    if isinstance(relation, Stored):
        return _reach(relation.source, known)
    if isinstance(relation, Select):
        return _of_select(relation, _reach(relation.source, known))
    if isinstance(relation, Join):
        return _of_join(relation, _reach(relation.left, known), _reach(relation.right, known))
    if isinstance(relation, Group):
        source, keys = _reach(relation.source, known), frozenset(relation.keys)
        return _Reach(source.units & keys, source.projects & keys, source.everywhere)
    if isinstance(relation, Window):
        return _of_window(relation, _reach(relation.source, known))
    assert isinstance(relation, Union)
    parts = [_reach(part, known) for part in relation.parts]
    local = [part for part in parts if not part.everywhere]
    if len(local) < len(parts):  # constants among a unit's rows: whose would they be?
        return _Reach(everywhere=not local)
    return _Reach(
        frozenset.intersection(*(p.units for p in local)),
        frozenset.intersection(*(p.projects for p in local)),
    )


def _of_table(table: Table) -> _Reach:
    if table.label == "rates":
        return _Reach(everywhere=True)
    if table.label == "units":
        return _Reach(units=frozenset({"unit_no", "unit_name"}))
    if table.label == "assignments":
        return _Reach(projects=frozenset({"project_no"}))
    return _Reach(frozenset({"unit_no"}) & table.own.keys(), frozenset({"project_no"}) & table.own.keys())


def _of_select(relation: Select, source: _Reach) -> _Reach:
    def still(names: frozenset[str]) -> frozenset[str]:
        outputs = relation.outputs.items()
        return frozenset(new for new, s in outputs if isinstance(s, Column) and s.name in names)

    return _Reach(still(source.units), still(source.projects), source.everywhere)


def _of_join(join: Join, left: _Reach, right: _Reach) -> _Reach:
    def taken(names: frozenset[str]) -> frozenset[str]:
        return frozenset(new for new, old in join.take.items() if old in names)

    if right.everywhere:
        return left
    if left.everywhere:
        return _Reach(taken(right.units), taken(right.projects))
    by_unit = any(a in left.units and b in right.units for a, b in join.on)
    by_project = any(b in right.projects for _, b in join.on) and any(
        a in left.projects for a, b in join.on if b in right.projects
    )
    # A row of the unit has one of the unit's projects, whose rows are all there.
    units = left.units | taken(right.units) if by_unit or by_project else _NOWHERE
    projects = left.projects | taken(right.projects) if by_project else _NOWHERE
    if join.keeps_rows and isinstance(join.right, Table) and join.right.label == "units":
        projects = left.projects  # whoever is named in a unit's part is looked up, whosever row it is
    return _Reach(units, projects)


def _of_window(relation: Window, source: _Reach) -> _Reach:
    if source.everywhere:
        return source
    partitions = [frozenset(column.partition) for column in relation.added.values()]
    # Rows without a project are everybody's, and would stand in one partition.
    projects = {name for name in source.projects if not relation.source.columns[name].nullable}
    by_unit = all(p & source.units or p & projects for p in partitions)
    by_project = all(p & projects for p in partitions)
    return _Reach(source.units if by_unit else _NOWHERE, source.projects if by_project else _NOWHERE)
