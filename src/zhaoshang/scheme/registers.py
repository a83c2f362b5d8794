"""units.csv, targets.csv and clauses.csv as typed rows."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from zhaoshang.language.types import TEXT, Choice, Number, Text, Type, describe
from zhaoshang.problems import Place, Problem, Words
from zhaoshang.quantities.dates import to_day
from zhaoshang.scheme.csv_files import Cell, Sheet, read_number, unit_of, unknown_columns, usual_size
from zhaoshang.scheme.document import Map
from zhaoshang.scheme.document import Text as Written
from zhaoshang.scheme.model import Clause, Unit, UnitField
from zhaoshang.scheme.names import Name, near, read_name
from zhaoshang.scheme.pack import Pack
from zhaoshang.scheme.shape import NONE

UNIT_COLUMNS = {
    "单位": "unit", "类别": "group", "团队": "team", "在岗人数": "headcount", "联合": "joint", "别名": "aliases",
    "排序": "order", "牵头单位": "lead_unit",
}  # fmt: skip
TARGET_COLUMNS = {"单位": "unit", "年度": "year", "截至": "until"}
CLAUSE_COLUMNS = {"条款": "clause", "位置": "place", "要点": "summary", "承载": "carrier"}


def read_unit_fields(
    root: Map, problems: list[Problem]
) -> tuple[list[tuple[Name, UnitField]], dict[str, Fraction]]:
    """The extra columns a scheme declares, and how many natural units a bare figure in one is."""
    found: list[tuple[Name, UnitField]] = []
    sizes: dict[str, Fraction] = {}
    for entry in root.map("unit_fields").entries.values():
        name = read_name(entry.key, problems)
        word = entry.value.text if isinstance(entry.value, Written) else ""
        type_: Type = TEXT
        if word not in ("文本", "text"):
            unit = unit_of(word)
            if unit is None:
                problems.append(not_a_unit(Written(word, entry.value.where), text_too=True))
            else:
                type_ = unit[0]
                sizes[name.id] = usual_size(unit[0]) if word in ("元", "美元") else unit[1]
        found.append((name, UnitField(name.id, name.label, type_)))
    return found, sizes


def not_a_unit(text: Written, text_too: bool = False) -> Problem:
    """A word that should be a unit of numbers and is none."""
    what = Words(f"“{text.text}”不是单位", f"“{text.text}” is no unit")
    known = ["个", "%", "元", "万元", "亿元", "万美元", "分", "天", "亩", "人"] + (
        ["文本"] if text_too else []
    )
    expected = Words("、".join(known), "one of " + ", ".join(known))
    return Problem("scheme.unit", what, text.where, text.text, expected, near(text.text, known))


def read_units(
    pack: Pack, fields: dict[str, UnitField], sizes: Mapping[str, Fraction], problems: list[Problem]
) -> tuple[Unit, ...]:
    """The rows of units.csv, cells put by overlays included. Complains about repeated names."""
    sheet = pack.units
    if sheet is None:
        return ()
    labels = {f.label: f.id for f in fields.values()}
    known = [*UNIT_COLUMNS.values(), *fields]
    headers = {h.name: labels.get(h.name, h.name) for h in sheet.headers}
    unknown = Sheet(tuple(h for h in sheet.headers if headers[h.name] not in known), (), (), sheet.file)
    unknown_columns(unknown, [*known, *UNIT_COLUMNS, *labels], problems, Words("列", "column"))
    if "unit" not in headers.values():
        what = Words("缺少“unit”（单位）一列", "the column “unit” is missing")
        problems.append(Problem("scheme.csv_column", what, Place(file=sheet.file, row=1)))
        return ()
    units = {headers[h.name]: unit_of(h.unit) for h in sheet.headers if h.unit}
    for header in sheet.headers:
        if header.unit and units[headers[header.name]] is None:
            problems.append(not_a_unit(Written(header.unit, header.where)))
    found: list[Unit] = []
    names: dict[str, Place] = {}
    for number, (row, place) in enumerate(zip(sheet.rows, sheet.row_places, strict=True), 1):
        cells = {headers[k]: v for k, v in row.items()}
        if "unit" not in cells:
            problems.append(
                Problem("scheme.csv_blank", Words("没有单位名称", "the unit's name is blank"), place)
            )
            continue
        unit = cells["unit"].text
        for column in known:
            put = pack.unit_cells.get((unit, column)) or pack.unit_cells.get(
                (unit, fields[column].label if column in fields else _label(column))
            )
            if put is not None:
                cells.pop(column, None)
                if put.text != NONE:
                    cells[column] = put
        texts = {k: c.text for k, c in cells.items()}
        aliases = _list(texts.get("aliases"))
        for name in dict.fromkeys((unit, *aliases)):
            if name in names:
                what = Words(
                    f"“{name}”在第{names[name].row}行已经有了",
                    f"“{name}” stands in row {names[name].row} already",
                )
                problems.append(Problem("scheme.unit_twice", what, cells["unit"].where, name))
            names[name] = place
        values: dict[str, Fraction | str | None] = {}
        for field in fields.values():
            cell = cells.get(field.id)
            if cell is None:
                values[field.id] = None
            elif isinstance(field.type, Number):
                written = units.get(field.id)
                size = written[1] if written else sizes[field.id]
                values[field.id] = read_number(cell, field.type, size, problems)
            else:
                values[field.id] = cell.text
        found.append(
            Unit(
                unit, texts.get("group"), texts.get("team"), _whole(cells.get("headcount"), problems),
                texts.get("joint"), aliases, _whole(cells.get("order"), problems) or number,
                texts.get("lead_unit"), values,
            )
        )  # fmt: skip
    for (name, column), cell in pack.unit_cells.items():
        if name not in names:
            what = Words(f"没有名为“{name}”的单位", f"there is no unit named “{name}”")
            problems.append(Problem("scheme.unknown_name", what, cell.where, name, advice=near(name, names)))
        elif column not in known and column not in UNIT_COLUMNS and column not in labels:
            what = Words(f"units.csv 没有“{column}”这一列", f"units.csv has no column “{column}”")
            problems.append(
                Problem("scheme.unknown_name", what, cell.where, column, advice=near(column, known))
            )
    return tuple(found)


def _label(column: str) -> str:
    return next((label for label, key in UNIT_COLUMNS.items() if key == column), column)


def _list(text: str | None) -> tuple[str, ...]:
    return tuple(p.strip() for p in (text or "").replace(";", "；").split("；") if p.strip())


def _whole(cell: Cell | None, problems: list[Problem]) -> int | None:
    if cell is None:
        return None
    if not (cell.text.isascii() and cell.text.isdigit()):
        what, expected = (
            Words("不是整数", "not a whole number"),
            Words("像 12 这样的整数", "a whole number such as 12"),
        )
        problems.append(Problem("scheme.csv_number", what, cell.where, cell.text, expected))
        return None
    return int(cell.text)


def choices(units: tuple[Unit, ...], field: str) -> Type:
    """The values a text field of units takes, as a choice; free text where there are none."""
    if field == "unit":
        values = {alias: u.name for u in units for alias in (u.name, *u.aliases)}
    elif field in ("group", "team"):
        values = {v: v for u in units if (v := getattr(u, field))}
    else:
        values = {v: v for u in units if isinstance(v := u.fields.get(field), str)}
    return Choice(values, field) if values else TEXT


def is_text(type_: Type) -> bool:
    """Whether a type is words rather than numbers."""
    return isinstance(type_, Text | Choice)


def read_clauses(sheet: Sheet | None, problems: list[Problem]) -> dict[str, Clause]:
    """The document's clauses by id."""
    found: dict[str, Clause] = {}
    if sheet is None:
        return found
    unknown_columns(sheet, list(CLAUSE_COLUMNS.values()), problems, Words("列", "column"))
    for row, place in zip(sheet.rows, sheet.row_places, strict=True):
        texts = {k: c.text for k, c in row.items()}
        id_ = texts.get("clause")
        if id_ is None:
            problems.append(
                Problem("scheme.csv_blank", Words("没有条款编号", "the clause's id is blank"), place)
            )
        elif id_ in found:
            what = Words("条款编号重复", "the clause stands twice")
            problems.append(Problem("scheme.clause_twice", what, row["clause"].where, id_))
        else:
            found[id_] = Clause(
                id_, texts.get("place", ""), texts.get("summary", ""), _list(texts.get("carrier"))
            )
    return found


def year_and_until(row: Mapping[str, Cell], default: int, problems: list[Problem]) -> tuple[int, int | None]:
    """The year a row of targets.csv is for, and the day up to which it is cumulative."""
    year, until = default, None
    if "until" in row:
        cell = row["until"]
        try:
            until = to_day(cell.text)
            year = int(cell.text[:4])
        except ValueError:
            expected = Words("像 2023-06-30 这样的日期", "a date such as 2023-06-30")
            problems.append(
                Problem("scheme.csv_date", Words("不是日期", "not a date"), cell.where, cell.text, expected)
            )
    if "year" in row:
        year = _whole(row["year"], problems) or default
    return year, until


def type_name(type_: Type) -> Words:
    """A type in words."""
    return Words(*describe(type_))
