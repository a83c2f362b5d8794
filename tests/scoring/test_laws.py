"""What must hold of every scheme and every ledger, tried on random ones."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import assume, event, given, settings
from random_districts import CLAUSES, Random, districts

from zhaoshang.ledger import Ledger, ledger_from_rows
from zhaoshang.problems import ProblemsFound
from zhaoshang.quantities.dates import to_day
from zhaoshang.quantities.periods import parse_period
from zhaoshang.scheme import Scheme, load_scheme
from zhaoshang.scoring import Result, score
from zhaoshang.scoring.backends.closures import Closures
from zhaoshang.scoring.backends.duckdb import DuckDB
from zhaoshang.scoring.compile.lines import LINE_COLUMNS, RULE
from zhaoshang.scoring.compile.periods import Clock
from zhaoshang.scoring.compile.plan import Plan, make_plan
from zhaoshang.scoring.evaluate import Leaf, evaluate, half_up
from zhaoshang.scoring.explain import Explanations
from zhaoshang.scoring.facts import Facts
from zhaoshang.scoring.prepare import prepare
from zhaoshang.tables import UnitDirectory

FEWER = settings(max_examples=max(settings.default.max_examples * 2 // 5, 10))
ASKED = ("2023", "2023-Q1", "2023-12", "2024-02", "2024-H1", "2025")


def read(made: Random) -> tuple[Scheme, Ledger]:
    """The pack and the ledger, through the same doors as anybody's."""
    above = Path(tempfile.mkdtemp())
    folder = above / "district"
    folder.mkdir()
    try:
        (folder / "scheme.yaml").write_text(made.scheme, encoding="utf-8")
        (folder / "units.csv").write_text(made.units, encoding="utf-8")
        (folder / "clauses.csv").write_text(CLAUSES, encoding="utf-8")
        if made.targets:
            (folder / "targets.csv").write_text(made.targets, encoding="utf-8")
        scheme = load_scheme(folder)
    finally:
        shutil.rmtree(above)
    return scheme, ledger_from_rows(made.facts, UnitDirectory.of(scheme.units))


def planned(scheme: Scheme, ledger: Ledger, period: str, as_of: int | None = None) -> Plan:
    """What there is to evaluate; schemes whose numbers could need more than 38 digits are set aside."""
    span = parse_period(period)
    try:
        return make_plan(
            scheme, prepare(scheme, ledger), Clock(scheme, span, min(span.last, as_of or span.last))
        )
    except ProblemsFound as found:
        too_large(found)
        raise


def too_large(found: ProblemsFound) -> None:
    """A refusal that says a number could be too large is an answer; any other is not."""
    assert {p.code for p in found.problems} == {"scheme.too_large"}
    event("too large")
    assume(False)


def result_of(scheme: Scheme, ledger: Ledger, period: str, as_of: int | None = None) -> Result:
    try:
        return score(scheme, ledger, period, as_of, "python")
    except ProblemsFound as found:
        too_large(found)
        raise


def shown(result: Result) -> list[tuple[object, ...]]:
    """Every line with everything that a reader sees of it."""
    return [
        (u.unit, line.date, line.rule, line.row, line.facts, line.points, line.why)
        for u in result.units
        for line in u.lines
    ]


def pick(made: Random, *options: str) -> str:
    """One of some options, told by the scheme so that an example can be run again."""
    return random.Random(made.scheme).choice(options)


@given(districts())
def test_both_engines_write_the_same_lines(made: Random):
    scheme, ledger = read(made)
    plan = planned(scheme, ledger, pick(made, *ASKED))
    data = plan.compiler.facts.data
    python, duckdb = Closures(data), DuckDB(data)
    for relation in (plan.lines, plan.board("board")):
        rows = [sorted(engine.rows(relation), key=repr) for engine in (python, duckdb)]
        assert rows[0] == rows[1]


