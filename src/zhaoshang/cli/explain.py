"""``zhaoshang explain``: one unit's score, line by line, with clause, facts and arithmetic."""

from __future__ import annotations

import json
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
from zhaoshang.problems import Problem

FORMATS = ("text", "json")


def explain(
    scheme: SchemeName,
    ledger: LedgerPath,
    period: PeriodText,
    unit: Annotated[
        str,
        typer.Option(
            "--unit", "-u", metavar="UNIT", help="单位的名称或简称。A unit's name, or one of its aliases."
        ),
    ],
    rule: Annotated[
        str | None,
        typer.Option("--rule", "-r", metavar="RULE", help="只看这一条规则或一节。Only this rule or section."),
    ] = None,
    as_of: AsOf = None,
    overlay: Overlays = None,
    format_: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="text|json", help="写成什么：文字或 JSON。What to write: text or JSON."
        ),
    ] = "text",
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
    """说明一个单位的每一分从哪里来。Explain where every point of a unit comes from."""
    from zhaoshang.cli.output import check_out, page_width, put_lines, put_text
    from zhaoshang.cli.speech import json_language, language

    problems: list[Problem] = []
    chosen = one_of("--format", format_, FORMATS, problems)
    check_out(out, problems)
    scored = score_as_asked(
        scheme, ledger, period, as_of, overlay, engine_of(engine, database, master, problems), problems
    )

    from zhaoshang.documents.score_sheet import make_score_sheet, score_sheet_as_data

    sheet = make_score_sheet(scored.result, scored.scheme, scored.ledger, unit, rule)
    if chosen == "json":
        data = score_sheet_as_data(sheet, json_language())
        put_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", out)
        return
    from zhaoshang.documents.score_sheet_text import score_sheet_as_text

    put_lines(score_sheet_as_text(sheet, language(), page_width() if out is None else 80), out)
