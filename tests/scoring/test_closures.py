"""The Python back end: one program over many ledgers, given rows, and arithmetic as compiled source."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_districts import Random, districts
from test_exactness import rows as number_rows
from test_exactness import scalars, truths
from test_laws import ASKED, FEWER, pick, planned, read

from zhaoshang.ledger import ledger_from_rows
from zhaoshang.quantities.dates import to_day
from zhaoshang.quantities.periods import parse_period
from zhaoshang.scoring.algebra import (
    FALSE,
    ONE,
    TRUE,
    ZERO,
    Aggregate,
    Column,
    Group,
    Join,
    Order,
    Relation,
    Scalar,
    Select,
    Stored,
    Table,
    TooLarge,
    Union,
    Values,
    Window,
    WindowColumn,
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
    is_true,
    multiply,
    negate,
    text,
)
from zhaoshang.scoring.algebra.scalars import bounded, null
from zhaoshang.scoring.backends import Data, column_scalars
from zhaoshang.scoring.backends.closures import Closures, Program, closure, positions
from zhaoshang.scoring.backends.duckdb import DuckDB
from zhaoshang.scoring.backends.scalar_source import Source, of_columns
from zhaoshang.scoring.compile.periods import Clock
from zhaoshang.scoring.compile.plan import make_plan
from zhaoshang.scoring.prepare import prepare
from zhaoshang.tables import UnitDirectory

MANY = column_scalars.ENOUGH_ROWS + 1
HOSTILE = (
    "'", '"', '"""', "\\", "\n", "{}", "%s", "#", "k0", "c0", "')", "__import__('os').abort()",
    "' + str(__import__('os').getcwd()) + '", "\n) or __import__('os').abort() or (", "甲镇\u2028乙镇", "",
)  # fmt: skip


@pytest.fixture(params=["closures", "source"])
def way(request, monkeypatch) -> str:
    """The two ways in which a scalar is worked out: as it is, and compiled from the first row on."""
    monkeypatch.setattr(column_scalars, "ENOUGH_ROWS", 0 if request.param == "source" else 10**9)
    return str(request.param)


def number(name: str, nullable: bool = True, low: int = -1000, high: int = 1000) -> Column:
    return Column("integer", nullable, low, high, name)


def truth(name: str) -> Column:
    return Column("truth", True, 0, 0, name)


def words(name: str) -> Column:
    return Column("text", True, 0, 0, name)


def worked(columns: tuple[Column, ...], rows: list[tuple], **outputs: Scalar) -> list[tuple]:
    """Some scalars over rows of a table."""
    table = Table("given", {c.name: c for c in columns})
    return Closures({"given": (table, rows)}).rows(Select("worked", table, outputs))


# -- scalars: unknown is neither true nor false
THREE = (True, False, None)


def test_and_or_not_have_three_values(way):
    a, b = truth("a"), truth("b")
    rows = list(product(THREE, THREE))
    found = worked(
        (a, b), rows, both=both(a, b), either=either(a, b), no=inverse(a), nor=inverse(either(a, b))
    )
    for (x, y), (conjunction, disjunction, no, nor) in zip(rows, found, strict=True):
        assert conjunction is (False if False in (x, y) else None if None in (x, y) else True)
        assert disjunction is (True if True in (x, y) else None if None in (x, y) else False)
        assert no is (None if x is None else not x)
        assert nor is (False if True in (x, y) else None if None in (x, y) else True)


def test_only_what_is_true_passes_a_condition(way):
    a, b = truth("a"), truth("b")
    rows = list(product(THREE, THREE))
    table = Table("given", {"a": a, "b": b})
    for where, expected in {
        both(a, b): [(True, True)],
        inverse(both(a, b)): [(x, y) for x, y in rows if x is False or y is False],
        either(a, inverse(b)): [(x, y) for x, y in rows if x is True or y is False],
        inverse(case([(a, b)], inverse(b))): [
            (x, y) for x, y in rows if (y is False if x is True else y is True)
        ],
        is_null(a): [(x, y) for x, y in rows if x is None],
        inverse(is_null(both(a, b))): [(x, y) for x, y in rows if False in (x, y) or None not in (x, y)],
        a: [(x, y) for x, y in rows if x is True],
        null("truth"): [],
        TRUE: rows,
        FALSE: [],
    }.items():
        kept = Select("kept", table, {"a": a, "b": b}, where)
        assert Closures({"given": (table, rows)}).rows(kept) == expected


