"""The least that any engine must do: write the trace, here read from where the yardstick left it."""

from __future__ import annotations

import duckdb
from places import output_folder

from engines.common import THREADS, Run


def main() -> None:
    """Copy both files."""
    run = Run("trace_alone")
    source = output_folder("duckdb_sql", run.size)
    connection = duckdb.connect()
    connection.execute(f"SET threads = {THREADS}")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(f"COPY (FROM '{source}/trace.parquet') TO '{run.trace}' (FORMAT parquet)")
    run.step("trace")
    connection.execute(f"COPY (FROM '{source}/totals.parquet') TO '{run.totals}' (FORMAT parquet)")
    run.step("totals")
    run.finish()


if __name__ == "__main__":
    main()