@given(districts())
def test_a_units_lines_add_up_to_its_score_and_each_explanation_to_its_line(made: Random):
    scheme, ledger = read(made)
    period = pick(made, *ASKED)
    result = result_of(scheme, ledger, period)
    assert [u.score for u in result.units] == [sum(line.points for line in u.lines) for u in result.units]

    plan = planned(scheme, ledger, period)
    backend = Closures(plan.compiler.facts.data)
    explanations = Explanations(plan, backend)
    at = {name: i for i, name in enumerate(LINE_COLUMNS)}
    for row in backend.rows(plan.lines):
        if row[at["kind"]] != RULE:
            continue
        node = plan.nodes[row[at["rule_no"]]]
        values = explanations.details(explanations.rules[node.id])[row[at["unit_no"]], row[at["seq"]]]
        leaf = leaves_in(values)
        assert all(evaluate(condition, leaf) is True for condition in node.when)
        worth = evaluate(node.points, leaf)
        step = 10**scheme.decimals
        assert half_up(Fraction(worth) * step) * 10**6 == row[at["points"]] * step


def lines_of(scheme: Scheme, facts: Facts, period: str) -> list[tuple[object, ...]]:
    span = parse_period(period)
    try:
        plan = make_plan(scheme, facts, Clock(scheme, span, span.last))
    except ProblemsFound as found:
        too_large(found)
        raise
    return Closures(facts.data).rows(plan.lines)


def leaves_in(values: Mapping[int, Any]) -> Leaf:
    return lambda leaf: values[id(leaf)]


@FEWER
@given(districts(steady=True, reckoning="own"))
def test_months_add_up_to_quarters_and_quarters_to_the_year(made: Random):
    scheme, ledger = read(made)
    facts = prepare(scheme, ledger)
    year = pick(made, "2022", "2023", "2024")
    whole = sorted(lines_of(scheme, facts, year), key=repr)
    for parts in (
        [f"{year}-{m:02}" for m in range(1, 13)],
        [f"{year}-Q{q}" for q in range(1, 5)],
        [f"{year}-H1", f"{year}-H2"],
    ):
        together = [line for part in parts for line in lines_of(scheme, facts, part)]
        assert sorted(together, key=repr) == whole


@FEWER
@given(districts())
def test_the_order_of_rows_is_nothing_and_the_same_ledger_gives_the_same_bytes(made: Random):
    scheme, ledger = read(made)
    period = pick(made, *ASKED)
    once = result_of(scheme, ledger, period)
    dice = random.Random(made.scheme)
    mixed = {table: dice.sample(rows, len(rows)) for table, rows in made.facts.items()}
    other = result_of(scheme, ledger_from_rows(mixed, UnitDirectory.of(scheme.units)), period)
    assert without_row_numbers(other).to_json() == without_row_numbers(once).to_json()
    assert result_of(load_again(made), ledger, period).to_json() == once.to_json()


def without_row_numbers(result: Result) -> Result:
    """A result without the ledger's warnings: they say which row of the file is meant."""
    return replace(result, warnings=tuple(w for w in result.warnings if w.where.row is None))


def load_again(made: Random) -> Scheme:
    return read(made)[0]


@FEWER
@given(districts())
def test_facts_after_the_horizon_change_nothing(made: Random):
    scheme, ledger = read(made)
    period, as_of = pick(
        made, "2023:2023-06-30", "2023-Q1:2023-03-31", "2024-02:2024-02-28", "2023:2023-12-31"
    ).split(":")
    dated = ("milestones", "leads", "funds", "activities", "awards", "indicators")
    known = {t: [r for r in rows if t not in dated or r["date"] <= as_of] for t, rows in made.facts.items()}
    before = ledger_from_rows({t: r for t, r in known.items() if r}, UnitDirectory.of(scheme.units))
    late, early = (result_of(scheme, each, period, to_day(as_of)) for each in (ledger, before))
    assert shown(early) == shown(late)
    assert [(u.rank, u.targets) for u in early.units] == [(u.rank, u.targets) for u in late.units]
    assert (early.headlines, early.outcomes) == (late.headlines, late.outcomes)
