"""What every line of a score is, as columns of the plan.

=============== =============================================================================
unit_no         who gets the points
rule_no         the node (rule or section) whose line it is, numbered in the document's order
kind            RULE for a rule's own line, BASE, or the limit that made it
table_row       which row of a table gave the points, counted from 0; null where none did
fact_no         the fact, null for lines of a period
project_no      its project
on_day          the day it counts
points          millionths
order_no, seq   the rule and the fact or period of the line that caused it: with on_day, the order
                in which running totals meet lines
=============== =============================================================================
"""

from __future__ import annotations

from zhaoshang.scoring.algebra import Column, Relation, Scalar, Select, Union, Values
from zhaoshang.scoring.facts import day_column, integer_column

RULE, BASE, BEST, CAP, FLOOR, TIMES = range(6)
SUFFIX = {RULE: "", BASE: "#base", BEST: "#best", CAP: "#cap", FLOOR: "#floor", TIMES: "#times"}
MILLION = 10**6
LAST = 10**9
"""The place of a line that comes after all others of its day."""

LINE_COLUMNS = (
    "unit_no", "rule_no", "kind", "table_row", "fact_no", "project_no", "on_day", "points", "order_no", "seq",
)  # fmt: skip


def lines(label: str, source: Relation, outputs: dict[str, Scalar], where: Scalar | None) -> Relation:
    """Lines from the columns of a source."""
    assert tuple(outputs) == LINE_COLUMNS, tuple(outputs)
    return Select(label, source, outputs, where)


def nothing() -> Relation:
    """No lines at all."""
    columns: dict[str, Column] = {
        n: integer_column(n, 0, 0, n in ("table_row", "fact_no")) for n in LINE_COLUMNS
    }
    columns["on_day"] = day_column("on_day")
    columns["project_no"] = integer_column("project_no", 0, 0, True)
    return Values("no_lines", columns, ())


def together(label: str, parts: list[Relation]) -> Relation:
    """All lines of several relations."""
    if not parts:
        return nothing()
    return parts[0] if len(parts) == 1 else Union(label, tuple(parts))
