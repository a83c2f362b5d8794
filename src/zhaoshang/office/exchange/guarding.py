"""What a workbook would take to be opened, asked before it is: a stranger's file must not take the office down.

A sheet is held whole once it is read, all cells between its first and its last. A few kilobytes can say that
the last one is a thousand million cells away.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

from zhaoshang.problems import Place, Problem, ProblemsFound, Words

MOST_BYTES = 256 * 2**20
"""What all parts of a workbook may unpack to."""
MOST_CELLS = 5_000_000
"""Cells from the first of a sheet to its last, the blank ones between them included."""
_CHUNK = 2**20
_LONGEST_TAG = 300
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]{0,200}?\br="(\d{1,7})"')
_SAVE_AS = Words(zh="请用 Excel 或 WPS 另存为 .xlsx 再上传", en="save it as .xlsx with Excel or WPS")


def insist_on_reasonable(path: Path) -> None:
    """Raise ProblemsFound for a workbook that would unpack to too much, or spread its cells too far; a file that
    cannot be opened at all is left to its reader."""
    with path.open("rb") as stream:
        if stream.read(4) != b"PK\x03\x04":
            return
    try:
        with ZipFile(path) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" not in names:
                what = Words(zh="不是 Excel 或 WPS 的表格", en="this is no workbook of Excel or WPS")
                raise ProblemsFound([Problem("not_a_workbook", what, Place(file=path.name), advice=_SAVE_AS)])
            if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
                _refuse(path, "解开后超过256 MB", "it would unpack to more than 256 MB")
            for name in sorted(names):
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    with archive.open(name) as part:
                        rows, columns = _reach(part)
                    if rows * columns > MOST_CELLS:
                        _refuse(
                            path,
                            f"有内容的区域达{rows}行、{columns}列",
                            f"it reaches to row {rows} and column {columns}",
                        )
    except (BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        return  # its reader says what is wrong with it


def _refuse(path: Path, zh: str, en: str) -> None:
    advice = Words(
        zh="请删去远处的空行、空列（或只把要报的行复制到新的表格）后再上传",
        en="delete the rows and columns far away, or copy what is to be handed in to a new workbook",
    )
    what = Words(zh=f"表格过大，未读：{zh}", en=f"the workbook is too large and was not read: {en}")
    raise ProblemsFound([Problem("workbook_too_large", what, Place(file=path.name), advice=advice)])


def _reach(part: IO[bytes]) -> tuple[int, int]:
    """The last row and the last column that a sheet's cells name."""
    rows = columns = 1
    rest = b""
    while chunk := part.read(_CHUNK):
        text = rest + chunk
        for cell in _CELL.finditer(text):
            columns, rows = max(columns, _number(cell[1])), max(rows, int(cell[2]))
        for row in _ROW.finditer(text):
            rows = max(rows, int(row[1]))
        rest = text[-_LONGEST_TAG:]
    return rows, columns


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
