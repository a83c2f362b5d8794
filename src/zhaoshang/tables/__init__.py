"""The ledger's tables as typed schemas: names, labels, types, bounds and notes.

Knows nothing of files or scoring. ``TABLES`` is the one list that forms, files and rules all read.
"""

from __future__ import annotations

from zhaoshang.tables.columns import Choice, Column, Kind, Table
from zhaoshang.tables.facts import FACTS, REPEATABLE_STAGES
from zhaoshang.tables.registers import AFTER_FACTS, BEFORE_FACTS
from zhaoshang.tables.units import UnitDirectory, UnitEntry

TABLES: dict[str, Table] = {table.key: table for table in (*BEFORE_FACTS, *FACTS, *AFTER_FACTS)}
"""Every table by key, in the order people see them."""

FACT_TABLES: tuple[str, ...] = tuple(table.key for table in FACTS)
"""The keys of the tables of facts."""

__all__ = [
    "FACT_TABLES",
    "REPEATABLE_STAGES",
    "TABLES",
    "Choice",
    "Column",
    "Kind",
    "Table",
    "UnitDirectory",
    "UnitEntry",
]
