"""``zhaoshang many``: a list of jurisdictions, each with its own scheme and ledger, scored in one run."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, cast

import typer

from zhaoshang.cli.arguments import collected, one_of
from zhaoshang.problems import Place, Problem, ProblemsFound, Words

if TYPE_CHECKING:
    from zhaoshang.scoring.many import Finished, Jurisdiction, Many
    from zhaoshang.scoring.many.worker import LocalEngine

ENGINES = ("auto", "python", "duckdb")
SOME_FAILED = 1
_SIZES = {"": 1, "KB": 2**10, "MB": 2**20, "GB": 2**30}
_MEMORY = re.compile(r"(\d+)(?:\.(\d))?\s*(KB|MB|GB)", re.IGNORECASE | re.ASCII)
_LEAST_MEMORY = 128 * 2**20
_FAILURES_SHOWN = 10


def many(
    list_: Annotated[
        Path,
        typer.Argument(
            metavar="LIST",
            help="清单：CSV 或工作簿，列为 辖区、方案、读法、台账、考核期、截至，一个辖区一行；路径从清单所在处算起。"
            "A CSV file or workbook with jurisdiction, scheme, overlays, ledger, period and as_of, a row for each "
            "jurisdiction; paths are from where the list lies.",
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(metavar="DIR", help="结果写进这个文件夹。The folder to write everything into."),
    ],
    workers: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="同时用几个进程，缺省为机器的核数。How many processes; by default as many as there are cores.",
        ),
    ] = None,
    memory: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE",
            help="每个进程至多占多少内存，如 400MB。How much memory each process may take, such as 400MB.",
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="接着先前的运行；方案、台账都没变的不再算。"
            "Go on with an earlier run; what has the same scheme and ledger is not done again.",
        ),
    ] = False,
    engine: Annotated[
        str,
        typer.Option(
            metavar="|".join(ENGINES),
            help="用哪个引擎，结果完全相同；缺省 auto 按台账大小选。"
            "Which engine; results are identical, and auto chooses by the ledger's size.",
        ),
    ] = "auto",
) -> None:
    """一次算许多辖区，各用各的方案和台账。Score many jurisdictions, each by its own scheme and ledger.

    写出 lines、totals、places、outcomes、problems 五个 .parquet，以及 problems.csv、runs.csv。
    Writes lines, totals, places, outcomes and problems as .parquet, and problems.csv and runs.csv.

    退出码：0 全部算出；1 有辖区没有算出，见 problems.csv；2 输入有误。
    Exit status: 0 all scored; 1 some could not be, see problems.csv; 2 bad input.
    """
    from zhaoshang.cli.speech import json_language
    from zhaoshang.scoring.many import read_jurisdictions, score_many

    problems: list[Problem] = []
    chosen = one_of("--engine", engine, ENGINES, problems)
    bound = memory_of(memory, problems)
    jurisdictions: tuple[Jurisdiction, ...] = ()
    with collected(problems):
        jurisdictions = read_jurisdictions(list_)
    if problems:
        raise ProblemsFound(problems)
    begun = perf_counter()
    with _progress(len(jurisdictions)) as progress:
        run = score_many(
            jurisdictions, out, workers=workers, memory=bound, resume=resume,
            engine=cast("LocalEngine", chosen), language=json_language(), progress=progress,
        )  # fmt: skip
    _show(run, perf_counter() - begun)
    if run.failed:
        raise typer.Exit(SOME_FAILED)


def memory_of(text: str | None, problems: list[Problem]) -> int | None:
    """The bytes that a size such as 400MB or 1.5GB is; None where it was not given, or cannot be read."""
    if text is None:
        return None
    found = _MEMORY.fullmatch(text.strip())
    size = 0
    if found:
        size = (int(found[1]) * 10 + int(found[2] or 0)) * _SIZES[found[3].upper()] // 10
    if size >= _LEAST_MEMORY:
        return size
    what = (
        Words("太小，什么也算不了", "too little for anything") if found else Words("不是大小", "not a size")
    )
    expected = Words("128MB 以上，如 400MB、1.5GB", "128MB or more, such as 400MB or 1.5GB")
    problems.append(Problem("usage.memory", what, Place(field="--memory"), text, expected))
    return None


def _show(run: Many, seconds: float) -> None:
    """What has come of it: a few figures, who failed and why, and where everything is."""
    from zhaoshang.cli.speech import language, say
    from zhaoshang.documents.typesetting import pad, width_of

    states = [each.state for each in run.finished]
    figures = [
        (say("辖区", "jurisdictions"), len(states)),
        (say("算出", "scored"), states.count("done")),
        (say("沿用先前结果", "kept from before"), states.count("kept")),
        (say("没有算出", "failed"), states.count("failed")),
        (say("单位", "units"), sum(each.units for each in run.finished)),
        (say("明细", "lines"), sum(each.lines for each in run.finished)),
    ]
    taken = say("用时（秒）", "seconds"), f"{seconds:,.1f}"
    rows = [*((name, f"{number:,}") for name, number in figures), taken]
    column, digits = (max(width_of(row[at]) for row in rows) for at in (0, 1))
    for name, number in rows:
        typer.echo(f"  {pad(name, column)}  {number:>{digits}}")
    for who, what in run.failed[:_FAILURES_SHOWN]:
        reason = "" if what.first is None else what.first.in_language(language())
        typer.echo(say(f"{who.name}：{reason}", f"{who.name}: {reason}"), err=True)
    rest = len(run.failed) - _FAILURES_SHOWN
    if rest > 0:
        typer.echo(
            say(f"……另有{rest}个，都在 problems.csv", f"… and {rest} more, all in problems.csv"), err=True
        )
    typer.echo(say(f"已写入 {run.folder}", f"Written to {run.folder}"), err=True)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Jurisdiction, Finished], None] | None]:
    """A bar on standard error with the time that is left, if somebody is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(30), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.fields[at]}", markup=False),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, at="")

        def told(jurisdiction: Jurisdiction, finished: Finished) -> None:
            bar.update(task, advance=1, at=jurisdiction.name)

        yield told
