"""``zhaoshang scheme``: what an official and an author see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from zhaoshang.cli.scheme import app
from zhaoshang.problems import ProblemsFound
from zhaoshang.scheme import lint, load_cases, load_scheme


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words, env={"COLUMNS": "200"}, terminal_width=200)


def test_the_shipped_packs_are_listed_with_their_size() -> None:
    shown = run("list")
    assert shown.exit_code == 0
    assert "kaiping-2023" in shown.output and "开平办〔2023〕2号" in shown.output


def test_a_scheme_reads_in_the_documents_outline_with_clauses_beside_rules(make_pack) -> None:
    folder = make_pack(overlays={"x1-b": "title: 另一读法\nreading_of: X1\npatch: {decimals: 2}\n"})
    shown = run("show", str(folder)).output
    assert (
        shown.index("某区考核细则") < shown.index("签约加分") < shown.index("零签约") < shown.index("总排名")
    )
    for text in ("附件2·一", "签约按档加分", "规模分档.签约", "5个", "不予评优", "x1-b", "X1"):
        assert text in shown


def test_one_rule_shows_what_it_draws_from(make_pack) -> None:
    shown = run("show", str(make_pack()), "late").output
    for text in (
        "扣分",
        "附件2·三",
        "-2 × 规模分档.落地",
        "逾期未落地",
        "1年",
        "计分进展",
        "第二档",
        "折算金额",
    ):
        assert text in shown
    assert "信息加分" not in shown


def test_a_rule_that_is_not_there_is_suggested_for(make_pack) -> None:
    result = run("show", str(make_pack()), "lat")
    assert isinstance(result.exception, ProblemsFound)
    assert "late" in result.exception.problems[0].in_language("zh")


def test_lint_passes_with_warnings_and_fails_with_errors(make_pack) -> None:
    passed = run("lint", str(make_pack()))
    assert (passed.exit_code, passed.output.splitlines()[-1][:4]) == (0, "0处错误")
    failed = run("lint", str(make_pack(clauses="clause,place,summary,carrier\nA1,一,二,\n")))
    assert failed.exit_code == 2
    assert "没有承载" in failed.output


def test_a_new_pack_lints_without_errors_and_has_cases(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert run("new", str(folder)).exit_code == 0
    assert not [p for p in lint(load_scheme(folder)) if p.severity == "error"]
    assert load_scheme(folder, ["q1-b"]).overlays == ("q1-b",)
    assert len(load_cases(folder)) == 2
    refused = run("new", str(folder))
    assert isinstance(refused.exception, ProblemsFound)  # nothing is overwritten


def test_the_schema_is_json(tmp_path: Path) -> None:
    assert json.loads(run("schema").output)["properties"]["window"]
    assert json.loads(run("schema", "--keys", "zh").output)["properties"]["适用期"]


@pytest.mark.parametrize("keys", ["zh", "en"])
def test_a_pack_is_translated_into_a_folder_of_its_own(make_pack, tmp_path: Path, keys: str) -> None:
    folder = make_pack()
    assert run("translate", str(folder), str(tmp_path / "out"), "--keys", keys).exit_code == 0
    assert load_scheme(tmp_path / "out").digest == load_scheme(folder).digest


def test_cases_are_run_and_the_one_that_fails_is_named(make_pack) -> None:
    cases = """\
- case: 一条线索
  period: 2023-01
  facts: {leads: [{lead: L, unit: 丙局, date: 2023-01-05}]}
  score: {丙局: 0.2}
- case: 写错的案例
  period: 2023-01
  score: {丙局: 0.2}
"""
    result = run("test", str(make_pack(cases=cases)))
    assert result.exit_code == 2
    assert "✗ 写错的案例" in result.output
    assert "2个案例，1个不符" in result.output
