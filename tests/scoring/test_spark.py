"""Spark gives Python's results: a case of every kind of behaviour, and a whole district."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from districts import District

from zhaoshang.demonstration import demonstration_ledger
from zhaoshang.ledger import ledger_from_rows
from zhaoshang.problems import ProblemsFound
from zhaoshang.quantities.periods import parse_period
from zhaoshang.scheme import load_scheme
from zhaoshang.scoring import Result, score
from zhaoshang.scoring.algebra import Aggregate, Group, Select, Stored, Table, divide, integer, multiply, text
from zhaoshang.scoring.backends import Backend, Data, requirements
from zhaoshang.scoring.backends.closures import Closures
from zhaoshang.scoring.backends.spark import Spark
from zhaoshang.scoring.compile.periods import Clock
from zhaoshang.scoring.compile.plan import make_plan
from zhaoshang.scoring.facts import integer_column, text_column, truth_column
from zhaoshang.scoring.prepare import prepare
from zhaoshang.tables import UnitDirectory

QUICK_TO_START = {
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
"""For small data: starting counts, running does not."""

SCHEME = """\
tags: [化工]
items: [加, 减]
parameters:
  limit 限额: {一类: 2分, 二类: 3分}
tables:
  size 档次:
    by: 金额
    rows:
      - {row: "small 小", from: 0元, 得: 1分 × 金额 ÷ 5000万元}
      - {row: "middle 中", from: 5000万元, 得: 1分}
      - {row: "large 大", above: 1亿元, 得: 2分}
views:
  签约: {of: 进展, where: 阶段 = 签约}
  lapsed 逾期签约: {of: 进展, where: 阶段 = 签约, within: 6个月, without: 落地日期}
  once 首次线索: {of: 线索, first: 企业}
targets:
  t1 任务: {clause: a, done: 计数(签约)}
rules:
  each 逐条: {clause: a, each: 签约, points: 档次.得}
  per 逐期: {clause: a, per: quarter, points: 0.1分 × 计数(线索)}
  capped 封顶: {clause: a, each: 线索, points: 0.7分, cap: {month: 1分, term: 限额}}
  floored 保底: {clause: a, each: 线索, when: 企业 = "it's a\\b", points: −0.7分, floor: {month: −1分}}
  lapse 逾期: {clause: a, each: 逾期签约, points: −0.3分}
  first 首次: {clause: a, each: 首次线索, points: 0.2分}
  peers 比同组: {clause: a, per: year, when: 计数(线索) > 同组平均(计数(线索)), points: 0.5分 × 同组名次(计数(线索))}
  欠任务: {clause: a, per: year, points: −1分 × 缺额(任务)}
  wide 大额: {clause: a, per: year, points: 1分 × 余(合计(资金.金额)，1万元) ÷ 1元}
  below 负除: {clause: a, each: 资金, points: 1分 × 金额 ÷ 3亿元}
  foreign 折算: {clause: a, each: 资金, when: 金额 × 9000 ≥ 1元, points: 1分 × 每满(金额，1亿元)}
rankings:
  board 总榜: {clause: a, groups: 类别}
outcomes:
  best 表扬: {clause: a, after: year, when: 名次 ≤ 1}
