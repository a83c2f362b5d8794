"""The arguments that several commands share, and reading what they name, with all mistakes at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhaoshang.problems import Place, Problem, ProblemsFound, Words

if TYPE_CHECKING:
    from zhaoshang.ledger import Ledger
    from zhaoshang.scheme import Scheme
    from zhaoshang.scoring import Result
    from zhaoshang.scoring.run import Engine
    from zhaoshang.tables import UnitDirectory

SchemeName = Annotated[
    str,
    typer.Argument(
        metavar="SCHEME",
        help="方案：自带方案的编号（如 kaiping-2023），或文件夹。"
        "A shipped scheme's id, such as kaiping-2023, or a folder.",
    ),
]
LedgerPath = Annotated[
    Path,
    typer.Argument(
        metavar="LEDGER", help="台账：工作簿，或 CSV 文件夹、压缩包。A workbook, or a folder or .zip of CSV."
    ),
]
PeriodText = Annotated[
    str,
    typer.Option(
        "--period",
        "-p",
        metavar="P",
        help="考核期：2023、2023-H1、2023-Q1、2023-03、2022-01..2022-09 或 campaign（方案自己的活动期）。"
        "2023, 2023-H1, 2023-Q1, 2023-03, 2022-01..2022-09 or campaign (the scheme's own window).",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="截至哪一天，缺省为考核期末日或方案的截数日。"
        "As of which day; by default the period's last, or the scheme's own snapshot day.",
    ),
]
Overlays = Annotated[
    list[str] | None,
    typer.Option(
        "--overlay", "-o", metavar="NAME", help="加上这个叠加，可多次。Apply this overlay; may be repeated."
    ),
]


MOST_FACTS_IN_MEMORY = 500_000
"""A ledger with more is scored in its file (``zhaoshang store``), not as rows in Python."""


@dataclass(frozen=True)
class Scored:
    """A scheme, a ledger and what comes of them."""

    scheme: Scheme
    ledger: Ledger
    result: Result


@contextmanager
def collected(problems: list[Problem]) -> Iterator[None]:
    """Keep what is wrong for later and go on, so that a user hears of everything at once."""
    try:
        yield
    except ProblemsFound as found:
        problems.extend(found.problems)


def one_of(option: str, text: str, choices: Sequence[str], problems: list[Problem]) -> str:
    """The choice that a text is, whatever its case; a problem with what was meant where it is none."""
    plain = text.strip().lower()
    if plain in choices:
        return plain
    near = difflib.get_close_matches(plain, choices, 1, 0.5)
    problems.append(
        Problem(
            "usage.choice",
            Words("没有这个选择", "there is no such choice"),
            Place(field=option),
            text,
            Words("、".join(choices), ", ".join(choices)),
            Words(f"是否指 {near[0]}", f"perhaps {near[0]}") if near else None,
        )
    )
    return choices[0]


def day_of(option: str, text: str | None, problems: list[Problem]) -> int | None:
    """The day number that an option names; None where it was not given, or cannot be read."""
    from zhaoshang.quantities.date_text import parse_date
    from zhaoshang.quantities.unreadable import Unreadable

    if text is None:
        return None
    try:
        return parse_date(text)
    except Unreadable as error:
        problems.append(error.problem(text).at(field=option))
        return None


def read_any_ledger(path: Path, units: UnitDirectory | None) -> Ledger:
    """A ledger in any form, a database of ordinary size among them. Raises ProblemsFound."""
    from zhaoshang.ledger import read_database, read_ledger
    from zhaoshang.ledger.database import facts_in

    if path.suffix.lower() != ".duckdb" or not path.is_file():
        return read_ledger(path, units)
    many = facts_in(path)
    if many > MOST_FACTS_IN_MEMORY:
        raise ProblemsFound([_large(path, many)])
    return read_database(path)


def _large(path: Path, facts: int) -> Problem:
    return Problem(
        "ledger.large",
        Words(
            f"台账有 {facts:,} 条事实，超过 {MOST_FACTS_IN_MEMORY:,} 条，不能整个读入",
            f"the ledger has {facts:,} facts, more than {MOST_FACTS_IN_MEMORY:,}, and is not read whole",
        ),
        Place(file=path.name),
        advice=Words("请用 zhaoshang store", "use zhaoshang store"),
    )


def score_as_asked(
    scheme_name: str,
    ledger_path: Path,
    period: str,
    as_of: str | None,
    overlays: Sequence[str] | None,
    engine: Engine,
    problems: list[Problem],
) -> Scored:
    """Read a scheme and a ledger and score. Raises ProblemsFound with all of these and ``problems``."""
    from zhaoshang.scheme import load_scheme
    from zhaoshang.scoring import score
    from zhaoshang.scoring.clock import make_clock
    from zhaoshang.tables import UnitDirectory

    day = day_of("--as-of", as_of, problems)
    scheme: Scheme | None = None
    ledger: Ledger | None = None
    with collected(problems):
        scheme = load_scheme(scheme_name, overlays or ())
    if scheme is not None:
        with collected(problems):
            make_clock(scheme, period, day)
    with collected(problems):
        ledger = read_any_ledger(ledger_path, UnitDirectory.of(scheme.units) if scheme is not None else None)
    if problems or scheme is None or ledger is None:
        raise ProblemsFound(problems)
    return Scored(scheme, ledger, score(scheme, ledger, period, day, engine))
