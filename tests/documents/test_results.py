import csv
import io
import json
from dataclasses import replace

import pytest

from zhaoshang.documents.demonstration_mark import is_demonstration
from zhaoshang.documents.files import lines_as_csv, result_as_json
from zhaoshang.documents.ranking import boards
from zhaoshang.documents.ranking_text import ranking_as_text
from zhaoshang.documents.score_sheet import make_score_sheet
from zhaoshang.documents.score_sheet_text import score_sheet_as_text
from zhaoshang.ledger import Ledger, ledger_from_rows
from zhaoshang.problems import Problem, ProblemsFound, Words
from zhaoshang.scheme import Scheme, load_scheme
from zhaoshang.scoring import Result, score

ROWS = {
    "projects": [
        {"project": "P1", "name": "虚构甲子灯笼", "unit": "栗园镇", "amount": "6000", "tags": "演示数据"}
    ],
    "milestones": [{"project": "P1", "stage": "签约", "date": "2023-02-20"}],
    "leads": [{"lead": f"X{n}", "unit": "区科协", "date": "2023-02-01", "amount": "6000"} for n in range(8)],
}


@pytest.fixture(scope="module")
def kaiping() -> Scheme:
    return load_scheme("kaiping-2023")


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return ledger_from_rows(ROWS)


@pytest.fixture(scope="module")
def result(kaiping: Scheme, ledger: Ledger) -> Result:
    return score(kaiping, ledger, "2023-Q1")


def test_a_board_has_the_units_of_each_group_by_place_and_the_unranked_last(
    kaiping: Scheme, result: Result
) -> None:
    (board,) = boards(result, kaiping)
    first, second = board.groups
    assert (first.name, len(first.rows)) == ("第一类别", 11)
    assert (second.name, len(second.rows)) == ("第二类别", 46)
    assert (first.rows[0].place, first.rows[0].unit, first.rows[0].tied) == (1, "栗园镇", False)
    assert [row.unit for row in first.rows[1:3]] == ["洼里镇", "税务庄街道办事处"]  # ties in protocol order
    assert all(row.place == 2 and row.tied for row in first.rows[1:])
    assert (second.rows[-1].place, second.rows[-1].unit) == (None, "区支重中心")


def test_what_a_cap_takes_back_is_no_deduction(kaiping: Scheme, result: Result) -> None:
    row = boards(result, kaiping)[0].groups[1].rows[0]
    assert (row.unit, row.gained, row.lost, row.lines) == ("区科协", 1_000_000, 0, 11)


def test_gains_and_losses_add_up_to_the_score(kaiping: Scheme, result: Result) -> None:
    for group in boards(result, kaiping)[0].groups:
        assert all(row.gained + row.lost == row.score for row in group.rows)


def test_a_scheme_without_rankings_gives_nobody_a_place(kaiping: Scheme, result: Result) -> None:
    unranked = replace(kaiping, rankings={})
    (board,) = boards(result, unranked)
    assert board.id is None
    assert all(row.place is None for group in board.groups for row in group.rows)


def test_a_second_board_is_shown_with_its_places(kaiping: Scheme, result: Result) -> None:
    total = kaiping.rankings["total"]
    both = replace(
        kaiping, rankings={"total": total, "team": replace(total, id="team", label="团队榜", groups="team")}
    )
    units = tuple(replace(u, places={**u.places, "team": (1, 1)}) for u in result.units)
    text = "\n".join(line.text for line in ranking_as_text(replace(result, units=units), both, "zh"))
    assert "团队榜 · 第一团队" in text and "1 栗园镇" in text


def test_text_that_a_spreadsheet_would_run_is_made_safe(result: Result) -> None:
    town = result.unit("栗园镇")
    evil = '=HYPERLINK("http://x")'
    lines = tuple(
        replace(line, label="+1", why=Words("@SUM(1)", "-1"), facts=("\t=1", evil)) for line in town.lines
    )
    written = lines_as_csv(replace(result, units=(replace(town, unit=evil, lines=lines),)), "zh")
    (row,) = csv.DictReader(io.StringIO(written.removeprefix("\ufeff")))
    assert row["单位"] == "'" + evil
    assert row["规则名称"] == "'+1"
    assert row["说明"] == "'@SUM(1)"
    assert row["分值"] == "1"
    for text in row.values():
        assert text.strip()[:1] not in tuple("=+@")


def test_negative_points_stay_numbers_in_csv(result: Result) -> None:
    rows = list(csv.DictReader(io.StringIO(lines_as_csv(result, "zh").removeprefix("\ufeff"))))
    assert {row["分值"] for row in rows if row["规则"] == "no_signing"} == {"-10"}


