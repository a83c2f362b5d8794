"""``zhaoshang score``: a scheme, a ledger and a period become a ranking, JSON, the list of lines or a score book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhaoshang.cli.arguments import (
    AsOf,
    LedgerPath,
    Overlays,
    PeriodText,
    SchemeName,
    one_of,
    score_as_asked,
)
from zhaoshang.cli.engines import Database, EngineName, Master, engine_of
from zhaoshang.problems import Place, Problem, Words

FORMATS = ("table", "json", "csv", "xlsx")


def score(
    scheme: SchemeName,
    ledger: LedgerPath,
    period: PeriodText,
    as_of: AsOf = None,
    overlay: Overlays = None,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="table|json|csv|xlsx",
            help="写成什么：table 排名表，json 全部结果，csv 逐条明细，xlsx 可以自己核对的成绩册（要有 --out）。"
            "What to write: a table of places, the whole result as JSON, the lines as CSV, or a score book "
            "to check for oneself, which needs --out.",
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
    """按方案给台账算分、排名。Score a ledger by a scheme, and rank.

    退出码：0 已算出；2 输入有误，逐条列在标准错误上。
    Exit status: 0 scored; 2 bad input, all of it listed on standard error.
    """
    from zhaoshang.cli.output import check_out, page_width, put_lines, put_text, written
    from zhaoshang.cli.speech import json_language, language

    problems: list[Problem] = []
    chosen = one_of("--format", format_, FORMATS, problems)
    check_out(out, problems)
    problems += _mismatch(chosen, out)
    scored = score_as_asked(
        scheme, ledger, period, as_of, overlay, engine_of(engine, database, master, problems), problems
    )

    from zhaoshang.documents.demonstration_mark import is_demonstration

    invented = is_demonstration(scored.ledger)
    if chosen == "table":
        from zhaoshang.documents.ranking_text import ranking_as_text

        width = page_width() if out is None else 80
        page = ranking_as_text(scored.result, scored.scheme, language(), width, demonstration=invented)
        put_lines(page, out)
        return
    if chosen == "xlsx":
        from zhaoshang.documents.score_book import write_score_book

        assert out is not None
        write_score_book(scored.result, scored.scheme, scored.ledger, out, language())
        written(out)
        return
    from zhaoshang.documents.files import lines_as_csv, result_as_json

    if chosen == "json":
        put_text(result_as_json(scored.result, json_language(), demonstration=invented), out)
        return
    put_text(lines_as_csv(scored.result, language(), demonstration=invented), out)
    for warning in scored.result.warnings:  # a CSV has no place for them
        typer.echo(warning.in_language(language()), err=True)


def _mismatch(format_: str, out: Path | None) -> list[Problem]:
    """A score book needs a file called .xlsx, and nothing else may be called so: no program would open it."""
    is_book = out is not None and out.suffix.lower() == ".xlsx"
    if format_ == "xlsx" and not is_book:
        return [
            Problem(
                "out.score_book",
                Words("成绩册要写成 .xlsx 文件", "a score book is written to an .xlsx file"),
                Place(field="--out"),
                None if out is None else str(out),
                advice=Words("如 --out 成绩册.xlsx", "such as --out scores.xlsx"),
            )
        ]
    if format_ != "xlsx" and is_book:
        return [
            Problem(
                "out.not_a_workbook",
                Words(f"{format_} 不是工作簿，打不开", f"{format_} is no workbook and would not open"),
                Place(field="--out"),
                str(out),
                advice=Words("要成绩册，请加 --format xlsx", "for a score book, add --format xlsx"),
            )
        ]
    return []
