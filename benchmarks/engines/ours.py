"""zhaoshang itself, scoring by ``scheme/``: the only engine that reads its rules instead of having them written for it.

    python -m engines.ours SIZE import     take in the ledger and arrange it: done once, timed apart
    python -m engines.ours SIZE            score what was taken in

The run leaves trace, totals and places in the store's file; ``ours_narrow`` makes them comparable, untimed.
"""

from __future__ import annotations

import os
import sys

from places import SCHEME, ledger_folder, store_file

from engines.common import THREADS, Run
from zhaoshang.ledger.importing import import_ledger
from zhaoshang.scheme import load_scheme
from zhaoshang.scoring.store.running import run as score
from zhaoshang.scoring.store.store import open_store

MEMORY = os.environ.get("BENCHMARK_MEMORY")
"""A bound such as 400MB, to see what spilling costs."""


def take_in(this: Run) -> None:
    """Read, check and arrange the ledger folder."""
    store = store_file(this.size)
    store.parent.mkdir(parents=True, exist_ok=True)
    store.unlink(missing_ok=True)
    import_ledger(ledger_folder(this.size), store, memory=MEMORY or "1GB")
    this.step("import")
    with open_store(store, load_scheme(SCHEME), MEMORY or "1GB", THREADS):
        this.step("arrange")


def main(this: Run) -> None:
    """A whole run."""
    scheme = load_scheme(SCHEME)
    this.step("load scheme")
    with open_store(store_file(this.size), scheme, MEMORY, THREADS) as store:
        this.step("open store")
        score(store, "campaign")
        this.step("score")
    this.step("close")


if __name__ == "__main__":
    run = Run("ours")
    take_in(run) if "import" in sys.argv else main(run)
    run.finish()
