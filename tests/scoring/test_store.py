"""A store of a ledger says what the ledger itself says, whoever asks: everybody at once, or one unit alone."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from random_districts import (
    EDGES,
    NAMES,
    Random,
    _activity,
    _award,
    _credit,
    _figure,
    _fund,
    _lead,
    _milestone,
    _project,
    districts,
)
from test_laws import ASKED, pick, planned, read

import zhaoshang.packs
from zhaoshang.demonstration import demonstration_ledger
from zhaoshang.ledger import Ledger, ledger_from_rows, read_database, write_database
from zhaoshang.problems import ProblemsFound
from zhaoshang.scheme import Scheme, load_scheme
from zhaoshang.scoring.algebra import TooLarge
from zhaoshang.scoring.backends.closures import Closures
from zhaoshang.scoring.clock import make_clock
from zhaoshang.scoring.compile.lines import LINE_COLUMNS
from zhaoshang.scoring.compile.plan import Plan, make_plan
from zhaoshang.scoring.prepare import prepare
from zhaoshang.scoring.store.one_unit import Desk, Standing, decided_by_score
from zhaoshang.scoring.store.replacing import part_as_ledger, replace_unit
from zhaoshang.scoring.store.running import run
from zhaoshang.scoring.store.store import Store, open_store
from zhaoshang.scoring.store.what_if import seen, what_if
from zhaoshang.tables import UnitDirectory

A_QUARTER = settings(max_examples=max(settings.default.max_examples // 4, 25))
"""Making a store costs ten times what scoring does."""
Said = tuple[list[tuple[Any, ...]], dict[int, int], list[tuple[Any, ...]]]


@contextmanager
def stored(scheme: Scheme, ledger: Ledger) -> Iterator[Store]:
    """A store of a ledger, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.duckdb"
        write_database(ledger, path)
        with open_store(path, scheme, threads=1) as store:
            yield store


def said_by(plan: Plan) -> Said:
    """Lines with the names of their facts, totals and places, worked out in Python."""
    facts = plan.compiler.facts
    backend = Closures(facts.data)
    at = {name: i for i, name in enumerate(LINE_COLUMNS)}
    lines, totals = [], {}
    for row in backend.rows(plan.lines):
        unit, rule, kind, table_row, fact, _, day, points, *_ = row
        assert list(at)[:8] == [
            "unit_no",
            "rule_no",
            "kind",
            "table_row",
            "fact_no",
            "project_no",
            "on_day",
            "points",
        ]
        name = None if fact is None else facts.names[fact]
        lines.append((unit, rule, kind, table_row, name, day, points))
        totals[unit] = totals.get(unit, 0) + points
    published = all(node.published for node in plan.scheme.nodes())
    boards = [r.id for r in plan.scheme.rankings.values() if r.by is not None or published]
    places = [(board, *row) for board in boards for row in backend.rows(plan.board(board))]
    return sorted(lines, key=repr), totals, sorted(places)


def said_in(store: Store) -> Said:
    """The same as a store holds it."""
    lines = store.rows(
        "SELECT unit_no, rule_no, kind, table_row, fact_name, l.on_day, points FROM lines AS l "
        "LEFT JOIN facts AS f ON f.fact_no = l.fact_no"
    )
    places = store.rows("SELECT board, unit_no, place, place_from_end FROM places")
    return sorted(lines, key=repr), dict(store.rows("SELECT unit_no, total FROM totals")), sorted(places)


@contextmanager
def exact() -> Iterator[None]:
    """Schemes whose numbers could need more than 38 digits are set aside; a refusal of anything else is not."""
    try:
        yield
    except TooLarge:
        assume(False)
    except ProblemsFound as found:
        if {p.code for p in found.problems} == {"scheme.too_large"}:
            assume(False)
        raise


@A_QUARTER
@given(districts())
def test_a_store_writes_the_lines_totals_and_places_that_python_writes(made: Random):
    scheme, ledger = read(made)
    period = pick(made, *ASKED)
    with exact():
        said = said_by(planned(scheme, ledger, period))
        with stored(scheme, ledger) as store:
            run(store, period)
            assert said_in(store) == said


PACKS = sorted(path.parent.name for path in Path(zhaoshang.packs.__path__[0]).glob("*/scheme.yaml"))


