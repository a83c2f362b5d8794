"""Units by any of their names, and units that came or went in mid-year."""

import pytest

from zhaoshang.ledger import ledger_from_rows
from zhaoshang.quantities.dates import to_day
from zhaoshang.tables import UnitDirectory, UnitEntry

UNITS = UnitDirectory([UnitEntry("招商服务局", ("区招商服务局（行政审批局）",)), UnitEntry("规划建设局")])


def lead(unit: str, day: str = "2023-03-01") -> dict[str, str]:
    return {"lead": "L1", "unit": unit, "date": day}


def test_an_alias_becomes_the_proper_name() -> None:
    ledger = ledger_from_rows({"leads": [lead("区招商服务局(行政审批局)")]}, UNITS)
    assert ledger.tables["leads"][0]["unit"] == "招商服务局"


def test_an_alias_and_the_proper_name_are_one_ledger() -> None:
    by_alias = ledger_from_rows({"leads": [lead("区招商服务局（行政审批局）")]}, UNITS)
    assert by_alias.digest == ledger_from_rows({"leads": [lead("招商服务局")]}, UNITS).digest


def test_an_unknown_unit_is_an_error_that_suggests_one(problems) -> None:
    (problem,) = problems(ledger_from_rows, {"leads": [lead("规化建设局")]}, UNITS)
    assert (problem.code, problem.where.row, problem.where.field) == ("unknown_unit", 1, "unit")
    assert problem.advice is not None
    assert "规划建设局" in problem.advice.zh


def test_a_ledger_may_add_units_and_aliases() -> None:
    rows = {"units": [{"unit": "应急和生态环境管理局", "aliases": "应急局"}], "leads": [lead("应急局")]}
    assert ledger_from_rows(rows, UNITS).tables["leads"][0]["unit"] == "应急和生态环境管理局"
    assert ledger_from_rows(rows).tables["leads"][0]["unit"] == "应急和生态环境管理局"


def test_without_a_scheme_any_unit_is_taken() -> None:
    assert ledger_from_rows({"leads": [lead("任意单位")]}).tables["leads"][0]["unit"] == "任意单位"


@pytest.mark.parametrize(("day", "unit"), [("2023-06-30", "区商务局"), ("2023-07-01", "区商务和投资促进局")])
def test_a_unit_renamed_in_mid_year_keeps_its_history(day: str, unit: str) -> None:
    units = UnitDirectory([
        UnitEntry("区商务局", ("商务局",), valid_to=to_day("2023-06-30")),
        UnitEntry("区商务和投资促进局", ("商务局",), valid_from=to_day("2023-07-01")),
    ])  # fmt: skip
    ledger = ledger_from_rows({"leads": [lead("商务局", day)]}, units)
    assert ledger.tables["leads"][0]["unit"] == unit
    assert ledger.warnings == ()


def test_a_name_that_could_be_two_units_is_an_error(problems) -> None:
    units = UnitDirectory([UnitEntry("东区街道", ("街道",)), UnitEntry("西区街道", ("街道",))])
    (problem,) = problems(ledger_from_rows, {"leads": [lead("街道")]}, units)
    assert problem.code == "ambiguous_unit"


def test_a_fact_after_its_unit_closed_is_warned_about() -> None:
    units = UnitDirectory([UnitEntry("区商务局", valid_to=to_day("2023-06-30"))])
    ledger = ledger_from_rows({"leads": [lead("区商务局", "2023-08-01")]}, units)
    assert [warning.code for warning in ledger.warnings] == ["unit_not_then"]