def test_an_unknown_number_makes_unknown_whatever_it_goes_into(way):
    a, b = number("a"), number("b", low=1)
    rows = [(7, 2), (None, 2), (7, None), (None, None)]
    found = worked(
        (a, b),
        rows,
        sum=add(a, b),
        product=multiply(a, b),
        quotient=divide(bounded(a, 0, 1000), b),
        less=compare("<", a, b),
        same=compare("=", a, b),
        chosen=case([(compare(">", a, integer(5)), b)], negate(a)),
        known=coalesce(a, b),
        nothing=null("integer"),
        unknown=is_null(add(a, b)),
        certain=is_true(compare(">", a, b)),
    )
    assert found == [
        (9, 14, 3, False, False, 2, 7, None, False, True),
        (None, None, None, None, None, None, 2, None, True, False),
        (None, None, None, None, None, None, 7, None, True, False),
        (None, None, None, None, None, None, None, None, True, False),
    ]


def test_texts_and_truths_are_compared_as_they_are(way):
    a, t = words("a"), truth("t")
    rows = [("甲镇", True), ("乙镇", False), (None, None)]
    found = worked(
        (a, t),
        rows,
        is_first=compare("=", a, text("甲镇")),
        is_not=compare("<>", a, text("甲镇")),
        yes=compare("=", t, TRUE),
        label=case([(t, text("是"))], text("否")),
    )
    assert found == [(True, False, True, "是"), (False, True, False, "否"), (None, None, None, "否")]


@given(st.data())
def test_source_and_closures_agree_on_any_scalar(data):
    columns, cells = data.draw(number_rows())
    try:
        made = [data.draw(scalars(columns)), data.draw(truths(columns))]
    except TooLarge:
        return
    names = list(columns)
    for scalar in made:
        by_row = closure(scalar, {name: i for i, name in enumerate(names)})
        for form, expected in (
            ("value", [by_row(row) for row in cells]),
            ("true", [by_row(row) is True for row in cells]),
        ):
            if form == "true" and scalar.kind != "truth":
                continue
            source = Source(lambda c: (f"c{names.index(c.name)}", c.nullable))
            text_made = getattr(source, form)(scalar)
            found = of_columns(text_made, source.texts, len(names))(*zip(*cells, strict=True))
            assert [cell is True for cell in found] == expected if form == "true" else found == expected


def test_what_is_nested_too_deeply_for_python_to_read_is_worked_out_all_the_same():
    a = number("a", nullable=False, low=0, high=10)
    deep: Scalar = a
    for _ in range(150):
        deep = case([(compare(">", a, integer(5)), a)], add(case([(compare("<", a, ONE), deep)], deep), ZERO))
    for _ in range(120):
        deep = case([(compare("=", deep, integer(3)), ONE)], multiply(deep, ONE))
    rows = [(i % 11,) for i in range(MANY)]
    assert worked((a,), rows, deep=deep) == [(1 if i == 3 else i,) for (i,) in rows]


def test_a_division_that_a_condition_protects_is_not_worked_out_before_it(way):
    a, b = number("a", nullable=False, low=0), number("b", nullable=False, low=0)
    share = divide(multiply(a, integer(100)), bounded(b, 1, 1000))
    doubled = add(add(share, share), case([(compare(">", share, integer(50)), share)], negate(share)))
    kept = case([(compare(">", b, ZERO), doubled)], integer(-1))
    assert worked((a, b), [(1, 1), (1, 0), (1, 4)], kept=kept) == [(300,), (-1,), (25,)]


# -- hostile texts are data
def hostile_ways() -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(HOSTILE), st.text())


