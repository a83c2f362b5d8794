"""Numbers stay exact: at the edges of tiers, for the largest amounts, in 128 bits, and on every day there is."""

from __future__ import annotations

import datetime
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang.ledger import ledger_from_rows
from zhaoshang.problems import ProblemsFound
from zhaoshang.quantities import dates
from zhaoshang.quantities.periods import parse_period
from zhaoshang.scheme import load_scheme
from zhaoshang.scoring import score
from zhaoshang.scoring.algebra import (
    Column,
    Scalar,
    Select,
    Table,
    TooLarge,
    add,
    both,
    case,
    coalesce,
    compare,
    divide,
    either,
    integer,
    inverse,
    is_null,
    larger,
    multiply,
    negate,
    smaller,
    subtract,
)
from zhaoshang.scoring.algebra.scalars import WIDEST, bounded, null
from zhaoshang.scoring.backends.closures import Closures
from zhaoshang.scoring.backends.duckdb import DuckDB
from zhaoshang.scoring.compile import days, values
from zhaoshang.scoring.compile.frames import Frame, namer
from zhaoshang.scoring.compile.periods import Clock
from zhaoshang.scoring.compile.plan import make_plan
from zhaoshang.scoring.compile.values import Exact
from zhaoshang.scoring.facts import LARGEST_MONEY, LARGEST_RATE, integer_column
from zhaoshang.scoring.prepare import prepare
from zhaoshang.tables import UnitDirectory

KAIPING = load_scheme("kaiping-2023")
FEN = Fraction(1, 10**6)
"""A hundredth of a yuan in ten thousands of yuan, as ledgers have money."""
TIERS = {5000: (1, 3, 6), 10000: (2, 4, 7), 50000: (3, 5, 8), 100000: (5, 7, 10), 500000: (8, 10, 13)}
TIERS |= {1000000: (10, 12, 15), 1500000: (20, 24, 30)}
EVERY_STAGE = ("signed", "landed", "production")


def decimal(value: Fraction) -> str:
    whole, part = divmod(int(value * 10**6), 10**6)
    return f"{whole}.{part:06}"


