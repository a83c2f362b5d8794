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
from itertools import islice
from pathlib import Path
from typing import IO

from zhaoshang.ledger.assembly import assemble
from zhaoshang.ledger.cells import is_blank, text_of
from zhaoshang.ledger.draft import Draft, read_sheet
from zhaoshang.ledger.headers import plain_header
from zhaoshang.ledger.mapping import SavedMapping, SheetMapping, mapping_of, table_named
from zhaoshang.ledger.messages import by_place
from zhaoshang.ledger.model import Row
from zhaoshang.ledger.reading import OUR_OWN_SHEETS, OpenedSheet, open_sheet
from zhaoshang.ledger.sheets import Sheet
from zhaoshang.ledger.sources import open_sheets
from zhaoshang.office.exchange.columns import CORRECTIONS, SHAPES
from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.quantities.unreadable import Unreadable
from zhaoshang.tables import TABLES, UnitDirectory

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
    """A stored file under the name it came with, for as long as it is read."""
    with tempfile.TemporaryDirectory(prefix="exchange-") as folder:
        path = Path(folder) / (Path(name.replace("\\", "/")).name or "upload")
        with path.open("wb") as copy:
            shutil.copyfileobj(stored, copy)
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
    """Read the leads and projects of a file; other tables are named and passed over. ``table`` is what a sheet
    is that is not called like a table."""
    reading = _Reading(mapping, extras or {}, table)
    try:
        with open_sheets(path, reading.draft.problems) as sheets:
            for sheet in sheets:
                reading.read(sheet)
        assemble(reading.draft, units)
    except ProblemsFound as found:
        known = set(map(id, reading.draft.problems))
        reading.draft.problems += [problem for problem in found.problems if id(problem) not in known]
    return reading.found()


def headers_in(path: Path) -> list[tuple[str, list[str]]]:
    """Each sheet with its headers: the fullest of its first rows. Raises ProblemsFound."""
    found = []
    with open_sheets(path, []) as sheets:
        for sheet in sheets:
            if sheet.name in OUR_OWN_SHEETS or sheet.name == CORRECTIONS:
                continue
            first = [[_words(cell) for cell in cells] for _number, cells in islice(sheet.rows, 10)]
            header = max(first, key=lambda cells: sum(map(bool, cells)), default=[])
            if any(header):
                found.append((sheet.name, list(dict.fromkeys(filter(None, header)))))
    return found


def _words(cell: object) -> str:
    try:
        return text_of(cell)  # type: ignore[arg-type]
    except Unreadable:
        return ""


def _of_the_office(problem: Problem) -> Problem:
    """The library's advice on units is for a ledger that brings its own."""
    if problem.code != "unknown_unit":
        return problem
    advice = Words(
        zh="请用“单位与任职”里的名称或别名", en="use a name or alias that the office has for the unit"
    )
    return replace(problem, expected=None, advice=advice)


class _Reading:
    def __init__(self, mapping: SavedMapping | None, extras: Extras, table: str) -> None:
        self.draft = Draft()
        self.mapping, self.table = mapping, table
        self.extras = {plain_header(name): own for name, own in extras.items()}
        self.more: dict[tuple[str | None, str | None, int], dict[str, tuple[str, str]]] = {}
        self.passed_over: set[str] = set()
        self.total = 0

    def read(self, sheet: Sheet) -> None:
        if sheet.name in OUR_OWN_SHEETS or sheet.name == CORRECTIONS:
            return
        mapping = self._mapping_of(sheet)
        named = table_named(sheet.name)
        if named is not None and named.key not in SHAPES and not (mapping and mapping.of_sheet(sheet.name)):
            self._pass_over(sheet)
            return
        opened = open_sheet(self.draft, sheet, mapping)
        if opened is None:
            return
        rows = list(islice(opened.rows, MOST_ROWS + 1 - self.total))
        if self.total + len(rows) > MOST_ROWS:
            self._too_many(sheet)
            return
        for fill in opened.fills:
            if fill.table not in SHAPES:
                self._pass_over(sheet)
                continue
            opened.tell_missing(self.draft, fill)
            mine = list(opened.translated(rows, fill))
            self.total += sum(not all(is_blank(cell) for cell in cells) for _number, cells in mine)
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
            opened.was_used(fill, used)
            self._read_more(opened, fill, mine)
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
            self.more[place.file, place.sheet, number] = texts

    def _pass_over(self, sheet: Sheet) -> None:
        what = Words(
            zh="这里只收线索和项目，这张表未读入", en="only leads and projects are taken in here; not read"
        )
        self.draft.problems.append(
            Problem("table_not_taken_in", what, sheet.place, text=sheet.name, severity="warning")
        )

    def _too_many(self, sheet: Sheet) -> None:
        what = Words(zh=f"一次至多导入{MOST_ROWS}行", en=f"at most {MOST_ROWS} rows are taken in at once")
        advice = Words(zh="请分成几个文件上传", en="upload them as several files")
        self.draft.problems.append(Problem("too_many_rows", what, sheet.place, advice=advice))

    def found(self) -> Found:
        project = TABLES["leads"].by_key["project"]
        there = set(map(self._spot, self.draft.places.values()))
        problems = [
            p for p in dict.fromkeys(self.draft.problems)
            # which project a lead became is told by the office, not by a file
            if not (p.code == "unknown_reference" and p.where.field in (project.key, project.label, *project.also))
        ]  # fmt: skip
        wrong = {
            (p.where.file, p.where.sheet, p.where.row) for p in problems if p.severity == "error"
        } & there
        rows, refused = [], []
        for table in SHAPES:
            for row in [*self.draft.rows[table], *self.draft.refused[table]]:
                place, number, headers = self.draft.places[id(row)]
                spot = (place.file, place.sheet, number)
                more = self.more.get(spot, {})
                named = {**headers, **{key: header for key, (header, _text) in more.items()}}
                texts = {key: text for key, (_header, text) in more.items()}
                found = FoundRow(table, row, replace(place, row=number), named, texts)
                (refused if spot in wrong else rows).append(found)
        return Found(tuple(rows), tuple(refused), self.total, tuple(by_place(map(_of_the_office, problems))))

    @staticmethod
    def _spot(stands: tuple[Place, int, Mapping[str, str]]) -> tuple[str | None, str | None, int | None]:
        place, number, _headers = stands
        return place.file, place.sheet, number
