"""Workbooks as sheets: .xlsx, .xls and WPS's .et, with what their cells themselves call wrong.

The reader of workbooks gives a cell in error, or a formula never calculated, as if it were blank; a blank
can be legal, so the file is asked again which cells those are.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from xml.etree import ElementTree
from zipfile import ZipFile

from zhaoshang.ledger.cells import is_blank
from zhaoshang.ledger.sheets import BROKEN_ARCHIVE, MergedCells, Sheet, refuse
from zhaoshang.problems import Words
from zhaoshang.quantities.unreadable import Unreadable

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Refused = dict[tuple[int, int], Unreadable]
Refusals = Callable[[str], Refused]

_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]+)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_DAMAGED = Words(zh="工作簿已损坏或不完整", en="the workbook is damaged or incomplete")
_SAVE_AGAIN = Words(zh="请用 Excel 或 WPS 打开后另存", en="open it in Excel or WPS and save it again")


def sheets_of_xlsx(path: Path, archive: ZipFile) -> Iterator[Sheet]:
    """A sheet for every sheet of an .xlsx workbook."""
    parts = _parts_of(archive)

    def refused(name: str) -> Refused:
        part = parts.get(name)
        return {} if part is None else _refused_in_xml(archive.read(part))

    try:
        yield from _sheets(path, refused)
    except BROKEN_ARCHIVE:
        refuse(path, "damaged_file", _DAMAGED, advice=_SAVE_AGAIN)


def sheets_of_xls(path: Path) -> Iterator[Sheet]:
    """A sheet for every sheet of an .xls or .et workbook."""
    from zhaoshang.ledger.compound import BrokenFile, CompoundFile
    from zhaoshang.ledger.xls_errors import cells_in_error, has_password

    try:
        file = CompoundFile(path.read_bytes())
        if "EncryptedPackage" in file.names:
            _refuse_password(path)
        name = next((name for name in ("Workbook", "Book") if name in file.names), None)
        if name is None:
            raise BrokenFile
        stream = file.stream(name)
        if has_password(stream):
            _refuse_password(path)
        errors = cells_in_error(stream)
    except (BrokenFile, OSError):
        refuse(path, "damaged_file", _DAMAGED, advice=_SAVE_AGAIN)

    def refused(name: str) -> Refused:
        return {where: formula_error(text) for where, text in errors.get(name, {}).items()}

    yield from _sheets(path, refused)


def _sheets(path: Path, refused: Refusals) -> Iterator[Sheet]:
    from python_calamine import CalamineError

    with _open(path) as book:
        for name in book.sheet_names:
            try:
                sheet = book.get_sheet_by_name(name)
                cells = sheet.to_python(skip_empty_area=False)
            except CalamineError:
                refuse(path, "damaged_file", _DAMAGED, text=name, advice=_SAVE_AGAIN)
            merged = [
                MergedCells(f"{_cell_name(*first)}:{_cell_name(*last)}", first[0] + 1, last[0] + 1)
                for first, last in sheet.merged_cell_ranges or ()
                if first[0] < len(cells) and first[1] < len(cells[first[0]])
                and not is_blank(cells[first[0]][first[1]])
            ]  # fmt: skip
            yield Sheet(name, enumerate(cells, 1), path.name, refused=refused(name), merged=merged)


def _open(path: Path) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    except PasswordError:
        _refuse_password(path)
    except (CalamineError, OSError, ValueError, EOFError):
        refuse(path, "damaged_file", _DAMAGED, advice=_SAVE_AGAIN)
    except BaseException as error:
        # the reader's own failure on a file it did not expect comes as a PanicException, which is no Exception
        if type(error).__name__ != "PanicException":
            raise
        refuse(path, "damaged_file", _DAMAGED, advice=_SAVE_AGAIN)


def _refuse_password(path: Path) -> NoReturn:
    what = Words(zh="工作簿有打开密码", en="the workbook has a password")
    advice = Words(zh="请去掉密码后另存再交", en="take the password off and save it")
    refuse(path, "password_protected", what, advice=advice)


def formula_error(text: str) -> Unreadable:
    """What to say of a cell that shows an error such as ``#REF!``."""
    return Unreadable(
        "formula_error",
        Words(zh=f"单元格是公式错误 {text}", en=f"the cell is a formula in error, {text}"),
        advice=Words(zh="请改正公式，或粘贴为数值", en="mend the formula, or paste its value"),
    )


def _parts_of(archive: ZipFile) -> dict[str, str]:
    """The file in the archive that holds each sheet, by the sheet's name; what cannot be told is left out."""
    try:
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (*BROKEN_ARCHIVE, ElementTree.ParseError):
        return {}
    targets = {link.get("Id"): (link.get("Target") or "") for link in links}
    names = set(archive.namelist())
    parts = {}
    for element in workbook.iter():
        if element.tag.endswith("}sheet"):
            link = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
            target = targets.get(link, "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in names:
                parts[element.get("name") or ""] = part
    return parts


def _refused_in_xml(xml: bytes) -> Refused:
    if b't="e"' not in xml and not _FORMULA.search(xml):
        return {}
    refused: Refused = {}
    for cell in _CELL.finditer(xml):
        attributes, body = cell[1], cell[2] or b""
        in_error = b't="e"' in attributes
        if not in_error and (b't="str"' in attributes or not _FORMULA.search(body)):
            continue
        value = _VALUE.search(body)
        where = _REFERENCE.search(attributes)
        if where is None or (value and not in_error):
            continue
        position = (int(where[2]), _column_number(where[1].decode()))
        if in_error:
            refused[position] = formula_error(value[1].decode() if value else "#")
        else:
            refused[position] = Unreadable(
                "formula_not_calculated",
                Words(zh="公式还没有计算出结果", en="the formula has not been calculated"),
                advice=_SAVE_AGAIN,
            )
    return refused


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _cell_name(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