@given(st.lists(hostile_ways(), min_size=1, max_size=6), st.lists(hostile_ways(), min_size=1, unique=True))
def test_no_text_and_no_name_of_a_column_ever_becomes_source(texts, names):
    columns = [words(name) for name in names]
    scalar = case(
        [(compare("=", column, text(each)), text(each)) for column in columns for each in texts],
        case([(is_null(columns[0]), integer(-5))], integer(7)),
    )
    source = Source(lambda column: (f"c{names.index(column.name)}", column.nullable))
    for made in (source.value(scalar), source.true(compare("=", columns[0], text(texts[0])))):
        words_used = set(re.findall(r"[^\W\d]+", re.sub(r"\b[ckt]\d+\b", "", made)))
        assert words_used <= {"None", "True", "False", "if", "else", "is", "not", "and", "or"}
        assert set(made) <= set("NoneTrueFalseifelseisnotandor ckt0123456789()=!<>:+-*/")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_are_compared_like_any_other(way, hostile):
    name = words(f"x_{hostile}")
    found = worked(
        (name,), [(hostile,), ("甲镇",), (None,)], same=compare("=", name, text(hostile)), kept=name
    )
    assert found == [(True, hostile), (False, "甲镇"), (None, None)]


def test_hostile_texts_in_a_scheme_and_a_ledger_are_data(way, scored):
    tag = "__import__('os').abort()"
    scheme = f"""\
tags: ["{tag}"]
rules:
  tips 信息: {{clause: a, each: 线索, when: 标签 含 "{tag}", points: 1分}}
  own 本镇: {{clause: a, each: 线索, when: 企业 = "');x", points: 1分}}
"""
    facts = {
        "leads": [
            {"lead": "'\"; DROP", "unit": "甲镇", "date": "2023-05-01", "company": "');x", "tags": tag},
            {"lead": "{0}", "unit": "乙镇", "date": "2023-05-01", "company": "__import__('os')", "tags": ""},
        ]
    }
    assert scored(scheme, facts, "2023").points == {"甲镇": 2}


# -- relations
SMALL = st.one_of(st.none(), st.integers(-3, 3))
PROJECTS = Table(
    "projects", {"project": number("project"), "unit": number("unit"), "amount": number("amount")}
)
RATES = Table("rates", {"unit_no": number("unit_no"), "since": number("since"), "rate": number("rate")})


def datasets() -> st.SearchStrategy[Data]:
    rows = st.lists(st.tuples(SMALL, SMALL, SMALL), max_size=12)
    return st.builds(lambda p, r: {"projects": (PROJECTS, p), "rates": (RATES, r)}, rows, rows)


def every_kind_of_relation() -> list[Relation]:
    p, named = (
        PROJECTS,
        {"project": PROJECTS["project"], "unit": PROJECTS["unit"], "amount": PROJECTS["amount"]},
    )
    big = Select(
        "big", p, {**named, "double": add(p["amount"], p["amount"])}, compare(">", p["amount"], ZERO)
    )
    later = compare("<=", Column("integer", True, -1000, 1000, "since"), p["amount"])
    take = {"since": "since", "rate": "rate"}
    names = Values(
        "names", {"n": number("n", False, 0, 2), "is": words("is")}, ((0, "甲"), (1, "乙"), (2, "'"))
    )
    joins: list[Relation] = []
    for outer in (False, True):
        joins += [
            Join("plain", p, RATES, (("unit", "unit_no"),), take, None, outer),
            Join("if", p, RATES, (("unit", "unit_no"),), take, later, outer),
            Join("two", p, RATES, (("unit", "unit_no"), ("amount", "since")), {"rate": "rate"}, None, outer),
            Join("named", p, names, (("unit", "n"),), {"is": "is"}, None, outer),
            Join(
                "named_if",
                p,
                names,
                (("unit", "n"),),
                {"is": "is"},
                compare("<>", names["is"], text("'")),
                outer,
            ),
        ]
    joins += [
        Join("all", p, names, (), {"is": "is"}),
        Join("all_if", p, RATES, (), take, later),
    ]
    known = Select("known", p, named, inverse(either(*(is_null(c) for c in named.values()))))
    settled = Select("settled", known, {n: coalesce(known[n], ZERO) for n in named})
    numbered = Select(
        "numbered",
        settled,
        {
            **{n: settled[n] for n in named},
            "place": add(multiply(settled["amount"], integer(100)), settled["project"]),
        },
    )
    count = Aggregate("sum", ONE)
    windows = {
        f"{function}_{frame}_{down}": WindowColumn(
            Aggregate(function, numbered["project"]), ("unit",), (Order("amount", down),), "peers"
        )
        if frame == "peers"
        else WindowColumn(Aggregate(function, numbered["project"]), ("unit",))
        for function in ("sum", "min", "max")
        for frame in ("peers", "all")
        for down in (False, True)
    }
    aggregates = {
        "n": count,
        "total": Aggregate("sum", p["amount"]),
        "least": Aggregate("min", p["amount"]),
        "most": Aggregate("max", add(p["amount"], p["project"])),
    }
    first = Group("first", numbered, ("unit", "amount"), {"project": Aggregate("min", numbered["project"])})
    running = WindowColumn(
        Aggregate("sum", first["project"]), (), (Order("unit", True), Order("amount")), "rows"
    )
    return [
        big,
        *joins,
        Union("union", (known, Select("same", big, named), Stored("kept", known))),
        Group("by_unit", p, ("unit",), aggregates),
        Group("by_two", p, ("unit", "project"), aggregates),
        Group("all_together", p, (), aggregates),
        Window("window", numbered, windows),
        Window("running", first, {"so_far": running}),
    ]


