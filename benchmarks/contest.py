"""Lets the contestants run in turn, and compares what they wrote. Knows nothing of how it is told."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import measure
from compare import Comparison, as_files, checksum, compare
from contestants import ORACLE, OURS, OURS_FILES, PRODUCT, YARDSTICK, Contestant
from ours_narrow import narrow, narrow_files
from places import output_folder, store_file


@dataclass
class Entry:
    """One engine at one size: its runs by round, and how its results compare with the reference's."""

    contestant: Contestant
    size: str
    runs: dict[int, measure.Measured] = field(default_factory=dict)
    failure: str = ""
    comparison: Comparison | None = None
    checksum: str = ""


@dataclass
class Results:
    """Everything measured but single units. ``imports``: what our library does once with a ledger, by size."""

    entries: list[Entry]
    imports: dict[str, measure.Measured]


def say(text: str) -> None:
    """Progress, apart from the table."""
    print(text, file=sys.stderr, flush=True)


def our_import(size: str) -> measure.Measured:
    """Let our library take in the ledger and arrange it: done once, not in the table's times."""
    return measure.run([str(PRODUCT), "-m", "engines.ours", size, "import"])


def contest(contestants: Sequence[Contestant], sizes: Sequence[str], times: int) -> Results:
    """Every contestant at every size. In each round all run once at all sizes, another one first each time."""
    entries = [Entry(each, size) for size in sizes for each in contestants if size in each.sizes]
    imports = {}
    for entry in entries:
        if entry.contestant.name == OURS:
            try:
                imports[entry.size] = our_import(entry.size)
                say(f"{entry.size} import: {imports[entry.size].wall:.2f} s")
            except measure.Failed as error:
                _failed(entry, error)
    for number in range(times):
        for size in sizes:
            same = [entry for entry in entries if entry.size == size]
            at = number % len(same)
            for entry in same[at:] + same[:at]:
                if number < entry.contestant.most and not entry.failure:
                    _run(entry, number)
    for size in sizes:
        _compare([entry for entry in entries if entry.size == size])
    return Results(entries, imports)


def _failed(entry: Entry, error: measure.Failed) -> None:
    entry.failure = str(error)
    say(entry.failure)


def _run(entry: Entry, number: int) -> None:
    try:
        found = measure.run(entry.contestant.command(entry.size))
    except measure.Failed as error:
        _failed(entry, error)
        return
    entry.runs[number] = found
    took = f"{found.wall:.2f} s, {found.cpu:.2f} s of processor, {found.peak:.0f} MiB"
    say(f"{entry.size} {entry.contestant.name}: {took}")


def _compare(entries: Sequence[Entry]) -> None:
    """Against the oracle where it ran, else against the yardstick, which was compared with it at another size."""
    ran = {entry.contestant.name: entry for entry in entries if entry.runs}
    reference = ran.get(ORACLE) or ran[YARDSTICK]
    for entry in ran.values():
        folder = output_folder(entry.contestant.name, entry.size)
        if entry.contestant.name == OURS:
            narrow(store_file(entry.size), folder)
        if entry.contestant.name == OURS_FILES:
            narrow_files(store_file(entry.size), folder)
        if (folder / "results.duckdb").exists():
            as_files(folder)
        entry.comparison = compare(output_folder(reference.contestant.name, entry.size), folder)
        entry.checksum = checksum(folder)


def latencies(sizes: Sequence[str]) -> list[dict[str, Any]]:
    """What a person waits for: one unit inside many facts, and a small district, in a warm process."""
    try:
        return measure.run([str(PRODUCT), "latencies.py", *sizes]).told.get("latencies", [])
    except measure.Failed as error:
        say(str(error))
        return []
