"""``zhaoshang next``: what a unit could still do, and what each step would be worth."""

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


def next_(
    scheme: SchemeName,
    ledger: LedgerPath,
    period: PeriodText,
    unit: Annotated[
        str,
        typer.Option(
            "--unit", "-u", metavar="UNIT", help="单位的名称或简称。A unit's name, or one of its aliases."
        ),
    ],
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
    """试算下一步：每件还能做的事值几分、到第几名。Try each next step: what it is worth, which place it gives."""
    from zhaoshang.cli.output import check_out, page_width, put_lines, put_text
    from zhaoshang.cli.speech import json_language, language
    from zhaoshang.documents.demonstration_mark import is_demonstration
    from zhaoshang.documents.next_steps import next_steps_as_data, next_steps_as_text
    from zhaoshang.documents.score_sheet import find_unit
    from zhaoshang.problems import ProblemsFound
    from zhaoshang.scoring.what_next import what_next

    problems: list[Problem] = []
    chosen = one_of("--format", format_, FORMATS, problems)
    check_out(out, problems)
    scored = score_as_asked(
        scheme, ledger, period, as_of, overlay, engine_of(engine, database, master, problems), problems
    )
    found = find_unit(scored.result, scored.scheme, unit, problems)
    if found is None:
        raise ProblemsFound(problems)
    answer = what_next(scored.scheme, scored.ledger, period, found.unit, scored.result.as_of)
    if chosen == "json":
        data = next_steps_as_data(answer, json_language())
        put_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", out)
        return
    width = page_width() if out is None else 80
    mark = is_demonstration(scored.ledger)
    put_lines(list(next_steps_as_text(answer, language(), width, demonstration=mark)), out)
