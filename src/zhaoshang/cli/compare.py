"""``zhaoshang compare``: two runs side by side, who moves between them and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhaoshang.cli.arguments import (
    AsOf,
    LedgerPath,
    Overlays,
    PeriodText,
    SchemeName,
    collected,
    day_of,
    one_of,
)
from zhaoshang.cli.engines import Database, EngineName, Master, engine_of
from zhaoshang.problems import Problem, ProblemsFound, Words

if TYPE_CHECKING:
    from zhaoshang.documents.comparison import Run
    from zhaoshang.ledger import Ledger
    from zhaoshang.scheme import Overlay, Scheme
    from zhaoshang.scoring.run import Engine

FORMATS = ("table", "json", "csv")


def compare(
    scheme: SchemeName,
    ledger: LedgerPath,
    period: PeriodText,
    as_of: AsOf = None,
    overlay: Overlays = None,
    with_overlay: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="后一次再加上这个叠加，可多次；同一问题的另一种读法取代前一次的。"
            "The second run also has this overlay; may be repeated. Another reading of a question replaces "
            "that of the first run.",
        ),
    ] = None,
    with_scheme: Annotated[
        str | None,
        typer.Option(
            metavar="SCHEME2",
            help="后一次用这个方案，叠加只用 --with-overlay 的。"
            "The second run is by this scheme, with the overlays of --with-overlay only.",
        ),
    ] = None,
    with_ledger: Annotated[
        Path | None,
        typer.Option(metavar="LEDGER2", help="后一次用这个台账。The second run is of this ledger."),
    ] = None,
    with_period: Annotated[
        str | None,
        typer.Option(metavar="P2", help="后一次算这个考核期。The second run is for this period."),
    ] = None,
    with_as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="后一次截至这一天；缺省与前一次相同，另有 --with-period 时按那个考核期。"
            "The second run is as of this day; by default as the first, or with --with-period as that period says.",
        ),
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option(
            "--unit",
            "-u",
            metavar="UNIT",
            help="只看这个单位，每一条都列出。Only this unit, with every line that differs.",
        ),
    ] = None,
    all_: Annotated[
        bool,
        typer.Option("--all", help="没有变化的单位也列出。Show the units that do not change as well."),
    ] = False,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="table|json|csv",
            help="写成什么：table 对照表，json 全部对照，csv 逐条变化。"
            "What to write: tables, the whole comparison as JSON, or the lines that differ as CSV.",
        ),
    ] = "table",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="写入这个文件，不显示在屏幕上。Write to this file, not to the screen."
        ),
    ] = None,
    engine: EngineName = "auto",
    database: Database = None,
    master: Master = None,
) -> None:
    """算两次，对照谁升谁降、为什么。Score twice and show who moves, and why.

    前一次按普通参数；后一次只有 --with-… 说的不同，至少给一个。
    The first run is by the plain arguments; the second differs in what --with-… says, at least one of them.
    """
    from zhaoshang.cli.output import check_out, page_width, put_lines, put_text
    from zhaoshang.cli.speech import json_language, language

    problems: list[Problem] = []
    chosen = one_of("--format", format_, FORMATS, problems)
    check_out(out, problems)
    if not any((with_overlay, with_scheme, with_ledger, with_period, with_as_of)):
        problems.append(_nothing_to_compare())
    engine_chosen = engine_of(engine, database, master, problems)
    first = Asked(scheme, ledger, period, day_of("--as-of", as_of, problems), tuple(overlay or ()))
    day = day_of("--with-as-of", with_as_of, problems)
    second = Asked(
        with_scheme or scheme,
        with_ledger or ledger,
        with_period or period,
        first.as_of if with_as_of is None and with_period is None else day,
        () if with_scheme else first.overlays,
        tuple(with_overlay or ()),
    )
    before, after = _run_both(first, second, engine_chosen, problems)

    from zhaoshang.documents.comparison import compare as hold_against

    comparison = hold_against(before, after, unit)
    if chosen == "table":
        from zhaoshang.documents.comparison_text import comparison_as_text

        width = page_width() if out is None else 80
        put_lines(comparison_as_text(comparison, language(), width, everybody=all_), out)
        return
    from zhaoshang.documents.comparison_files import changes_as_csv, comparison_as_json

    if chosen == "json":
        put_text(comparison_as_json(comparison, json_language(), everybody=all_), out)
    else:
        put_text(changes_as_csv(comparison, language()), out)


@dataclass(frozen=True)
class Asked:
    """One of the two runs as asked for; ``added`` are overlays that take the place of rival readings."""

    scheme: str
    ledger: Path
    period: str
    as_of: int | None
    overlays: tuple[str, ...]
    added: tuple[str, ...] = ()


def _nothing_to_compare() -> Problem:
    return Problem(
        "compare.nothing",
        Words("没有说后一次有什么不同", "nothing says how the second run differs"),
        expected=Words(
            "--with-overlay、--with-scheme、--with-ledger、--with-period、--with-as-of 中的至少一个",
            "at least one of --with-overlay, --with-scheme, --with-ledger, --with-period and --with-as-of",
        ),
    )


def _run_both(first: Asked, second: Asked, engine: Engine, problems: list[Problem]) -> tuple[Run, Run]:
    """Read what both runs need, each thing once, and score. Raises ProblemsFound with all and ``problems``."""
    from zhaoshang.documents.comparison import Run
    from zhaoshang.scheme import load_scheme
    from zhaoshang.scoring import score
    from zhaoshang.scoring.clock import make_clock

    ledgers: list[tuple[Path, Scheme | None, Ledger | None]] = []
    read: list[tuple[Scheme | None, Ledger | None, tuple[Overlay, ...]]] = []
    for asked in (first, second):
        known: tuple[Overlay, ...] = ()
        scheme: Scheme | None = None
        with collected(problems):
            known = _overlays_of(asked)
        with collected(problems):
            scheme = load_scheme(asked.scheme, _chosen(asked, known))
        if scheme is not None:
            with collected(problems):
                make_clock(scheme, asked.period, asked.as_of)
        read.append((scheme, _ledger(asked.ledger, scheme, ledgers, problems), known))
    if problems or any(scheme is None or ledger is None for scheme, ledger, _ in read):
        raise ProblemsFound(dict.fromkeys(problems))
    runs = []
    for asked, (scheme, ledger, known) in zip((first, second), read, strict=True):
        assert scheme is not None and ledger is not None
        with collected(problems):
            result = score(scheme, ledger, asked.period, asked.as_of, engine)
            runs.append(Run(result, scheme, ledger, known))
    if problems:
        raise ProblemsFound(dict.fromkeys(problems))
    before, after = runs
    return before, after


def _overlays_of(asked: Asked) -> tuple[Overlay, ...]:
    """The overlays of the scheme, where the run has any."""
    from zhaoshang.scheme import list_overlays

    return list_overlays(asked.scheme) if asked.overlays or asked.added else ()


def _chosen(asked: Asked, known: Sequence[Overlay]) -> tuple[str, ...]:
    """The overlays of a run: a reading that is added takes the place of another of the same question."""
    questions = {overlay.id: overlay.question for overlay in known}
    answered = {questions.get(name) for name in asked.added} - {None}
    kept = (name for name in asked.overlays if questions.get(name) not in answered or name in asked.added)
    return tuple(dict.fromkeys((*kept, *asked.added)))


def _ledger(
    path: Path,
    scheme: Scheme | None,
    read: list[tuple[Path, Scheme | None, Ledger | None]],
    problems: list[Problem],
) -> Ledger | None:
    """A ledger read for the units of a scheme; once only for both runs if path and units are the same."""
    from zhaoshang.ledger import read_ledger
    from zhaoshang.tables import UnitDirectory

    for other, its_scheme, ledger in read:
        if other == path and (its_scheme.units if its_scheme else None) == (scheme.units if scheme else None):
            return ledger
    found: Ledger | None = None
    with collected(problems):
        found = read_ledger(path, UnitDirectory.of(scheme.units) if scheme is not None else None)
    read.append((path, scheme, found))
    return found
