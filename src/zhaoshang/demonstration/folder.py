"""The demonstration as a folder: the ledger as a workbook and as CSV, its result, its lines, and a notice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhaoshang.demonstration.fictional_places import write_files
from zhaoshang.demonstration.year import demonstration_ledger
from zhaoshang.documents.demonstration_mark import DEMONSTRATION_NOTICE
from zhaoshang.documents.files import lines_as_csv, result_as_json
from zhaoshang.ledger import Ledger, write_csv_folder, write_workbook
from zhaoshang.ledger.whole_files import whole_folder
from zhaoshang.problems import Language
from zhaoshang.scheme import Scheme
from zhaoshang.scoring import Result, score

WORKBOOK, CSV_FOLDER, NOTICE_FILE = "演示台账.xlsx", "演示台账-CSV", "演示数据说明.txt"


@dataclass(frozen=True)
class DemonstrationFolder:
    """What was written where, and the result to show."""

    folder: Path
    files: tuple[str, ...]
    ledger: Ledger
    result: Result


def write_demonstration(
    folder: Path,
    scheme: Scheme,
    seed: int,
    year: int,
    language: Language = "zh",
    progress: Callable[[str], None] | None = None,
    scheme_files: Mapping[str, str] | None = None,
) -> DemonstrationFolder:
    """Write an invented year into a new folder, whole or not at all, and score it.

    The list of lines has its heads and words in ``language``; JSON is always Chinese.

    ``progress`` is told of every unit and every file. ``scheme_files``: the scheme's own files by name, to lie
    in a folder of its id beside the ledger, where nobody else has that scheme.
    Raises ProblemsFound where the folder holds something already or cannot be made, or the scheme cannot
    score that year.
    """
    told = progress or (lambda name: None)
    period = period_of(scheme, year)
    ledger = demonstration_ledger(scheme, seed, year, told)
    result = score(scheme, ledger, period)
    beside = (scheme.id,) if scheme_files else ()
    outcome, lines = f"演示结果-{period}.json", f"演示明细-{period}.csv"
    notice = DEMONSTRATION_NOTICE.zh + "。\n" + DEMONSTRATION_NOTICE.en + ".\n"
    with whole_folder(folder) as draft:
        write_workbook(ledger, draft / WORKBOOK, notice=DEMONSTRATION_NOTICE.zh)
        told(WORKBOOK)
        write_csv_folder(ledger, draft / CSV_FOLDER)
        (draft / CSV_FOLDER / NOTICE_FILE).write_text(notice, encoding="utf-8")
        told(CSV_FOLDER)
        (draft / outcome).write_bytes(result_as_json(result, "zh", demonstration=True).encode())
        told(outcome)
        (draft / lines).write_bytes(lines_as_csv(result, language, demonstration=True).encode())
        told(lines)
        if scheme_files:
            write_files(scheme_files, draft / scheme.id)
        (draft / NOTICE_FILE).write_text(notice, encoding="utf-8")
    files = (WORKBOOK, CSV_FOLDER, outcome, lines, *beside, NOTICE_FILE)
    return DemonstrationFolder(folder, files, ledger, result)


def period_of(scheme: Scheme, year: int) -> str:
    """What to score: the year, or the whole window where the scheme knows no years."""
    if scheme.periods and "year" not in scheme.periods:
        return "campaign"
    return str(year)


def years_of(scheme: Scheme) -> tuple[int, int]:
    """The first and the last year that can be demonstrated; 2198 is the last one dates can be written for."""
    first, last = scheme.window.first, scheme.window.last
    return date.fromordinal(first).year, 2198 if last is None else date.fromordinal(last).year


def usual_year(scheme: Scheme) -> int:
    """The year to demonstrate: that in which the window ends, or in which it begins if it never ends."""
    first, last = years_of(scheme)
    return first if scheme.window.last is None else last