@pytest.mark.parametrize("pack", PACKS)
def test_a_store_of_a_packs_demonstration_year_says_what_python_says(pack: str):
    scheme = load_scheme(pack)
    ledger = demonstration_ledger(scheme)
    facts = prepare(scheme, ledger)
    years = range(*(date.fromordinal(day).year for day in facts.days), 1)
    whole = "campaign" in {"campaign" if p == "window" else p for p in scheme.periods}
    periods = ["campaign"] if whole else [str(year) for year in (*years, years.stop)]
    period, said = max(
        ((p, said_by(make_plan(scheme, facts, make_clock(scheme, p, None)))) for p in periods),
        key=lambda each: len(each[1][0]),
    )
    assert said[0] or not all(node.published for node in scheme.nodes())
    with stored(scheme, ledger) as store:
        run(store, period)
        assert said_in(store) == said
        desk = desk_or_none(store, period)
        for unit in scheme.units if desk is not None else ():
            assert desk is not None
            number = desk.parts.number_of(unit.name)
            assert desk.standing(unit.name).total == said[1].get(number, 0)


LOCAL = {
    "规则": "  r 规则: {clause: a, each: 线索, points: 1分}\n",
    "每月封顶": "  r 规则: {clause: a, each: 线索, points: 1分, cap: {month: 2分}}\n",
    "项目的资金": "  r 规则: {clause: a, each: 资金, points: 1分 × 比(金额，同项目(合计(资金.金额))，0)}\n",
    "每个企业每个单位头一条": "  r 规则: {clause: a, each: 头条, points: 1分}\n"
    "views:\n  v 头条: {of: 线索, first: [企业, 单位]}\n",
}
NOT_LOCAL = {
    "同组最大": "  r 规则: {clause: a, per: year, points: 1分 × 比(计数(线索)，同组最大(计数(线索))，0)}\n",
    "全体名次": "  r 规则: {clause: a, per: year, when: 全体名次(计数(线索)) ≤ 3, points: 1分}\n",
    "每个企业头一条": "  r 规则: {clause: a, each: 头条, points: 1分}\nviews:\n  v 头条: {of: 线索, first: 企业}\n",
    "小计比最高": "  s 节: {clause: a, times: 比(小计，全体最大(小计)，1), "
    "rules: {r 规则: {clause: a, each: 线索, points: 1分}}}\n",
}


@pytest.mark.parametrize("name", [*LOCAL, *NOT_LOCAL])
def test_only_what_depends_on_a_units_own_rows_can_be_scored_alone(name: str, district: Any):
    rules = (LOCAL | NOT_LOCAL)[name]
    scheme = district("rules:\n" + rules + "rankings:\n  b 总榜: {clause: a, groups: 类别}\n").scheme
    leads = [
        {"lead": f"L{i}", "unit": u, "date": "2023-03-01", "company": "甲公司"} for i, u in enumerate(NAMES)
    ]
    projects = [{"project": "P", "unit": "甲镇", "amount": "1"}]
    funds = [
        {"fund": f"F{i}", "unit": u, "date": "2023-03-01", "amount": "3", "project": "P"}
        for i, u in enumerate(NAMES)
    ]
    ledger = ledger_from_rows(
        {"projects": projects, "leads": leads, "funds": funds}, UnitDirectory.of(scheme.units)
    )
    with stored(scheme, ledger) as store:
        run(store, "2023")
        assert (desk_or_none(store, "2023") is not None) == (name in LOCAL)


def test_a_pair_with_joint_credit_is_not_scored_one_without_the_other(district: Any):
    units = "unit,group,joint\n甲镇,一类,对\n乙镇,一类,对\n丙局,二类,\n丁局,二类,\n"
    scheme = district("rules:\n" + LOCAL["规则"], units=units).scheme
    ledger = ledger_from_rows({"leads": [{"lead": "L", "unit": "甲镇", "date": "2023-03-01"}]})
    with stored(scheme, ledger) as store:
        run(store, "2023")
        assert dict(store.rows("SELECT unit_no, total FROM totals")) == {0: 10**6, 1: 10**6}
        assert desk_or_none(store, "2023") is None


