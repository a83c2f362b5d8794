"""Where a command's output goes: the terminal, or a file that is there whole or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from zhaoshang.cli.speech import say
from zhaoshang.problems import Place, Problem, Words


def check_out(out: Path | None, problems: list[Problem]) -> None:
    """A place that cannot be written to is known before anything is worked out."""
    if out is None:
        return
    if out.is_dir():
        what = Words("这是文件夹，不能当文件写", "this is a folder, not a file to write")
    elif not out.parent.is_dir():
        what = Words("所在的文件夹不存在", "its folder does not exist")
    else:
        return
    problems.append(Problem("out.cannot_write", what, Place(field="--out"), str(out)))


def put_text(text: str, out: Path | None) -> None:
    """Write a text to a file, or to standard output. UTF-8, line ends as they are."""
    data = text.encode("utf-8")
    if out is None:
        sys.stdout.flush()
        raw = getattr(sys.stdout, "buffer", None)
        if raw is None:
            sys.stdout.write(text)
        else:
            raw.write(data)
            raw.flush()
        return
    if out.exists() and not out.is_file():  # a pipe or a device is written to, never replaced
        out.write_bytes(data)
    else:
        from zhaoshang.ledger.whole_files import whole_file

        with whole_file(out) as draft:
            draft.write_bytes(data)
    typer.echo(say(f"已写入 {out}", f"Written to {out}"), err=True)
