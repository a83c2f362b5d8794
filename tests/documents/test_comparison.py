import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaoshang.documents.comparison import Comparison, Run, UnitChange, compare
from zhaoshang.documents.comparison_files import changes_as_csv, comparison_as_json
from zhaoshang.documents.comparison_text import comparison_as_text
from zhaoshang.documents.line_changes import line_changes
from zhaoshang.documents.typesetting import width_of
from zhaoshang.ledger import Ledger, ledger_from_rows
from zhaoshang.problems import Problem, ProblemsFound, Words
from zhaoshang.quantities.dates import to_day
from zhaoshang.scheme import Scheme, list_overlays, load_scheme
from zhaoshang.scoring import Line, OutcomeResult, score

PROJECTS = [
    {"project": "P1", "name": "虚构甲子灯笼", "unit": "栗园镇", "amount": "10000", "tags": "演示数据"},
    {"project": "P2", "name": "虚构乙丑风车", "unit": "洼里镇", "amount": "20000", "tags": "演示数据"},
    {"project": "P3", "name": "虚构丙寅泥人", "unit": "开平镇", "amount": "5000", "tags": "演示数据"},
]
MILESTONES = [
    {"project": "P1", "stage": "签约", "date": "2023-02-20"},
    {"project": "P1", "stage": "落地", "date": "2023-05-20"},
    {"project": "P2", "stage": "签约", "date": "2023-03-01"},
    {"project": "P3", "stage": "签约", "date": "2023-03-10"},
]


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return ledger_from_rows({"projects": PROJECTS, "milestones": MILESTONES})


def run(ledger: Ledger, *overlays: str, period: str = "2023-Q1") -> Run:
    scheme = load_scheme("kaiping-2023", overlays)
    return Run(score(scheme, ledger, period), scheme, ledger, list_overlays("kaiping-2023"))


@pytest.fixture(scope="module")
def plain(ledger: Ledger) -> Run:
    return run(ledger)


@pytest.fixture(scope="module")
def bounds_below(plain: Run, ledger: Ledger) -> Comparison:
    """The first quarter, and the same where a tier holds its upper bound: 1亿元 is worth 1 point, not 2."""
    return compare(plain, run(ledger, "kp-x1-b"))


def of(comparison: Comparison, unit: str) -> UnitChange:
    return next(each for each in comparison.units if each.now.unit == unit)


def text_of(comparison: Comparison, language: Any = "zh", width: int = 80, **options: bool) -> str:
    return "\n".join(line.text for line in comparison_as_text(comparison, language, width, **options))


def test_a_project_of_just_a_hundred_million_falls_one_tier_and_its_town_one_point(
    bounds_below: Comparison,
) -> None:
    town = of(bounds_below, "栗园镇")
    assert town.before is not None and town.after is not None
    assert (town.before.score, town.after.score, town.difference) == (2_000_000, 1_000_000, -1_000_000)
    (rule,) = town.rules
    assert (rule.rule, rule.section, rule.difference) == ("signed", "项目加分", -1_000_000)
    (line,) = rule.lines
    assert (line.change.kind, line.change.difference) == ("points", -1_000_000)
    assert line.change.before is not None and line.change.after is not None
    assert (line.change.before.row, line.change.after.row) == ("100m_500m", "50m_100m")
    assert "第二档" in line.change.before.why.zh and "第一档" in line.change.after.why.zh
    assert line.facts[0].name.zh == "虚构甲子灯笼（P1） 签约"


def test_places_are_those_of_the_two_results_and_tell_who_climbed(bounds_below: Comparison) -> None:
    places = {
        unit: (each.before.place, each.after.place, each.climbed)
        for unit in ("洼里镇", "栗园镇", "开平镇")
        if (each := of(bounds_below, unit)).before is not None and each.after is not None
    }
    assert places == {"洼里镇": (1, 1, 0), "栗园镇": (1, 2, -1), "开平镇": (3, 2, 1)}


