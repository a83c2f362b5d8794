"""What is wrong, told to a person: every problem, numbered and counted, or that it is our own bug."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

import typer

from zhaoshang.cli.speech import language, say
from zhaoshang.documents.typesetting import wrap
from zhaoshang.problems import Problem


def tell_problems(problems: Sequence[Problem]) -> None:
    """List every problem on standard error. In a file or a pipe each stands on one line."""
    count = len(problems)
    head = say(
        f"有{count}个问题，没有写出任何结果：",
        f"{count} problem{'s' * (count != 1)}; nothing has been written:",
    )
    typer.secho(head, err=True, bold=sys.stderr.isatty())
    width = shutil.get_terminal_size().columns if sys.stderr.isatty() else 10**6
    digits = len(str(count))
    for number, problem in enumerate(problems, 1):
        for line in wrap(problem.in_language(language()), width, f"  {number:>{digits}}. "):
            typer.echo(line, err=True)


def tell_bug(error: BaseException, debug: bool) -> None:
    """Say that it is our bug. The traceback goes to the screen only if asked for, else to a file."""
    import traceback

    written = "".join(traceback.format_exception(error))
    head = say(
        "程序出错，这是软件的缺陷，不是您的错。", "This is a bug in zhaoshang, not a mistake of yours."
    )
    typer.echo(head, err=True)
    if debug:
        typer.echo(written, err=True)
        return
    from tempfile import NamedTemporaryFile

    from zhaoshang import __version__

    try:
        with NamedTemporaryFile(
            "w", encoding="utf-8", prefix="zhaoshang-", suffix=".txt", delete=False
        ) as file:
            file.write(f"zhaoshang {__version__}, Python {sys.version}\n{written}")
    except OSError:
        typer.echo(
            say(
                "请加 --debug 再运行一次，把显示的内容报告给我们。",
                "Please run it again with --debug and report it.",
            ),
            err=True,
        )
        return
    typer.echo(
        say(
            f"详情已写入 {file.name}（其中可能有台账内容，请先看一遍），请随缺陷报告附上。",
            f"Details are in {file.name} (they may quote your ledger; look first); please report it with them.",
        ),
        err=True,
    )
