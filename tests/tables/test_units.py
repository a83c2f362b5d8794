from datetime import date

from zhaoshang.tables import UnitDirectory, UnitEntry

JULY = date(2023, 7, 1).toordinal()


def test_a_unit_is_found_by_any_of_its_names_however_spaced_or_bracketed() -> None:
    units = UnitDirectory([UnitEntry("招商服务局", ("区招商服务局（行政审批局）",))])
    for name in ("招商服务局", " 招商 服务局", "区招商服务局(行政审批局)"):
        assert units.candidates(name) == ("招商服务局",)
    assert units.candidates("教育局") == ()


def test_an_alias_that_passed_to_another_unit_is_told_apart_by_the_day() -> None:
    units = UnitDirectory([
        UnitEntry("区商务局", ("商务局",), valid_to=JULY - 1),
        UnitEntry("区商务和投资促进局", ("商务局",), valid_from=JULY),
    ])  # fmt: skip
    assert units.candidates("商务局", JULY - 1) == ("区商务局",)
    assert units.candidates("商务局", JULY) == ("区商务和投资促进局",)
    assert len(units.candidates("商务局")) == 2


def test_a_proper_name_is_never_taken_for_anothers_alias() -> None:
    units = UnitDirectory([UnitEntry("工信局", ()), UnitEntry("区科技局", ("工信局",))])
    assert units.candidates("工信局") == ("工信局",)


def test_a_mistyped_name_suggests_the_likely_one() -> None:
    units = UnitDirectory([UnitEntry("栗园镇"), UnitEntry("洼里镇"), UnitEntry("区教育局")])
    assert units.similar("粟园镇")[0] == "栗园镇"
    assert units.similar("教育局") == ("区教育局",)


def test_a_unit_closed_in_mid_year_exists_until_its_last_day() -> None:
    units = UnitDirectory([UnitEntry("区商务局", valid_to=JULY)])
    assert units.exists("区商务局", JULY)
    assert not units.exists("区商务局", JULY + 1)
    assert units.exists("区商务局", None)
