"""Every statement stays inside the few things that SQL engines do alike."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
import sqlglot
from hypothesis import given, settings
from random_districts import Random, districts
from sqlglot import expressions as sql
from test_laws import ASKED, pick, planned, read

from zhaoshang.ledger import ledger_from_rows
from zhaoshang.quantities.periods import parse_period
from zhaoshang.scheme import load_scheme
from zhaoshang.scoring.algebra import Aggregate, Group, Relation, Select, Table, divide, integer, multiply
from zhaoshang.scoring.backends.sql import DUCKDB, POSTGRESQL, SPARK, Dialect, statement, stored_in
from zhaoshang.scoring.compile.periods import Clock
from zhaoshang.scoring.compile.plan import Plan, make_plan
from zhaoshang.scoring.facts import integer_column
from zhaoshang.scoring.prepare import prepare
from zhaoshang.tables import UnitDirectory

FEW = settings(max_examples=max(settings.default.max_examples // 10, 5))
SHAPE = {
    sql.Select, sql.Union, sql.Subquery, sql.From, sql.Table, sql.TableAlias, sql.Alias, sql.With, sql.CTE,
    sql.Join, sql.Where, sql.Group, sql.Order, sql.Ordered, sql.Identifier, sql.Column, sql.Paren,
    sql.Window, sql.WindowSpec, sql.Star,
}  # fmt: skip
VALUES = {
    sql.Literal, sql.Boolean, sql.Null, sql.Cast, sql.DataType, sql.DataTypeParam,
    sql.Case, sql.If, sql.And, sql.Or, sql.Not, sql.Is,
    sql.EQ, sql.NEQ, sql.LT, sql.LTE, sql.GT, sql.GTE,
    sql.Add, sql.Sub, sql.Mul, sql.Neg, sql.IntDiv,
    sql.Sum, sql.Min, sql.Max,
}  # fmt: skip
TYPES = {
    "duckdb": {"BIGINT", "INT128", "BOOLEAN"},
    "postgres": {"BIGINT", "DECIMAL(38, 0)", "BOOLEAN", "DECIMAL"},  # DIV is read as a cast to DECIMAL
    "spark": {"BIGINT", "DECIMAL(38, 0)", "BOOLEAN"},
}
OWN = {"duckdb": set(), "postgres": {sql.Div}, "spark": {sql.Div, sql.Mod}}
"""How PostgreSQL divides whole numbers, and Spark wide ones."""
LONGEST_NAME = 63
"""PostgreSQL cuts longer ones off, without a word."""


def statements(roots: list[Relation], dialect: Dialect) -> list[str]:
    """Some relations and all that is stored on the way to them, as text."""
    kept = {id(stored): stored.source for root in roots for stored in stored_in(root)}
    return [statement(relation, dialect) for relation in (*kept.values(), *roots)]


def everything(plan: Plan) -> list[Relation]:
    """Whatever a result is read from."""
    roots: list[Relation] = [plan.lines, plan.targets().relation, plan.headlines().relation]
    roots += [plan.board(name) for name in plan.scheme.rankings]
    roots += [
        plan.outcome(outcome, None) for outcome in plan.scheme.outcomes.values() if not outcome.of_persons
    ]
    return roots + [relation for _, relation in plan.expectations]


def outside(text: str, dialect: str) -> set[str]:
    """What a statement has that it should not."""
    assert "AS DECIMAL)" not in text
    (tree,) = sqlglot.parse(text, dialect=dialect)
    assert tree is not None
    found: set[str] = set()
    for node in tree.walk():
        if dialect == "spark" and type(node) is sql.TryCast:  # how sqlglot reads Spark's own CAST
            continue
        if type(node) not in SHAPE | VALUES | OWN[dialect]:
            found.add(type(node).__name__)
        elif isinstance(node, sql.Identifier) and len(node.this) > LONGEST_NAME:
            found.add(f"name {node.this}")
        elif isinstance(node, sql.DataType) and not isinstance(node.parent, sql.DataType):
            found |= {node.sql()} - TYPES[dialect]
        elif isinstance(node, sql.Literal) and not node.is_string and not node.this.isdigit():
            found.add(f"literal {node.this}")
        elif isinstance(node, sql.Window) and not isinstance(node.this, sql.Sum | sql.Min | sql.Max):
            found.add(f"window of {node.this.sql()}")
        elif isinstance(node, sql.WindowSpec):
            frame = (node.args["kind"], node.args["start"], node.args["end"])
            found |= set() if frame == ("ROWS", "UNBOUNDED", "CURRENT ROW") else {str(frame)}
        elif isinstance(node, sql.Join):
            found |= {node.side} - {"", "LEFT"}
        elif isinstance(node, sql.Union) and node.args.get("distinct"):
            found.add("UNION without ALL")
    return found


def kaiping() -> Plan:
    scheme = load_scheme("kaiping-2023")
    period = parse_period("2023-Q1")
    facts = prepare(scheme, ledger_from_rows({}, UnitDirectory.of(scheme.units)))
    return make_plan(scheme, facts, Clock(scheme, period, period.last))


@pytest.mark.parametrize(
    ("dialect", "name"),
    [(DUCKDB, "duckdb"), (POSTGRESQL, "postgres"), (SPARK, "spark")],
    ids=["duckdb", "postgres", "spark"],
)
def test_the_whole_of_kaiping_is_in_the_portable_subset(dialect, name):
    for text in statements([kaiping().lines], dialect):
        assert not outside(text, name)


@FEW
@given(districts())
def test_every_scheme_is_in_the_portable_subset(made: Random):
    scheme, ledger = read(made)
    for text in statements(everything(planned(scheme, ledger, pick(made, *ASKED))), DUCKDB):
        assert not outside(text, "duckdb")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("SELECT a / b AS c FROM t", "Div"),
        ("SELECT 0.5 AS c FROM t", "literal 0.5"),
        ("SELECT CAST(a AS DOUBLE) AS c FROM t", "DOUBLE"),
        ("SELECT ROW_NUMBER() OVER (ORDER BY a) AS c FROM t", "RowNumber"),
        ("SELECT a FROM t UNION SELECT a FROM u", "UNION without ALL"),
        ("SELECT a FROM t LIMIT 1", "Limit"),
        (f"SELECT a AS {'b' * 64} FROM t", f"name {'b' * 64}"),
    ],
)
def test_the_test_itself_sees_what_is_outside(text, what):
    assert what in outside(text, "duckdb")


@FEW
@given(districts())
def test_engines_differ_in_division_and_in_the_name_of_wide_integers_alone(made: Random):
    scheme, ledger = read(made)
    roots = everything(planned(scheme, ledger, pick(made, *ASKED)))
    hooks = {f.name: getattr(DUCKDB, f.name) for f in fields(Dialect) if f.name not in ("name", "wide")}
    for other in (POSTGRESQL, SPARK):
        texts = statements(roots, replace(other, **hooks))
        assert [text.replace(other.wide, DUCKDB.wide) for text in texts] == statements(roots, DUCKDB)


def test_only_a_wide_quotient_needs_the_longer_way_of_spark():
    table = Table("t", {"n": integer_column("n", 0, 2**63 - 1)})
    wide = multiply(table["n"], integer(10**6))
    texts = {
        name: statement(Select("s", table, {"q": quotient}), SPARK)
        for name, quotient in {
            "narrow": divide(table["n"], integer(7)),
            "short": divide(wide, integer(10**9)),
            "long": divide(wide, integer(7)),
        }.items()
    }
    assert {name: ("%" in text, " DIV " in text) for name, text in texts.items()} == {
        "narrow": (False, True), "short": (False, True), "long": (True, False),
    }  # fmt: skip


def test_what_is_added_up_is_widened_where_the_sum_needs_it():
    """Spark adds 64-bit numbers in 64 bits, and partial sums may be larger than the whole."""
    table = Table("t", {"n": integer_column("n", -(10**15), 10**15)})
    for rows, size, widened in ((1000, None, False), (10**6, None, True), (10**6, 10**15, True)):
        text = statement(Group("g", table, (), {"s": Aggregate("sum", table["n"], rows, size)}), SPARK)
        assert ("SUM(CAST(n AS DECIMAL(38,0)))" in text) == widened
