"""A ledger too large for Python, numbered and arranged in a DuckDB file so that scoring runs inside it.

The same plan as for a small ledger; only who arranges the facts (SQL instead of Python) and where lines go (a
file instead of objects) differ. Knows nothing of how a ledger got into the file (``ledger.database``).
"""
