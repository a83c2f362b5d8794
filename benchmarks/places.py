"""Where the benchmarks keep what they make. Everything is below ``benchmarks/build`` and can be deleted."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = HERE / "build"
SCHEME = HERE / "scheme"
RESULTS = HERE / "results"
PAGE = HERE.parent / "docs" / "performance.md"


def data_folder(size: str) -> Path:
    """The narrow Parquet files of a size, which every engine but ours reads."""
    return BUILD / "data" / size


def ledger_folder(size: str) -> Path:
    """The same facts as a ledger folder, which our library reads."""
    return BUILD / "ledger" / size


def output_folder(engine: str, size: str) -> Path:
    """Where an engine writes ``trace.parquet`` and ``totals.parquet``."""
    return BUILD / "out" / f"{engine}-{size}"


def store_file(size: str) -> Path:
    """Our library's store of that ledger."""
    return BUILD / "store" / f"{size}.duckdb"
