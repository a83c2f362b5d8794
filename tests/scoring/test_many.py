"""Many jurisdictions in one run: each by its own rules, the same rows however the work is shared out."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from districts import CLAUSES, HEAD, UNITS, WINDOW
from xlsxwriter import Workbook

from zhaoshang.ledger import ledger_from_rows, read_ledger, write_csv_folder
from zhaoshang.problems import ProblemsFound
from zhaoshang.scheme import load_scheme
from zhaoshang.scoring import score
from zhaoshang.scoring.many import Many, pool, read_jurisdictions, score_many
from zhaoshang.scoring.many.pool import _Worker
from zhaoshang.scoring.many.tables import _database
from zhaoshang.tables import UnitDirectory

SIGNED = "rules: {signed 签约: {clause: a, each: 进展, when: 阶段 = 签约, points: POINTS}}\n"
TABLES = ("lines", "totals", "places", "outcomes", "problems")
HEADERS = "辖区,方案,读法,台账,考核期,截至\n"


def write_pack(folder: Path, points: str, units: str = UNITS, more: str = "") -> None:
    folder.mkdir()
    files = {
        "scheme.yaml": HEAD
        + WINDOW
        + SIGNED.replace("POINTS", points)
        + "rankings: {total 总榜: {}}\n"
        + more,
        "units.csv": units,
        "clauses.csv": CLAUSES,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def write_ledger(folder: Path, *signed: tuple[str, str]) -> None:
    projects = [{"project": f"P{n}", "unit": unit, "amount": "6000"} for n, (unit, _) in enumerate(signed, 1)]
    milestones = [{"project": f"P{n}", "stage": "签约", "date": day} for n, (_, day) in enumerate(signed, 1)]
    write_csv_folder(ledger_from_rows({"projects": projects, "milestones": milestones}), folder)


@pytest.fixture
def nation(tmp_path: Path) -> Path:
    """Three counties: two schemes, one of them with other units, and a ledger each."""
    write_pack(tmp_path / "甲办法", "2.5分")
    write_pack(tmp_path / "乙办法", "1分", "unit,group\n东乡,一类\n西乡,一类\n")
    overlays = tmp_path / "甲办法" / "overlays"
    overlays.mkdir()
    patch = "title: 另一种读法\npatch: {rules: {signed: {points: 4分}}}\n"
    (overlays / "double.yaml").write_text(patch, encoding="utf-8")
    write_ledger(tmp_path / "台账甲", ("甲镇", "2023-02-01"), ("甲镇", "2023-03-01"), ("丁局", "2023-05-01"))
    write_ledger(tmp_path / "台账乙", ("西乡", "2023-02-03"))
    write_list(
        tmp_path,
        "丙县,甲办法,,台账甲,2023,",
        "乙县,乙办法,,台账乙,2023-Q1,",
        "甲县,甲办法,double,台账甲,2023,2023-04-30",
    )
    return tmp_path


def write_list(folder: Path, *rows: str, headers: str = HEADERS) -> Path:
    path = folder / "清单.csv"
    path.write_text(headers + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def run(nation: Path, out: str = "结果", **options: Any) -> Many:
    return score_many(read_jurisdictions(nation / "清单.csv"), nation / out, **{"workers": 1, **options})


def answered(query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(query).fetchall()


def rows(run: Many, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
    return answered(f"SELECT {columns} FROM '{run.folder / table}.parquet'")


def errors(run: Many, columns: str) -> list[tuple[Any, ...]]:
    """Problems without the warnings that results carry."""
    found = f"FROM '{run.folder / 'problems'}.parquet' WHERE severity = 'error'"
    return answered(f"SELECT {columns} {found}")


def states(run: Many) -> list[str]:
    return [each.state for each in run.finished]


def bytes_of(run: Many) -> dict[str, bytes]:
    files = [run.folder / f"{table}.parquet" for table in TABLES] + [run.folder / "problems.csv"]
    return {file.name: file.read_bytes() for file in files}


# -- what is written
def test_every_jurisdiction_gets_the_lines_that_it_gets_alone(nation: Path) -> None:
    many = run(nation)
    alone = []
    for each in many.jurisdictions:
        scheme = load_scheme(each.folder, each.overlays)
        ledger = read_ledger(each.ledger, UnitDirectory.of(scheme.units))
        result = score(scheme, ledger, each.period, each.as_of)
        alone += [
            (each.name, u.unit, line.rule, Decimal(line.points) / 10**6, list(line.facts), line.why.zh)
            for u in result.units
            for line in u.lines
        ]
    assert len(alone) == 6
    assert rows(many, "lines", "jurisdiction, unit, rule, points, facts, why") == alone


def test_rows_follow_the_list_and_then_the_units_of_each_scheme(nation: Path) -> None:
    assert rows(run(nation), "totals") == [
        ("丙县", "甲镇", "一类", Decimal("5.000000")),
        ("丙县", "乙镇", "一类", Decimal("0.000000")),
        ("丙县", "丙局", "二类", Decimal("0.000000")),
        ("丙县", "丁局", "二类", Decimal("2.500000")),
        ("乙县", "东乡", "一类", Decimal("0.000000")),
        ("乙县", "西乡", "一类", Decimal("1.000000")),
        ("甲县", "甲镇", "一类", Decimal("8.000000")),
        ("甲县", "乙镇", "一类", Decimal("0.000000")),
        ("甲县", "丙局", "二类", Decimal("0.000000")),
        ("甲县", "丁局", "二类", Decimal("0.000000")),
    ]


def test_totals_are_exact_decimals_and_places_count_from_both_ends(nation: Path) -> None:
    many = run(nation)
    assert set(rows(many, "totals", "typeof(total)")) == {("DECIMAL(38,6)",)}
    assert rows(many, "places")[4:6] == [("乙县", "东乡", "total", 2, 1), ("乙县", "西乡", "total", 1, 2)]


def test_a_table_without_a_row_has_its_columns_all_the_same(nation: Path) -> None:
    many = run(nation)
    assert rows(many, "outcomes") == []
    found = answered(f"DESCRIBE SELECT * FROM '{many.folder / 'outcomes'}.parquet'")
    assert [name for name, *_ in found][:4] == ["jurisdiction", "unit", "person", "outcome"]


def test_tables_are_written_within_a_bound_and_without_a_word_on_the_screen(tmp_path: Path) -> None:
    with _database(tmp_path, 200 * 2**20) as connection:
        asked = "SELECT current_setting('memory_limit'), current_setting('enable_progress_bar')"
        assert connection.execute(asked).fetchall() == [("200.0 MiB", False)]
    assert list(tmp_path.iterdir()) == []


def test_the_list_of_runs_names_what_was_scored_by_what(nation: Path) -> None:
    many = run(nation)
    with (many.folder / "runs.csv").open(encoding="utf-8-sig", newline="") as stream:
        found = list(csv.DictReader(stream))
    scheme = load_scheme(nation / "甲办法", ("double",))
    assert [row["辖区"] for row in found] == ["丙县", "乙县", "甲县"]
    last = found[2]
    assert (last["方案"], last["读法"], last["方案摘要"]) == ("甲办法", "double", scheme.digest)
    assert last["台账摘要"] == read_ledger(nation / "台账甲").digest == found[0]["台账摘要"]
    assert (last["截至"], last["单位数"], last["明细数"], last["状态"]) == ("2023-04-30", "4", "2", "完成")


def test_names_with_quotes_commas_and_line_breaks_come_back_as_they_were(nation: Path) -> None:
    odd = '"丙,县"\'; --'
    write_list(
        nation, f'"{odd.replace(chr(34), chr(34) * 2)}",甲办法,,台账甲,2023,', "=甲县,甲办法,,没有,2023,"
    )
    many = run(nation)
    assert {name for (name,) in rows(many, "lines", "jurisdiction")} == {odd}
    assert rows(many, "problems", "jurisdiction") == [("=甲县",)]
    assert "\n'=甲县," in (many.folder / "problems.csv").read_text(encoding="utf-8-sig")


def test_words_are_in_the_language_asked_for(nation: Path) -> None:
    chinese, english = run(nation), run(nation, "english", language="en")
    assert rows(chinese, "lines", "points") == rows(english, "lines", "points")
    assert rows(chinese, "lines", "why") != rows(english, "lines", "why")
    assert (
        (english.folder / "runs.csv")
        .read_text(encoding="utf-8-sig")
        .startswith("jurisdiction,scheme,overlays")
    )


# -- one that fails
def test_a_bad_ledger_is_reported_whole_and_stops_nobody(nation: Path) -> None:
    bad = nation / "台账乙" / "milestones.csv"
    bad.write_text("project,stage,date\nP1,签约,2023-02-30\nP9,签约,昨天\n", encoding="utf-8")
    many = run(nation)
    assert states(many) == ["done", "failed", "done"]
    assert {name for (name,) in rows(many, "totals", "jurisdiction")} == {"丙县", "甲县"}
    found = errors(many, "jurisdiction, file, row, text")
    assert found == [
        ("乙县", "milestones.csv", *each) for each in ((2, "2023-02-30"), (3, "昨天"), (3, "P9"))
    ]
    [(who, what)] = many.failed
    assert who.name == "乙县" and what.problems == len(found) and what.first


def test_a_ledger_that_is_not_there_is_named_by_its_row_in_the_list(nation: Path) -> None:
    write_list(nation, "丙县,甲办法,,台账甲,2023,", "乙县,乙办法,,还没交,2023,")
    many = run(nation)
    assert states(many) == ["done", "failed"]
    assert rows(many, "problems", "code, file, row, field") == [("many.no_ledger", "清单.csv", 3, "台账")]


def test_a_scheme_with_mistakes_fails_those_who_use_it(nation: Path) -> None:
    write_pack(nation / "坏办法", "2.5万元")
    write_list(nation, "丁县,坏办法,,台账甲,2023,", "丙县,甲办法,,台账甲,2023,", "戊县,坏办法,,台账甲,2023,")
    many = run(nation)
    assert states(many) == ["failed", "done", "failed"]
    found = rows(many, "problems", "jurisdiction, file")
    assert found and set(found) == {("丁县", "scheme.yaml"), ("戊县", "scheme.yaml")}


def test_a_period_that_a_scheme_refuses_fails_its_jurisdiction(nation: Path) -> None:
    write_list(nation, "丙县,甲办法,,台账甲,campaign,", "乙县,乙办法,,台账乙,2023,")
    many = run(nation)
    assert states(many) == ["failed", "done"]
    assert rows(many, "problems", "jurisdiction, code") == [("丙县", "period.no_end")]


def test_a_bug_over_one_jurisdiction_is_said_to_be_one(nation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from zhaoshang.scoring.many import worker

    def broken(*_: object) -> None:
        raise ZeroDivisionError("by nought")

    (nation / "parts").mkdir()
    monkeypatch.setattr(worker, "score", broken)
    one = worker.Worker(nation / "parts", "auto", "en", False)
    finished = one.finish(read_jurisdictions(nation / "清单.csv")[0])
    assert finished.state == "failed"
    assert finished.first is not None and "a bug" in finished.first.en and "by nought" in finished.first.en


# -- the same rows, however the work is done
def test_any_number_of_workers_and_either_engine_give_the_same_bytes(nation: Path) -> None:
    places = [
        f"县{n},甲办法,{'double' if n % 3 else ''},台账{'甲' if n != 5 else '丢'},2023," for n in range(9)
    ]
    write_list(nation, *places)
    first = bytes_of(run(nation, "一"))
    assert first == bytes_of(run(nation, "三", workers=3))
    assert first == bytes_of(run(nation, "鸭", workers=2, engine="duckdb"))


def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost(
    nation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = bytes_of(run(nation))
    asked = kill_when_asked(monkeypatch, lambda question, times: question["name"] == "乙县" and times == 1)
    many = run(nation, "杀过")
    assert asked.count("乙县") == 2
    assert states(many) == ["done"] * 3 and bytes_of(many) == whole


def test_a_jurisdiction_that_ends_its_worker_every_time_fails_alone(
    nation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_when_asked(monkeypatch, lambda question, times: question["name"] == "乙县")
    many = run(nation)
    assert states(many) == ["done", "failed", "done"]
    assert errors(many, "jurisdiction, code") == [("乙县", "many.worker_died")]


def kill_when_asked(
    monkeypatch: pytest.MonkeyPatch, doomed: Callable[[dict[str, Any], int], bool]
) -> Sequence[str]:
    """Kill a worker that is asked a certain question; gives the names asked for, as they are asked."""
    asked: list[str] = []
    ask = _Worker.ask

    def asking(worker: _Worker, question: dict[str, Any]) -> Any:
        asked.append(question["name"])
        if doomed(question, asked.count(question["name"])):
            worker.process.kill()
        return ask(worker, question)

    monkeypatch.setattr(_Worker, "ask", asking)
    return asked


def test_a_worker_past_its_memory_is_ended_and_says_so(nation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "memory_of", lambda process: 500 * 2**20)
    monkeypatch.setattr(pool, "_LOOK_EVERY", 0.001)
    many = run(nation, memory=400 * 2**20)
    assert states(many) == ["failed"] * 3
    assert {code for (code,) in rows(many, "problems", "code")} == {"many.too_large"}


def test_a_worker_that_has_grown_is_replaced_between_two_jurisdictions(
    nation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = bytes_of(run(nation))
    monkeypatch.setattr(pool, "memory_of", lambda process: 300 * 2**20)
    begun: list[int] = []
    begin = _Worker.__init__
    monkeypatch.setattr(_Worker, "__init__", lambda self, setup: begun.append(1) or begin(self, setup))
    many = run(nation, "换人", memory=400 * 2**20)
    assert len(begun) == 3 and bytes_of(many) == whole


# -- going on with a run
def test_resuming_does_again_only_what_has_changed(nation: Path) -> None:
    run(nation)
    write_ledger(nation / "新台账乙", ("东乡", "2023-02-03"), ("西乡", "2023-02-03"))
    (nation / "台账乙").rename(nation / "旧台账乙")
    (nation / "新台账乙").rename(nation / "台账乙")
    again = run(nation, resume=True)
    assert states(again) == ["kept", "done", "kept"]
    assert bytes_of(again) == bytes_of(run(nation, "从头"))
    assert ("乙县", "东乡", "一类", Decimal(1)) in rows(again, "totals")


@pytest.mark.parametrize(
    "row",
    ["丙县,甲办法,double,台账甲,2023,", "丙县,甲办法,,台账甲,2023-Q1,", "丙县,甲办法,,台账甲,2023,2023-02-10",
     "丁县,甲办法,,台账甲,2023,"],
)  # fmt: skip
def test_another_reading_period_day_or_name_is_done_again(nation: Path, row: str) -> None:
    write_list(nation, "丙县,甲办法,,台账甲,2023,")
    run(nation)
    write_list(nation, row)
    assert states(run(nation, resume=True)) == ["done"]


def test_a_changed_scheme_is_done_again_and_a_comment_in_it_is_not(nation: Path) -> None:
    run(nation)
    scheme = nation / "乙办法" / "scheme.yaml"
    scheme.write_text(scheme.read_text(encoding="utf-8") + "# 说明\n", encoding="utf-8")
    assert states(run(nation, resume=True)) == ["kept"] * 3
    scheme.write_text(scheme.read_text(encoding="utf-8").replace("1分", "3分"), encoding="utf-8")
    assert states(run(nation, resume=True)) == ["kept", "done", "kept"]


def test_who_failed_is_tried_again(nation: Path) -> None:
    (nation / "台账乙").rename(nation / "旁边")
    assert states(run(nation)) == ["done", "failed", "done"]
    (nation / "旁边").rename(nation / "台账乙")
    again = run(nation, resume=True)
    assert states(again) == ["kept", "done", "kept"] and errors(again, "*") == []


def test_who_is_no_longer_on_the_list_leaves_nothing_behind(nation: Path) -> None:
    run(nation)
    write_list(nation, "甲县,甲办法,double,台账甲,2023,2023-04-30")
    again = run(nation, resume=True)
    assert states(again) == ["kept"] and {name for (name,) in rows(again, "totals", "jurisdiction")} == {
        "甲县"
    }
    assert len(list((again.folder / "parts").iterdir())) == 1


def test_an_interrupted_run_has_no_tables_and_goes_on_where_it_stopped(nation: Path) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(nation, progress=interrupt)
    assert [path.name for path in (nation / "结果").iterdir()] == ["parts"]
    again = run(nation, resume=True)
    assert states(again)[0] == "kept"
    assert bytes_of(again) == bytes_of(run(nation, "从头"))


def test_what_was_left_half_written_does_not_count(nation: Path) -> None:
    first = run(nation)
    part = first.folder / "parts" / first.finished[0].part
    text = (part / "finished.json").read_text(encoding="utf-8")
    (part / "finished.json").write_text(text[: len(text) // 2], encoding="utf-8")
    (first.folder / "parts" / ".draft").mkdir()
    (first.folder / "parts" / ".draft" / "lines.csv.gz").write_bytes(b"half")
    again = run(nation, resume=True)
    assert states(again) == ["done", "kept", "kept"] and bytes_of(again) == bytes_of(run(nation, "从头"))
    assert not (first.folder / "parts" / ".draft").exists()


def test_a_folder_with_something_in_it_is_left_alone(nation: Path) -> None:
    (nation / "结果").mkdir()
    (nation / "结果" / "别的.txt").write_text("x", encoding="utf-8")
    for options in ({}, {"resume": True}):
        with pytest.raises(ProblemsFound) as found:
            run(nation, **options)
        assert found.value.problems[0].code in ("many.already_there", "many.no_run")
    assert [path.name for path in (nation / "结果").iterdir()] == ["别的.txt"]


# -- the list
def test_a_list_is_read_with_english_headers_and_from_a_workbook_too(nation: Path) -> None:
    chinese = read_jurisdictions(nation / "清单.csv")
    lines = (nation / "清单.csv").read_text(encoding="utf-8").splitlines()
    english = write_list(nation, *lines[1:], headers="jurisdiction,scheme,overlays,ledger,period,as_of\n")
    workbook = nation / "清单.xlsx"
    with Workbook(str(workbook)) as book:
        sheet = book.add_worksheet("辖区")
        for at, line in enumerate(lines):
            sheet.write_row(at, 0, [2023 if cell == "2023" else cell for cell in line.split(",")])
    for other in (read_jurisdictions(english), read_jurisdictions(workbook)):
        assert [(j.name, j.folder, j.overlays, j.ledger, j.period, j.as_of) for j in other] == [
            (j.name, j.folder, j.overlays, j.ledger, j.period, j.as_of) for j in chinese
        ]


def test_a_shipped_scheme_goes_by_its_id(nation: Path) -> None:
    write_list(nation, "开平,kaiping-2023,kp-x2-b；kp-x7-b,台账甲,2023-Q1,")
    [one] = read_jurisdictions(nation / "清单.csv")
    assert one.overlays == ("kp-x2-b", "kp-x7-b")
    assert load_scheme(one.folder).digest == load_scheme("kaiping-2023").digest


def test_all_errors_of_a_list_come_at_once_by_row_and_column(nation: Path) -> None:
    write_list(
        nation,
        "甲县,甲办法x,,台账甲,2023,",
        "甲县,甲办法,doubel,,2023Q1,2023-02-30",
        ",甲办法,,台账甲,2023,",
    )
    with pytest.raises(ProblemsFound) as found:
        read_jurisdictions(nation / "清单.csv")
    assert {(p.where.row, p.where.field, p.code) for p in found.value.problems} == {
        (2, "方案", "scheme.no_pack"),
        (3, "辖区", "many.twice"),
        (3, "读法", "many.no_overlay"),
        (3, "台账", "many.blank"),
        (3, "考核期", "many.period"),
        (3, "截至", "no_such_day"),
        (4, "辖区", "many.blank"),
    }


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ("辖区,方案,台账\n", "many.no_column"),
        ("辖区,方案,台账,考核期,period\n", "many.column_twice"),
        ("辖区,方案,台账,考核期,备注\n", "many.unknown_column"),
        (HEADERS, "many.empty"),
        ("", "empty_file"),
    ],
)
def test_a_list_with_other_columns_or_without_rows_is_refused(nation: Path, headers: str, code: str) -> None:
    path = write_list(
        nation, *(["丙县,甲办法,台账甲,2023,x"] if headers not in ("", HEADERS) else []), headers=headers
    )
    with pytest.raises(ProblemsFound) as found:
        read_jurisdictions(path)
    assert [p.code for p in found.value.problems] == [code]


def test_a_folder_or_a_missing_file_is_no_list(nation: Path) -> None:
    for path in (nation, nation / "没有.csv"):
        with pytest.raises(ProblemsFound):
            read_jurisdictions(path)
