from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Zhaoshang = Callable[..., Any]


def commands_in(shown: str) -> list[list[str]]:
    """The words after ``zhaoshang`` of each command that is suggested, broken lines joined."""
    lines = shown.replace("\\\n", "").splitlines()
    return [line.split()[1:] for line in lines if line.startswith("  zhaoshang ")]


def test_a_demonstration_is_written_shown_and_explained(zhaoshang: Zhaoshang, tmp_path: Path) -> None:
    folder = tmp_path / "试用"
    ran = zhaoshang("demo", folder)
    assert ran.status == 0 and ran.err == ""
    assert ran.out.startswith("演示数据")
    assert "第一类别  11个单位排名" in ran.out
    suggested = commands_in(ran.out)
    assert [words[0] for words in suggested] == ["score", "explain"]
    for words in suggested:  # what it tells people to try must work
        then = zhaoshang(*words)
        assert then.status == 0 and then.out.startswith("演示数据")


def test_a_folder_in_use_and_a_year_before_the_scheme_are_refused(
    zhaoshang: Zhaoshang, tmp_path: Path
) -> None:
    (tmp_path / "x").write_text("x", encoding="utf-8")
    assert zhaoshang("demo", tmp_path).status == 2
    ran = zhaoshang("demo", tmp_path / "新的", "--year", "2019")
    assert ran.status == 2 and "2019" in ran.err and "2023" in ran.err
    assert not (tmp_path / "新的").exists()


def test_the_default_folder_is_made_where_one_stands(
    zhaoshang: Zhaoshang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = zhaoshang("demo", "--seed", "7", "--language", "en")
    assert ran.status == 0
    assert ran.out.startswith("Demonstration data")
    assert (tmp_path / "zhaoshang-demo" / "演示台账.xlsx").is_file()


def test_with_places_invented_too_the_scheme_lies_beside_and_nothing_real_is_shown(
    zhaoshang: Zhaoshang, tmp_path: Path
) -> None:
    folder = tmp_path / "试用"
    ran = zhaoshang("demo", folder, "--scheme", "kaiping-2023", "--fictional-places")
    assert ran.status == 0 and ran.err == ""
    assert "演示：云川区" in ran.out and "开平" not in ran.out and "税务庄" not in ran.out
    suggested = commands_in(ran.out)
    assert suggested[0][1] == str(folder / "yunchuan")
    for words in suggested:
        then = zhaoshang(*words)
        assert then.status == 0 and "开平" not in then.out
