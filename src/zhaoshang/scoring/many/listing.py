"""The list of jurisdictions: who, by which scheme and overlays, with which ledger, for which period.

A CSV file or the first filled sheet of a workbook. Knows what a row says, not whether its ledger is any good:
that is found out when it is scored, and stops nobody else.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zhaoshang.ledger.cells import Cell, is_blank, text_of
from zhaoshang.ledger.headers import plain_header
from zhaoshang.ledger.sheets import NumberedRow, Sheet, refuse
from zhaoshang.ledger.sources import open_sheets
from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.quantities.date_text import parse_date
from zhaoshang.quantities.periods import parse_period
from zhaoshang.quantities.unreadable import Unreadable
from zhaoshang.scheme.folders import find_pack
from zhaoshang.scheme.overlays import overlay_ids

COLUMNS = {
    "jurisdiction": "辖区", "scheme": "方案", "overlays": "读法", "ledger": "台账", "period": "考核期",
    "as_of": "截至",
}  # fmt: skip
"""Keys and the Chinese headers that mean the same."""
_OTHER_HEADERS = {
    "as-of": "as_of",
    "as of": "as_of",
    "overlay": "overlays",
    "叠加": "overlays",
    "期间": "period",
}
REQUIRED = ("jurisdiction", "scheme", "ledger", "period")
_SEPARATORS = re.compile(r"[；;]")
_PERIODS = Words(
    "2023、2023-H1、2023-Q1、2023-03、2022-01..2022-09 或 campaign",
    "2023, 2023-H1, 2023-Q1, 2023-03, 2022-01..2022-09 or campaign",
)


@dataclass(frozen=True)
class Jurisdiction:
    """One row of the list. ``folder`` is the scheme's, ``scheme`` how the list names it, ``as_of`` a day number."""

    name: str
    scheme: str
    folder: Path
    ledger: Path
    period: str
    overlays: tuple[str, ...] = ()
    as_of: int | None = None
    where: Place = field(default_factory=Place)


def read_jurisdictions(path: str | Path) -> tuple[Jurisdiction, ...]:
    """The list in its order; folders and files are meant from the folder in which the list lies.

    Raises ProblemsFound with everything that is wrong, by row and column. A ledger that does not exist is
    no error of the list: perhaps it has not been handed in.
    """
    path = Path(path)
    problems: list[Problem] = []
    if path.is_dir():
        refuse(path, "many.folder", Words("这是文件夹，不是清单", "this is a folder, not a list"))
    with open_sheets(path, problems) as sheets:
        read = _read(sheets, path.parent, problems)
    if not read and not any(problem.severity == "error" for problem in problems):
        problems.append(
            Problem(
                "many.empty",
                Words("清单是空的", "the list is empty"),
                Place(file=path.name),
                expected=Words(
                    "表头 辖区,方案,读法,台账,考核期,截至，下面一个辖区一行",
                    "the headers jurisdiction,scheme,overlays,ledger,period,as_of and a row for each jurisdiction",
                ),
            )
        )
    if any(problem.severity == "error" for problem in problems):
        raise ProblemsFound(problems)
    return read


def _read(sheets: Iterable[Sheet], beside: Path, problems: list[Problem]) -> tuple[Jurisdiction, ...]:
    for sheet in sheets:
        rows = [row for row in sheet.rows if not all(is_blank(cell) for cell in row[1])]
        if rows:
            return _List(sheet, beside, problems).read(rows)
    return ()


