import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zhaoshang.documents.typesetting import width_of
from zhaoshang.ledger import ledger_from_rows, write_csv_folder
from zhaoshang.scheme.folders import find_pack

Zhaoshang = Callable[..., Any]
"""Runs a command line and gives its status, output and errors."""

Q1 = ("--period", "2023-Q1")


def test_a_reading_is_held_against_the_scheme_as_shipped(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    ran = zhaoshang("compare", "kaiping-2023", csv_ledger, *Q1, "--with-overlay", "kp-x17-b", "-f", "json")
    assert (ran.status, ran.err) == (0, "")
    data = json.loads(ran.out)
    assert list(data)[:3] == ["before", "after", "differs"]
    assert (data["before"]["overlays"], data["differs"]) == ([], ["overlays"])
    assert [overlay["id"] for overlay in data["after"]["overlays"]] == ["kp-x17-b"]


def test_several_overlays_are_added_to_those_of_both_runs(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    added = ("--with-overlay", "kp-x17-b", "--with-overlay", "kp-x8-b")
    ran = zhaoshang("compare", "kaiping-2023", csv_ledger, *Q1, "--overlay", "kp-x1-b", *added, "-f", "json")
    data = json.loads(ran.out)
    overlays = [[overlay["id"] for overlay in data[side]["overlays"]] for side in ("before", "after")]
    assert overlays == [["kp-x1-b"], ["kp-x1-b", "kp-x17-b", "kp-x8-b"]]


def test_another_reading_of_the_same_question_takes_the_place_of_the_first(
    zhaoshang: Zhaoshang, csv_ledger: Path
) -> None:
    asked = ("compare", "kaiping-2023", csv_ledger, *Q1, "-o", "kp-x2-b", "-o", "kp-x8-b")
    data = json.loads(zhaoshang(*asked, "--with-overlay", "kp-x2-c", "-f", "json").out)
    overlays = [[overlay["id"] for overlay in data[side]["overlays"]] for side in ("before", "after")]
    assert overlays == [["kp-x2-b", "kp-x8-b"], ["kp-x8-b", "kp-x2-c"]]


def test_two_periods_and_two_days_are_compared(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    asked = ("compare", "kaiping-2023", csv_ledger, *Q1, "--as-of", "2023-02-28", "-f", "json")

    def days(*options: str) -> tuple[str, str]:
        data = json.loads(zhaoshang(*asked, *options).out)
        return data["before"]["as_of"], data["after"]["as_of"]

    assert days("--with-as-of", "2023-03-31") == ("2023-02-28", "2023-03-31")
    assert days("--with-period", "2023-Q2") == ("2023-02-28", "2023-06-30")
    assert days("--with-overlay", "kp-x1-b") == ("2023-02-28", "2023-02-28")


def test_two_ledgers_are_compared(zhaoshang: Zhaoshang, csv_ledger: Path, tmp_path: Path) -> None:
    write_csv_folder(ledger_from_rows({}), tmp_path / "空台账")
    ran = zhaoshang(
        "compare", "kaiping-2023", csv_ledger, *Q1, "--with-ledger", tmp_path / "空台账", "--unit", "栗园镇"
    )
    assert ran.status == 0
    assert "台账    前：sha256:" in ran.out
    assert "去 2023-02-20    -0.60  虚构甲子纸鸢生产线（P1） 签约" in ran.out


def test_a_copy_of_a_scheme_with_another_number_is_compared_with_it(
    zhaoshang: Zhaoshang, csv_ledger: Path, tmp_path: Path
) -> None:
    pack = find_pack("kaiping-2023")
    copy = tmp_path / "kaiping-2024"
    (copy / "overlays").mkdir(parents=True)
    for name in ("units.csv", "targets.csv", "clauses.csv"):
        (copy / name).write_bytes((pack / name).read_bytes())
    written = (pack / "scheme.yaml").read_text(encoding="utf-8")
    changed = written.replace("签约: 1分 × 完成百分比", "签约: 2分 × 完成百分比")
    assert changed != written
    (copy / "scheme.yaml").write_text(changed, encoding="utf-8")
    asked = ("compare", "kaiping-2023", csv_ledger, *Q1, "-o", "kp-x17-b", "--with-scheme", copy)
    data = json.loads(zhaoshang(*asked, "-f", "json").out)
    assert data["differs"] == ["scheme", "overlays"]
    assert data["after"]["overlays"] == []  # the overlays of one scheme are not those of another
    asked = ("compare", "kaiping-2023", csv_ledger, *Q1, "--with-scheme", copy)
    out = zhaoshang(*asked).out
    assert "后：kaiping-2024 sha256:" in out
    assert "前  +0.60" in out and "后  +1.20" in out


def test_the_table_fits_eighty_columns_and_ends_with_both_digests(
    zhaoshang: Zhaoshang, csv_ledger: Path
) -> None:
    for language in ("zh", "en"):
        out = zhaoshang(
            "compare", "kaiping-2023", csv_ledger, *Q1, "--with-period", "2023-Q2", "--language", language
        ).out
        lines = out.splitlines()
        assert max(width_of(line) for line in lines) <= 80 and "\x1b" not in out
        assert not any(line != line.rstrip() for line in lines)
        assert all("kaiping-2023 sha256:" in line for line in lines[-2:])


def test_csv_has_one_row_for_each_line_that_differs(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    ran = zhaoshang(
        "compare", "kaiping-2023", csv_ledger, *Q1, "--with-as-of", "2023-02-28", "-f", "csv",
        "--unit", "洼里镇", "--language", "en",
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(ran.out.removeprefix("\ufeff"))))
    assert {(row["rule"], row["change"], row["points_before"], row["points_after"]) for row in rows} == {
        ("signed", "gone", "2", ""),
        ("landed", "gone", "4", ""),
    }


def test_out_writes_what_would_be_shown(zhaoshang: Zhaoshang, csv_ledger: Path, tmp_path: Path) -> None:
    asked = ("compare", "kaiping-2023", csv_ledger, *Q1, "--with-period", "2023-Q2")
    file = tmp_path / "对照.txt"
    ran = zhaoshang(*asked, "--out", file)
    assert (ran.status, ran.out) == (0, "")
    assert file.read_text(encoding="utf-8") == zhaoshang(*asked).out


def test_all_shows_who_did_not_change(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    asked = ("compare", "kaiping-2023", csv_ledger, *Q1, "--with-overlay", "kp-x8-b")
    assert "没有任何变化" in zhaoshang(*asked).out
    assert "洼里镇" not in zhaoshang(*asked).out and "洼里镇" in zhaoshang(*asked, "--all").out


def test_both_engines_give_the_same_bytes(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    asked = ("compare", "kaiping-2023", csv_ledger, *Q1, "--with-period", "2023-Q2", "-f", "json", "--engine")
    python = zhaoshang(*asked, "python")
    assert python.status == 0 and python.out == zhaoshang(*asked, "duckdb").out


# -- what is wrong
def test_something_must_differ(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    ran = zhaoshang("compare", "kaiping-2023", csv_ledger, *Q1)
    assert ran.status == 2 and "没有说后一次有什么不同" in ran.err and "--with-overlay" in ran.err


def test_every_mistake_of_both_runs_is_told_at_once_and_once(zhaoshang: Zhaoshang, tmp_path: Path) -> None:
    ran = zhaoshang(
        "compare", "kaiping-2023", tmp_path / "甲.xlsx", "-p", "2023-Q7", "--with-period", "2023-13",
        "--with-ledger", tmp_path / "乙.xlsx", "--with-as-of", "昨天", "--as-of", "明天", "-f", "xml",
        "--out", tmp_path,
    )  # fmt: skip
    assert (ran.status, ran.out) == (2, "")
    for part in ("甲.xlsx", "乙.xlsx", "2023-Q7", "2023-13", "“--as-of”", "“--with-as-of”", "xml", "“--out”"):
        assert part in ran.err
    assert "有8个问题" in ran.err
    ran = zhaoshang("compare", "nope", tmp_path / "甲.xlsx", *Q1, "--with-period", "2023-Q2")
    assert "有2个问题" in ran.err  # the same scheme and ledger are missed once


@pytest.mark.parametrize(
    ("overlays", "said"),
    [
        (("kp-x2-b", "kp-x2-c"), "都是 KP-X2 的读法"),
        (("kp-x17-b", "kp-x6-b"), "kp-x17-b 与 kp-x6-b 都改了 rules.no_signing"),
        (("kp-x1-d",), "没有名为“kp-x1-d”的叠加"),
    ],
)
def test_overlays_that_do_not_go_together_are_refused_by_score_and_by_compare(
    zhaoshang: Zhaoshang, csv_ledger: Path, overlays: tuple[str, ...], said: str
) -> None:
    together = [word for name in overlays for word in ("--overlay", name)]
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, *Q1, *together)
    assert ran.status == 2 and said in ran.err and "有1个问题" in ran.err
    together = [word for name in overlays for word in ("--with-overlay", name)]
    ran = zhaoshang("compare", "kaiping-2023", csv_ledger, *Q1, *together)
    assert ran.status == 2 and said in ran.err and "有1个问题" in ran.err


def test_three_readings_of_three_questions_compose(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    overlays = ("-o", "kp-x1-b", "-o", "kp-x17-b", "-o", "kp-x8-b")
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, *Q1, *overlays, "-f", "json")
    assert json.loads(ran.out)["overlays"] == ["kp-x1-b", "kp-x17-b", "kp-x8-b"]


def test_a_unit_that_neither_run_has_is_answered_with_near_ones(
    zhaoshang: Zhaoshang, csv_ledger: Path
) -> None:
    ran = zhaoshang("compare", "kaiping-2023", csv_ledger, *Q1, "--with-period", "2023-Q2", "--unit", "栗园")
    assert ran.status == 2 and "栗园镇" in ran.err and "有1个问题" in ran.err
