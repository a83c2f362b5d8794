"""Every condition on the way from a fact to a rule's line, judged for every fact and none of them dropped.

The same sentences as ``views`` and ``rules`` filter by, kept side by side: what "why not" reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from zhaoshang.language import Tree
from zhaoshang.language.types import USD, YUAN
from zhaoshang.scheme.fields import row_fields
from zhaoshang.scheme.model import Node, View
from zhaoshang.scoring.algebra import ONE, ZERO, Scalar, Select, case, is_null
from zhaoshang.scoring.compile.compiler import Compiler
from zhaoshang.scoring.compile.fields import fields_of
from zhaoshang.scoring.compile.lower import Lower


@dataclass(frozen=True)
class Test:
    """A condition that must be true, or (``known``) a value that must not be blank."""

    tree: Tree
    known: bool = False


@dataclass(frozen=True)
class Tested:
    """A rule's table of facts with the outcome of each test: 1 true, 0 false, null unknown.

    ``columns`` are the views' own columns by id, so that a condition that is a column can be looked into.
    """

    node: Node
    table: str
    relation: Select
    tests: tuple[Test, ...]
    scope: Lower
    columns: Mapping[str, Tree]


def tested(compiler: Compiler, node: Node) -> Tested | None:
    """An each-rule's tests; None for a rule of lapses or assigned items, which no single fact can nearly earn."""
    assert node.each is not None
    chain: list[View] = []
    name = node.each
    while name in compiler.scheme.views:
        view = compiler.scheme.views[name]
        if view.lapse is not None or view.assign is not None:
            return None
        chain.insert(0, view)
        name = view.of
    rows = compiler.view(name)
    scope = compiler.row_scope(rows, population=node.units)
    fields = dict(rows.fields)
    tests: list[Test] = []
    columns: dict[str, Tree] = {}
    for view in chain:
        if view.rate_on is not None:
            again = fields_of(compiler, view.table, scope.frame, scope.scalar(view.rate_on))
            fields |= {i: v for i, v in again.items() if row_fields(view.table)[i].type in (YUAN, USD)}
            scope.rows = replace(rows, fields=fields)
            scope.seen.clear()
        for column in view.columns:
            fields[column.id] = scope.frame.kept(scope.value(column.tree), "x")
            columns[column.id] = column.tree
            scope.rows = replace(rows, fields=fields)
        tests += [Test(part) for part in _parts(view.where)]
        if view.dated is not None:
            tests.append(Test(view.dated, known=True))
    tests += [Test(part) for tree in (*node.units, *node.when) for part in _parts(tree)]
    if node.points is not None:
        tests.append(Test(node.points, known=True))
    outcomes: dict[str, Scalar] = {}
    for i, test in enumerate(tests):
        value = scope.value(test.tree)
        if test.known:
            missing = value.unknown() if not isinstance(value, Scalar) else is_null(value)
            outcomes[f"test_{i}"] = case([(missing, ZERO)], ONE)
        else:
            assert isinstance(value, Scalar)
            outcomes[f"test_{i}"] = case([(is_null(value), null_truth()), (value, ONE)], ZERO)
    source = scope.frame.relation
    keys: dict[str, Scalar] = {n: source[n] for n in ("unit_no", "fact_no", "on_day")}
    return Tested(node, name, Select("tested", source, keys | outcomes), tuple(tests), scope, columns)


def null_truth() -> Scalar:
    """Unknown, as the outcome of a test."""
    from zhaoshang.scoring.algebra.scalars import null

    return null("integer")


def _parts(tree: Tree | None) -> list[Tree]:
    if tree is None:
        return []
    if tree.op == "and":
        return [part for side in tree.parts for part in _parts(side)]
    return [tree]
