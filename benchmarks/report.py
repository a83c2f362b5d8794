"""Tells what was measured: one table as Markdown, and everything as JSON. Medians, with the least and the most."""

from __future__ import annotations

import datetime
import importlib.metadata
import json
import os
import platform
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil
from contest import Entry, Results
from contestants import YARDSTICK
from places import PAGE, RESULTS
from sizes import SIZES

PACKAGES = ("duckdb", "polars", "pandas", "numpy", "pyarrow", "openfisca-core", "zen-engine")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
HEAD = (
    "Engine", "Milestones", "Runs", "Wall, s", "(least – most)", "Processor, s", "Peak, MiB",
    "Wall ÷ SQL", "Processor ÷ SQL", "Growth, wall / processor", "Wrong totals", "Wrong awards",
)  # fmt: skip


def machine() -> dict[str, Any]:
    """What it was measured on."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": models[0] if models else platform.processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
        "load_average": [round(each, 2) for each in os.getloadavg()],
    }


def ratio(entry: Entry, yardstick: Entry, what: str) -> float | None:
    """The median over the rounds in which both ran of how many times the yardstick's it was."""
    both = [n for n in entry.runs if n in yardstick.runs]
    if not both:
        return None
    return statistics.median(getattr(entry.runs[n], what) / getattr(yardstick.runs[n], what) for n in both)


def growth(entry: Entry, entries: Iterable[Entry], what: str = "wall") -> float | None:
    """How many times as long as the same engine's run of the same round with a tenth of the facts."""
    for smaller in entries:
        if smaller.contestant is entry.contestant and (smaller.size, entry.size) == ("1m", "10m"):
            return ratio(entry, smaller, what)
    return None


def summary(entry: Entry, entries: list[Entry]) -> dict[str, Any]:
    """One row of the table."""
    yardstick = next(e for e in entries if e.contestant.name == YARDSTICK and e.size == entry.size)
    row: dict[str, Any] = {
        "engine": entry.contestant.name,
        "label": entry.contestant.label,
        "size": entry.size,
    }
    row |= {"milestones": SIZES[entry.size].milestones, "runs": len(entry.runs), "failure": entry.failure}
    if not entry.runs:
        return row
    runs = list(entry.runs.values())
    for what in ("wall", "cpu", "peak"):
        values = [getattr(run, what) for run in runs]
        row[what] = {"median": statistics.median(values), "least": min(values), "most": max(values)}
    row["wall_ratio"], row["cpu_ratio"] = ratio(entry, yardstick, "wall"), ratio(entry, yardstick, "cpu")
    row["growth"], row["cpu_growth"] = growth(entry, entries), growth(entry, entries, "cpu")
    row["each"] = [asdict(run) for run in runs]
    row["comparison"] = asdict(entry.comparison) if entry.comparison else None
    row["checksum"] = entry.checksum
    return row


def cells(row: Mapping[str, Any]) -> list[str]:
    """A row of the table as text."""
    start = [row["label"], f"{row['milestones']:,}", str(row["runs"])]
    if not row["runs"]:
        return [*start, "did not run", *[""] * (len(HEAD) - 4)]
    wall, compared = row["wall"], row["comparison"] or {}
    return [
        *start,
        f"{wall['median']:.2f}",
        f"{wall['least']:.2f} – {wall['most']:.2f}",
        f"{row['cpu']['median']:.2f}",
        f"{row['peak']['median']:.0f}",
        _times(row["wall_ratio"]),
        _times(row["cpu_ratio"]),
        " / ".join(filter(None, (_times(row["growth"]), _times(row["cpu_growth"])))),
        _of(compared.get("wrong_totals"), compared.get("units")),
        _of(compared.get("wrong_awards"), compared.get("awards")),
    ]


def _times(value: float | None) -> str:
    return "" if value is None else f"{value:.2f} ×"


def _number(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"


def _of(wrong: int | None, everything: int | None) -> str:
    return "" if wrong is None else f"{wrong:,} of {everything:,}" if wrong else "none"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; all but the first column to the right."""
    head = list(head)
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def waiting(latencies: Iterable[Mapping[str, Any]]) -> str:
    """The table of what a person waits for."""
    columns = {
        "what": "What, warm", "milestones": "Milestones", "times": "Times", "median_ms": "Median, ms",
        "processor_ms": "Processor, ms", "p95_ms": "95th of 100, ms", "most_ms": "Most, ms",
    }  # fmt: skip
    return table(columns.values(), ([_number(each.get(key, "")) for key in columns] for each in latencies))


def write(results: Results, latencies: list[dict[str, Any]], times: int) -> str:
    """Write both files; gives the Markdown."""
    rows = [summary(entry, results.entries) for entry in results.entries]
    where = machine()
    imports = {size: asdict(run) for size, run in results.imports.items()}
    taken = datetime.datetime.now(datetime.UTC).date().isoformat()
    everything = {
        "taken": taken, "times": times, "machine": where, "rows": rows, "imports": imports, "latencies": latencies,
    }  # fmt: skip
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(everything, ensure_ascii=False, indent=1)
    (RESULTS / "latest.json").write_text(text + "\n")
    packages = " · ".join(f"{name} {version}" for name, version in where["packages"].items())
    system = f"{where['memory_gib']} GiB, {where['system']}, Python {where['python']}"
    parts = [
        f"Taken {taken}: {where['cores']} cores ({where['processor']}), {system} · {packages}. "
        f"Up to {times} runs each, in turn; whole processes from start to exit.\n",
        table(HEAD, map(cells, rows)),
    ]
    failed = [row for row in rows if row["failure"]]
    reasons = (f"- {row['label']}, {row['size']}: `{row['failure'].splitlines()[-1]}`" for row in failed)
    parts += ["\n".join([*reasons, ""])]
    if imports:
        done = ((SIZES[s].milestones, r) for s, r in results.imports.items())
        lines = ([f"{n:,}", f"{r.wall:.2f}", f"{r.cpu:.2f}", f"{r.peak:.0f}"] for n, r in done)
        parts += ["What zhaoshang does once with a ledger: read, check, arrange.\n"]
        parts += [table(("Milestones", "Wall, s", "Processor, s", "Peak, MiB"), lines)]
    if latencies:
        parts += [waiting(latencies)]
    markdown = "\n".join(parts)
    (RESULTS / "latest.md").write_text(markdown)
    return markdown


def publish(markdown: str) -> None:
    """Put the tables between the two marks of the page that tells of them."""
    text = PAGE.read_text()
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{markdown}\n{END}{after}")
