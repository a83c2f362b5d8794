"""The tutorials work when pasted: their blocks run one after the other, and print what they say they print."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from zhaoshang.scheme import lint, load_scheme
from zhaoshang.scoring.cases import run_cases

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"^```(\w+)(?: title=\"(\w+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
YUNCHUAN = DOCS / "yunchuan-2026"
QUOTED = re.compile(r"^```\w+ title=\"([\w./-]+\.(?:yaml|csv))\"\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run(blocks, folder):
    """Run the blocks in one shell, as somebody would who pastes them, and give what each printed."""
    script = ["exec 2>&1", "set -e"]
    for number, (language, text) in enumerate(blocks):
        script.append(f"echo '== {number} =='")
        script.append(text if language == "bash" else f"python - <<'PYTHON'\n{text}PYTHON")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)], cwd=folder, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout
    return re.split(r"^== \d+ ==\n", done.stdout, flags=re.MULTILINE)[1:]


def plain(text):
    return re.sub(r"\s+", " ", text)


def blocks_of(page):
    """The language, title and text of each block that is pasted or printed."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return [(language, title, body) for language, title, body in BLOCK.findall(text) if title != "once"]


def not_printed(found, folder):
    """What the blocks say is printed and is not, when they run in this folder."""
    printed = run([(language, body) for language, title, body in found if title != "prints"], folder)
    number, missing = -1, []
    for _, title, body in found:
        if title != "prints":
            number += 1
            continue
        missing += [
            f"{line!r} in:\n{printed[number]}"
            for line in body.splitlines()
            if plain(line) not in plain(printed[number])
        ]
    return missing


def test_every_block_of_the_tutorial_runs_and_prints_what_the_tutorial_says(tmp_path):
    found = blocks_of("tutorial.md")
    assert {(language, title) for language, title, _ in found} == {
        ("bash", ""),
        ("python", ""),
        ("text", "prints"),
    }
    missing = not_printed(found, tmp_path)
    assert not missing, "\n".join(missing)


def test_every_block_of_the_tutorial_from_a_document_runs_beside_a_copy_of_its_pack(tmp_path):
    shutil.copytree(YUNCHUAN, tmp_path / YUNCHUAN.name)
    found = blocks_of("tutorial-from-a-document.md")
    assert {(language, title) for language, title, _ in found} == {("bash", ""), ("text", "prints")}
    missing = not_printed(found, tmp_path)
    assert not missing, "\n".join(missing)


def test_what_the_tutorial_quotes_from_its_pack_stands_there_word_by_word():
    page = (DOCS / "tutorial-from-a-document.md").read_text(encoding="utf-8")
    quoted = QUOTED.findall(page)
    assert len(quoted) > 15
    for name, body in quoted:
        assert body in (YUNCHUAN / name).read_text(encoding="utf-8"), f"{name}:\n{body}"


def test_every_article_of_the_document_has_its_clause_and_no_clause_is_without_one():
    page = (DOCS / "tutorial-from-a-document.md").read_text(encoding="utf-8")
    articles = re.findall(r"^> \*\*(第\w+条|附表)\*\*", page, re.MULTILINE)
    with (YUNCHUAN / "clauses.csv").open(encoding="utf-8", newline="") as rows:
        assert [row["place"] for row in csv.DictReader(rows)] == articles


def test_every_reading_of_the_pack_stands_in_the_table_of_questions_and_has_a_case():
    page = (DOCS / "tutorial-from-a-document.md").read_text(encoding="utf-8")
    readings = sorted(path.stem for path in (YUNCHUAN / "overlays").glob("*.yaml"))
    assert sorted(re.findall(r"\| `(yc-x\d+-\w)`", page)) == readings
    tried = {name for report in run_cases(YUNCHUAN) for name in report.case.overlays}
    assert sorted(tried) == readings


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_the_pack_of_the_tutorial_comes_out_as_worked_by_hand(engine):
    reports = list(run_cases(YUNCHUAN, engine))
    assert reports
    problems = [p.in_language("zh") for report in reports for p in report.problems]
    assert not problems, "\n".join(problems)


def test_the_pack_of_the_tutorial_has_nothing_that_the_checker_calls_an_error():
    errors = [p.in_language("zh") for p in lint(load_scheme(YUNCHUAN)) if p.severity == "error"]
    assert not errors, "\n".join(errors)
