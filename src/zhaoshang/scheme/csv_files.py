"""units.csv, targets.csv and clauses.csv, with row and column in every error.

Headers may be keys or Chinese labels and carry a unit in brackets, ``investment（万元）``. Money without
one is in 万, as everywhere in a ledger.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from zhaoshang.language import parse
from zhaoshang.language.types import PERCENT, PLAIN, USD, YUAN, Number, agree, describe
from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.quantities.numbers import half_width
from zhaoshang.scheme.names import near


@dataclass(frozen=True)
class Cell:
    """A cell's text and place."""

    text: str
    where: Place


@dataclass(frozen=True)
class Header:
    """A column's name without its unit, the unit, and the whole as written."""

    name: str
    unit: str | None
    where: Place


@dataclass(frozen=True)
class Sheet:
    """A file's rows, each a cell for every column; blank cells are left out."""

    headers: tuple[Header, ...]
    rows: tuple[Mapping[str, Cell], ...]
    row_places: tuple[Place, ...]
    file: str


def read_csv(path: Path, problems: list[Problem], known: Mapping[str, str] | None = None) -> Sheet | None:
    """A file's rows by column, the Chinese labels in ``known`` turned into keys. None without the file."""
    file = path.name
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    lines = list(csv.reader(io.StringIO(text)))
    if not lines:
        return Sheet((), (), (), file)
    headers: list[Header] = []
    for written in lines[0]:
        name, bracket, unit = written.strip().replace("(", "（").replace(")", "）").partition("（")
        name = (known or {}).get(name.strip(), name.strip())
        where = Place(file=file, row=1, field=written.strip())
        if not name:
            problems.append(Problem("scheme.csv_header", Words("表头有空格子", "a header is blank"), where))
        elif any(name == h.name for h in headers):
            what = Words("表头重复", "a header stands twice")
            problems.append(Problem("scheme.csv_header", what, where, written))
        headers.append(Header(name, unit.removesuffix("）").strip() if bracket else None, where))
    rows: list[Mapping[str, Cell]] = []
    places: list[Place] = []
    for number, line in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in line):
            continue
        if len(line) > len(headers):
            what = Words(
                f"这一行有{len(line)}格，表头只有{len(headers)}格",
                f"{len(line)} cells under {len(headers)} headers",
            )
            advice = Words("格里有逗号的，整格加引号", "quote a cell that holds a comma")
            problems.append(Problem("scheme.csv_row", what, Place(file=file, row=number), advice=advice))
            continue
        rows.append(
            {
                h.name: Cell(text.strip(), Place(file=file, row=number, field=h.where.field))
                for h, text in zip(headers, line, strict=False)
                if text.strip()
            }
        )
        places.append(Place(file=file, row=number))
    return Sheet(tuple(headers), tuple(rows), tuple(places), file)


def unknown_columns(sheet: Sheet, known: Sequence[str], problems: list[Problem], kind: Words) -> None:
    """Complain about every column that is not one of these."""
    for header in sheet.headers:
        if header.name and header.name not in known:
            what = Words(
                f"没有名为“{header.name}”的{kind.zh}", f"there is no {kind.en} named “{header.name}”"
            )
            advice = near(header.name, known)
            problems.append(
                Problem("scheme.csv_column", what, header.where, header.where.field, advice=advice)
            )


def unit_of(word: str) -> tuple[Number, Fraction] | None:
    """The type of a unit's word and how many natural units one is; None where there is no such unit."""
    try:
        tree = parse("1" + word) if word else None
    except ProblemsFound:
        return None
    if tree is None or tree.op != "number" or not isinstance(tree.type, Number) or tree.type == PLAIN:
        return None
    return tree.type, tree.value


def usual_size(type_: Number) -> Fraction:
    """The natural units in one of a bare figure: money is in 万, percentages are written before the sign."""
    if type_ in (YUAN, USD):
        return Fraction(10**4)
    return Fraction(1, 100) if type_ == PERCENT else Fraction(1)


def read_number(cell: Cell, type_: Number, size: Fraction, problems: list[Problem]) -> Fraction | None:
    """A cell in natural units; one that carries its own unit is read by that. Complains and gives None."""
    text = half_width(cell.text).replace(",", "")
    negative, digits = text.startswith("-"), text.removeprefix("-")
    try:
        tree = parse(digits)
    except ProblemsFound:
        tree = None
    if tree is None or tree.op != "number" or not isinstance(tree.type, Number):
        what = Words("不是数", "not a number")
        expected = Words(
            "像 8 或 3000 这样的数，没有就空着", "a number such as 8 or 3000, blank where there is none"
        )
        problems.append(Problem("scheme.csv_number", what, cell.where, cell.text, expected))
        return None
    bare = tree.type == PLAIN
    if not bare and not agree(tree.type, type_):
        have, want = describe(tree.type), describe(type_)
        what = Words(f"这是{have[0]}", f"this is {have[1]}")
        problems.append(Problem("scheme.csv_unit", what, cell.where, cell.text, Words(*want)))
        return None
    value: Fraction = tree.value * size if bare else tree.value
    return -value if negative else value
