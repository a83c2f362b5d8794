"""What a row means: types, units of money, defaults, status."""

from datetime import date

import pytest

from zhaoshang.ledger import fact_name, ledger_from_rows

PROJECT = {"project": "P1", "name": "精细化工", "unit": "栗园镇", "amount": "3000"}
SIGNED = {"project": "P1", "stage": "signed", "date": "2023-02-20"}
FEBRUARY_20 = date(2023, 2, 20).toordinal()


def test_every_value_is_exact_and_typed_by_its_column() -> None:
    ledger = ledger_from_rows({
        "projects": [{**PROJECT, "land": "12.5", "tags": "省台账；化工", "fixed_assets": "否", "capital": "外资"}],
        "milestones": [SIGNED],
        "credits": [{"project": "P1", "unit": "栗园镇", "share": "33.333333%"}],
        "awards": [{"unit": "栗园镇", "date": "2023-03-01", "item": "招商图谱", "points": "-0.5"}],
        "rates": [{"currency": "USD", "date": "2023-01-01", "rate": "6.9"}],
    })  # fmt: skip
    (project,) = ledger.tables["projects"]
    assert project["amount"] == 3_000_000_000  # fen
    assert project["land"] == 125_000
    assert project["tags"] == ("化工", "省台账")
    assert project["fixed_assets"] is False
    assert project["capital"] == "foreign"
    assert project["investor"] is None
    (milestone,) = ledger.tables["milestones"]
    assert (milestone["stage"], milestone["date"]) == ("signed", FEBRUARY_20)
    assert ledger.tables["credits"][0]["share"] == 33_333_333
    assert ledger.tables["awards"][0]["points"] == -500_000
    assert ledger.tables["rates"][0]["rate"] == 690_000_000


def test_chinese_and_english_names_are_the_same_ledger() -> None:
    chinese = ledger_from_rows({
        "项目": [{"项目编号": "P1", "项目名称": "精细化工", "责任单位": "栗园镇", "总投资": "3000"}],
        "进展": [{"项目": "P1", "阶段": "签约", "日期": "2023年2月20日"}],
    })  # fmt: skip
    english = ledger_from_rows({"projects": [PROJECT], "milestones": [SIGNED]})
    assert chinese == english


@pytest.mark.parametrize(
    ("header", "cell", "fen", "currency"),
    [
        ("amount", "3000", 3_000_000_000, "CNY"),
        ("amount（万元）", "3000", 3_000_000_000, "CNY"),
        ("总投资(亿元)", "0.3", 3_000_000_000, "CNY"),
        ("总投资（元）", "30000000", 3_000_000_000, "CNY"),
        ("总 投资（亿元）*", "０．３", 3_000_000_000, "CNY"),
        ("amount（万美元）", "1,500.5", 1_500_500_000, "USD"),
        ("amount", "1.5亿元", 15_000_000_000, "CNY"),
        ("amount", "200万美元", 200_000_000, "USD"),
    ],
)
def test_money_is_in_the_unit_its_header_or_cell_says(
    header: str, cell: str, fen: int, currency: str
) -> None:
    row = {key: value for key, value in PROJECT.items() if key != "amount"}
    (project,) = ledger_from_rows({"projects": [{**row, header: cell}]}).tables["projects"]
    assert (project["amount"], project["currency"]) == (fen, currency)


def test_an_amount_in_yuan_beside_another_currency_is_an_error(problems) -> None:
    (problem,) = problems(ledger_from_rows, {"projects": [{
        "project": "P1", "unit": "栗园镇", "amount（万元）": "200", "currency": "USD"}]})  # fmt: skip
    assert problem.code == "currencies_differ"


def test_a_bare_wan_follows_the_rows_currency() -> None:
    rows = [{"project": "P1", "unit": "栗园镇", "amount（万）": "200", "currency": "美元"}]
    (project,) = ledger_from_rows({"projects": rows}).tables["projects"]
    assert (project["amount"], project["currency"]) == (200_000_000, "USD")


