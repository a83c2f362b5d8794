"""zhaoshang, scoring from its store straight into Parquet files, as the hand-written SQL does.

    python -m engines.ours_files SIZE

``ours`` takes the ledger in and leaves its results in the store instead.
"""

from __future__ import annotations

import json
import os

from places import SCHEME, store_file

from engines.common import THREADS, Run
from zhaoshang.scheme import load_scheme
from zhaoshang.scoring.store.batch import score_to_parquet
from zhaoshang.scoring.store.store import open_store

if __name__ == "__main__":
    run = Run("ours_files")
    scheme = load_scheme(SCHEME)
    run.step("load scheme")
    with open_store(store_file(run.size), scheme, os.environ.get("BENCHMARK_MEMORY"), THREADS) as store:
        run.step("open store")
        made = score_to_parquet(store, "campaign", run.output / "raw")
        run.step("score")
    (run.output / "raw" / "reading.json").write_text(
        json.dumps({"rows_a_kind": made.rows_a_kind, "first_day": made.first_day})
    )
    run.step("close")
    run.finish()