def test_unpublished_points_and_places_are_blank_and_not_zero(kaiping: Scheme, result: Result) -> None:
    unknown = replace(result, provisional=True, units=tuple(replace(u, score=None) for u in result.units))
    text = "\n".join(line.text for line in ranking_as_text(unknown, kaiping, "zh"))
    assert "（暂定）" in text and "—" in text
    (first, *_) = csv.DictReader(io.StringIO(lines_as_csv(unknown, "zh").removeprefix("\ufeff")))
    assert first["总分"] == ""


def test_many_warnings_are_counted_and_the_first_are_shown(kaiping: Scheme, result: Result) -> None:
    warnings = tuple(Problem("x", Words(f"提醒{n}", f"warning {n}"), severity="warning") for n in range(40))
    text = "\n".join(line.text for line in ranking_as_text(replace(result, warnings=warnings), kaiping, "zh"))
    assert "提醒（40条）" in text and "提醒0。" in text and "提醒39" not in text and "另有28条" in text


def test_a_narrow_page_leaves_out_the_sums_and_keeps_the_scores(kaiping: Scheme, result: Result) -> None:
    narrow = [line.text for line in ranking_as_text(result, kaiping, "zh", 60)]
    assert not any("扣分" in line for line in narrow)
    assert any(line.split() == ["1", "栗园镇", "1.00", "1", "0/3"] for line in narrow)


def test_invented_data_is_marked_on_every_output(kaiping: Scheme, ledger: Ledger, result: Result) -> None:
    assert is_demonstration(ledger) and not is_demonstration(ledger_from_rows({}))
    page = ranking_as_text(result, kaiping, "zh", demonstration=True)
    assert page[0].text.startswith("演示数据")
    sheet = score_sheet_as_text(make_score_sheet(result, kaiping, ledger, "栗园镇"), "zh")
    assert sheet[0].text.startswith("演示数据")
    data = json.loads(result_as_json(result, "zh", demonstration=True))
    assert list(data)[:2] == ["demonstration", "notice"] and data["demonstration"] is True
    assert "demonstration" not in json.loads(result_as_json(result, "zh"))
    assert all(
        line.endswith(("备注", "无关"))
        for line in lines_as_csv(result, "zh", demonstration=True).splitlines()
    )


def test_a_sheet_has_the_lines_of_every_rule_with_their_subtotals(
    kaiping: Scheme, ledger: Ledger, result: Result
) -> None:
    sheet = make_score_sheet(result, kaiping, ledger, "栗园镇")
    assert [(rule.rule, rule.section, rule.points) for rule in sheet.rules] == [
        ("signed", "项目加分", 1_000_000)
    ]
    (line,) = sheet.rules[0].lines
    assert (line.facts[0].code, line.facts[0].name.zh) == ("milestones/P1/signed", "虚构甲子灯笼（P1） 签约")
    assert sheet.rules[0].clauses[0].place == "附件2·三(一)"
    assert (sheet.ranked, sheet.tied) == (11, 0)


def test_a_line_of_a_rule_the_scheme_does_not_know_is_still_shown(
    kaiping: Scheme, ledger: Ledger, result: Result
) -> None:
    town = result.unit("栗园镇")
    stray = replace(town, lines=(*town.lines, replace(town.lines[0], rule="elsewhere", label="别处")))
    sheet = make_score_sheet(replace(result, units=(stray,)), kaiping, ledger, "栗园镇")
    assert [rule.rule for rule in sheet.rules] == ["signed", "elsewhere"]


def test_a_unit_that_is_not_there_is_answered_with_near_ones(
    kaiping: Scheme, ledger: Ledger, result: Result
) -> None:
    with pytest.raises(ProblemsFound) as found:
        make_score_sheet(result, kaiping, ledger, "开平区住建局", "singed")
    unit, rule = found.value.problems
    assert unit.code == "unit.unknown" and unit.advice is not None and "区住房和城乡建设局" in unit.advice.zh
    assert rule.code == "rule.unknown" and rule.advice is not None and "signed" in rule.advice.zh


def test_units_that_earn_together_are_still_found_by_their_own_names() -> None:
    xinxiang = load_scheme("xinxiang-2023")
    nothing = ledger_from_rows({})
    together = next(unit for unit in xinxiang.units if unit.joint)
    result = score(xinxiang, nothing, "2023")
    for name in (together.name, *together.aliases):
        assert make_score_sheet(result, xinxiang, nothing, name).unit.unit == together.name


def test_a_provisional_sheet_says_why_it_is(kaiping: Scheme, ledger: Ledger, result: Result) -> None:
    warning = Problem(
        "figure.unpublished", Words("增速未公布", "growth is not published"), severity="warning"
    )
    early = replace(result, provisional=True, warnings=(warning,))
    text = "\n".join(
        line.text for line in score_sheet_as_text(make_score_sheet(early, kaiping, ledger, "栗园镇"), "zh")
    )
    assert "（暂定）" in text and "增速未公布" in text
