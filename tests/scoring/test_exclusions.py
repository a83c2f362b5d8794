"""Somebody barred from honours keeps the score and leaves the place to the next."""

from __future__ import annotations

from zhaoshang.ledger import ledger_from_rows
from zhaoshang.scheme import load_scheme
from zhaoshang.scoring import score
from zhaoshang.tables import UnitDirectory

AWARDS = [
    {"unit": "财政金融局", "date": "2023-12-01", "item": "战新研发500强", "points": "3"},
    {"unit": "经济发展统计局", "date": "2023-12-01", "item": "战新研发500强", "points": "1"},
]


def outcomes(**tables: list[dict[str, str]]) -> tuple[dict[str, int], set[tuple[str, str]]]:
    scheme = load_scheme("xinxiang-2023")
    ledger = ledger_from_rows({"awards": AWARDS, **tables}, UnitDirectory.of(scheme.units))
    result = score(scheme, ledger, "2023")
    scores = {unit.unit: unit.score or 0 for unit in result.units}
    return scores, {(o.person or o.unit, o.outcome) for o in result.outcomes}


def test_a_barred_unit_keeps_its_score_and_the_next_is_honoured():
    before, honoured = outcomes()
    assert ("财政金融局", "招商引资先进集体") in honoured
    barred = [{"unit": "财政金融局", "from": "2023-06-01", "decision": "示例决定1号"}]
    after, honoured = outcomes(exclusions=barred)
    assert after == before
    assert ("财政金融局", "招商引资先进集体") not in honoured
    assert ("经济发展统计局", "招商引资先进集体") in honoured


def test_a_bar_that_has_ended_bars_nobody():
    ended = [{"unit": "财政金融局", "from": "2022-01-01", "to": "2022-12-31", "decision": "示例决定2号"}]
    _, honoured = outcomes(exclusions=ended)
    assert ("财政金融局", "招商引资先进集体") in honoured


def test_a_barred_person_is_passed_over_and_the_rest_move_up():
    people = [
        {"person": name, "unit": "财政金融局", "year": "2023", "contribution": str(6 - i), "on_post": "是"}
        for i, name in enumerate(["甲一", "甲二", "甲三", "甲四", "甲五", "甲六"])
    ]
    units = [{"unit": "财政金融局", "headcount": "6"}]
    _, honoured = outcomes(people=people, units=units)
    named = {who for who, what in honoured if what == "招商引资先进个人"}
    assert named == {"甲一", "甲二", "甲三", "甲四", "甲五"}
    barred = [{"unit": "财政金融局", "person": "甲一", "from": "2023-01-01", "decision": "示例决定3号"}]
    _, honoured = outcomes(people=people, units=units, exclusions=barred)
    named = {who for who, what in honoured if what == "招商引资先进个人"}
    assert named == {"甲二", "甲三", "甲四", "甲五", "甲六"}