"""
FACTS = {
    "projects": [
        {"project": "P1", "unit": "甲镇", "amount": "4999.999999"},
        {"project": "P2", "unit": "甲镇", "amount": "5000"},
        {"project": "P3", "unit": "丙局", "amount": "10000.000001"},
    ],
    "milestones": [
        {"project": "P1", "stage": "签约", "date": "2023-01-31"},
        {"project": "P2", "stage": "签约", "date": "2023-02-01"},
        {"project": "P2", "stage": "落地", "date": "2023-08-01"},
        {"project": "P3", "stage": "签约", "date": "2023-05-31"},
    ],
    "leads": [
        {"lead": f"L{n}", "unit": "乙镇" if n % 4 else "丁局", "date": f"2023-{1 + n // 4:02}-{n + 1:02}",
         "company": "it's a\\b" if n % 2 else f"甲{n % 6}公司", "amount": "1"} for n in range(16)
    ],
    "funds": [
        *({"fund": f"F{n}", "unit": "甲镇", "date": "2023-03-01", "amount": "1000000000"} for n in range(40)),
        {"fund": "F40", "unit": "甲镇", "date": "2023-03-01", "amount": "999999999.999999"},
        {"fund": "F41", "unit": "丁局", "date": "2023-03-02", "amount": "-33333.333333"},
        {"fund": "F42", "unit": "丁局", "date": "2023-03-02", "amount": "1000000000", "currency": "USD"},
    ],
    "rates": [{"currency": "USD", "date": "2023-01-01", "rate": "7.12345678"}],
}  # fmt: skip
TARGETS = "unit,year,t1\n甲镇,2023,3\n丙局,2023,1\n丁局,2023,2\n"


@pytest.fixture(scope="session")
def spark() -> Iterator[Callable[[Data], Backend]]:
    """Makes the back end; as an engine, it is given instead of a name."""
    from pyspark.sql import SparkSession

    assert shutil.which("java"), "Java 17 or newer is needed; on Debian: apt-get install default-jre-headless"
    builder = SparkSession.builder.master("local[2]").appName("tests")
    for name, value in QUICK_TO_START.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield lambda data: Spark(data, session)
    session.stop()


class Both(NamedTuple):
    python: Result
    spark: Result


@pytest.fixture(scope="session")
def both(spark: Callable[[Data], Backend], tmp_path_factory: pytest.TempPathFactory) -> Both:
    """All the rules of the scheme above, scored once on either engine."""
    scheme = District.written(tmp_path_factory.mktemp("spark") / "district", SCHEME, targets=TARGETS).scheme
    ledger = ledger_from_rows(FACTS, UnitDirectory.of(scheme.units))
    return Both(*(score(scheme, ledger, "2023", engine=engine) for engine in ("python", spark)))


def lines(result: Result, rule: str) -> list[Any]:
    return [(u.unit, line) for u in result.units for line in u.lines if line.rule.partition("#")[0] == rule]


@pytest.mark.parametrize(
    ("rule", "least"),
    [
        ("each", 3), ("per", 16), ("capped", 20), ("floored", 10), ("lapse", 2), ("first", 4), ("peers", 2),
        ("欠任务", 4), ("wide", 4), ("below", 43), ("foreign", 42),
    ],
)  # fmt: skip
def test_each_kind_of_rule_writes_the_same_lines(both: Both, rule, least):
    assert lines(both.spark, rule) == lines(both.python, rule)
    assert len(lines(both.python, rule)) >= least


def test_the_whole_result_is_the_same(both: Both):
    assert both.spark.to_json() == both.python.to_json()


def test_a_whole_district_gets_the_same_lines_and_places(spark):
    kaiping, period = load_scheme("kaiping-2023"), parse_period("2023-Q1")
    facts = prepare(kaiping, demonstration_ledger(kaiping))
    plan = make_plan(kaiping, facts, Clock(kaiping, period, period.last))
    engines = Closures(facts.data), spark(facts.data)
    for relation in (plan.lines, *(plan.board(name) for name in kaiping.rankings)):
        python, other = (sorted(engine.rows(relation), key=repr) for engine in engines)
        assert other == python and python


# -- one step after another
def sorted_rows(backend: Backend, relation: Any) -> list[Any]:
    return sorted(backend.rows(relation), key=repr)


def numbers(*values: int | None) -> Data:
    table = Table("numbers", {"n": integer_column("n", -(2**63 - 1), 2**63 - 1, True)})
    return {"numbers": (table, [(value,) for value in values])}


def test_wide_numbers_are_divided_exactly_and_come_back_whole(spark):
    """Spark's own DIV gives the lowest 64 bits of a quotient that needs more."""
    data = numbers(0, 1, -1, 10**15, -(10**15), 2**63 - 1, 1 - 2**63, None)
    (table, _) = data["numbers"]
    wide = multiply(table["n"], integer(10**12))
    outputs = {"wide": wide, "long": divide(wide, integer(7)), "short": divide(wide, integer(10**20))}
    relation = Select("worked", table, outputs)
    got = sorted_rows(spark(data), relation)
    assert got == sorted_rows(Closures(data), relation)
    assert all(value is None or type(value) is int for row in got for value in row)


