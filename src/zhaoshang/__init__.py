"""zhaoshang: targets, ledgers and scores of investment promotion, with every point explained.

The small surface that other programs use::

    scheme = zhaoshang.load_scheme("kaiping-2023")
    ledger = zhaoshang.read_ledger("台账.xlsx", scheme.directory())
    result = zhaoshang.score(scheme, ledger, "2023-Q1")
"""

from __future__ import annotations

__version__ = "0.1.0"
