import json
import re
from datetime import date
from pathlib import Path

import pytest

from zhaoshang.demonstration import (
    DemonstrationFolder,
    demonstration_ledger,
    usual_year,
    write_demonstration,
    years_of,
)
from zhaoshang.demonstration.names import company
from zhaoshang.documents.demonstration_mark import DEMONSTRATION_TAG, is_demonstration
from zhaoshang.ledger import Ledger, read_ledger
from zhaoshang.problems import ProblemsFound
from zhaoshang.quantities.dates import to_day
from zhaoshang.scheme import Scheme, load_scheme, shipped_packs
from zhaoshang.scoring import Result, score
from zhaoshang.tables import FACT_TABLES, UnitDirectory


@pytest.fixture(scope="module")
def kaiping() -> Scheme:
    return load_scheme("kaiping-2023")


@pytest.fixture(scope="module")
def written(kaiping: Scheme, tmp_path_factory: pytest.TempPathFactory) -> DemonstrationFolder:
    return write_demonstration(tmp_path_factory.mktemp("demo") / "演示", kaiping, 1, 2023, "zh")


@pytest.fixture(scope="module")
def ledger(written: DemonstrationFolder) -> Ledger:
    return written.ledger


@pytest.fixture(scope="module")
def year(written: DemonstrationFolder) -> Result:
    return written.result


@pytest.fixture(scope="module")
def next_quarter(kaiping: Scheme, ledger: Ledger) -> Result:
    return score(kaiping, ledger, "2024-Q1")


def test_every_rule_of_the_scheme_writes_a_line(kaiping: Scheme, year: Result, next_quarter: Result) -> None:
    """A missed task is booked in the quarter after the year; all else shows in the year itself."""
    rules = {line.rule for result in (year, next_quarter) for unit in result.units for line in unit.lines}
    assert rules == {node.id for node in kaiping.nodes() if not node.rules} | {"info#cap"}
    assert "task_missed" not in {line.rule for unit in year.units for line in unit.lines}


def test_every_tier_of_the_table_is_reached(kaiping: Scheme, year: Result) -> None:
    reached = {line.row for unit in year.units for line in unit.lines if line.rule == "signed"}
    assert reached == {row.id for row in kaiping.tables["size"].rows}


def test_scores_differ_and_some_units_tie(year: Result) -> None:
    scores = [unit.score for unit in year.units if unit.rank is not None]
    assert len(set(scores)) > len(scores) * 3 // 4
    assert len(set(scores)) < len(scores)
    assert any(score < 0 for score in scores if score is not None)


def test_targets_are_met_by_some_and_missed_by_others(year: Result) -> None:
    held = [target for unit in year.units for target in unit.targets if target.value is not None]
    share = sum(target.met for target in held) * 100 // len(held)
    assert 25 <= share <= 75


def test_a_real_ledgers_untidiness_is_there(ledger: Ledger) -> None:
    milestones = ledger.tables["milestones"]
    assert {row["status"] for row in milestones} == {"approved", "pending", "returned", "void"}
    assert {row["status"] for row in ledger.tables["leads"]} >= {"approved", "returned", "void"}
    assert any(row["supersedes"] for row in milestones)
    assert any(row["accepted_on"] is None for row in milestones if row["stage"] == "landed")
    assert any(row["stage"] == "withdrawn" for row in milestones)
    assert any(row["fixed_assets"] is False for row in ledger.tables["projects"])
    assert {row["currency"] for row in ledger.tables["projects"]} == {"CNY", "USD", "HKD"}
    assert any(row["amount"] is None for row in ledger.tables["leads"])
    signed = {row["project"]: row["date"] for row in milestones if row["stage"] == "signed"}
    filings = [(row["filed_on"], signed.get(row["project"])) for row in ledger.tables["credits"]]
    assert any(filed is None for filed, _ in filings)
    assert any(isinstance(f, int) and isinstance(s, int) and f > s for f, s in filings)
    units = [row["project"] for row in ledger.tables["credits"]]
    assert len(set(units)) < len(units)  # projects that several units share


def test_stages_follow_each_other(ledger: Ledger) -> None:
    order = ("tracking", "negotiating", "reviewed", "signed", "landed", "started", "enrolled", "production")
    days: dict[object, dict[object, int]] = {}
    for row in ledger.counted("milestones"):
        assert isinstance(row["date"], int)
        days.setdefault(row["project"], {})[row["stage"]] = row["date"]
    for stages in days.values():
        found = [stages[stage] for stage in order if stage in stages]
        assert found == sorted(found)


def test_nothing_has_happened_after_the_year(ledger: Ledger) -> None:
    last = to_day("2023-12-31")
    for table in FACT_TABLES:
        for row in ledger.tables[table]:
            assert isinstance(row["date"], int) and row["date"] <= last
            assert date.fromordinal(row["date"]).weekday() < 5


