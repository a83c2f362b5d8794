"""A store of a ledger says what the ledger itself says, whoever asks: everybody at once, or one unit alone."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import assume, event, given
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

from zhaoshang.ledger import Ledger, ledger_from_rows, read_database, write_database
from zhaoshang.problems import ProblemsFound
from zhaoshang.scheme import Scheme
from zhaoshang.scoring.algebra import TooLarge
from zhaoshang.scoring.backends.closures import Closures
from zhaoshang.scoring.compile.lines import LINE_COLUMNS
from zhaoshang.scoring.compile.plan import Plan
from zhaoshang.scoring.store.one_unit import Desk, Standing, decided_by_score
from zhaoshang.scoring.store.replacing import part_as_ledger, replace_unit
from zhaoshang.scoring.store.running import run
from zhaoshang.scoring.store.store import Store, open_store
from zhaoshang.scoring.store.what_if import seen, what_if
from zhaoshang.tables import UnitDirectory

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
    places = [(board, *row) for board in plan.scheme.rankings for row in backend.rows(plan.board(board))]
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


@given(districts())
def test_a_store_writes_the_lines_totals_and_places_that_python_writes(made: Random):
    scheme, ledger = read(made)
    period = pick(made, *ASKED)
    with exact():
        said = said_by(planned(scheme, ledger, period))
        with stored(scheme, ledger) as store:
            run(store, period)
            assert said_in(store) == said


def desk_at(store: Store, period: str) -> Desk | None:
    """A desk, or None where the scheme is not for one unit alone."""
    try:
        desk = Desk(store, period)
    except ProblemsFound as found:
        if {p.code for p in found.problems} != {"store.not_alone"}:
            raise
        event("not alone")
        return None
    event("alone")
    return desk


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
