"""The library's surface: load a scheme, read a ledger, score, explain."""

from __future__ import annotations

from pathlib import Path

from zhaoshang.documents.score_sheet import make_score_sheet
from zhaoshang.documents.score_sheet_text import score_sheet_as_text
from zhaoshang.ledger import Ledger
from zhaoshang.ledger import read_ledger as _read_ledger
from zhaoshang.problems import Language, Problem, ProblemsFound
from zhaoshang.scheme import Scheme, load_scheme
from zhaoshang.scoring import Result, score
from zhaoshang.tables import UnitDirectory

__all__ = [
    "Ledger", "Problem", "ProblemsFound", "Result", "Scheme", "explain", "load_scheme", "read_ledger", "score",
]  # fmt: skip


def read_ledger(path: str | Path, scheme: Scheme | None = None) -> Ledger:
    """A ledger from a workbook (.xlsx, .xls, .et), a folder of .csv files or a .zip of them.

    With a scheme, unit names are matched to its units and their aliases. Raises ProblemsFound with every
    problem of every row; nothing is taken in until there are none.
    """
    units = None if scheme is None else UnitDirectory.of(scheme.units)
    return _read_ledger(Path(path), units)


def explain(result: Result, scheme: Scheme, ledger: Ledger, unit: str, language: Language = "zh") -> str:
    """A unit's score sheet as text: each line with its clause, its facts and its arithmetic in words.

    Raises ProblemsFound for a unit that the result does not have, with the nearest names.
    """
    sheet = make_score_sheet(result, scheme, ledger, unit)
    return "\n".join(line.text for line in score_sheet_as_text(sheet, language)) + "\n"
