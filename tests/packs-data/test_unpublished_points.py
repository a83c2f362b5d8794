"""Two documents whose points were never published: what was done is computed, the score waits for an overlay."""

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from zhaoshang.ledger import ledger_from_rows
from zhaoshang.scheme import load_cases, load_scheme
from zhaoshang.scoring import score
from zhaoshang.scoring.cases import run_cases
from zhaoshang.tables import UnitDirectory

PACKS = Path(__file__).parents[2] / "src/zhaoshang/packs"
BOTH = ("baodi-2023", "zhengzhou-2018")
POSTS = {  # led by, visits demanded in a year
    "书记": ("党政一把手", 4),
    "行政正职": ("党政一把手", 4),
    "工业分管": ("分管领导", 8),
    "招商分管": ("分管领导", 8),
    "园区分管": ("分管领导", 8),
}
POINTS = """\
title: 试填的分值，只为检验
patch:
  parameters: {settled: 是}
  rules:
    visits_over: {points: 2分}
    visits_short: {points: -3分}
    no_ledger: {points: -5分}
    leaders_short: {points: -4分}
    signed_over: {points: 3分}
    signed_short: {points: -3分}
    four_force: {points: 1分}
    giant_5b: {points: 5分}
    giant_10b: {points: 10分}
    begun_over: {points: 3分}
    begun_short: {points: -3分}
    rate_over: {points: 2分}
    rate_short: {points: -2分}
"""


def scored(scheme, facts, period):
    return score(scheme, ledger_from_rows(facts, UnitDirectory.of(scheme.units)), period)


def sums_of_targets(scheme):
    sums: dict[str, Fraction] = {}
    for value in scheme.target_values:
        sums[value.target] = sums.get(value.target, Fraction(0)) + value.value
    return sums


@pytest.mark.parametrize("engine", ["python", "duckdb"])
@pytest.mark.parametrize("pack", BOTH)
def test_every_case_holds_on_both_engines(pack, engine):
    reports = list(run_cases(pack, engine))
    assert len(reports) == len(load_cases(pack)) > 20
    assert [(r.case.name, [p.in_language("zh") for p in r.problems]) for r in reports if not r.holds] == []


@pytest.mark.parametrize(("pack", "period"), [("baodi-2023", "2023-03"), ("zhengzhou-2018", "2018")])
def test_without_points_there_is_no_score_no_place_and_a_warning(pack, period):
    result = scored(load_scheme(pack), {}, period)
    assert {unit.score for unit in result.units} == {None}
    assert {unit.rank for unit in result.units} == {None}
    assert result.provisional
    assert "points.unpublished" in {warning.code for warning in result.warnings}


# -- Baodi


def test_baodi_has_thirty_measures_all_of_them_carried():
    assert list(load_scheme("baodi-2023").clauses) == [f"BD-{n}" for n in range(1, 31)]


def test_baodi_headlines_are_the_districts_and_the_three_bands_make_118():
    result = scored(load_scheme("baodi-2023"), {}, "2023")
    headlines = {h.target: h.value for h in result.headlines}
    assert headlines == {
        "projects": 118,
        "projects_100m": 10,
        "projects_10m": 98,
        "projects_5m": 10,
        "domestic_funds": 200 * 10**8,
        "headquarters": 3000,
        "foreign_firms": 10,
        "foreign_capital": 4000 * 10**4,
        "promotions": 6,
    }
    assert sum(headlines[band] for band in ("projects_100m", "projects_10m", "projects_5m")) == 118


def test_in_baodi_only_parks_and_outgoing_groups_have_tasks_of_their_own():
    sums = sums_of_targets(load_scheme("baodi-2023"))
    assert (sums["entities"], sums["market_entities"]) == (30 + 50, 500 + 500)
    assert (sums["group_funds"], sums["group_registrations"]) == (6 * 2 * 10**8, 6 * 30)