def test_rates_that_are_missing_are_told_as_for_any_ledger(district: Any):
    scheme = district("rules:\n  r 规则: {clause: a, each: 资金, points: 1分 × 每满(金额，100万元)}\n").scheme
    rows = [
        {"fund": "F1", "unit": "甲镇", "date": "2023-03-01", "amount": "300", "currency": "USD"},
        {"fund": "F2", "unit": "甲镇", "date": "2023-03-01", "amount": "300", "currency": "USD"},
        {"fund": "F3", "unit": "乙镇", "date": "2023-02-01", "amount": "300", "currency": "EUR"},
        {"fund": "F4", "unit": "乙镇", "date": "2023-05-01", "amount": "300", "currency": "USD"},
    ]
    rates = [{"currency": "USD", "date": "2023-04-01", "rate": "7"}]
    ledger = ledger_from_rows({"funds": rows, "rates": rates})
    with pytest.raises(ProblemsFound) as plain:
        prepare(scheme, ledger)
    with pytest.raises(ProblemsFound) as inside, stored(scheme, ledger):
        pass
    assert inside.value.problems == plain.value.problems
    assert len(plain.value.problems) == 2


def test_a_gap_that_is_full_is_spread_again_and_everybody_scored_again(district: Any, tmp_path: Path):
    scheme = district("rules:\n" + LOCAL["规则"]).scheme

    def leads(many: int) -> list[dict[str, str]]:
        others = [{"lead": f"{n}9", "unit": "乙镇", "date": "2023-03-01"} for n in "AC"]
        return others + [{"lead": f"B{n:03}", "unit": "甲镇", "date": "2023-03-01"} for n in range(many)]

    path, directory = tmp_path / "ledger.duckdb", UnitDirectory.of(scheme.units)
    wanted = ledger_from_rows({"leads": leads(300)}, directory)
    write_database(ledger_from_rows({"leads": leads(1)}, directory), path)
    with open_store(path, scheme) as store, stored(scheme, wanted) as afresh:
        run(store, "2023")
        run(afresh, "2023")
        done = replace_unit(store, "甲镇", part_as_ledger(afresh, "甲镇"))
        assert (done.come, done.renumbered, done.scored) == (299, True, "everybody")
        assert said_in(store) == said_in(afresh)
    assert read_database(path).tables == wanted.tables


def desk_or_none(store: Store, period: str) -> Desk | None:
    """A desk, or None where the scheme is not for one unit alone."""
    try:
        return Desk(store, period)
    except ProblemsFound as found:
        if {p.code for p in found.problems} != {"store.not_alone"}:
            raise
        return None


def desk_at(store: Store, period: str) -> Desk | None:
    """The same, counted among the examples."""
    desk = desk_or_none(store, period)
    event("not alone" if desk is None else "alone")
    return desk


@A_QUARTER
@given(districts())
def test_a_unit_scored_alone_stands_as_in_the_whole_run(made: Random):
    scheme, ledger = read(made)
    period = pick(made, *ASKED)
    with exact(), stored(scheme, ledger) as store:
        run(store, period)
        desk = desk_at(store, period)
        if desk is None:
            return
        decided = {r.id for r in scheme.rankings.values() if decided_by_score(r)}
        totals = dict(store.rows("SELECT unit_no, total FROM totals"))
        for number, unit in enumerate(store.facts.earners):
            own = desk.standing(unit.name)
            lines = [(row[1], row[2], row[3], row[6], row[7]) for row in own.lines]
            whole = store.rows(
                f"SELECT rule_no, kind, table_row, on_day, points FROM lines WHERE unit_no = {number}"
            )
            assert sorted(lines, key=repr) == sorted(whole, key=repr)
            assert own.total == totals.get(number, 0)
            places = store.rows(f"SELECT board, place, place_from_end FROM places WHERE unit_no = {number}")
            whole_places = {board: (first, last) for board, first, last in places}
            assert own.places == {b: p for b, p in whole_places.items() if b in decided}


