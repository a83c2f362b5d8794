"""What every shipped pack must be: complete in itself, each reading with a case, each clause carried."""

import csv
from pathlib import Path

import pytest

from zhaoshang.ledger import ledger_from_rows
from zhaoshang.scheme import list_overlays, load_cases, load_scheme
from zhaoshang.scoring import score
from zhaoshang.tables import UnitDirectory

PACKS = Path(__file__).parents[2] / "src/zhaoshang/packs"
NAMES = sorted(p.parent.name for p in PACKS.glob("*/scheme.yaml"))
BY_NAME = {
    "target": "targets",
    "indicator": "indicators",
    "view": "views",
    "parameter": "parameters",
    "ranking": "rankings",
    "outcome": "outcomes",
    "calendar": "calendar",
    "evidence": "evidence",
    "review": "reviews",
    "duty": "duties",
}


def overlay_ids(pack):
    return [path.stem for path in sorted((PACKS / pack / "overlays").glob("*.yaml"))]


@pytest.mark.parametrize("pack", NAMES)
def test_it_loads_with_each_of_its_readings(pack):
    plain = load_scheme(pack)
    for overlay in overlay_ids(pack):
        assert load_scheme(pack, [overlay]).digest != plain.digest
    assert len(list_overlays(PACKS / pack)) == len(overlay_ids(pack))


@pytest.mark.parametrize("pack", NAMES)
def test_every_reading_has_a_case(pack):
    tried = {overlay for case in load_cases(pack) if not case.refused for overlay in case.overlays}
    assert set(overlay_ids(pack)) <= tried


@pytest.mark.parametrize("pack", NAMES)
def test_two_readings_of_one_question_have_one_name_and_two_letters(pack):
    for overlay in list_overlays(PACKS / pack):
        assert overlay.id[:-2].upper() == overlay.question, overlay.id


@pytest.mark.parametrize("pack", NAMES)
def test_every_clause_is_carried_by_something_that_exists(pack):
    scheme = load_scheme(pack)
    nodes = {node.id for node in scheme.nodes()}
    for clause in scheme.clauses.values():
        assert clause.place and clause.summary and clause.carriers, clause.id
        for carrier in clause.carriers:
            kind, _, name = carrier.partition(":")
            if kind == "rule":
                assert name in nodes, (clause.id, carrier)
            elif kind in BY_NAME:
                assert name in getattr(scheme, BY_NAME[kind]), (clause.id, carrier)


@pytest.mark.parametrize("pack", NAMES)
def test_what_cites_a_clause_cites_one_that_is_listed(pack):
    scheme = load_scheme(pack)
    items = [
        *scheme.nodes(),
        *(v for kind in BY_NAME.values() for v in getattr(scheme, kind).values() if hasattr(v, "clauses")),
    ]
    for item in items:
        assert item.clauses, item.id
        assert set(item.clauses) <= set(scheme.clauses), item.id


def kaiping_targets():
    with (PACKS / "kaiping-2023/targets.csv").open(encoding="utf-8", newline="") as file:
        return {row["unit"]: row for row in csv.DictReader(file)}


def test_kaiping_has_eleven_units_of_the_first_class_and_one_unit_without_a_task():
    scheme = load_scheme("kaiping-2023")
    assert len(scheme.units) == 57
    assert sum(unit.group == "第一类别" for unit in scheme.units) == 11
    assert {u for u, row in kaiping_targets().items() if not any(list(row.values())[1:])} == {"区支重中心"}


def test_kaiping_tasks_add_up_to_what_the_annex_adds_up_to():
    rows = kaiping_targets().values()

    def total(column):
        return sum(int(row[column]) for row in rows if row[column])

    assert total("projects_50m") == 107
    assert total("projects_100m") == 57
    assert total("projects_500m") == 15
    assert total("projects_1b") == 11
    assert total("investment（万元）") == 154_000


def test_xinxiang_tasks_counted_once_a_row_make_the_headline():
    scheme = load_scheme("xinxiang-2023")
    joint = {unit.name: unit.joint or unit.name for unit in scheme.units}
    total = {}
    for value in scheme.target_values:
        total.setdefault(value.target, {})[joint[value.unit]] = value.value
    sums = {target: sum(values.values()) for target, values in total.items()}
    assert sums["funds"] == 56 * 10**8
    assert sums["foreign_capital"] == 1011 * 10**4
    assert (sums["signed_500m"], sums["transform"], sums["chemical_1b"], sums["chemical_landed"]) == (
        5,
        10,
        2,
        3,
    )


def test_shuangyashan_tasks_make_the_headline():
    scheme = load_scheme("shuangyashan-2023-winter")
    sums = {}
    for value in scheme.target_values:
        sums[value.target] = sums.get(value.target, 0) + value.value
    assert sums == {
        "outings": 90,
        "reserves": 153,
        "domestic": 39,
        "foreign": 9,
        "signed_1b": 5,
        "signed_500m": 9,
        "signed_100m": 45,
        "started": 22,
        "resumed": 18,
    }


@pytest.mark.parametrize(
    ("readings", "task"),
    [
        ((), {"projects_50m": 12, "projects_100m": 5, "projects_500m": 3, "projects_1b": 2}),
        (("kp-x30-b",), {"projects_50m": 12, "projects_500m": 3, "projects_1b": 2}),
        (("kp-x30-c",), {"projects_50m": 12, "projects_100m": 3, "projects_1b": 2}),
    ],
)
def test_the_garbled_row_of_kaiping_is_read_in_three_ways(readings, task):
    scheme = load_scheme("kaiping-2023", readings)
    empty = ledger_from_rows({}, UnitDirectory.of(scheme.units))
    targets = score(scheme, empty, "2023").unit("高新技术产业开发区管委会").targets
    assert {target.target: target.value for target in targets if target.value is not None} == task


def test_a_signing_below_fifty_million_cites_its_clause_its_fact_and_its_row():
    scheme = load_scheme("kaiping-2023")
    facts = {
        "projects": [{"project": "P1", "name": "演示项目", "unit": "栗园镇", "amount": "3000"}],
        "milestones": [{"project": "P1", "stage": "签约", "date": "2023-02-20"}],
    }
    result = score(scheme, ledger_from_rows(facts, UnitDirectory.of(scheme.units)), "2023-02")
    (line,) = result.unit("栗园镇").lines
    assert (line.rule, line.row, line.clause) == ("signed", "below_50m", "附件2·三(一)")
    assert (line.facts, line.points) == (("milestones/P1/signed",), 600_000)
