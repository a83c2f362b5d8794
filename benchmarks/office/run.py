"""The whole measurement in one command: fifty people at work on a filled office, written into the documentation.

    .venv/bin/python benchmarks/office/run.py                     five minutes, and into docs/office/performance.md
    .venv/bin/python benchmarks/office/run.py --minutes 1 --no-publish

Makes what is missing and keeps it under ``build/``: an environment for locust, a PostgreSQL, the filled office. Of
the server's processes the first has the first processor, the next the second, and so on in turn; PostgreSQL has both,
the clients have the second.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import time
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import figures
import psutil
from postgres import server_in

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build"
DATA, LOCUST, LOCK = BUILD / "office-load", BUILD / "office-locust", HERE / "requirements.lock"
OFFICE = str(Path(sys.executable).parent / "zhaoshang")
PROJECTS, EVENTS = 10_000, 200_000
SERVER_ON, DATABASE_ON, CLIENTS_ON = (0, 1), (0, 1), (1,)


def own_locust() -> str:
    """locust in an environment of its own: nothing of it comes near the product's."""
    program = LOCUST / "bin" / "locust"
    if not program.exists():
        venv.create(LOCUST, with_pip=True)
        pip = [str(LOCUST / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", str(LOCK)], check=True)
    return str(program)


def filled(environment: dict[str, str]) -> dict[str, float]:
    """Fill the office unless that was done before; its tables are brought to this version in any case."""
    mark = DATA / "filled.json"
    if mark.exists():
        subprocess.run([OFFICE, "office", "migrate"], env=environment, check=True)
        return dict(json.loads(mark.read_text()))
    begun = time.perf_counter()
    command = [sys.executable, str(HERE / "fill.py"), str(PROJECTS), str(EVENTS)]
    subprocess.run(command, env=environment, check=True)
    told = {"projects": PROJECTS, "events": EVENTS, "seconds": round(time.perf_counter() - begun)}
    mark.write_text(json.dumps(told))
    return told


def pin(process: psutil.Process, processors: tuple[int, ...]) -> None:
    """Keep a process and what it has started on some processors; what it starts later stays there as well."""
    for one in [process, *process.children(recursive=True)]:
        one.cpu_affinity(list(processors))


@contextmanager
def served(environment: dict[str, str], port: int, workers: int) -> Iterator[psutil.Process]:
    """The office, answering, each of its processes on one processor."""
    command = [OFFICE, "office", "serve", "--port", str(port), "--workers", str(workers)]
    with (DATA / "serve.log").open("wb") as log:
        started = subprocess.Popen(command, env=environment, stderr=log, stdout=log)
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/sign-in/", timeout=5).read()
                break
            except OSError:
                if started.poll() is not None:
                    sys.exit((DATA / "serve.log").read_text()[-2000:])
                time.sleep(0.5)
        office = psutil.Process(started.pid)
        workers_of = [
            p for p in office.children(recursive=True) if "resource_tracker" not in " ".join(p.cmdline())
        ]
        for number, worker in enumerate(workers_of):
            worker.cpu_affinity([SERVER_ON[number % len(SERVER_ON)]])
        yield office
    finally:
        started.terminate()
        started.wait(30)


def used(process: psutil.Process) -> float:
    """Seconds of processor that a process and those it started have used, those that have ended included."""
    own = process.cpu_times()
    total = own.children_user + own.children_system
    for one in [process, *process.children(recursive=True)]:
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def memory(process: psutil.Process) -> int:
    """Megabytes that belong to a process and those it started alone, shared pages divided among their users."""
    return sum(one.memory_full_info().pss for one in [process, *process.children(recursive=True)]) >> 20


def work(program: str, port: int, users: int, minutes: float) -> None:
    """Let the clients work; what they saw is in ``times.csv``."""
    command = [
        program, "-f", str(HERE / "locustfile.py"), "--headless", "-H", f"http://127.0.0.1:{port}", "-u", str(users),
        "-r", "2", "-t", f"{round(minutes * 60 + users / 2)}s", "--reset-stats", "--only-summary",
        "--exit-code-on-error", "0",
    ]  # fmt: skip
    told = {"OFFICE_LOAD_TIMES": str(DATA / "times.csv"), "OFFICE_LOAD_USERS": str(users)}
    with (DATA / "locust.log").open("wb") as log:
        subprocess.run(
            command, env={**os.environ, **told}, stdout=log, stderr=log, check=True, cwd=DATA,
            preexec_fn=lambda: os.sched_setaffinity(0, CLIENTS_ON),
        )  # fmt: skip


def main() -> None:
    """Everything, in order."""
    parser = argparse.ArgumentParser(description="Fifty people at work in a filled office")
    parser.add_argument(
        "--minutes", type=float, default=5, help="how long they work once all are there (default 5)"
    )
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2, help="processes of the office (default 2)")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument(
        "--no-publish", action="store_true", help="print the table, leave the documentation alone"
    )
    options = parser.parse_args()
    DATA.mkdir(parents=True, exist_ok=True)
    program = own_locust()
    server = server_in(BUILD / "office-postgres")
    environment = {
        **os.environ, "OFFICE_DEMONSTRATION": "yes", "OFFICE_DATA": str(DATA), "OFFICE_DATABASE": server.get_uri(),
        "OFFICE_LOG_LEVEL": "WARNING",
    }  # fmt: skip
    told = filled(environment)
    version = (BUILD / "office-postgres" / "PG_VERSION").read_text().strip()
    chain = subprocess.run(
        [OFFICE, "office", "verify"], env=environment, check=True, capture_output=True, text=True
    )
    database = psutil.Process(server.get_pid())
    pin(database, DATABASE_ON)
    pages = subprocess.run(
        [sys.executable, str(HERE / "pages.py"), "leader"], env=environment, check=True, capture_output=True, text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {SERVER_ON[0]}),
    ).stdout  # fmt: skip
    with served(environment, options.port, options.workers) as office:
        before = used(office), used(database), time.perf_counter()
        busy = figures.machine_busy()
        work(program, options.port, options.users, options.minutes)
        seconds = time.perf_counter() - before[2]
        load = figures.Load(
            office=(used(office) - before[0]) / seconds, database=(used(database) - before[1]) / seconds,
            office_megabytes=memory(office), database_megabytes=memory(database), seconds=seconds,
            others=(figures.machine_busy() - busy - used(office) + before[0] - used(database) + before[1]) / seconds,
        )  # fmt: skip
    with (DATA / "times.csv").open(encoding="utf-8", newline="") as file:
        times = [(name, float(ms), error) for name, ms, _size, error in csv.reader(file)]
    markdown = figures.written(times, load, options, told, chain.stdout, pages, version)
    print(markdown)
    if not options.no_publish:
        figures.publish(ROOT / "docs" / "office" / "performance.md", markdown)
    server.cleanup_mode = "stop"
    server.stop()


if __name__ == "__main__":
    main()