def expected(amount: Fraction) -> list[Fraction]:
    """Points for the three stages by Kaiping's table, by hand."""
    if amount < 5000:
        exact = [p * amount / 5000 for p in (1, 3, 6)]
        return [
            Fraction((2 * x.numerator * 10**6 + x.denominator) // (2 * x.denominator), 10**6) for x in exact
        ]
    if amount >= 1000000:
        steps = (amount - 1000000) // 500000
        return [p + p * steps for p in map(Fraction, (10, 12, 15))]
    return [Fraction(p) for p in next(TIERS[t] for t in sorted(TIERS, reverse=True) if amount >= t)]


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_every_tier_of_kaiping_begins_exactly_at_its_edge(engine):
    edges = [*sorted(TIERS), 2000000]
    amounts = [Fraction(edge) + step for edge in edges for step in (-FEN, Fraction(0), FEN)]
    amounts += [FEN, Fraction(4999), Fraction(10**15, 10**6)]
    facts = {
        "projects": [
            {"project": f"P{i}", "unit": "栗园镇", "amount": decimal(a)} for i, a in enumerate(amounts)
        ],
        "milestones": [
            {"project": f"P{i}", "stage": stage, "date": f"2023-0{month}-01"}
            for i in range(len(amounts))
            for month, stage in enumerate(EVERY_STAGE, 1)
        ],
    }
    result = score(KAIPING, ledger_from_rows(facts, UnitDirectory.of(KAIPING.units)), "2023", engine=engine)
    got = {
        (line.rule, line.facts[0]): Fraction(line.points, 10**6)
        for line in result.unit("栗园镇").lines
        if line.rule in EVERY_STAGE
    }
    want = {
        (stage, f"milestones/P{i}/{stage}"): points
        for i, amount in enumerate(amounts)
        for stage, points in zip(EVERY_STAGE, expected(amount), strict=True)
    }
    assert got == want


def test_ten_million_facts_of_the_largest_amount_stay_within_38_digits():
    facts = prepare(KAIPING, ledger_from_rows({}, UnitDirectory.of(KAIPING.units)))
    largest = {}
    for name, (table, rows) in facts.data.items():
        own = dict(table.own)
        for key in own:
            if key.endswith("_amount") or key == "f_amount":
                own[key] = integer_column(key, -LARGEST_MONEY, LARGEST_MONEY, True)
        largest[name] = (Table(name, own), rows)
    long_rates = [("USD", day, day, 712345678 + day) for day in range(700_000, 700_100)]
    rates = facts.data["rates"][0]
    largest["rates"] = (
        Table("rates", {**rates.own, "rate": integer_column("rate", 1, LARGEST_RATE)}),
        long_rates,
    )
    many = replace(facts, data=largest, most_rows=10**7, currencies=frozenset({"CNY", "USD"}))
    period = parse_period("2023")
    plan = make_plan(KAIPING, many, Clock(KAIPING, period, period.last))
    assert max(-plan.lines["points"].low, plan.lines["points"].high) <= WIDEST


def test_a_number_that_could_need_more_than_38_digits_is_refused_with_a_way_out(district):
    made = district(
        "rules:\n  f 到位: {clause: a, each: 资金, points: 1分 × 金额 × 金额 × 金额 ÷ 1元 ÷ 1元 ÷ 1元}\n"
    )
    funds = [{"fund": "F", "unit": "甲镇", "date": "2023-02-01", "amount": "999999999"}]
    with pytest.raises(ProblemsFound) as found:
        made.scored({"funds": funds}, "2023")
    (problem,) = found.value.problems
    assert problem.code == "scheme.too_large"
    said = problem.in_language("zh")
    assert "38位" in said and "四舍五入" in said and "金额 × 金额" in said
    small = [{**funds[0], "amount": "0.01"}]
    assert made.scored({"funds": small}, "2023").points == {"甲镇": 10**6}


def test_the_largest_amounts_are_added_to_the_fen(scored):
    scheme = "rules:\n  f 到位: {clause: a, per: year, points: 1分 × 余(合计(资金.金额)，1万元) ÷ 1元}\n"
    funds = [
        {"fund": f"F{i}", "unit": "甲镇", "date": "2023-02-01", "amount": amount}
        for i, amount in enumerate(["1000000000"] * 40 + ["999999999.999999"])
    ]
    assert scored(scheme, {"funds": funds}, "2023").points == {"甲镇": Fraction("9999.99")}


def test_foreign_money_past_the_largest_domestic_amount_is_still_exact(scored):
    scheme = "rules:\n  f 到位: {clause: a, each: 资金, when: 金额 × 9000 ≥ 1元, points: 1分 × 每满(金额，1亿元)}\n"
    funds = [{"fund": "F", "unit": "甲镇", "date": "2023-02-01", "amount": "1000000000", "currency": "USD"}]
    rates = [{"currency": "USD", "date": "2023-01-01", "rate": "1000"}]
    assert scored(scheme, {"funds": funds, "rates": rates}, "2023").points == {"甲镇": 10**8}


# -- scalars on both engines
LARGE = (0, 1, -1, 2, 7, 10**6, -(10**6), 10**15, -(10**15), 2**63 - 1, -(2**63), 2**63, 10**25, -(10**30))


@st.composite
def rows(draw) -> tuple[dict[str, Column], list[tuple[int | None, ...]]]:
    """A few columns with the bounds of their own cells."""
    columns, cells = {}, []
    for i in range(3):
        most = draw(st.sampled_from((5, 10**6, 10**15, 2**63 - 1)))
        some = st.one_of(st.none(), st.integers(-most, most), st.sampled_from([-most, most, 0]))
        column = draw(st.lists(some, min_size=6, max_size=6))
        known = [c for c in column if c is not None]
        columns[f"c{i}"] = integer_column(
            f"c{i}", min(known, default=0), max(known, default=0), None in column
        )
        cells.append(column)
    return columns, list(zip(*cells, strict=True))


@st.composite
def scalars(draw, columns: dict[str, Column], depth: int = 4) -> Scalar:
    """Any integer expression."""
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return draw(st.sampled_from([*columns.values(), *(integer(n) for n in LARGE)]))
    part = scalars(columns, depth - 1)
    kind = draw(st.sampled_from(("+", "-", "*", "//", "case", "neg", "coalesce", "small", "large", "half")))
    a = draw(part)
    if kind == "neg":
        return negate(a)
    b = draw(part)
    if kind in "+-*":
        return {"+": add, "-": subtract, "*": multiply}[kind](a, b)
    if kind == "//":
        return divide(a, draw(st.sampled_from([integer(n) for n in (1, 2, 3, 10, 10**9, 10**20)])))
    if kind == "coalesce":
        return coalesce(a, b)
    if kind in ("small", "large"):
        known = [coalesce(x, integer(0)) for x in (a, b)]
        return (smaller if kind == "small" else larger)(*known)
    if kind == "half":
        rounded = values.round_half_up(Exact(a, draw(st.sampled_from((2, 3, 10**6)))), 10)
        return case([(is_null(a), null("integer"))], rounded)
    return case([(draw(truths(columns, depth - 1)), a)], b)


@st.composite
def truths(draw, columns: dict[str, Column], depth: int = 2) -> Scalar:
    """Any condition."""
    part = scalars(columns, max(depth - 1, 0))
    kind = draw(st.sampled_from(("compare", "and", "or", "not", "null")))
    if kind == "compare" or depth <= 0:
        return compare(draw(st.sampled_from(("=", "<>", "<", "<=", ">", ">="))), draw(part), draw(part))
    if kind == "null":
        return is_null(draw(part))
    one = draw(truths(columns, depth - 1))
    if kind == "not":
        return inverse(one)
    return (both if kind == "and" else either)(one, draw(truths(columns, depth - 1)))


@given(st.data())
def test_any_arithmetic_is_the_same_in_128_bits_as_without_bounds(data):
    columns, cells = data.draw(rows())
    outputs: dict[str, Scalar] = {}
    for i in range(data.draw(st.integers(1, 6))):
        try:
            outputs[f"n{i}"] = data.draw(scalars(columns))
            outputs[f"t{i}"] = data.draw(truths(columns))
        except TooLarge:
            continue
    table = Table("numbers", {"line": integer_column("line", 0, len(cells)), **columns})
    given_rows = [(i, *row) for i, row in enumerate(cells)]
    relation = Select("worked", table, {"line": table["line"], **outputs})
    tables = {"numbers": (table, given_rows)}
    python, duckdb = (sorted(engine(tables).rows(relation)) for engine in (Closures, DuckDB))
    assert python == duckdb
    for row in python:
        for value, scalar in zip(row[1:], outputs.values(), strict=True):
            assert value is not None or scalar.nullable
            if value is not None and scalar.kind == "integer":
                assert scalar.low <= value <= scalar.high


# -- days
def whole_calendar(engine: type, make) -> list[tuple[int, ...]]:
    """Some scalars of every day from 1900 to 2199."""
    table = Table("calendar", {"day": integer_column("day", dates.EARLIEST_DAY, dates.LATEST_DAY)})
    every = [(day,) for day in range(dates.EARLIEST_DAY, dates.LATEST_DAY + 1)]
    frame = Frame(Select("calendar", table, {"day": table["day"]}), ("day",), namer())
    outputs = {"day": frame.column("day"), **make(frame)}
    return sorted(engine({"calendar": (table, every)}).rows(Select("made", frame.relation, outputs)))


def months_later(*months: int):
    def make(frame: Frame) -> dict[str, Scalar]:
        month = days.month(frame.column("day"), frame.add)
        moved = {f"m{i}": days.add_months(frame.column("day"), month, m) for i, m in enumerate(months)}
        return {"month": month, "first": days.first_day(month), **moved}

    return make


@pytest.mark.parametrize("engine", [Closures, DuckDB])
def test_the_calendar_in_whole_numbers_is_the_calendar(engine):
    moves = (1, 6, 12, -12, -1)
    for day, month, first, *moved in whole_calendar(engine, months_later(*moves)):
        date = datetime.date.fromordinal(day)
        assert month == date.year * 12 + date.month - 1
        assert first == date.replace(day=1).toordinal()
        assert moved == [dates.add_months(day, m) for m in moves]


def test_bounds_may_only_be_drawn_tighter():
    column = integer_column("c", 0, 10)
    assert (bounded(column, -5, 3).low, bounded(column, -5, 3).high) == (0, 3)