def test_a_sum_past_64_bits_is_exact(spark):
    data = numbers(*[2**63 - 1] * 5, None)
    (table, _) = data["numbers"]
    total = Group("total", table, (), {"all": Aggregate("sum", table["n"], 10)})
    assert spark(data).rows(total) == [(5 * (2**63 - 1),)]


def test_a_number_past_its_bounds_is_an_error_and_never_a_wrong_number(spark):
    from pyspark.errors import ArithmeticException

    table = Table("numbers", {"n": integer_column("n", 0, 10)})
    data = {"numbers": (table, [(2**63 - 1,)])}
    with pytest.raises(ArithmeticException):
        spark(data).rows(Select("more", table, {"n": multiply(table["n"], integer(2))}))


def test_texts_truths_and_blanks_arrive_as_they_are(spark):
    table = Table("texts", {"t": text_column("t"), "yes": truth_column("yes")})
    texts = ["企业“甲”", "it's", "a\\b", "tab\there", "two\nlines", "%s", "${x}", "", None]
    data = {"texts": (table, [(t, [True, False, None][i % 3]) for i, t in enumerate(texts)])}
    assert sorted_rows(spark(data), table) == sorted_rows(Closures(data), table)


def test_names_that_engines_read_differently_stay_apart(spark):
    names = ["x_人口", "x_A", "x_a", "x_" + "long" * 20 + "1", "x_" + "long" * 20 + "2"]
    own = {name: integer_column(name, 0, 9) for name in names}
    table = Table("units", own)
    data = {"units": (table, [(1, 2, 3, 4, 5)])}
    relation = Select("view_签约", Stored("view_签约", table), {**own, "t": text("x_A 'x_人口'")})
    assert spark(data).rows(relation) == [(1, 2, 3, 4, 5, "x_A 'x_人口'")]


def test_a_back_end_leaves_the_session_as_it_was(spark):
    from pyspark.sql import SparkSession

    session = SparkSession.builder.getOrCreate()
    session.createDataFrame([(7,)], "n BIGINT").createOrReplaceTempView("numbers")
    before = session.conf.get("spark.sql.variable.substitute")
    data = numbers(1, 2)
    assert sorted_rows(spark(data), data["numbers"][0]) == [(1,), (2,)]
    assert session.table("numbers").collect()[0]["n"] == 7
    assert session.conf.get("spark.sql.variable.substitute") == before
    session.catalog.dropTempView("numbers")


# -- what can be wrong
def problem_of(make: Callable[[], Any]) -> str:
    with pytest.raises(ProblemsFound) as found:
        make()
    (problem,) = found.value.problems
    return f"{problem.code}: {problem.in_language('zh')} / {problem.in_language('en')}"


def test_without_pyspark_what_to_install_is_said(monkeypatch):
    monkeypatch.setattr(requirements, "find_spec", lambda module: None)
    assert "pip install 'zhaoshang[spark]'" in problem_of(lambda: Spark({}))


def test_without_java_what_to_install_is_said(tmp_path: Path):
    """In a process of its own: in this one Java runs already."""
    without = {k: v for k, v in os.environ.items() if k != "JAVA_HOME"} | {"PATH": str(tmp_path)}
    asked = "from zhaoshang.scoring.backends.spark import Spark; Spark({})"
    ran = subprocess.run(
        [sys.executable, "-c", asked], env=without, capture_output=True, text=True, check=False
    )
    assert "ProblemsFound" in ran.stderr and "default-jre-headless" in ran.stderr
    assert "JAVA_GATEWAY_EXITED" not in ran.stderr
