"""Workbooks and CSV folders as an office might hand them in, and the problems a reader finds."""

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

sys.path.insert(0, str(Path(__file__).parent))  # random_ledgers stands beside these tests

from zhaoshang.ledger import Ledger, read_ledger
from zhaoshang.problems import Problem, ProblemsFound

Sheets = Mapping[str, Sequence[Sequence[Any]]]

PROJECTS = [
    ["项目编号", "项目名称", "责任单位", "总投资"],
    ["P1", "精细化工新材料", "栗园镇", 3000],
    ["P2", "冷链物流园", "洼里镇", 25000],
]
MILESTONES = [
    ["项目编号", "阶段", "日期"],
    ["P1", "签约", date(2023, 2, 20)],
    ["P2", "签约", date(2023, 3, 1)],
]


@pytest.fixture
def sheets() -> dict[str, list[list[Any]]]:
    """Two projects signed, as two sheets that a test may change."""
    return {"项目": [list(row) for row in PROJECTS], "进展": [list(row) for row in MILESTONES]}


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets as an .xlsx."""

    def write(sheets: Sheets, name: str = "台账.xlsx") -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False})
        as_date = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(y, x, cell, as_date)
                    elif cell is not None:
                        sheet.write(y, x, cell)
        book.close()
        return path

    return write


@pytest.fixture
def csv_folder(tmp_path: Path) -> Callable[..., Path]:
    """Write texts as files of a folder."""

    def write(files: Mapping[str, str | bytes], encoding: str = "utf-8") -> Path:
        folder = tmp_path / "台账"
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return folder

    return write


@pytest.fixture
def problems() -> Callable[..., list[Problem]]:
    """What a reader finds wrong; nothing is a failure."""

    def find(read: Callable[..., Ledger] | Path, *arguments: Any, **named: Any) -> list[Problem]:
        if isinstance(read, Path):
            arguments, read = (read, *arguments), read_ledger
        with pytest.raises(ProblemsFound) as found:
            read(*arguments, **named)
        for problem in found.value.problems:
            assert problem.in_language("zh")
            assert problem.in_language("en")
        return list(found.value.problems)

    return find
