"""An uploaded file through the library's readers: rows with their places, and everything that is wrong in it.

Knows nothing of what the office holds already.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import IO

from zhaoshang.ledger.assembly import assemble
from zhaoshang.ledger.cells import is_blank, text_of
from zhaoshang.ledger.draft import Draft, read_sheet
from zhaoshang.ledger.headers import headers_of, known_in, plain_header
from zhaoshang.ledger.mapping import SavedMapping, SheetMapping, mapping_of, table_named
from zhaoshang.ledger.messages import by_place
from zhaoshang.ledger.model import Row
from zhaoshang.ledger.reading import OUR_OWN_SHEETS, OpenedSheet, open_sheet
from zhaoshang.ledger.sheets import Sheet
from zhaoshang.ledger.sources import open_sheets
from zhaoshang.office.exchange.columns import PASSED_OVER, SHAPES, STAGE_DATES
from zhaoshang.office.exchange.guarding import insist_on_reasonable
from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.quantities.unreadable import Unreadable
from zhaoshang.tables import TABLES, UnitDirectory

_LOOKED_AT = 10
"""Rows among which a header is looked for."""
MOST_ROWS = 5000
"""Rows of one upload; more belong in several."""
Extras = Mapping[str, Mapping[str, str]]
"""By sheet, then by its own header: the office's own column that it is."""


@dataclass(frozen=True)
class FoundRow:
    """A row as it was read: where it stands, under which headers, and what it says in the office's own columns."""

    table: str
    values: Row
    where: Place
    headers: Mapping[str, str]
    more: Mapping[str, str]

    def place(self, key: str | None = None) -> Place:
        """The place of a cell of it, by the header as it stands in the file."""
        return self.where if key is None else replace(self.where, field=self.headers.get(key, key))


@dataclass(frozen=True)
class Found:
    """The rows nothing is wrong with, those with something wrong, how many there are in all, and every problem in
    order of place."""

    rows: tuple[FoundRow, ...]
    wrong: tuple[FoundRow, ...]
    total: int
    problems: tuple[Problem, ...]


@contextmanager
def on_disk(stored: IO[bytes], name: str) -> Iterator[Path]:
    """A stored file under the name it came with, for as long as it is read. Raises ProblemsFound for one that
    would take too much to read."""
    with tempfile.TemporaryDirectory(prefix="exchange-") as folder:
        path = Path(folder) / (Path(name.replace("\\", "/")).name or "upload")
        with path.open("wb") as copy:
            shutil.copyfileobj(stored, copy)
        insist_on_reasonable(path)
        yield path


def mapping_from(text: str) -> tuple[SavedMapping | None, Extras]:
    """A saved mapping as ``mapping_text`` wrote it. Raises ProblemsFound."""
    if not text:
        return None, {}
    written = json.loads(text)
    return mapping_of(written), written.get("more", {})


def read_file(
    path: Path, units: UnitDirectory, mapping: SavedMapping | None = None, extras: Extras | None = None,
    table: str = "",
) -> Found:  # fmt: skip
    """Read the leads, projects and stages of a file; other tables are named and passed over. ``table`` is what a sheet
    is that is not called like a table."""
    reading = _Reading(mapping, extras or {}, table)
    try:
        with open_sheets(path, reading.draft.problems) as sheets:
            for sheet in sheets:
                reading.read(sheet)
        reading.assemble(units)
    except ProblemsFound as found:
        known = set(map(id, reading.draft.problems))
        reading.draft.problems += [problem for problem in found.problems if id(problem) not in known]
    return reading.found()


def headers_in(path: Path) -> list[tuple[str, list[str]]]:
    """Each sheet with its headers: the fullest of its first rows. Raises ProblemsFound."""
    found = []
    with open_sheets(path, []) as sheets:
        for sheet in sheets:
            if sheet.name in OUR_OWN_SHEETS or sheet.name in PASSED_OVER:
                continue
            first = [[_words(cell) for cell in cells] for _number, cells in islice(sheet.rows, _LOOKED_AT)]
            header = max(first, key=lambda cells: sum(map(bool, cells)), default=[])
            if any(header):
                found.append((sheet.name, list(dict.fromkeys(filter(None, header)))))
    return found