def test_a_line_that_only_stands_in_another_row_is_no_change_of_its_unit(bounds_below: Comparison) -> None:
    town = of(bounds_below, "开平镇")  # 5000万元: 1 point by either row
    (line,) = town.rules[0].lines
    assert (line.change.kind, line.change.difference, town.rules[0].counted) == ("moved", 0, ())
    same_place = replace(town, after=town.before)
    assert town.changed and not same_place.changed


def test_the_header_says_what_differs_with_question_and_title(bounds_below: Comparison) -> None:
    assert bounds_below.differs == ("overlays",)
    (overlay,) = bounds_below.after.used()
    assert (overlay.id, overlay.title, overlay.question) == ("kp-x1-b", "各档含上限", "KP-X1")
    text = text_of(bounds_below)
    assert "叠加    前：没有" in text and "后：kp-x1-b 各档含上限（KP-X1 的读法）" in text


def test_two_equal_runs_do_not_differ(plain: Run) -> None:
    comparison = compare(plain, plain)
    assert (comparison.differs, comparison.changed, comparison.rules) == ((), (), ())
    assert "没有任何变化" in text_of(comparison) and "Nothing changes" in text_of(comparison, "en")


def test_two_periods_have_other_lines_targets_and_outcomes(plain: Run, ledger: Ledger) -> None:
    comparison = compare(plain, run(ledger, period="2023-Q2"))
    assert comparison.differs == ("period", "as_of")
    town = of(comparison, "栗园镇")
    kinds = {(rule.rule, line.change.kind) for rule in town.rules for line in rule.lines}
    assert {("signed", "gone"), ("landed", "new")} <= kinds
    (outcome,) = of(comparison, "税务庄街道办事处").outcomes  # last in two quarters running
    assert outcome.before is not None and outcome.after is not None
    assert (outcome.before.outcome, outcome.after.outcome) == ("作出检查", "年终一般不予评优")
    assert {change.kind for unit in comparison.units for change in unit.outcomes} == {
        "gained",
        "lost",
        "rung",
    }
    (target,) = comparison.headlines
    assert target.of.target == "projects_100m" and not target.met_differs


def test_a_target_that_neither_run_demands_is_no_change(plain: Run, ledger: Ledger) -> None:
    comparison = compare(plain, run(ledger, period="2023-Q2"))
    targets = [target for unit in comparison.units for target in unit.targets]
    assert targets
    assert all(any(side and side.value is not None for side in (t.before, t.after)) for t in targets)


def test_a_correction_in_the_ledger_shows_as_the_line_it_takes_away(plain: Run) -> None:
    fewer = ledger_from_rows({"projects": PROJECTS, "milestones": MILESTONES[:2]})
    comparison = compare(plain, run(fewer))
    assert comparison.differs == ("ledger",)
    town = of(comparison, "洼里镇")
    kinds = {
        (rule.rule, line.change.kind, line.change.difference) for rule in town.rules for line in rule.lines
    }
    assert kinds == {("signed", "gone", -2_000_000), ("no_signing", "new", -10_000_000)}
    assert town.difference == -12_000_000
    assert "虚构乙丑风车（P2） 签约" in text_of(comparison)


def test_a_score_that_was_never_published_has_no_difference_but_its_lines_have(
    plain: Run, bounds_below: Comparison
) -> None:
    blank = replace(plain.result, units=tuple(replace(u, score=None, rank=None) for u in plain.result.units))
    comparison = compare(replace(plain, result=blank), bounds_below.after)
    town = of(comparison, "栗园镇")
    assert town.before is not None and town.before.score is None
    assert town.difference is None and town.rules[0].difference == -1_000_000
    assert "— → 1.00" in text_of(comparison)
    data = json.loads(comparison_as_json(comparison, "zh"))
    shown = next(unit for unit in data["units"] if unit["unit"] == "栗园镇")
    assert (shown["before"]["score"], shown["difference"]) == (None, None)


