"""What happened, as people hand it in: workbooks and CSV in and out, every error by row, and a digest.

Knows nothing of points. A ledger is read whole or not at all.
"""

from __future__ import annotations

from zhaoshang.ledger.model import Ledger, Row, Value, fact_name
from zhaoshang.ledger.reading import ledger_from_rows, read_ledger

__all__ = ["Ledger", "Row", "Value", "fact_name", "ledger_from_rows", "read_ledger"]