def test_every_company_and_project_is_called_invented(ledger: Ledger) -> None:
    named = [row["investor"] for row in ledger.tables["projects"]]
    named += [row["name"] for row in ledger.tables["projects"]]
    named += [
        row["company"] for table in ("leads", "activities") for row in ledger.tables[table] if row["company"]
    ]
    assert named and all(str(name).startswith("虚构") for name in named)
    codes = [
        row[key]
        for t, key in (("projects", "investor_code"), ("leads", "company_code"))
        for row in ledger.tables[t]
    ]
    assert set(codes) == {None}  # a made-up code could be somebody's
    people = {row["person"] for row in ledger.tables["activities"]}
    assert all(re.fullmatch(r"演示人员\d\d", str(person)) for person in people)


def test_company_names_do_not_repeat() -> None:
    assert len({company(number).name for number in range(1_440)}) == 1_440


def test_the_mark_travels_with_the_rows(ledger: Ledger) -> None:
    for table in ("projects", "leads", "funds", "activities"):
        assert all(DEMONSTRATION_TAG in row["tags"] for row in ledger.tables[table])  # type: ignore[operator]
    assert is_demonstration(ledger)


def test_the_folder_has_the_ledger_twice_and_its_result_all_marked(
    kaiping: Scheme, written: DemonstrationFolder
) -> None:
    assert sorted(path.name for path in written.folder.iterdir()) == sorted(written.files)
    assert all(name.startswith("演示") for name in written.files)
    units = UnitDirectory.of(kaiping.units)
    for name in ("演示台账.xlsx", "演示台账-CSV"):
        read = read_ledger(written.folder / name, units)
        assert read.digest == written.ledger.digest
        assert read.warnings == () and is_demonstration(read)
    data = json.loads((written.folder / "演示结果-2023.json").read_text(encoding="utf-8"))
    assert data["demonstration"] is True
    assert data["ledger_digest"] == written.ledger.digest
    lines = (written.folder / "演示明细-2023.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + sum(len(unit.lines) for unit in written.result.units)
    assert all("演示数据" in line for line in lines[1:])
    assert "演示数据" in (written.folder / "演示台账-CSV" / "演示数据说明.txt").read_text(encoding="utf-8")


def test_the_workbook_opens_with_a_notice(written: DemonstrationFolder) -> None:
    from openpyxl import load_workbook

    book = load_workbook(written.folder / "演示台账.xlsx", read_only=True)
    assert book.sheetnames[0] == "说明"
    assert str(book["说明"]["A1"].value).startswith("演示数据")
    book.close()


def test_the_same_seed_gives_the_same_bytes(
    kaiping: Scheme, written: DemonstrationFolder, tmp_path: Path
) -> None:
    again = write_demonstration(tmp_path / "演示", kaiping, 1, 2023, "zh")
    for path in sorted(written.folder.rglob("*")):
        if path.is_file():
            assert (again.folder / path.relative_to(written.folder)).read_bytes() == path.read_bytes()


def test_another_seed_gives_another_year(kaiping: Scheme, ledger: Ledger) -> None:
    assert demonstration_ledger(kaiping, 2, 2023).digest != ledger.digest


def test_the_year_can_be_moved(kaiping: Scheme) -> None:
    later = demonstration_ledger(kaiping, 1, 2025)
    days = [row["date"] for table in FACT_TABLES for row in later.tables[table]]
    assert to_day("2024-01-01") <= min(days) and max(days) <= to_day("2025-12-31")  # type: ignore[type-var, operator]


def test_progress_is_told_of_every_unit(kaiping: Scheme) -> None:
    told: list[str] = []
    demonstration_ledger(kaiping, 1, 2023, told.append)
    assert told == [unit.name for unit in kaiping.units]


def test_a_folder_with_something_in_it_is_left_alone(kaiping: Scheme, tmp_path: Path) -> None:
    (tmp_path / "我的台账.txt").write_text("原样", encoding="utf-8")
    with pytest.raises(ProblemsFound):
        write_demonstration(tmp_path, kaiping, 1, 2023, "zh")
    assert [path.name for path in tmp_path.iterdir()] == ["我的台账.txt"]


@pytest.mark.parametrize("pack", shipped_packs())
def test_any_shipped_scheme_can_be_demonstrated(pack: str, tmp_path: Path) -> None:
    scheme = load_scheme(pack)
    year = usual_year(scheme)
    assert year in range(years_of(scheme)[0], years_of(scheme)[1] + 1)
    made = write_demonstration(tmp_path / "演示", scheme, 1, year, "zh")
    assert {unit.unit for unit in made.result.units} == {unit.name for unit in scheme.units}
    facts = [row["date"] for row in made.ledger.tables["milestones"]]
    assert any(scheme.window.first <= day <= made.result.as_of for day in facts)  # type: ignore[operator]
