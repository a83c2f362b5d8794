"""What every engine's process does alike: knows its folders, takes its times, tells them. Imports nothing heavy."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from places import data_folder, output_folder

THREADS = 2
"""For every engine that can be told."""
MARK = "RESULT "


def peak_so_far() -> float:
    """The most resident memory this process ever had, in MiB; 0 where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


class Run:
    """One engine's run: where to read, where to write, and what took how long."""

    def __init__(self, engine: str) -> None:
        self.size = sys.argv[1]
        self.data = data_folder(self.size)
        self.output = output_folder(engine, self.size)
        self.output.mkdir(parents=True, exist_ok=True)
        self.engine = engine
        self.steps: dict[str, float] = {}
        self._start = self._last = time.perf_counter()

    def step(self, name: str) -> None:
        """What was done since the last step is called this."""
        now = time.perf_counter()
        self.steps[name] = now - self._last
        self._last = now

    def path(self, table: str) -> Path:
        """A table to read."""
        return self.data / f"{table}.parquet"

    @property
    def trace(self) -> Path:
        """The trace to write."""
        return self.output / "trace.parquet"

    @property
    def totals(self) -> Path:
        """The totals to write."""
        return self.output / "totals.parquet"

    @property
    def database(self) -> Path:
        """Where an engine may leave both as tables instead."""
        return self.output / "results.duckdb"

    def finish(self, **more: float) -> None:
        """Tell the times to whoever started the process: ``work`` is all but starting Python and importing."""
        told = {"work": self._last - self._start, "steps": self.steps, "peak": peak_so_far(), **more}
        print(MARK + json.dumps(told), flush=True)
