"""Scheme and ledger become lines, totals, ranks and outcomes, every point with its clause and its facts.

``score`` is the door. Inside: ``facts`` prepares the ledger, ``compile`` turns the scheme into one tree of
relations (``algebra``), ``backends`` evaluate it, ``run`` gathers the result. Knows no file format, no page.
"""

from zhaoshang.scoring.result import Line, OutcomeResult, Result, TargetResult, UnitResult
from zhaoshang.scoring.run import score
from zhaoshang.scoring.why_not import NotCounted, why_not

__all__ = [
    "Line", "NotCounted", "OutcomeResult", "Result", "TargetResult", "UnitResult", "score", "why_not",
]  # fmt: skip