def test_the_place_in_baodi_is_explained_by_the_mean_of_what_was_assigned():
    scheme = load_scheme("baodi-2023", ["bd-x3-b"])
    facts = {
        "targets": [
            {"unit": "周良街道", "target": "内资到位额", "value": "10000"},
            {"unit": "周良街道", "target": "服务型总部型企业", "value": "30"},
        ],
        "funds": [{"fund": "F1", "unit": "周良街道", "date": "2023-01-05", "amount": "25000"}],
        "indicators": [
            {"unit": "周良街道", "indicator": "服务型总部型企业", "date": "2023-02-28", "value": "15"}
        ],
    }
    (line,) = scored(scheme, facts, "2023-03").unit("周良街道").lines
    assert (line.points, line.clause) == (75 * 10**6, "八(二十五)")
    assert "已下达指标数 2个" in line.why.zh
    assert "75%" in line.why.zh


# -- Zhengzhou


def leaders_visits(unit, more=0):
    """As many visits by each leader as are demanded, and some more by the first."""
    return [
        {
            "activity": f"{unit}/{post}/{n}",
            "unit": unit,
            "date": f"2018-{n % 12 + 1:02}-15",
            "kind": "走访对接",
            "led_by": led_by,
            "person": post,
        }
        for post, (led_by, demanded) in POSTS.items()
        for n in range(demanded + (more if post == "书记" else 0))
    ]


