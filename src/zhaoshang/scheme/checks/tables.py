"""Tables of rows from low to high: gaps below, overlaps, rows that nothing reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from zhaoshang.language import Tree, parse
from zhaoshang.problems import Problem, ProblemsFound, Words
from zhaoshang.scheme.checks.say import error, warning
from zhaoshang.scheme.model import Scheme, SchemeTable


def check(scheme: Scheme) -> Iterator[Problem]:
    """Every table whose bounds are written out."""
    for table in scheme.tables.values():
        yield from _order(scheme, table)


def constant(text: str) -> Fraction | int | None:
    """A bound written out as a number or day; None for anything else."""
    try:
        return _constant(parse(text))
    except ProblemsFound:
        return None


def _constant(tree: Tree) -> Fraction | int | None:
    if tree.op in ("number", "day"):
        value: Fraction | int = tree.value
        return value
    if tree.op == "negate":
        inner = _constant(tree.parts[0])
        return -inner if inner is not None else None
    return None


def _order(scheme: Scheme, table: SchemeTable) -> Iterator[Problem]:
    at = f"tables.{table.id}"
    previous: tuple[Fraction | int, bool] | None = None
    for number, row in enumerate(table.rows, 1):
        bound = constant(row.bound)
        if bound is None:
            return
        begins = (bound, row.strict)
        if previous is None:
            if bound > 0 or (bound == 0 and row.strict):
                start = ("以上" if row.strict else "起", "above " if row.strict else "from ")
                yield warning(
                    scheme,
                    "table_gap",
                    at,
                    f"分档表“{table.label}”从{row.bound}{start[0]}才有档，以下的不写分",
                    f"table “{table.label}” begins {start[1]}{row.bound}: below it nothing is written",
                    Words(
                        "按名次分档的本该从1名起，有意如此可不理；否则第一档写 from: 0…",
                        "a table of places rightly begins so; otherwise begin with from: 0… unless this is meant",
                    ),
                )
        elif begins == previous or bound < previous[0] or (bound == previous[0] and previous[1]):
            zh = f"分档表“{table.label}”第{number}档不比上一档高，有一档永远用不到"
            en = f"row {number} of table “{table.label}” is no higher than the one before: one of them is never reached"
            problem = error(
                scheme, "table_order", at, zh, en, Words("由低到高排", "go from low to high"), row.bound
            )
            yield problem if row.where.line is None else _at(problem, row.where.line, row.where.position)
        previous = begins


def _at(problem: Problem, line: int, position: int | None) -> Problem:
    return replace(problem, where=replace(problem.where, line=line, position=position))
