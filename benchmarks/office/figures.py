"""The figures of a run as Markdown, and where they stand in the documentation."""

from __future__ import annotations

import datetime
import importlib.metadata
import math
import platform
from argparse import Namespace
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

BEGIN, END = "<!-- measured: benchmarks/office/run.py -->", "<!-- measured: end -->"
TARGET = 300
"""Milliseconds within which 95 of 100 pages are to be there."""
BESIDE = "sign in"
"""How the names of pages begin that are told apart: whoever signs in waits by intent."""

Times = Sequence[tuple[str, float, str]]
"""Page, milliseconds, and what went wrong, if anything did."""


@dataclass(frozen=True)
class Load:
    """How busy the machine was: shares of one processor, and megabytes."""

    office: float
    database: float
    office_megabytes: int
    database_megabytes: int
    others: float
    seconds: float


def machine_busy() -> float:
    """Seconds of processor that anything at all on this machine has used."""
    times = psutil.cpu_times()
    return (
        sum(times) - times.idle - times.iowait - getattr(times, "guest", 0) - getattr(times, "guest_nice", 0)
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so many per cent do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * share / 100) - 1, 0)]


def written(
    times: Times,
    load: Load,
    options: Namespace,
    filled: dict[str, float],
    chain: str,
    pages: str,
    postgres: str,
) -> str:
    """What was run, on what, and the two tables."""
    counted = [(name, ms, error) for name, ms, error in times if not name.startswith(BESIDE)]
    whole = [ms for _name, ms, _error in counted]
    errors = sum(bool(error) for _name, _ms, error in counted)
    reached = "reached" if percentile(whole, 95) < TARGET and not errors else "**not reached**"
    return "\n".join((
        f"{datetime.datetime.now(datetime.UTC).date().isoformat()}, {_machine()}. {_versions(postgres)}.", "",
        f"{options.users} people, 8 seconds between clicks, {options.minutes:g} minutes after all had signed in; "
        f"{filled['projects']:,} projects and {filled['events']:,} events at the start. "
        f"{options.workers} processes of the server, each kept to one of two processors; "
        "PostgreSQL on both, the clients kept to the second.", "",
        f"- {len(counted):,} answers, {len(counted) / options.minutes / 60:.1f} a second, {errors} errors.",
        f"- 50 of 100 within {percentile(whole, 50):.0f} ms, **95 within {percentile(whole, 95):.0f} ms**, "
        f"99 within {percentile(whole, 99):.0f} ms. The aim, 95 within {TARGET} ms, is {reached}.",
        f"- The server used {load.office:.0%} of one processor and {load.office_megabytes} MB, PostgreSQL "
        f"{load.database:.0%} of one and {load.database_megabytes} MB. Everything else on the machine, the clients "
        f"included, used {load.others:.0%} of one processor meanwhile.",
        f"- The log's chain was verified before: {chain.splitlines()[0].strip()}.", "",
        *_table(counted), "",
        "Each page by itself, as the leader who reads every unit's records opens it: processor time, in milliseconds.",
        "", *_pages(pages),
    ))  # fmt: skip


def _table(counted: Times) -> list[str]:
    by_name: dict[str, list[float]] = defaultdict(list)
    wrong: dict[str, int] = defaultdict(int)
    for name, ms, error in counted:
        by_name[name].append(ms)
        wrong[name] += bool(error)
    lines = ["| Page | Answers | 50 % | 95 % | 99 % | Longest | Errors |", "|---|--:|--:|--:|--:|--:|--:|"]
    rows = [*sorted(by_name.items()), ("**All**", [ms for _name, ms, _error in counted])]
    for name, values in rows:
        shares = " | ".join(f"{percentile(values, share):.0f}" for share in (50, 95, 99, 100))
        failed = wrong[name] if name in wrong else sum(wrong.values())
        lines.append(f"| {name} | {len(values)} | {shares} | {failed} |")
    return lines


def _pages(told: str) -> list[str]:
    lines = ["| Page | Queries | Office | PostgreSQL | kB |", "|---|--:|--:|--:|--:|"]
    for line in told.splitlines()[1:]:
        name, status, queries, office, database, size = line.rsplit(maxsplit=5)
        if status == "200":
            lines.append(
                f"| {name.strip()} | {queries} | {float(office):.0f} | {float(database):.0f} | {size} |"
            )
    return lines


def _machine() -> str:
    cpus = [
        line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")
    ]
    memory = psutil.virtual_memory().total / 2**30
    return f"{len(cpus)} processors ({cpus[0] if cpus else platform.processor()}), {memory:.0f} GB"


def _versions(postgres: str) -> str:
    names = ("Django", "granian", "psycopg")
    told = [f"{name} {importlib.metadata.version(name)}" for name in names]
    return ", ".join((f"PostgreSQL {postgres}", f"Python {platform.python_version()}", *told))


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []


def publish(page: Path, markdown: str) -> None:
    """Put the figures between the two marks of the page that tells of them."""
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    page.write_text(f"{before}{BEGIN}\n\n{markdown}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")