def _stage_dates(opened: OpenedSheet) -> Iterator[SheetMapping]:
    """The columns of a list of projects that say on which day each reached a stage, as rows of their own."""
    own = next((fill for fill in opened.fills if fill.table == "projects"), None)
    if own is None:
        return
    mapped = {fill.where for fill in opened.fills}
    known = {header for header, column in headers_of(TABLES["projects"]).items() if column.key == "project"}
    known |= {plain_header(theirs) for theirs, key in own.columns.items() if key == "project"}
    number = next((header for header in opened.positions if header in known), None)
    for label, stage in STAGE_DATES.items():
        if number is not None and label not in mapped and plain_header(label) in opened.positions:
            yield SheetMapping(
                "milestones", {number: "project", label: "date"}, {"stage": stage}, where=label
            )


def _words(cell: object) -> str:
    try:
        return text_of(cell)  # type: ignore[arg-type]
    except Unreadable:
        return ""


_ADVICE = {
    "unknown_unit": Words(
        zh="请用“单位与任职”里的名称或别名", en="use a name or alias that the office has for the unit"
    ),
    "repeated": Words(zh="请改编号，或删去一行", en="change the number, or delete one of the rows"),
    "unknown_sheet": Words(
        zh="如果是线索、项目或进展，请上传时在“表”里选择，或者对应表头",
        en="if it has leads, projects or stages, choose the table when uploading, or match its headers",
    ),
}
"""What to do in the office, where the library's advice is for a ledger by itself."""
_NOT_TOLD = frozenset({"unknown_reference", "column_left_blank", "stage_repeated"})
"""What the office tells itself, from what it has, or has no such rule for."""


def _of_the_office(problem: Problem) -> Problem:
    advice = _ADVICE.get(problem.code)
    return problem if advice is None else replace(problem, expected=None, advice=advice)