@settings(suppress_health_check=list(HealthCheck))
@given(st.lists(datasets(), min_size=2, max_size=3), st.booleans())
def test_a_program_run_over_several_ledgers_gives_what_the_database_gives_for_each(several, compiled):
    relations, program = every_kind_of_relation(), Program()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(column_scalars, "ENOUGH_ROWS", 0 if compiled else 10**9)
        for data in several:
            shared, database = Closures(data, program), DuckDB(data)
            for relation in relations:
                found = shared.rows(relation)
                assert found == Closures(data).rows(relation)
                assert sorted(found, key=repr) == sorted(database.rows(relation), key=repr), relation.label


@FEWER
@given(districts())
def test_both_engines_write_the_same_lines_when_every_scalar_is_compiled(made: Random):
    scheme, ledger = read(made)
    plan = planned(scheme, ledger, pick(made, *ASKED))
    data, program = plan.compiler.facts.data, Program()
    try:
        relations = (plan.lines, plan.board("board"))
    except TooLarge:  # the scheme's points fit, their sums on the board may not
        return
    plain = [Closures(data, program).rows(relation) for relation in relations]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(column_scalars, "ENOUGH_ROWS", 0)
        assert [Closures(data, program).rows(relation) for relation in relations] == plain
    database = DuckDB(data)
    for rows, relation in zip(plain, relations, strict=True):
        assert sorted(rows, key=repr) == sorted(database.rows(relation), key=repr)


RULES = """\
rules:
  signed 签约: {clause: a, each: 进展, when: 阶段 = 签约, points: 1分 × 金额 ÷ 1亿元}
  tips 信息: {clause: a, each: 线索, points: 1分, cap: {month: 2分}}
  none 零签约: {clause: a, per: quarter, when: 计数(进展 其中 阶段 = 签约) = 0, points: -1分}
rankings:
  board 总榜: {clause: a, groups: 全体}
"""


def year(*signed: tuple[str, str, int], leads: int = 3) -> dict[str, list[dict[str, object]]]:
    """Signings by unit, day and amount in ten thousands, and leads of 甲镇 in May."""
    projects = [{"project": f"P{i}", "unit": unit, "amount": a} for i, (unit, _, a) in enumerate(signed)]
    stages = [{"project": f"P{i}", "stage": "signed", "date": day} for i, (_, day, _) in enumerate(signed)]
    tips = [{"lead": f"L{i}", "unit": "甲镇", "date": f"2023-05-{i + 1:02}"} for i in range(leads)]
    return {"projects": projects, "milestones": stages, "leads": tips}


