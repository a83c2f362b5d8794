"""How far a long reading has come: a bar for each table on a terminal, nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from zhaoshang.cli.speech import say


@contextmanager
def shown_progress() -> Iterator[Callable[[str, int, int | None], None] | None]:
    """What to tell of progress: a table's key, rows done, rows in all if known; None where nobody looks."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rows]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                for earlier in tasks.values():
                    bars.stop_task(earlier)
                tasks[what] = bars.add_task(_name_of(what), total=total, rows="")
            rows = f"{done:,}" if total is None else f"{done:,} / {total:,}"
            bars.update(tasks[what], completed=done, total=total, rows=rows if done else "")

        yield tell


def _name_of(what: str) -> str:
    from zhaoshang.ledger.importing import CHECKING, WRITING
    from zhaoshang.tables import TABLES

    if what in TABLES:
        return say(TABLES[what].label, what)
    return {CHECKING: say("核对各表", "checking"), WRITING: say("写入", "writing")}[what]