class _Reading:
    def __init__(self, mapping: SavedMapping | None, extras: Extras, table: str) -> None:
        self.draft = Draft()
        self.mapping, self.table = mapping, table
        self.extras = {plain_header(name): own for name, own in extras.items()}
        self.more: dict[tuple[str | None, str | None, int], dict[str, tuple[str, str]]] = {}
        self.dated: set[int] = set()
        """Rows of stages, by ``id``, of which a sheet says the day alone."""
        self.total = 0

    def read(self, sheet: Sheet) -> None:
        if sheet.name in OUR_OWN_SHEETS or sheet.name in PASSED_OVER:
            return
        mapping = self._mapping_of(sheet)
        named = table_named(sheet.name)
        if named is None and mapping is None:
            sheet, mapping = self._told_by_its_header(sheet)
        if named is not None and named.key not in SHAPES and not (mapping and mapping.of_sheet(sheet.name)):
            self._pass_over(sheet)
            return
        opened = open_sheet(self.draft, sheet, mapping)
        if opened is None:
            return
        wrong = {number for number, _index in sheet.refused}  # a cell in error looks blank
        filled = (row for row in opened.rows if row[0] in wrong or not all(is_blank(cell) for cell in row[1]))
        rows = list(islice(filled, MOST_ROWS + 1 - self.total))
        if self.total + len(rows) > MOST_ROWS:
            self._too_many(sheet)
            return
        opened.fills = (*opened.fills, *_stage_dates(opened))
        for fill in opened.fills:
            if fill.table not in SHAPES:
                self._pass_over(sheet)
                continue
            opened.tell_missing(self.draft, fill)
            mine = list(opened.translated(rows, fill))
            before = set(map(id, self._rows_of(fill.table)))
            used = read_sheet(
                self.draft,
                TABLES[fill.table],
                sheet,
                opened.header,
                opened.number,
                mine,
                fill.columns,
                fill.fixed,
            )
            if "stage" in fill.fixed:
                self.dated |= set(map(id, self._rows_of(fill.table))) - before
            opened.was_used(fill, used)
            self._read_more(opened, fill, mine)
        self.total += len(rows)
        opened.tell_unknown(self.draft)

    def _mapping_of(self, sheet: Sheet) -> SavedMapping | None:
        if self.mapping is not None and self.mapping.of_sheet(sheet.name):
            return self.mapping
        if table_named(sheet.name) is not None:
            return None
        if self.mapping is not None and len(self.mapping.sheets) == 1:  # a sheet named after its month
            (only,) = self.mapping.sheets
            self.extras.setdefault(plain_header(sheet.name), self.extras.get(only, {}))
            return SavedMapping({plain_header(sheet.name): self.mapping.sheets[only]})
        if self.table:
            return SavedMapping({plain_header(sheet.name): (SheetMapping(self.table),)})
        return None

    def _told_by_its_header(self, sheet: Sheet) -> tuple[Sheet, SavedMapping | None]:
        """What a sheet called anything is, where one of its first rows has all that one table needs."""
        rows = iter(sheet.rows)
        first = list(islice(rows, _LOOKED_AT))
        sheet = replace(sheet, rows=chain(first, rows))
        for key in SHAPES:
            needed = {column.key for column in TABLES[key].required}
            if any(needed <= known_in(TABLES[key], cells) for _number, cells in first):
                label = TABLES[key].label
                what = Words(zh=f"按表头认作“{label}”表", en=f"read as {key}, by its headers")
                self.draft.problems.append(
                    Problem("table_by_header", what, sheet.place, sheet.name, severity="warning")
                )
                return sheet, SavedMapping({plain_header(sheet.name): (SheetMapping(key),)})
        return sheet, None

    def assemble(self, units: UnitDirectory) -> None:
        """Hold the rows beside each other; a currency that a stage does not name stays blank."""
        nameless = [row for row in self.draft.rows["milestones"] if row["currency"] is None]
        try:
            assemble(self.draft, units)
        finally:
            for row in nameless:
                row["currency"] = None

    def _rows_of(self, table: str) -> list[Row]:
        return [*self.draft.rows[table], *self.draft.refused[table]]

    def _read_more(
        self, opened: OpenedSheet, fill: SheetMapping, rows: Sequence[tuple[int, Sequence[object]]]
    ) -> None:
        """The office's own columns, which the library does not know."""
        shape, positions = SHAPES[fill.table], opened.positions
        own = {plain_header(label): key for key, label in shape.more.items()}
        theirs = self.extras.get(plain_header(opened.sheet.name), {})
        own |= {plain_header(header): key for header, key in theirs.items() if key in shape.more}
        at = {positions[header]: key for header, key in own.items() if header in positions}
        opened.used |= set(at)
        opened.used |= {positions[plain_header(s)] for s in shape.shown if plain_header(s) in positions}
        for number, cells in rows:
            place = replace(opened.sheet.place, row=number)
            texts = {}
            for index, key in at.items():
                header = text_of(opened.header[index])
                try:
                    texts[key] = (header, text_of(cells[index]) if index < len(cells) else "")  # type: ignore[arg-type]
                except Unreadable as error:
                    self.draft.problems.append(
                        replace(error.problem(header), where=replace(place, field=header))
                    )
            self.more.setdefault((place.file, place.sheet, number), {}).update(texts)

    def _pass_over(self, sheet: Sheet) -> None:
        what = Words(
            zh="这里只收线索、项目和进展，这张表未读入",
            en="only leads, projects and stages are taken in here; not read",
        )
        self.draft.problems.append(
            Problem("table_not_taken_in", what, sheet.place, text=sheet.name, severity="warning")
        )

    def _too_many(self, sheet: Sheet) -> None:
        what = Words(zh=f"一次至多导入{MOST_ROWS}行", en=f"at most {MOST_ROWS} rows are taken in at once")
        advice = Words(zh="请分成几个文件上传", en="upload them as several files")
        self.draft.problems.append(Problem("too_many_rows", what, sheet.place, advice=advice))

    def found(self) -> Found:
        there = set(map(self._spot, self.draft.places.values()))
        problems = [p for p in dict.fromkeys(self.draft.problems) if p.code not in _NOT_TOLD]
        wrong = {
            (p.where.file, p.where.sheet, p.where.row) for p in problems if p.severity == "error"
        } & there
        rows, refused = [], []
        for table in SHAPES:
            for row in self._rows_of(table):
                place, number, headers = self.draft.places[id(row)]
                if id(row) in self.dated:
                    headers = {key: headers[key] for key in ("project", "date")}
                spot = (place.file, place.sheet, number)
                more = {k: v for k, v in self.more.get(spot, {}).items() if k in SHAPES[table].more}
                named = {**headers, **{key: header for key, (header, _text) in more.items()}}
                texts = {key: text for key, (_header, text) in more.items()}
                found = FoundRow(table, row, replace(place, row=number), named, texts)
                (refused if spot in wrong else rows).append(found)
        return Found(tuple(rows), tuple(refused), self.total, tuple(by_place(map(_of_the_office, problems))))

    @staticmethod
    def _spot(stands: tuple[Place, int, Mapping[str, str]]) -> tuple[str | None, str | None, int | None]:
        place, number, _headers = stands
        return place.file, place.sheet, number