def test_a_unit_of_one_run_only_counts_as_nothing_in_the_other(plain: Run) -> None:
    fewer = replace(plain.result, units=tuple(u for u in plain.result.units if u.unit != "栗园镇"))
    left, came = compare(plain, replace(plain, result=fewer)), compare(replace(plain, result=fewer), plain)
    gone, new = of(left, "栗园镇"), of(came, "栗园镇")
    assert (gone.after, gone.difference, gone.climbed) == (None, -2_000_000, None)
    assert (new.before, new.difference) == (None, 2_000_000)
    assert "栗园镇（只在前）" in text_of(left) and "只在前1个、只在后0个" in text_of(left)
    assert "栗园镇（只在后）" in text_of(came)
    assert json.loads(comparison_as_json(left, "zh"))["units"][0]["after"] is None


def test_a_unit_that_was_renamed_is_followed_by_its_old_name(plain: Run) -> None:
    town = next(u for u in plain.scheme.units if u.name == "栗园镇")
    units = tuple(
        replace(u, name="栗园街道", aliases=("栗园镇",)) if u is town else u for u in plain.scheme.units
    )
    renamed = tuple(replace(u, unit="栗园街道") if u.unit == "栗园镇" else u for u in plain.result.units)
    after = replace(
        plain,
        scheme=replace(plain.scheme, units=units),
        result=replace(plain.result, units=renamed),
    )
    unit = of(compare(plain, after), "栗园街道")
    assert unit.before is not None and unit.before.unit == "栗园镇" and unit.difference == 0
    assert "栗园街道（原栗园镇）" in text_of(compare(plain, after))
    assert len(compare(plain, after, "栗园镇").units) == 1


def test_an_outcome_on_another_rung_of_its_ladder_is_one_change(plain: Run) -> None:
    scheme = plain.scheme
    ladder = next(o for o in scheme.outcomes.values() if len(o.rungs) > 1)
    clause = scheme.place_of(ladder.clauses[0])

    def on(rung: int) -> Run:
        step = ladder.rungs[rung]
        outcome = OutcomeResult("栗园镇", None, step.outcome, clause, "连续", step.by, step.to)
        return replace(plain, result=replace(plain.result, outcomes=(outcome,)))

    (change,) = of(compare(on(0), on(1)), "栗园镇").outcomes
    assert change.kind == "rung"
    said = f"由 {ladder.rungs[0].outcome} 变为 {ladder.rungs[1].outcome}"
    assert said in text_of(compare(on(0), on(1))).replace("\n    ", "")
    none = replace(plain, result=replace(plain.result, outcomes=()))
    assert [c.kind for c in of(compare(on(0), none), "栗园镇").outcomes] == ["lost"]
    assert [c.kind for c in of(compare(none, on(0)), "栗园镇").outcomes] == ["gained"]


def test_points_and_money_are_not_held_against_each_other(plain: Run) -> None:
    in_yuan = replace(plain, result=replace(plain.result, score_unit="元"))
    with pytest.raises(ProblemsFound) as found:
        compare(plain, in_yuan, "没有这个镇")
    assert {problem.code for problem in found.value.problems} == {"compare.score_units", "unit.unknown"}


def test_one_unit_alone_has_every_line_and_its_outcomes(plain: Run, ledger: Ledger) -> None:
    comparison = compare(plain, run(ledger, "kp-x1-b"), "开平镇")
    assert [unit.now.unit for unit in comparison.units] == ["开平镇"]
    text = text_of(comparison)
    assert "移 2023-03-10" in text and "移：分值没变，档次或日期不同" in text
    assert "栗园镇" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_holds_eighty_columns_and_a_narrow_one_leaves_out_what_was(
    bounds_below: Comparison, language: str
) -> None:
    for width in (80, 60):
        lines = text_of(bounds_below, language, width, everybody=True).splitlines()
        assert max(width_of(line) for line in lines) <= width
        assert not any(line != line.rstrip() for line in lines)
    assert ("前得分" in text_of(bounds_below, "zh", 80)) and ("前得分" not in text_of(bounds_below, "zh", 60))


