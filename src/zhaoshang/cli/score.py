"""``zhaoshang score``: a scheme, a ledger and a period become a ranking, JSON or the list of lines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhaoshang.cli.arguments import (
    AsOf,
    EngineName,
    LedgerPath,
    Overlays,
    PeriodText,
    SchemeName,
    one_of,
    score_as_asked,
)
from zhaoshang.problems import Problem

FORMATS = ("table", "json", "csv")


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
            metavar="table|json|csv",
            help="写成什么：table 排名表，json 全部结果，csv 逐条明细。"
            "What to write: a table of places, the whole result as JSON, or the lines as CSV.",
        ),
    ] = "table",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="写入这个文件，不显示在屏幕上。Write to this file, not to the screen."
        ),
    ] = None,
    engine: EngineName = "auto",
) -> None:
    """按方案给台账算分、排名。Score a ledger by a scheme, and rank.

    退出码：0 已算出；2 输入有误，逐条列在标准错误上。
    Exit status: 0 scored; 2 bad input, all of it listed on standard error.
    """
    from zhaoshang.cli.output import check_out, page_width, put_lines, put_text
    from zhaoshang.cli.speech import json_language, language

    problems: list[Problem] = []
    chosen = one_of("--format", format_, FORMATS, problems)
    check_out(out, problems)
    scored = score_as_asked(scheme, ledger, period, as_of, overlay, engine, problems)

    from zhaoshang.documents.demonstration_mark import is_demonstration

    invented = is_demonstration(scored.ledger)
    if chosen == "table":
        from zhaoshang.documents.ranking_text import ranking_as_text

        width = page_width() if out is None else 80
        page = ranking_as_text(scored.result, scored.scheme, language(), width, demonstration=invented)
        put_lines(page, out)
        return
    from zhaoshang.documents.files import lines_as_csv, result_as_json

    if chosen == "json":
        put_text(result_as_json(scored.result, json_language(), demonstration=invented), out)
        return
    put_text(lines_as_csv(scored.result, language(), demonstration=invented), out)
    for warning in scored.result.warnings:  # a CSV has no place for them
        typer.echo(warning.in_language(language()), err=True)
