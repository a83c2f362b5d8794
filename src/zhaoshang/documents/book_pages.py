"""The pages of a score book: what it is about, the names of its sheets, their heads, and how they print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from zhaoshang.documents.book_cells import Paper
from zhaoshang.documents.demonstration_mark import DEMONSTRATION_NOTICE
from zhaoshang.documents.facts import FactNames
from zhaoshang.documents.figures import period_name
from zhaoshang.problems import Language, Words
from zhaoshang.quantities.dates import to_iso
from zhaoshang.scheme import Scheme
from zhaoshang.scoring import Result

SUMMARY = Words("汇总", "Summary")
LINES = Words("明细", "Lines")
TARGETS = Words("目标", "Targets")
OUTCOMES = Words("结果运用", "Outcomes")
PERSONS = Words("个人", "Persons")
CLAUSES = Words("条款", "Clauses")
GUIDE = Words("核对说明", "How to check")

_LONGEST_MARGIN = 200
"""Characters of a page's head or foot; Excel takes 255 with its own signs among them."""
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff][^*?~]{0,100}")
"""A name that a formula's criterion takes for itself: no wildcard, sign, number or date."""


@dataclass(frozen=True)
class BookSource:
    """What a score book is made of."""

    result: Result
    scheme: Scheme
    names: FactNames
    language: Language
    demonstration: bool

    def say(self, zh: str, en: str) -> str:
        """Words in the reader's language."""
        return zh if self.language == "zh" else en

    @property
    def about(self) -> str:
        """The period, the day and whatever a reader must know before reading a figure."""
        result = self.result
        said = [
            period_name(result.period, self.language),
            self.say(f"截至 {to_iso(result.as_of)}", f"as of {to_iso(result.as_of)}"),
        ]
        if result.overlays:
            said.append(self.say("读法：", "readings: ") + self.say("、", ", ").join(result.overlays))
        if result.provisional:
            said.append(self.say("暂定", "PROVISIONAL"))
        return "  ·  ".join(said)

    @property
    def in_unit(self) -> str:
        """What heads of points carry when the score is money."""
        return self.say("（元）", " (yuan)") if self.result.score_unit == "元" else ""

    @cached_property
    def awkward_names(self) -> frozenset[str]:
        """Units whose name a criterion would read as a pattern, a number or another unit's name."""
        names = [unit.unit for unit in self.result.units]
        folded = Counter(name.casefold() for name in names)
        return frozenset(
            name for name in names if not _PLAIN_NAME.fullmatch(name) or folded[name.casefold()] > 1
        )


@dataclass(frozen=True)
class Ranges:
    """Where the columns of a list stand, to be added up from another sheet: ``明细!$A$5:$A$99``."""

    columns: Mapping[str, str]

    @classmethod
    def of(cls, sheet: str, keys: Sequence[str], first: int, count: int) -> Ranges:
        """Columns from the left by key; ``first``: their first row as a spreadsheet counts it."""
        last = first + max(count, 1) - 1
        letters = {key: xl_col_to_name(i) for i, key in enumerate(keys)}
        return cls({key: f"{sheet}!${at}${first}:${at}${last}" for key, at in letters.items()})

    def total(self, key: str, name_cell: str, awkward: bool, kind: tuple[str, str] | None = None) -> str:
        """The sum of a column over the rows of one unit, and of one kind: a column and the word in it."""
        unit, values = self.columns["unit"], self.columns[key]
        if awkward:  # compared letter by letter
            also = "" if kind is None else f'*({self.columns[kind[0]]}="{kind[1]}")'
            return f"SUMPRODUCT(EXACT({unit},{name_cell}){also}*{values})"
        also = "" if kind is None else f',{self.columns[kind[0]]},"{kind[1]}"'
        return f"SUMIFS({values},{unit},{name_cell}{also})"

    def count(self, name_cell: str, awkward: bool, kind: tuple[str, str] | None = None) -> str:
        """How many rows there are of one unit, and of one kind."""
        unit = self.columns["unit"]
        if awkward:
            also = "*1" if kind is None else f'*({self.columns[kind[0]]}="{kind[1]}")'
            return f"SUMPRODUCT(EXACT({unit},{name_cell}){also})"
        also = "" if kind is None else f',{self.columns[kind[0]]},"{kind[1]}"'
        return f"COUNTIFS({unit},{name_cell}{also})"


def write_head(paper: Paper, sheet: Any, source: BookSource, name: str) -> int:
    """The title, what it is about, and the mark of invented data. Gives the first row below, from 0."""
    sheet.write_string(0, 0, f"{source.result.title}  ·  {name}", paper.title)
    sheet.set_row(0, 28)
    sheet.write_string(1, 0, source.about, paper.notice if source.result.provisional else paper.quiet)
    sheet.set_row(1, 18)
    if not source.demonstration:
        return 2
    sheet.write_string(2, 0, DEMONSTRATION_NOTICE.in_language(source.language), paper.notice)
    sheet.set_row(2, 20)
    return 3


def set_up_page(sheet: Any, source: BookSource, name: str) -> None:
    """A4 across, as wide as the page; title and sheet above, the ledger, the page and the day below."""
    result = source.result
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.8)
    sheet.set_header(f"&L{_plain(result.title)}&R{_plain(name)}")
    mark = source.say("演示数据  ", "Demonstration data  ") if source.demonstration else ""
    ledger = source.say("台账 ", "ledger ") + result.ledger_digest.partition(":")[2][:12]
    page = source.say("第 &P 页，共 &N 页", "Page &P of &N")
    day = source.say(f"截至 {to_iso(result.as_of)}", f"as of {to_iso(result.as_of)}")
    day += source.say("（暂定）", " (provisional)") if result.provisional else ""
    sheet.set_footer(f"&L{mark}{ledger}&C{page}&R{day}")


def _plain(text: str) -> str:
    """A text in a page's head: the sign that begins its commands is doubled."""
    return text[:_LONGEST_MARGIN].replace("&", "&&")
