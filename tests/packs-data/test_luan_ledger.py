"""The demonstration ledger of 六安市 against the table that was published."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from zhaoshang.ledger import read_ledger
from zhaoshang.scheme import load_scheme
from zhaoshang.scoring import score
from zhaoshang.tables import UnitDirectory

LEDGER = Path(__file__).parents[2] / "src/zhaoshang/packs/luan-2022/ledger"
PUBLISHED = {  # 亿元以上, 5亿元以上, 10亿元以上, 开工, 开工率（印刷）, 外出批次
    "霍邱县": (52, 11, 4, 45, "86.5", 14),
    "舒城县": (52, 14, 5, 39, "75.0", 24),
    "金寨县": (47, 10, 4, 36, "76.6", 19),
    "金安区": (46, 11, 6, 43, "93.5", 28),
    "霍山县": (45, 13, 4, 34, "75.6", 17),
    "裕安区": (44, 10, 3, 37, "84.1", 13),
    "市开发区": (39, 14, 6, 34, "87.2", 23),
    "叶集区": (19, 5, 4, 17, "89.5", 23),
}


def rows(table):
    with (LEDGER / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def stage_days(stage):
    return {row["项目编号"]: row["日期"] for row in rows("milestones") if row["阶段"] == stage}


@pytest.mark.parametrize("area", PUBLISHED)
def test_every_area_has_the_counts_that_were_printed(area):
    signed, started = stage_days("签约"), stage_days("开工")
    large = [
        (int(row["总投资（万元）"]), row["项目编号"])
        for row in rows("projects")
        if row["责任单位"] == area and int(row["总投资（万元）"]) >= 10_000
    ]
    assert all("2022-01-01" <= signed[project] <= "2022-09-30" for _, project in large)
    began = [project for _, project in large if project in started]
    assert all(signed[project] < started[project] <= "2022-09-30" for project in began)
    trips = [
        r for r in rows("activities") if r["责任单位"] == area and "2022-01-01" <= r["日期"] <= "2022-09-30"
    ]
    tenths = (2 * 1000 * len(began) + len(large)) // (
        2 * len(large)
    )  # a rate in tenths of a per cent, half up
    assert PUBLISHED[area] == (
        len(large),
        sum(size >= 50_000 for size, _ in large),
        sum(size >= 100_000 for size, _ in large),
        len(began),
        f"{tenths // 10}.{tenths % 10}",
        len(trips),
    )


def test_the_totals_are_those_of_the_table():
    columns = list(zip(*PUBLISHED.values(), strict=True))
    assert [sum(columns[i]) for i in (0, 1, 2, 3, 5)] == [344, 88, 36, 285, 161]


def test_projects_below_a_hundred_million_are_there_and_not_counted():
    small = [row for row in rows("projects") if int(row["总投资（万元）"]) < 10_000]
    assert len(small) == 16
    assert len(rows("projects")) == 344 + 16


def test_every_project_says_that_it_is_a_demonstration():
    assert all(row["项目名称"].startswith("演示项目") for row in rows("projects"))


def test_the_ledger_is_what_the_generator_writes(tmp_path):
    import importlib.util

    path = Path(__file__).parents[2] / "tools/synthesise_luan.py"
    spec = importlib.util.spec_from_file_location("synthesise_luan", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.write(tmp_path)
    for file in LEDGER.glob("*.csv"):
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()


@pytest.fixture(scope="module")
def result():
    scheme = load_scheme("luan-2022")
    return score(scheme, read_ledger(LEDGER, UnitDirectory.of(scheme.units)), "2022-01..2022-09")


def test_scoring_the_ledger_gives_the_published_columns(result):
    for area, (large, larger, largest, began, _, trips) in PUBLISHED.items():
        done = {target.target: target.done for target in result.unit(area).targets}
        assert done == {
            "signed_100m": large,
            "signed_500m": larger,
            "signed_1b": largest,
            "started": began,
            "start_rate": Fraction(began, large),
            "outings": trips,
        }


def test_areas_stand_in_the_published_order_and_the_two_with_52_tie(result):
    assert {area: result.unit(area).rank for area in PUBLISHED} == dict(
        zip(PUBLISHED, (1, 1, 3, 4, 5, 6, 7, 8), strict=True)
    )


def test_points_were_never_published_so_no_area_has_a_score(result):
    assert {unit.score for unit in result.units} == {None}
    assert [warning.code for warning in result.warnings] == ["points.unpublished"]