def test_a_milestone_is_in_its_projects_currency_unless_it_says_otherwise() -> None:
    ledger = ledger_from_rows({
        "projects": [{**PROJECT, "currency": "USD"}],
        "milestones": [
            {**SIGNED, "amount": "100"},
            {**SIGNED, "stage": "increased", "amount": "100万元"},
            {**SIGNED, "stage": "landed"},
        ],
    })  # fmt: skip
    currencies = {row["stage"]: row["currency"] for row in ledger.tables["milestones"]}
    assert currencies == {"signed": "USD", "increased": "CNY", "landed": None}


def test_without_a_status_column_rows_are_approved() -> None:
    ledger = ledger_from_rows({"projects": [PROJECT], "milestones": [SIGNED]})
    assert ledger.counted("milestones") == ledger.tables["milestones"]


def test_a_blank_in_the_status_column_is_pending_and_does_not_count() -> None:
    ledger = ledger_from_rows({
        "projects": [PROJECT],
        "milestones": [{**SIGNED, "status": "已审核"}, {**SIGNED, "stage": "landed", "status": ""}],
    })  # fmt: skip
    assert {row["stage"]: row["status"] for row in ledger.tables["milestones"]} == {
        "signed": "approved", "landed": "pending",
    }  # fmt: skip
    assert [row["stage"] for row in ledger.counted("milestones")] == ["signed"]


def test_a_status_column_left_wholly_blank_is_warned_about() -> None:
    ledger = ledger_from_rows({"projects": [PROJECT], "milestones": [{**SIGNED, "status": ""}]})
    assert [warning.code for warning in ledger.warnings] == ["column_left_blank"]


@pytest.mark.parametrize("status", ["待审核", "退回", "作废", "pending", "returned", "void"])
def test_only_approved_rows_count(status: str) -> None:
    ledger = ledger_from_rows({"projects": [PROJECT], "milestones": [{**SIGNED, "status": status}]})
    assert ledger.counted("milestones") == ()
    assert len(ledger.tables["milestones"]) == 1


def test_acceptance_is_on_the_date_only_where_the_column_is_absent() -> None:
    absent = ledger_from_rows({"projects": [PROJECT], "milestones": [SIGNED]})
    there = ledger_from_rows({
        "projects": [PROJECT],
        "milestones": [{**SIGNED, "accepted_on": ""}, {**SIGNED, "stage": "landed", "accepted_on": "2023-05-01"}],
    })  # fmt: skip
    assert absent.tables["milestones"][0]["accepted_on"] == FEBRUARY_20
    assert {row["stage"]: row["accepted_on"] for row in there.tables["milestones"]} == {
        "signed": None, "landed": date(2023, 5, 1).toordinal(),
    }  # fmt: skip


def test_blanks_take_the_defaults_the_tables_name() -> None:
    ledger = ledger_from_rows({
        "projects": [PROJECT],
        "credits": [{"project": "P1", "unit": "栗园镇"}],
        "leads": [{"lead": "L1", "unit": "栗园镇", "date": "2023-02-20"}],
    })  # fmt: skip
    assert ledger.tables["credits"][0]["share"] == 10**8
    assert ledger.tables["leads"][0]["recorded_on"] == FEBRUARY_20
    assert ledger.tables["projects"][0]["currency"] == "CNY"
    assert ledger.tables["projects"][0]["fixed_assets"] is True


def test_a_share_column_headed_in_per_cent_takes_bare_numbers() -> None:
    rows = {"projects": [PROJECT], "credits": [{"project": "P1", "unit": "栗园镇", "份额（%）": "50"}]}
    assert ledger_from_rows(rows).tables["credits"][0]["share"] == 50_000_000


def test_a_share_of_fifty_without_per_cent_is_refused(problems) -> None:
    rows = {"projects": [PROJECT], "credits": [{"project": "P1", "unit": "栗园镇", "share": "50"}]}
    (problem,) = problems(ledger_from_rows, rows)
    assert problem.code == "out_of_bounds"
    assert problem.expected is not None
    assert "50%" in problem.expected.zh