def edited(made: Random, unit: str, dice: random.Random) -> dict[str, list[dict[str, Any]]]:
    """The random ledger with some of a unit's own rows left out, altered or added."""
    facts = {table: [dict(row) for row in rows] for table, rows in made.facts.items()}
    projects = [row["project"] for row in facts["projects"]]
    own = [row["project"] for row in facts["projects"] if row["unit"] == unit]
    for row in facts["projects"]:
        if row["unit"] == unit and dice.random() < 0.3:
            row["amount"], row["tags"] = dice.choice(("4999.999999", "10000")), dice.choice(("", "化工"))
    if dice.random() < 0.3:
        facts["projects"].append(_project(dice, "P9") | {"unit": unit})
        own.append("P9")
    makers = {
        "leads": _lead,
        "funds": _fund,
        "activities": _activity,
        "awards": _award,
        "indicators": _figure,
    }
    for table, make in makers.items():
        rows = [r for r in facts.get(table, ()) if r["unit"] != unit or dice.random() < 0.7]
        for row in rows:
            if row["unit"] == unit and dice.random() < 0.4:
                row["date"] = dice.choice(EDGES)
        rows += [make(dice, 90 + i, projects) | {"unit": unit} for i in range(dice.randint(0, 2))]
        facts[table] = rows
    rows = [r for r in facts.get("milestones", ()) if r["project"] not in own or dice.random() < 0.7]
    facts["milestones"] = rows + [_milestone(dice, 0, own) for _ in range(dice.randint(0, 2)) if own]
    credits = [
        r
        for r in facts.get("credits", ())
        if (unit not in (r["unit"],) and r["project"] not in own) or dice.random() < 0.6
    ]
    if dice.random() < 0.4:
        credits.append(_credit(dice, 0, projects) | {"unit": unit})
    facts["credits"] = list({(row["project"], row["unit"]): row for row in credits}.values())
    return {table: rows for table, rows in facts.items() if rows}


@A_QUARTER
@given(districts(), st.randoms(use_true_random=False))
def test_a_unit_replaced_leaves_the_store_as_one_made_afresh(made: Random, dice: random.Random):
    scheme, ledger = read(made)
    period, unit = pick(made, *ASKED), dice.choice(NAMES)
    try:
        wanted = ledger_from_rows(edited(made, unit, dice), UnitDirectory.of(scheme.units))
    except ProblemsFound:
        assume(False)
    with exact(), stored(scheme, wanted) as afresh, tempfile.TemporaryDirectory() as folder:
        run(afresh, period)
        path = Path(folder) / "ledger.duckdb"
        write_database(ledger, path)
        with open_store(path, scheme, threads=1) as store:
            run(store, period)
            done = replace_unit(store, unit, part_as_ledger(afresh, unit))
            event(
                f"{done.scored}, {len(done.units)} units, {min(done.gone, 2)} gone, {min(done.come, 2)} come"
            )
            assert said_in(store) == said_in(afresh)
        back = read_database(path)
        assert back.tables == wanted.tables
        assert (back.digest, back.not_counted) == (wanted.digest, wanted.not_counted)
        with open_store(path, scheme, threads=1) as store:
            if desk_at(store, period) is not None:
                replace_unit(store, unit, part_as_ledger(store, unit))
            assert said_in(store) == said_in(afresh)
            run(store, period)
            assert said_in(store) == said_in(afresh)


@A_QUARTER
@given(districts(), st.randoms(use_true_random=False))
def test_what_if_is_what_the_whole_run_would_be(made: Random, dice: random.Random):
    scheme, ledger = read(made)
    period, unit = pick(made, *ASKED), dice.choice(NAMES)
    projects = [row["project"] for row in made.facts["projects"]]
    lead = _lead(dice, 90, projects) | {"unit": unit}
    known = [row for row in made.facts.get("funds", ()) if row["unit"] == unit]
    fund = {"fund": dice.choice(known)["fund"], "date": dice.choice(EDGES)} if known else None
    facts = {**made.facts, "leads": [*made.facts.get("leads", ()), lead]}
    if fund is not None:
        facts["funds"] = [
            {**row, "recorded_on": row["date"], **fund} if row["fund"] == fund["fund"] else row
            for row in made.facts["funds"]
        ]
    supposed = {"leads": [lead], **({} if fund is None else {"到位资金": [fund]})}
    wanted = ledger_from_rows(facts, UnitDirectory.of(scheme.units))
    with exact(), stored(scheme, ledger) as store, stored(scheme, wanted) as other:
        run(store, period)
        desk = desk_at(store, period)
        if desk is None:
            return
        run(other, period)
        before = said_in(store)
        found = what_if(desk, unit, supposed)
        whole = Desk(other, period)
        assert seen_in(found.after) == seen_in(whole.standing(unit))
        assert found.after.places == whole.standing(unit).places
        for name, (_, then) in found.others.items():
            assert seen_in(then) == seen_in(whole.standing(name))
        lines = Counter(seen(found.before))
        lines.subtract(found.gone)
        lines.update(found.new)
        assert +lines == Counter(seen(found.after))
        assert said_in(store) == before


def seen_in(standing: Standing) -> list[Any]:
    return sorted(seen(standing), key=repr)
