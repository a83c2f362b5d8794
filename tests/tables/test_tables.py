import pytest

from zhaoshang.tables import FACT_TABLES, TABLES, Column, Kind, Table

EVERY_COLUMN = [(table, column) for table in TABLES.values() for column in table.columns]


def test_the_ledger_has_its_tables_in_the_order_people_see_them() -> None:
    assert [table.label for table in TABLES.values()] == [
        "单位", "项目", "归属", "进展", "项目变更", "线索", "到位资金", "活动", "储备项目", "指标值", "认定加减分",
        "拜访对象", "目标", "人员", "取消资格", "归项", "报送", "历史名次", "汇率",
    ]  # fmt: skip


def test_a_fact_is_dated_approved_and_can_be_corrected() -> None:
    for key in FACT_TABLES:
        columns = TABLES[key].by_key
        assert columns["date"].required
        assert {"status", "id", "recorded_on", "supersedes", "reason", "evidence"} <= columns.keys()


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.key)
def test_no_two_columns_of_a_table_share_a_key_or_a_name(table: Table) -> None:
    words = [word for column in table.columns for word in {column.key, column.label, *column.also}]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.key)
def test_a_tables_identity_is_made_of_its_columns(table: Table) -> None:
    assert set(table.identity) <= table.by_key.keys()


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN, ids=lambda each: each.key)
def test_every_column_says_in_both_languages_what_it_is_for(table: Table, column: Column) -> None:
    assert column.note.zh
    assert column.note.en


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN, ids=lambda each: each.key)
def test_a_reference_leads_to_a_table_known_by_one_number(table: Table, column: Column) -> None:
    if column.refers_to is not None:
        target = TABLES[column.refers_to]
        assert target.unique
        assert len(target.identity) == 1


def test_a_choice_is_known_by_code_and_by_name() -> None:
    stage = TABLES["milestones"].by_key["stage"]
    assert stage.code_of["signed"] == stage.code_of["签约"] == "signed"
    assert stage.label_of["signed"] == "签约"
    assert len(stage.choices) == 14


def test_numbers_keep_the_scales_that_scoring_counts_on() -> None:
    scales = {(t, c): TABLES[t].by_key[c].scale for t, c in [
        ("projects", "amount"), ("awards", "points"), ("credits", "share"), ("indicators", "value"),
        ("rates", "rate"), ("projects", "land"), ("people", "contribution"),
        ("units", "headcount"), ("activities", "count"),
    ]}  # fmt: skip
    assert list(scales.values()) == [2, 6, 8, 6, 8, 4, 6, 0, 0]


def test_every_bound_fits_in_sixty_four_bits() -> None:
    for _, column in EVERY_COLUMN:
        for bound in (column.least, column.most):
            assert bound is None or abs(bound) < 2**63


def test_only_money_that_arrived_may_be_negative() -> None:
    negative = [
        t.key for t, c in EVERY_COLUMN if c.kind is Kind.MONEY and c.least is not None and c.least < 0
    ]
    assert negative == ["funds"]