def test_facts_go_by_names_that_a_point_can_cite() -> None:
    ledger = ledger_from_rows({
        "projects": [PROJECT],
        "milestones": [
            SIGNED,
            {**SIGNED, "stage": "增资", "date": "2023-05-01"},
            {**SIGNED, "stage": "增资", "date": "2023-04-01"},
        ],
        "leads": [{"lead": "L1", "unit": "栗园镇", "date": "2023-01-01"}],
        "indicators": [
            {"unit": "栗园镇", "indicator": "到位资金同比增速", "date": "2023-03-31", "value": "13.5"},
            {"unit": "栗园镇", "indicator": "到位资金同比增速", "date": "2023-06-30", "value": "-3", "id": "7"},
        ],
        "awards": [{"unit": "栗园镇", "date": "2023-03-01", "item": "招商图谱", "points": "1"}],
    })  # fmt: skip
    names = {
        table: [row["fact"] for row in rows]
        for table, rows in ledger.tables.items()
        if rows and table != "projects"
    }
    assert names == {
        "milestones": ["milestones/P1/signed", "milestones/P1/increased", "milestones/P1/increased/2"],
        "leads": ["leads/L1"],
        "indicators": ["indicators/栗园镇/到位资金同比增速/2023-03-31", "indicators/7"],
        "awards": ["awards/栗园镇/2023-03-01/招商图谱"],
    }  # fmt: skip
    assert fact_name("milestones", ledger.tables["milestones"][2]) == "milestones/P1/increased/2"
    assert fact_name("milestones", {"project": "P9", "stage": "signed"}) == "milestones/P9/signed"


def test_a_pending_row_does_not_take_a_stage_from_a_later_approved_one() -> None:
    ledger = ledger_from_rows({
        "projects": [PROJECT],
        "milestones": [{**SIGNED, "date": "2023-01-01", "status": "pending"}, {**SIGNED, "status": "approved"}],
    })  # fmt: skip
    assert [row["date"] for row in ledger.counted("milestones")] == [FEBRUARY_20]
    assert ledger.warnings == ()


def test_a_later_repeat_of_a_stage_does_not_count() -> None:
    later = {**SIGNED, "date": "2023-06-01"}
    ledger = ledger_from_rows({"projects": [PROJECT], "milestones": [later, SIGNED]})
    assert [row["date"] for row in ledger.counted("milestones")] == [FEBRUARY_20]
    (warning,) = ledger.warnings
    assert (warning.code, warning.where.row) == ("stage_repeated", 1)


def test_capital_may_be_increased_and_work_resumed_again_and_again() -> None:
    rows = [
        {**SIGNED, "stage": stage, "date": day}
        for stage in ("增资", "复工")
        for day in ("2023-03-01", "2023-04-01")
    ]
    ledger = ledger_from_rows({"projects": [PROJECT], "milestones": rows})
    assert len(ledger.counted("milestones")) == 4
    assert ledger.warnings == ()


def test_credits_without_the_responsible_unit_are_warned_about() -> None:
    ledger = ledger_from_rows({"projects": [PROJECT], "credits": [{"project": "P1", "unit": "洼里镇"}]})
    assert [warning.code for warning in ledger.warnings] == ["responsible_unit_not_credited"]


def test_an_own_units_table_may_bring_columns_of_its_own() -> None:
    ledger = ledger_from_rows({"units": [{"unit": "尖山区", "group": "县区", "foreign_min": "200"}]})
    assert ledger.tables["units"][0]["foreign_min"] == "200"


def test_a_period_typed_as_a_month_stays_one() -> None:
    rows = [{"unit": "栗园镇", "period": cell, "rank": "1"} for cell in (date(2023, 3, 1), "2023-q2", "2023")]
    periods = [row["period"] for row in ledger_from_rows({"results": rows}).tables["results"]]
    assert periods == ["2023", "2023-03", "2023-Q2"]


@pytest.mark.parametrize("cell", ["", " ", "；", ";;　；"])
def test_a_list_of_nothing_is_a_blank(cell: str) -> None:
    assert ledger_from_rows({"projects": [{**PROJECT, "tags": cell}]}).tables["projects"][0]["tags"] is None
