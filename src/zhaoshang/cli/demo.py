"""``zhaoshang demo``: an invented year in a new folder, scored and shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

FOLDER = Path("zhaoshang-demo")


def demo(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="要新建的文件夹，缺省为 ./zhaoshang-demo。The folder to make, ./zhaoshang-demo by default.",
        ),
    ] = FOLDER,
    seed: Annotated[
        int,
        typer.Option(metavar="N", help="随机种子，同一种子同一套数据。The same seed gives the same data."),
    ] = 1,
    year: Annotated[
        int | None,
        typer.Option(
            metavar="YYYY",
            help="演示哪一年，缺省为方案的最后一年，没有终止日的为第一年。"
            "Which year; by default the scheme's last, or its first if it has no end.",
        ),
    ] = None,
    scheme: Annotated[
        str,
        typer.Option(
            metavar="SCHEME", help="用哪个方案的单位和规则。Whose units and rules: a scheme's id or folder."
        ),
    ] = "kaiping-2023",
    fictional_places: Annotated[
        bool,
        typer.Option(
            "--fictional-places",
            help="地名、单位名也换成虚构的（云川），改好的方案一并写出，供公开展示。"
            "Invent the places and units too (云川), for showing in public; the scheme so changed is written as well.",
        ),
    ] = False,
) -> None:
    """写出一套虚构的演示台账，并算分排名。Write an invented ledger, and score and rank it.

    企业都叫“虚构……”，每个文件都标有“演示数据”；不会改动已有的文件。
    Companies are all called 虚构 and every file is marked as invented; nothing that exists is touched.
    """
    from zhaoshang.cli.output import page_width, show_lines
    from zhaoshang.cli.speech import language, say
    from zhaoshang.demonstration import (
        fictional_files,
        fictional_scheme,
        usual_year,
        write_demonstration,
        years_of,
    )
    from zhaoshang.documents.ranking_text import ranking_as_text
    from zhaoshang.problems import Place, Problem, ProblemsFound, Words
    from zhaoshang.scheme import load_scheme

    loaded = fictional_scheme(scheme) if fictional_places else load_scheme(scheme)
    files = fictional_files(scheme) if fictional_places else None
    begins, ends = years_of(loaded)
    wanted = usual_year(loaded) if year is None else year
    if not begins <= wanted <= ends:
        what = Words(f"《{loaded.title}》不管这一年", f"the scheme {loaded.id} does not apply in this year")
        expected = Words(f"{begins} 至 {ends} 之间的一年", f"a year from {begins} to {ends}")
        raise ProblemsFound([Problem("demo.year", what, Place(field="--year"), str(wanted), expected)])
    with _progress(len(loaded.units) + 4, say("正在写演示台账", "Inventing a year")) as step:
        made = write_demonstration(folder, loaded, seed, wanted, language(), step, files)
    show_lines(ranking_as_text(made.result, loaded, language(), page_width(), demonstration=True))
    period = made.result.period
    typer.echo()
    typer.echo(say(f"已写入 {folder}：", f"Written to {folder}:"))
    for name in made.files:
        typer.echo(f"  {name}")
    unit = made.result.units[0].unit
    book, scheme = _quoted(folder / made.files[0]), _quoted(folder / loaded.id) if files else scheme
    typer.echo(say("接着可以试：", "Now try:"))
    for words in (
        ("zhaoshang score", scheme, book, f"--period {period}"),
        ("zhaoshang explain", scheme, book, f"--period {period} --unit {unit}"),
    ):
        typer.echo(_command(words, page_width()))


def _command(pieces: tuple[str, ...], width: int) -> str:
    """A command to try, broken between pieces where it is wider than the page and the shell knows how."""
    from zhaoshang.documents.typesetting import width_of

    lines = [f"  {pieces[0]}"]
    for piece in pieces[1:]:
        if width_of(f"{lines[-1]} {piece} \\") > width and os.name != "nt":
            lines[-1] += " \\"
            lines.append(f"      {piece}")
        else:
            lines[-1] += f" {piece}"
    return "\n".join(lines)


def _quoted(path: Path) -> str:
    """A path as a shell takes it."""
    return f'"{path}"' if " " in str(path) else str(path)


@contextmanager
def _progress(steps: int, title: str) -> Iterator[Callable[[str], None]]:
    """A bar on standard error while work goes on, if somebody is looking."""
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(30), TextColumn("{task.fields[at]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=steps, at="")
        yield lambda name: bar.update(task, advance=1, at=name)
