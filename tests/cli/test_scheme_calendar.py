"""``zhaoshang scheme calendar`` in a terminal."""

from __future__ import annotations

from zhaoshang.cli import main


def test_the_calendar_of_a_year_shows_moved_days_and_who_owes_what(capsys):
    assert main(["scheme", "calendar", "kaiping-2023", "--year", "2023", "--language", "zh"]) == 0
    out = capsys.readouterr().out
    assert "2023-12-29 周五（原12-31）" in out
    assert "每周，52次" in out


def test_a_scheme_without_a_calendar_says_so_in_english(capsys):
    assert main(["scheme", "calendar", "luan-2022", "--year", "2022", "--language", "en"]) == 0
    assert "Nothing is due" in capsys.readouterr().out