def five_projects(unit, large, small):
    """Two projects for the heads and three for the deputies, all signed and begun, a third of the money there."""
    sizes = [large, large, small, small, small]
    names = [f"{unit}/{n}" for n in range(5)]
    return {
        "projects": [
            {"project": p, "unit": unit, "amount": str(s)} for p, s in zip(names, sizes, strict=True)
        ],
        "milestones": [
            {"project": p, "stage": stage, "date": day}
            for p in names
            for stage, day in (("签约", "2018-03-01"), ("开工", "2018-09-01"))
        ],
        "funds": [
            {"fund": p, "unit": unit, "project": p, "date": "2018-10-01", "amount": str(s * 3 // 10)}
            for p, s in zip(names, sizes, strict=True)
        ],
    }


def reasons(result, unit):
    return {o.outcome: set(o.because.split("；")) for o in result.outcomes if o.unit == unit}


@pytest.mark.parametrize(
    ("unit", "large", "small", "least"), [("巩义市", 200_000, 100_000, 70), ("金水区", 100_000, 50_000, 35)]
)
def test_five_projects_just_large_enough_meet_every_task_of_a_year(unit, large, small, least):
    facts = {**five_projects(unit, large, small), "activities": leaders_visits(unit)}
    assert sum(int(p["amount"]) for p in facts["projects"]) == least * 10**4
    result = scored(load_scheme("zhengzhou-2018"), facts, "2018")
    tasks = [t for t in result.unit(unit).targets if t.value is not None]
    assert [t.target for t in tasks if not t.met] == []
    assert len(tasks) == 15
    assert reasons(result, unit) == {"符合加分情形": {"开工数超额"}}  # five begun where two were asked


def test_in_a_development_zone_one_of_the_five_must_be_of_five_billion():
    unit = "郑州经济技术开发区"
    facts = {**five_projects(unit, 200_000, 100_000), "activities": leaders_visits(unit)}
    result = scored(load_scheme("zhengzhou-2018"), facts, "2018")
    assert [t.target for t in result.unit(unit).targets if not t.met] == ["signed_giant"]
    assert reasons(result, unit)["符合减分情形"] == {"签约数未完成"}


def test_one_visit_too_few_by_one_leader_is_a_shortfall_whatever_the_others_did():
    unit = "巩义市"
    visits = leaders_visits(unit, more=5)
    visits.remove(next(v for v in visits if v["person"] == "园区分管"))
    result = scored(load_scheme("zhengzhou-2018"), {"activities": visits}, "2018")
    assert "走访未完成" in reasons(result, unit)["符合减分情形"]
    assert "符合加分情形" not in reasons(result, unit)


def test_situations_are_told_one_by_one():
    unit = "巩义市"
    facts = five_projects(unit, 200_000, 100_000)
    for project, size, tags in (("G", 500_000, ""), ("H", 1_000_000, "四力型")):
        facts["projects"].append({"project": project, "unit": unit, "amount": str(size), "tags": tags})
        facts["milestones"].append({"project": project, "stage": "签约", "date": "2018-06-01"})
    facts["funds"].append({"fund": "F", "unit": unit, "date": "2018-10-01", "amount": "460000"})
    facts["activities"] = leaders_visits(unit, more=1)
    facts["awards"] = [
        {"unit": unit, "date": "2018-11-01", "item": item, "points": points, "decision": "演示1号"}
        for item, points in (("专职团队", "2"), ("以商招商", "1"), ("模式创新", "1"), ("台账未报", "0"))
    ]
    result = scored(load_scheme("zhengzhou-2018"), facts, "2018")
    assert reasons(result, unit) == {
        "符合加分情形": {
            "超额走访",
            "专职团队有成效",
            "以商招商有成效",
            "模式创新有举措",
            "签约数超额",
            "开工数超额",
            "到位率超额",
            "四力型项目",
            "五十亿元以上项目",
            "一百亿元以上项目",
        },
        "符合减分情形": {"台账未建未报"},
    }


@pytest.fixture(scope="module")
def with_points(tmp_path_factory):
    """The pack with values filled in by an overlay, as an office that has the lost table would do."""
    folder = tmp_path_factory.mktemp("pack") / "zhengzhou"
    shutil.copytree(PACKS / "zhengzhou-2018", folder)
    (folder / "overlays" / "points.yaml").write_text(POINTS, encoding="utf-8")
    return load_scheme(folder, ["points"])


def test_once_points_are_supplied_the_score_is_100_and_what_the_situations_add(with_points):
    unit = "巩义市"
    facts = {**five_projects(unit, 200_000, 100_000), "activities": leaders_visits(unit, more=1)}
    facts["awards"] = [
        {"unit": unit, "date": "2018-11-01", "item": "台账未报", "points": "0", "decision": "演示1号"},
        {"unit": unit, "date": "2018-11-01", "item": "专职团队", "points": "1.5", "decision": "演示1号"},
    ]
    result = scored(with_points, facts, "2018")
    points = {line.rule: Fraction(line.points, 10**6) for line in result.unit(unit).lines}
    assert points == {
        "assessment#base": 100,
        "visits_over": 2,
        "team": Fraction(3, 2),
        "no_ledger": -5,
        "begun_over": 3,
    }
    assert result.unit(unit).score == 101_500_000
    idle = {line.rule: Fraction(line.points, 10**6) for line in result.unit("金水区").lines}
    assert idle == {  # nothing signed, so no rate to fall short of
        "assessment#base": 100,
        "visits_short": -3,
        "leaders_short": -4,
        "signed_short": -3,
        "begun_short": -3,
    }


def test_bonus_and_deduction_are_settled_at_the_end_of_the_year(with_points):
    assert {unit.score for unit in scored(with_points, {}, "2018-Q3").units} == {100 * 10**6}
    assert {unit.score for unit in scored(with_points, {}, "2018").units} == {87 * 10**6}


def test_six_units_of_the_whole_city_are_the_years_best(with_points):
    facts = {
        "awards": [
            {
                "unit": unit.name,
                "date": "2018-11-01",
                "item": "专职团队",
                "points": str(n),
                "decision": "演示1号",
            }
            for n, unit in enumerate(with_points.units, 1)
        ]
    }
    result = scored(with_points, facts, "2018")
    best = {o.unit for o in result.outcomes if o.outcome == "先进单位"}
    assert best == {unit.name for unit in with_points.units[-6:]}
