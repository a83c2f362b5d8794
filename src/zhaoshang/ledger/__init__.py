"""What happened, as people hand it in: workbooks and CSV in and out, every error by row, and a digest.

Knows nothing of points. A ledger is read whole or not at all.
"""

from __future__ import annotations

from zhaoshang.ledger.csv_out import write_csv_folder, write_csv_zip
from zhaoshang.ledger.database import read_database, write_database
from zhaoshang.ledger.importing import Imported, import_ledger
from zhaoshang.ledger.mapping import SavedMapping, mapping_of, read_mapping
from zhaoshang.ledger.model import Ledger, Row, Value, fact_name
from zhaoshang.ledger.parquet_out import write_parquet_folder
from zhaoshang.ledger.reading import ledger_from_rows, read_ledger
from zhaoshang.ledger.rejected import write_rejected
from zhaoshang.ledger.template import write_template
from zhaoshang.ledger.workbook_out import write_workbook

__all__ = [
    "Imported",
    "Ledger",
    "Row",
    "SavedMapping",
    "Value",
    "fact_name",
    "import_ledger",
    "ledger_from_rows",
    "mapping_of",
    "read_database",
    "read_ledger",
    "read_mapping",
    "write_csv_folder",
    "write_csv_zip",
    "write_database",
    "write_parquet_folder",
    "write_rejected",
    "write_template",
    "write_workbook",
]
