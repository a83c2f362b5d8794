"""Who takes part, at which sizes, and how often at most."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from environment import PYTHON

PRODUCT = Path(os.environ.get("PRODUCT_PYTHON", Path(__file__).resolve().parent.parent / ".venv/bin/python"))
"""The Python that has zhaoshang installed: the checkout's own."""
YARDSTICK = "duckdb_sql"
ORACLE = "plain_python"
OURS = "ours"
OURS_FILES = "ours_files"


@dataclass(frozen=True)
class Contestant:
    """An engine. ``sizes`` is where it runs; ``most`` bounds the runs of one that takes long."""

    name: str
    label: str
    sizes: tuple[str, ...]
    most: int = 1000
    python: Path = PYTHON
    module: str = ""
    arguments: tuple[str, ...] = ()

    def command(self, size: str) -> list[str]:
        """How one run is started."""
        module = self.module or f"engines.{self.name}"
        return [str(self.python), "-m", module, size, *self.arguments]


SQL = "engines.duckdb_sql"
EVERYWHERE = ("small", "1m", "10m")
NOT_LARGE = ("small", "1m")
ALL = (
    Contestant(ORACLE, "plain Python (the oracle)", NOT_LARGE, most=3),
    Contestant(YARDSTICK, "hand-written SQL, DuckDB file", EVERYWHERE, module=SQL, arguments=(YARDSTICK,)),
    Contestant(OURS_FILES, "zhaoshang", EVERYWHERE, python=PRODUCT),
    Contestant(OURS, "zhaoshang, results into the store", EVERYWHERE, python=PRODUCT),
    Contestant(
        "duckdb_arranged",
        "the same SQL, facts arranged",
        EVERYWHERE,
        module=SQL,
        arguments=("duckdb_arranged",),
    ),
    Contestant(
        "duckdb_parquet", "the same SQL, Parquet files", EVERYWHERE, module=SQL, arguments=("duckdb_parquet",)
    ),
    Contestant(
        "duckdb_tables",
        "the same SQL, results into tables",
        EVERYWHERE,
        module=SQL,
        arguments=("duckdb_tables",),
    ),
    Contestant("trace_alone", "writing the trace alone", EVERYWHERE),
    Contestant("polars_lazy", "Polars", EVERYWHERE),
    Contestant("pandas_frames", "pandas", EVERYWHERE, most=5),
    Contestant("openfisca_formulas", "OpenFisca", NOT_LARGE, most=3),
    Contestant("zen_tables", "zen-engine", NOT_LARGE, most=3),
)


def chosen(names: list[str] | None) -> tuple[Contestant, ...]:
    """The contestants of these names, or all; the yardstick always takes part, and so does the oracle."""
    wanted = {*(names or [each.name for each in ALL]), YARDSTICK, ORACLE}
    if OURS_FILES in wanted:
        wanted.add(OURS)  # which takes the ledger in
    return tuple(each for each in ALL if each.name in wanted)