def test_a_plan_and_its_program_serve_another_ledger_that_fits(district):
    scheme = district(RULES).scheme
    period = parse_period("2023")
    clock = Clock(scheme, period, to_day("2023-12-31"))
    before, after = (
        prepare(scheme, ledger_from_rows(facts, UnitDirectory.of(scheme.units)))
        for facts in (
            year(("甲镇", "2023-02-01", 90000), ("丁局", "2023-03-01", 10000), ("乙镇", "2023-08-01", 20000)),
            year(("丁局", "2023-02-01", 10000), ("甲镇", "2023-04-30", 90000), ("丙局", "2023-08-01", 30000)),
        )
    )
    plan, program = make_plan(scheme, before, clock), Program()
    board = plan.board("board")
    for facts in (before, after, before):
        shared, own = Closures(facts.data, program), make_plan(scheme, facts, clock)
        fresh = Closures(facts.data)
        assert program.fits(facts.data)
        assert shared.rows(plan.lines) == fresh.rows(own.lines)
        assert sorted(shared.rows(board)) == sorted(fresh.rows(own.board("board")))


def test_a_program_says_which_ledgers_its_relations_were_not_made_for():
    def given(*columns: Column) -> Data:
        table = Table("given", {c.name: c for c in columns})
        return {"given": (table, [])}

    made = given(number("a", False, 0, 10), words("b"))
    program, table = Program(), made["given"][0]
    Closures(made, program).rows(Select("some", table, {"a": table["a"]}))
    assert program.fits(made)
    assert program.fits(given(number("a", False, 3, 4), words("b")))
    assert not program.fits(given(number("a", False, 0, 11), words("b")))
    assert not program.fits(given(number("a", False, -1, 10), words("b")))
    assert not program.fits(given(number("a", True, 0, 10), words("b")))
    assert not program.fits(given(words("a"), words("b")))
    assert not program.fits(given(words("b"), number("a", False, 0, 10)))
    assert not program.fits({})


# -- rows that are given
def test_known_rows_are_taken_instead_of_being_worked_out():
    table = Table("points", {"unit": number("unit", False, 0, 9), "points": number("points")})
    total = {"total": Aggregate("sum", table["points"])}
    totals, twin = Group("totals", table, ("unit",), total), Group("twin", table, ("unit",), total)
    best, best_of_twin = (
        Group("best", of, (), {"most": Aggregate("max", of["total"])}) for of in (totals, twin)
    )
    data: Data = {"points": (table, [(0, 5), (1, 7), (1, 1)])}
    program, stored = Program(), [(0, 50), (3, None), (2, 40)]
    for known, expected in (({}, 8), ({totals: stored}, 50), ({totals: []}, None), ({}, 8)):
        backend = Closures(data, program, known)
        assert backend.rows(best) == [(expected,)]
        assert backend.rows(best_of_twin) == [(8,)], "another relation is not known, however alike"
        assert backend.rows(totals) == (list(known[totals]) if known else [(0, 5), (1, 8)])


def test_a_known_relation_needs_no_table_below_it():
    table = Table("facts", {"a": number("a"), "b": number("b")})
    base = Select("base", table, {"a": table["a"], "b": table["b"]}, compare(">", table["a"], ZERO))
    above = Select("above", Stored("base", base), {"b": base["b"]}, compare("=", base["a"], ONE))
    assert Closures({}, known={base: [(1, 2), (0, 3), (1, None)]}).rows(above) == [(2,), (None,)]


# -- edges
def test_relations_may_stand_on_one_another_by_the_thousand():
    table = Table("given", {"n": number("n", False, 0, 1)})
    relation: Relation = table
    for step in range(3000):
        where = compare("<", relation["n"], integer(2901)) if step % 100 == 0 else None
        relation = Select("next", relation, {"n": add(relation["n"], ONE)}, where)
    assert Closures({"given": (table, [(0,), (1,)])}).rows(relation) == [(3000,)]


def test_rows_without_columns_are_counted():
    table = Table("given", {"n": number("n")})
    assert Closures({"given": (table, [(1,), (None,)])}).rows(Select("empty", table, {})) == [(), ()]


def test_positions_are_the_order_of_the_columns():
    assert positions(PROJECTS) == {"project": 0, "unit": 1, "amount": 2}
