"""``zhaoshang store``: ledgers of millions of facts, scored inside one file, and one unit at a time.

Only carries words between the terminal and the scoring store; no rule of scoring lives here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhaoshang.cli.arguments import AsOf, Overlays, PeriodText, SchemeName, collected, day_of
from zhaoshang.problems import Place, Problem, ProblemsFound, Words

if TYPE_CHECKING:
    from zhaoshang.scoring.store.one_unit import Desk, Standing
    from zhaoshang.scoring.store.store import Store
    from zhaoshang.scoring.store.what_if import WhatIf

app = typer.Typer(
    no_args_is_help=True,
    help="计分库：几百万条事实，一个文件里算，也可只算一个单位。"
    "The scoring store: millions of facts scored in one file, or one unit at a time.",
)

StorePath = Annotated[
    Path,
    typer.Argument(
        metavar="STORE",
        help="计分库，即 store make 或 ledger import 写的 .duckdb。"
        "The store: a .duckdb file that store make or ledger import has written.",
    ),
]
UnitName = Annotated[
    str, typer.Option("--unit", "-u", metavar="UNIT", help="单位的名称或简称。A unit's name or alias.")
]
Memory = Annotated[
    str | None,
    typer.Option(
        metavar="SIZE",
        help="数据库至多用多少内存，如 400MB；不够时用磁盘。"
        "How much memory the database may use, such as 400MB; beyond it, the disk serves.",
    ),
]
Threads = Annotated[
    int | None,
    typer.Option(
        metavar="N", min=1, help="用几个线程，缺省为机器的核数。How many threads; by default one a core."
    ),
]
_SHOWN = 20


@app.command()
def make(
    scheme: SchemeName,
    ledger: Annotated[
        Path,
        typer.Argument(
            metavar="LEDGER",
            help="台账：工作簿，CSV 或 Parquet 文件夹，CSV 压缩包。"
            "A workbook, a folder of CSV or Parquet, or a .zip of CSV.",
        ),
    ],
    out: Annotated[Path, typer.Argument(metavar="STORE", help="要写的 .duckdb。The .duckdb file to write.")],
    overlay: Overlays = None,
    memory: Memory = None,
    threads: Threads = None,
) -> None:
    """把台账导入一个文件，并按方案排好。Take a ledger into one file and arrange it for a scheme."""
    from zhaoshang.cli.progress import shown_progress
    from zhaoshang.cli.speech import language, say
    from zhaoshang.ledger import import_ledger
    from zhaoshang.scheme import load_scheme
    from zhaoshang.tables import UnitDirectory

    problems: list[Problem] = []
    _check_memory(memory, problems)
    loaded = None
    with collected(problems):
        loaded = load_scheme(scheme, overlay or ())
    if problems or loaded is None:
        raise ProblemsFound(problems)
    with shown_progress() as progress:
        done = import_ledger(ledger, out, UnitDirectory.of(loaded.units), memory=memory, progress=progress)
    for warning in done.warnings:
        typer.echo(warning.in_language(language()), err=True)
    typer.echo(say("正在排列……", "Arranging …"), err=True)
    with _opened(out, scheme, overlay, memory, threads) as store:
        facts, units = len(store.facts.names), len(store.facts.earners)
    typer.echo(
        say(
            f"已写入 {out}：{facts:,} 条事实，{units:,} 个单位",
            f"Written to {out}: {facts:,} facts, {units:,} units",
        )
    )


@app.command()
def score(
    scheme: SchemeName,
    store: StorePath,
    period: PeriodText,
    as_of: AsOf = None,
    overlay: Overlays = None,
    memory: Memory = None,
    threads: Threads = None,
) -> None:
    """给库里全部单位算分、排名，结果留在库里。Score and rank everybody; the result stays in the store."""
    from zhaoshang.cli.speech import language, say
    from zhaoshang.scoring.store.checking import warnings_of
    from zhaoshang.scoring.store.running import run

    day = _day(as_of)
    with _opened(store, scheme, overlay, memory, threads) as opened:
        made = run(opened, period, day)
        for warning in warnings_of(opened, period, day):
            typer.echo(warning.in_language(language()), err=True)
        ((scored,),) = opened.rows("SELECT count(*) FROM totals")
        typer.echo(
            say(
                f"{period}：{made.lines:,} 条明细，{scored:,} 个单位有分，共 {len(opened.facts.earners):,} 个",
                f"{period}: {made.lines:,} lines; {scored:,} of {len(opened.facts.earners):,} units have some",
            )
        )


@app.command()
def unit(
    scheme: SchemeName,
    store: StorePath,
    period: PeriodText,
    name: UnitName,
    as_of: AsOf = None,
    overlay: Overlays = None,
    memory: Memory = None,
) -> None:
    """只算一个单位：得分、名次、明细。One unit: its score, its places and its lines."""
    with _opened(store, scheme, overlay, memory, None) as opened:
        desk = _desk(opened, period, _day(as_of))
        standing = desk.standing(name)
        _show_standing(opened, standing)
        for line in sorted(standing.lines, key=lambda row: (row[6], row[1])):
            _show_line(opened, line[1], line[2], line[3], standing.facts.get(line[4]), line[6], line[7])


@app.command(name="what-if")
def what_if(
    scheme: SchemeName,
    store: StorePath,
    period: PeriodText,
    name: UnitName,
    rows: Annotated[
        list[str] | None,
        typer.Option(
            "--row",
            metavar="ROW",
            help="假如有这一行，如 “线索: 线索编号=X9，日期=2024-05-01”；已有的行改这几格，可多次。"
            "Suppose this row, such as “leads: lead=X9, date=2024-05-01”; of a row that is there these cells "
            "change. May be repeated.",
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FACT",
            help="假如没有这条事实，如 leads/X1，可多次。Suppose that this fact, such as leads/X1, were not there.",
        ),
    ] = None,
    as_of: AsOf = None,
    overlay: Overlays = None,
    memory: Memory = None,
) -> None:
    """假如改动几行，一个单位会怎样；库不改。What would become of a unit; the store stays as it is."""
    from zhaoshang.scoring.store.what_if import what_if as supposed

    problems: list[Problem] = []
    given = _rows_of(rows or (), problems)
    if not rows and not without:
        what = Words("没有说改什么", "nothing is supposed")
        problems.append(
            Problem("usage.nothing", what, expected=Words("--row 或 --without", "--row or --without"))
        )
    if problems:
        raise ProblemsFound(problems)
    with _opened(store, scheme, overlay, memory, None) as opened:
        desk = _desk(opened, period, _day(as_of))
        _show_difference(opened, supposed(desk, name, given, without or ()))


@app.command()
def replace(
    scheme: SchemeName,
    store: StorePath,
    name: UnitName,
    ledger: Annotated[
        Path,
        typer.Argument(
            metavar="LEDGER",
            help="这个单位现有的全部：工作簿，或 CSV 文件夹、压缩包；用 store part 取出原有的。"
            "Everything the unit has: a workbook, or a folder or .zip of CSV; store part gives what there is.",
        ),
    ],
    overlay: Overlays = None,
    memory: Memory = None,
) -> None:
    """用一份小台账换下一个单位的全部事实，并重算涉及的单位。Replace all that one unit has, and score again."""
    from zhaoshang.cli.speech import say
    from zhaoshang.ledger import read_ledger
    from zhaoshang.scoring.store.replacing import EVERYBODY, THESE, replace_unit
    from zhaoshang.tables import UnitDirectory

    with _opened(store, scheme, overlay, memory, None) as opened:
        part = read_ledger(ledger, UnitDirectory.of(opened.scheme.units) if opened.scheme.units else None)
        done = replace_unit(opened, name, part)
    typer.echo(say(f"去掉 {done.gone} 行，加入 {done.come} 行", f"{done.gone} rows out, {done.come} rows in"))
    if done.renumbered:
        typer.echo(
            say("编号间隔已满，事实已重新编号", "a gap between numbers was full: facts have new numbers")
        )
    if done.scored == THESE:
        typer.echo(say("已重算：", "Scored again: ") + "、".join(done.units))
    elif done.scored == EVERYBODY:
        typer.echo(say("这样只能重算全部单位，已重算", "Everybody had to be scored again, and has been"))
    else:
        typer.echo(say("库里没有算过分，没有重算", "The store held no run, so nothing was scored"))


@app.command()
def part(
    scheme: SchemeName,
    store: StorePath,
    name: UnitName,
    out: Annotated[
        Path,
        typer.Argument(
            metavar="OUT", help="要写的 .xlsx，或 CSV 新文件夹。An .xlsx, or a new folder of CSV."
        ),
    ],
    overlay: Overlays = None,
) -> None:
    """取出一个单位现有的全部，供改好后 store replace。Take out all that one unit has, to be changed."""
    from zhaoshang.cli.output import written
    from zhaoshang.ledger import write_csv_folder, write_workbook
    from zhaoshang.scoring.store.replacing import part_as_ledger

    with _opened(store, scheme, overlay, None, None) as opened:
        ledger = part_as_ledger(opened, name)
    write = write_workbook if out.suffix.lower() == ".xlsx" else write_csv_folder
    write(ledger, out)
    written(out)


@app.command()
def export(
    scheme: SchemeName,
    store: StorePath,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="要新建的文件夹。A new folder.")],
    overlay: Overlays = None,
    memory: Memory = None,
    threads: Threads = None,
) -> None:
    """把算好的明细、得分、名次写成 Parquet。Write the lines, totals and places as Parquet."""
    from zhaoshang.cli.output import written
    from zhaoshang.scoring.store.exporting import write_parquet

    with _opened(store, scheme, overlay, memory, threads) as opened:
        write_parquet(opened, out, lambda name: typer.echo(f"{name}.parquet", err=True))
    written(out)


# -- reading what was asked
@contextmanager
def _opened(
    path: Path, scheme: str, overlays: Sequence[str] | None, memory: str | None, threads: int | None
) -> Iterator[Store]:
    from zhaoshang.scheme import load_scheme
    from zhaoshang.scoring.store.store import open_store

    problems: list[Problem] = []
    _check_memory(memory, problems)
    loaded = None
    with collected(problems):
        loaded = load_scheme(scheme, overlays or ())
    if problems or loaded is None:
        raise ProblemsFound(problems)
    with open_store(path, loaded, memory, threads) as store:
        yield store


def _check_memory(text: str | None, problems: list[Problem]) -> None:
    if text is not None and not re.fullmatch(r"\d+(\.\d+)? ?[KMG]i?B", text, re.IGNORECASE):
        what, expected = Words("不是大小", "not a size"), Words("如 400MB、1.5GB", "such as 400MB or 1.5GB")
        problems.append(Problem("usage.memory", what, Place(field="--memory"), text, expected))


def _day(text: str | None) -> int | None:
    problems: list[Problem] = []
    day = day_of("--as-of", text, problems)
    if problems:
        raise ProblemsFound(problems)
    return day


def _desk(store: Store, period: str, day: int | None) -> Desk:
    from zhaoshang.scoring.store.one_unit import Desk

    return Desk(store, period, day)


def _rows_of(texts: Sequence[str], problems: list[Problem]) -> dict[str, list[dict[str, str]]]:
    """Rows as people write them in one line: ``table: column=cell, column=cell``."""
    rows: dict[str, list[dict[str, str]]] = {}
    for text in texts:
        table, colon, rest = text.replace("：", ":").partition(":")
        cells = [cell.partition("=") for cell in re.split(r"[,，]", rest) if cell.strip()]
        if not colon or not cells or any(not sign for _, sign, _ in cells):
            problems.append(
                Problem(
                    "usage.row", Words("看不懂这一行", "this row cannot be read"), Place(field="--row"), text,
                    Words("表: 列=内容，列=内容", "table: column=cell, column=cell"),
                )
            )  # fmt: skip
            continue
        rows.setdefault(table.strip(), []).append({key.strip(): cell.strip() for key, _, cell in cells})
    return rows


# -- showing what came of it
def _show_standing(store: Store, standing: Standing) -> None:
    from zhaoshang.cli.speech import say
    from zhaoshang.quantities.numbers import format_points

    points = f"{format_points(standing.total)}{say('分', ' points')}"
    if not all(node.published for node in store.scheme.nodes()):
        points = say("没有得分（文件有未公布的分值）", "no score (some points were never published)")
    typer.echo(f"{standing.unit}  {points}")
    for board, (first, last) in standing.places.items():
        label = store.scheme.rankings[board].label
        typer.echo(
            say(f"{label}：第{first}名，倒数第{last}名", f"{label}: place {first}, {last} from the end")
        )


def _show_line(
    store: Store,
    rule: int,
    kind: int,
    row: int | None,
    fact: str | None,
    day: int,
    points: int,
    sign: str = "",
) -> None:
    from zhaoshang.quantities.dates import to_iso
    from zhaoshang.quantities.numbers import format_points
    from zhaoshang.scoring.compile.lines import SUFFIX

    nodes = [*store.scheme.nodes(), *([] if store.scheme.total is None else [store.scheme.total])]
    node = nodes[rule]
    where = store.scheme.place_of(node.clauses[0]) if node.clauses else ""
    parts = [to_iso(day), format_points(points), node.label + SUFFIX[kind], fact or "", where]
    typer.echo(sign + "  ".join(part for part in parts if part))


def _show_difference(store: Store, found: WhatIf) -> None:
    from zhaoshang.cli.speech import say
    from zhaoshang.quantities.numbers import format_points

    typer.echo(say("现在：", "Now:"))
    _show_standing(store, found.before)
    typer.echo(say("假如：", "Then:"))
    _show_standing(store, found.after)
    for sign, lines in (("− ", found.gone), ("+ ", found.new)):
        for line in lines[:_SHOWN]:
            _show_line(store, *line, sign=sign)
        if len(lines) > _SHOWN:
            typer.echo(say(f"{sign}……共{len(lines)}条", f"{sign}… {len(lines)} in all"))
    for name, (before, after) in found.others.items():
        if before.total != after.total:
            typer.echo(
                say(f"同项目单位 {name}：", f"Partner {name}: ")
                + f"{format_points(before.total)} → {format_points(after.total)}"
            )