def test_english_pages_are_english_but_for_names(bounds_below: Comparison) -> None:
    text = text_of(bounds_below, "en")
    assert "The rules that make the difference" in text and "2 of 11 units change" in text
    assert "scaled 100,000,000 yuan" in text and "before  +2.00" in text
    assert not any(word in text for word in ("名次", "得分", "差别", "单位，", "改 "))


def test_units_that_did_not_change_are_shown_only_if_asked_for(bounds_below: Comparison) -> None:
    assert "马家沟街道办事处" not in text_of(bounds_below)
    assert "马家沟街道办事处" in text_of(bounds_below, everybody=True)
    some, everybody = (
        json.loads(comparison_as_json(bounds_below, "zh", everybody=each)) for each in (False, True)
    )
    assert len(some["units"]) == some["units_changed"] < len(everybody["units"]) == some["units_compared"]


def test_invented_data_is_marked_on_every_output(bounds_below: Comparison) -> None:
    assert text_of(bounds_below).startswith("演示数据")
    assert list(json.loads(comparison_as_json(bounds_below, "zh")))[:2] == ["demonstration", "notice"]
    assert all(line.endswith(("备注", "无关")) for line in changes_as_csv(bounds_below, "zh").splitlines())


def test_json_has_exact_figures_as_text(bounds_below: Comparison) -> None:
    data = json.loads(comparison_as_json(bounds_below, "zh"))
    assert data["differs"] == ["overlays"]
    assert data["after"]["overlays"] == [{"id": "kp-x1-b", "title": "各档含上限", "question": "KP-X1"}]
    town = next(unit for unit in data["units"] if unit["unit"] == "栗园镇")
    assert (town["before"]["score"], town["after"]["score"], town["difference"]) == ("2", "1", "-1")
    (line,) = town["rules"][0]["lines"]
    assert line["before"]["points"] == "2" and line["after"]["row"] == "50m_100m"
    assert data["rules"] == [
        {"rule": "signed", "label": "签约项目加分", "units": 1, "lines": 1, "difference": "-1"}
    ]


def test_csv_adds_up_and_is_safe_to_open(bounds_below: Comparison) -> None:
    rows = list(csv.DictReader(io.StringIO(changes_as_csv(bounds_below, "zh").removeprefix("\ufeff"))))
    town = [row for row in rows if row["单位"] == "栗园镇"]
    assert sum(Fraction(row["增减"]) for row in town) == Fraction(town[0]["后得分"]) - Fraction(
        town[0]["前得分"]
    )
    evil = '=HYPERLINK("http://x")'
    before = bounds_below.before
    lines = tuple(
        replace(line, why=Words("@SUM(1)", "-1"), facts=(evil,))
        for line in before.result.unit("栗园镇").lines
    )
    units = tuple(replace(u, lines=lines) if u.unit == "栗园镇" else u for u in before.result.units)
    written = changes_as_csv(
        compare(replace(before, result=replace(before.result, units=units)), bounds_below.after), "zh"
    )
    for row in csv.DictReader(io.StringIO(written.removeprefix("\ufeff"))):
        assert not any(text.strip()[:1] in tuple("=+@") for text in row.values())


def test_warnings_of_one_side_are_told_with_their_side(plain: Run) -> None:
    warning = Problem("x", Words("增速未公布", "growth is not published"), severity="warning")
    after = replace(plain, result=replace(plain.result, warnings=(*plain.result.warnings, warning)))
    text = text_of(compare(plain, after))
    assert "后：增速未公布。" in text and "只在一边的提醒（1条）" in text


