"""Runs one process and says how long it took, how much processor time, and how much memory at its peak."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from engines.common import MARK

HERE = Path(__file__).resolve().parent
SAMPLE_SECONDS = 0.02


@dataclass(frozen=True)
class Measured:
    """One run. ``wall`` and ``cpu`` in seconds of the whole process tree, ``peak`` in MiB; ``told`` by itself."""

    wall: float
    cpu: float
    peak: float
    told: dict[str, Any]


class Failed(Exception):
    """The process ended badly, or took too long."""


def run(command: list[str], limit: float = 900) -> Measured:
    """Run a command in this folder. ``peak`` is the larger of the sampled sum over the tree and what it told itself.

    What the kernel tells of a child that has ended is of no use: it begins with the memory of whoever started it.
    """
    environment = {**os.environ, "PYTHONPATH": str(HERE), "PYTHONHASHSEED": "0"}
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=HERE,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    texts: list[bytes] = [b"", b""]
    pipes = (process.stdout, process.stderr)
    readers = [threading.Thread(target=_read, args=(texts, i, pipe)) for i, pipe in enumerate(pipes)]
    sampler = _Sampler(process.pid)
    stop = threading.Timer(limit, process.kill)
    for thread in (*readers, sampler, stop):
        thread.start()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    stop.cancel()
    sampler.done.set()
    for thread in (*readers, sampler):
        thread.join()
    if process.returncode:
        raise Failed(
            f"{' '.join(command)}: exit {process.returncode}\n{texts[1].decode(errors='replace')[-2000:]}"
        )
    told = [line for line in texts[0].decode().splitlines() if line.startswith(MARK)]
    what: dict[str, Any] = json.loads(told[-1][len(MARK) :]) if told else {}
    peak = max(sampler.peak / 2**20, what.get("peak", 0))
    return Measured(wall, used.ru_utime + used.ru_stime, peak, what)


def _read(texts: list[bytes], at: int, stream: Any) -> None:
    texts[at] = stream.read()


class _Sampler(threading.Thread):
    """Adds up the resident memory of a process and its children, again and again."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.done = pid, 0, threading.Event()

    def run(self) -> None:
        """Sample until it is done."""
        try:
            root = psutil.Process(self.pid)
        except psutil.Error:
            return
        while not self.done.wait(SAMPLE_SECONDS):
            total = 0
            try:
                for each in (root, *root.children(recursive=True)):
                    total += each.memory_info().rss
            except psutil.Error:
                pass  # it has just ended
            self.peak = max(self.peak, total)
