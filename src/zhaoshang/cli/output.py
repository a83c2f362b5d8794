"""Where a command's output goes: the terminal, or a file that is there whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from zhaoshang.cli.speech import say
from zhaoshang.problems import Place, Problem, Words

if TYPE_CHECKING:
    from zhaoshang.documents.text_lines import TextLine

LOOKS: dict[str, dict[str, Any]] = {
    "notice": {"fg": "yellow"},
    "title": {"bold": True},
    "score": {"bold": True},
    "below_zero": {"bold": True, "fg": "red"},
    "heading": {"bold": True, "fg": "cyan"},
    "loss": {"fg": "red"},
    "quiet": {"dim": True},
}
"""How each part of a page looks in a terminal; in a pipe or a file all of it is plain."""
WIDEST = 100


def page_width() -> int:
    """How wide a page may be: as the terminal is, up to 100 columns; 80 where there is none."""
    import shutil

    return min(shutil.get_terminal_size((80, 24)).columns, WIDEST)


def show_lines(lines: Iterable[TextLine]) -> None:
    """Print a page on standard output, with colours if that is a terminal that wants them."""
    import os

    plain = not sys.stdout.isatty() or bool(os.environ.get("NO_COLOR"))
    for line in lines:
        if plain:
            typer.echo(line.text)
        else:
            typer.echo("".join(typer.style(text, **LOOKS.get(part, {})) for part, text in line.pieces))


def put_lines(lines: Iterable[TextLine], out: Path | None) -> None:
    """Write a page as plain text to a file, or show it."""
    if out is None:
        show_lines(lines)
    else:
        put_text("".join(f"{line.text}\n" for line in lines), out)


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
    written(out)


def written(out: Path) -> None:
    """Say where the file is, beside what is written."""
    typer.echo(say(f"已写入 {out}", f"Written to {out}"), err=True)