class _List:
    """One sheet being read as a list."""

    def __init__(self, sheet: Sheet, beside: Path, problems: list[Problem]) -> None:
        self.sheet, self.beside, self.problems = sheet, beside, problems
        self.headers: dict[str, tuple[int, str]] = {}
        self.seen: dict[str, int] = {}
        self.packs: dict[str, Path | Problem] = {}

    def read(self, rows: list[NumberedRow]) -> tuple[Jurisdiction, ...]:
        number, header = rows[0]
        if not self.bind(number, header):
            return ()
        found = [self.row(*row) for row in rows[1:]]
        return tuple(each for each in found if each is not None)

    def place(self, row: int, key: str | None = None) -> Place:
        header = self.headers[key][1] if key in self.headers else None if key is None else COLUMNS[key]
        return Place(
            file=self.sheet.file,
            sheet=self.sheet.name if self.sheet.in_workbook else None,
            row=row,
            field=header,
        )

    def wrong(
        self,
        code: str,
        what: Words,
        row: int,
        key: str,
        text: str | None = None,
        expected: Words | None = None,
        advice: Words | None = None,
    ) -> None:
        self.problems.append(Problem(f"many.{code}", what, self.place(row, key), text, expected, advice))

    # -- the header
    def bind(self, number: int, header: Sequence[Cell]) -> bool:
        known: dict[str, str] = {**_OTHER_HEADERS, **{label: key for key, label in COLUMNS.items()}}
        known |= {key: key for key in COLUMNS}
        good = True
        for at, cell in enumerate(header):
            if is_blank(cell):
                continue
            shown = text_of(cell)
            key = known.get(plain_header(cell)) or known.get(shown.strip().lower())
            place = Place(file=self.sheet.file, row=number, field=shown)
            if key is None:
                self.problems.append(_unknown_column(shown, place, known))
            elif key in self.headers:
                good = False
                what = Words(f"“{COLUMNS[key]}”这一列有两列", f"the column {key} stands twice")
                self.problems.append(Problem("many.column_twice", what, place, shown))
            else:
                self.headers[key] = at, shown
        for key in REQUIRED:
            if key not in self.headers:
                good = False
                what = Words(f"缺少“{COLUMNS[key]}”这一列", f"the column {key} (“{COLUMNS[key]}”) is missing")
                self.problems.append(Problem("many.no_column", what, Place(file=self.sheet.file, row=number)))
        return good

    # -- a row
    def row(self, number: int, cells: Sequence[Cell]) -> Jurisdiction | None:
        before = len(self.problems)
        texts = self.texts(number, cells)
        for key in REQUIRED:
            if not texts.get(key):
                self.wrong("blank", Words("没有填", "it is blank"), number, key)
        name = texts.get("jurisdiction", "")
        if name and name in self.seen:
            self.wrong(
                "twice",
                Words(f"与第{self.seen[name]}行是同一个辖区", f"the same jurisdiction as in row {self.seen[name]}"),
                number,
                "jurisdiction",
                name,
                advice=Words("重名的，前面加上所属地名或代码", "put a place or code before names that repeat"),
            )  # fmt: skip
        self.seen.setdefault(name, number)
        folder = self.pack(number, texts.get("scheme", ""))
        overlays = tuple(o.strip() for o in _SEPARATORS.split(texts.get("overlays", "")) if o.strip())
        if folder is not None:
            self.check_overlays(number, folder, overlays)
        self.check_period(number, texts.get("period", ""))
        as_of = self.day(number, texts.get("as_of", ""))
        if len(self.problems) > before or folder is None:
            return None
        return Jurisdiction(
            name, texts["scheme"], folder, self.beside / texts["ledger"], texts["period"], overlays, as_of,
            self.place(number, "ledger"),
        )  # fmt: skip

    def texts(self, number: int, cells: Sequence[Cell]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for key, (at, _) in self.headers.items():
            refused = self.sheet.refused.get((number, at))
            if refused is not None:
                self.problems.append(refused.problem("").at(**vars(self.place(number, key))))
            elif at < len(cells):
                found[key] = text_of(cells[at])
        return found

    def pack(self, number: int, name: str) -> Path | None:
        """The folder of a scheme: a shipped one by its id, else as seen from the list."""
        if not name:
            return None
        if name not in self.packs:
            beside = self.beside / name
            try:
                there = (beside / "scheme.yaml").is_file()
                self.packs[name] = beside if there else find_pack(name)
            except ProblemsFound as found:
                self.packs[name] = found.problems[0]
            except OSError as error:  # a name that no file system takes
                what = Words("没有这个方案", "there is no such scheme")
                self.packs[name] = Problem("scheme.no_pack", what, text=error.strerror)
        pack = self.packs[name]
        if isinstance(pack, Path):
            return pack
        self.problems.append(pack.at(**vars(self.place(number, "scheme"))))
        return None

    def check_overlays(self, number: int, folder: Path, overlays: tuple[str, ...]) -> None:
        known = overlay_ids(folder)
        for name in overlays:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1, 0.5)
                advice = Words(f"是否指 {near[0]}", f"perhaps {near[0]}") if near else None
                what = Words("这个方案没有这个叠加", "this scheme has no such overlay")
                self.wrong("no_overlay", what, number, "overlays", name, advice=advice)

    def check_period(self, number: int, text: str) -> None:
        if not text or text == "campaign":
            return
        try:
            parse_period(text)
        except ValueError:
            what = Words("看不懂这个考核期", "this period cannot be read")
            self.wrong("period", what, number, "period", text, expected=_PERIODS)

    def day(self, number: int, text: str) -> int | None:
        if not text:
            return None
        try:
            return parse_date(text)
        except Unreadable as error:
            self.problems.append(error.problem(text).at(**vars(self.place(number, "as_of"))))
            return None


def _unknown_column(shown: str, place: Place, known: Mapping[str, str]) -> Problem:
    near = difflib.get_close_matches(shown, list(known), 1, 0.5)
    return Problem(
        "many.unknown_column",
        Words("清单没有这一列", "the list has no such column"),
        place,
        shown,
        Words("、".join(COLUMNS.values()), ", ".join(COLUMNS)),
        Words(f"是否指 {near[0]}", f"perhaps {near[0]}") if near else None,
    )