# -- laws
LINES = st.lists(
    st.builds(
        Line,
        rule=st.sampled_from(["signed", "landed", "signed#cap", "elsewhere"]),
        label=st.just("规则"),
        row=st.sampled_from([None, "low", "high"]),
        clause=st.just("附件2"),
        date=st.sampled_from([to_day("2023-01-05"), to_day("2023-02-05"), to_day("2023-03-31")]),
        facts=st.sampled_from([(), ("milestones/P1/signed",), ("leads/L1", "leads/L2")]),
        points=st.integers(-3, 3).map(lambda points: points * 500_000),
        why=st.just(Words("因为", "because")),
    ),
    max_size=8,
).map(tuple)


@given(LINES, LINES)
def test_the_lines_that_differ_add_up_and_turn_one_list_into_the_other(
    before: tuple[Line, ...], after: tuple[Line, ...]
) -> None:
    changes = line_changes(before, after)
    worth = sum(line.points for line in after) - sum(line.points for line in before)
    assert sum(change.difference for change in changes) == worth
    rest = list(before)
    for change in changes:
        if change.before is not None:
            rest.remove(change.before)
    rest += [change.after for change in changes if change.after is not None]
    assert sorted(rest, key=repr) == sorted(after, key=repr)
    assert all(change.before != change.after for change in changes)
    assert line_changes(before, before) == ()


@given(LINES, LINES)
@settings(max_examples=40)
def test_the_rules_of_a_unit_add_up_to_the_difference_of_its_scores(
    kaiping: Run, before: tuple[Line, ...], after: tuple[Line, ...]
) -> None:
    sides = []
    for lines in (before, after):
        town = replace(kaiping.result.unit("栗园镇"), lines=lines, score=sum(line.points for line in lines))
        sides.append(replace(kaiping, result=replace(kaiping.result, units=(town,))))
    comparison = compare(*sides)
    (unit,) = comparison.units
    assert sum(rule.difference for rule in unit.rules) == unit.difference
    assert sum(rule.difference for rule in comparison.rules) == unit.difference
    rows = csv.DictReader(io.StringIO(changes_as_csv(comparison, "en").removeprefix("\ufeff")))
    assert sum(Fraction(row["difference"]) * 10**6 for row in rows) == unit.difference


@pytest.fixture(scope="module")
def kaiping(plain: Run) -> Run:
    return plain


READINGS = ["kp-x1-b", "kp-x8-b", "kp-x17-b", "kp-x2-b", "kp-x2-c", "kp-x9-b"]


def some_pairs() -> Iterator[tuple[list[str], str]]:
    for reading in READINGS:
        yield [reading], "2023-Q1"
    yield ["kp-x1-b", "kp-x8-b", "kp-x17-b"], "2023-Q2"
    yield [], "2023-Q2"
    yield ["kp-x1-b"], "2023"


@pytest.mark.parametrize(("overlays", "period"), list(some_pairs()))
def test_of_real_runs_every_difference_is_explained_to_the_last_millionth(
    plain: Run, ledger: Ledger, overlays: list[str], period: str
) -> None:
    for unit in compare(plain, run(ledger, *overlays, period=period)).units:
        assert unit.difference is not None
        assert sum(line.change.difference for rule in unit.rules for line in rule.lines) == unit.difference
        assert unit.changed or unit.difference == 0


def test_a_scheme_without_rankings_is_compared_without_places(plain: Run, bounds_below: Comparison) -> None:
    def unranked(each: Run) -> Run:
        scheme: Scheme = replace(each.scheme, rankings={})
        units = tuple(replace(u, places={}, rank=None) for u in each.result.units)
        return replace(each, scheme=scheme, result=replace(each.result, units=units))

    comparison = compare(unranked(plain), unranked(bounds_below.after))
    assert of(comparison, "栗园镇").climbed is None
    assert "名次" not in text_of(comparison).replace("名次上升0个", "")
