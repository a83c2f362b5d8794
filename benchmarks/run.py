"""All benchmarks in one run and one table.

    python benchmarks/run.py                   1 and 10 million milestones, every engine, five runs each
    python benchmarks/run.py --sizes small     a look at whether everything works
    python benchmarks/run.py --engines ours polars_lazy --times 9
    python benchmarks/run.py --lock            newest versions into the lock (needs uv)

Makes its own environment and invents the facts on first use. Writes ``results/latest.json`` and ``results/latest.md``.
Engines take turns, so that what else the machine does falls on all of them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

import environment


def main() -> None:
    """Read the options, go into the environment, run."""
    parser = argparse.ArgumentParser(
        description="Benchmarks of zhaoshang and of other ways to the same points"
    )
    parser.add_argument("--sizes", nargs="+", default=["1m", "10m"], choices=["small", "1m", "10m"])
    parser.add_argument("--times", type=int, default=5, help="runs of each engine (default 5)")
    parser.add_argument("--engines", nargs="+", help="only these, beside the yardstick and the oracle")
    parser.add_argument("--no-latencies", action="store_true", help="leave out the times of single units")
    parser.add_argument("--publish", action="store_true", help="put the tables into docs/performance.md too")
    parser.add_argument("--lock", action="store_true", help="write requirements.lock anew and stop")
    options = parser.parse_args()
    if options.lock:
        environment.lock()
        return
    environment.enter()

    import contest
    import report
    from contestants import chosen

    for size in options.sizes:
        subprocess.run([sys.executable, "generate.py", size], check=True, cwd=environment.HERE)
    taking_part = chosen(options.engines)
    results = contest.contest(taking_part, options.sizes, options.times)
    latencies = [] if options.no_latencies else contest.latencies(options.sizes)
    markdown = report.write(results, latencies, options.times)
    if options.publish:
        report.publish(markdown)
    print(markdown)


if __name__ == "__main__":
    main()
