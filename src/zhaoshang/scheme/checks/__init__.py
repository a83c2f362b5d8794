"""What a scheme may have wrong though every sentence of it holds: gaps, contradictions, loose ends, risks.

Errors are what the design forbids (a clause that nothing carries); warnings are worth a look and never
block.
"""

from __future__ import annotations

from zhaoshang.problems import Problem
from zhaoshang.scheme.build import in_order
from zhaoshang.scheme.checks import assigned, clauses, limits, policy, rules, tables, targets, timing, unused
from zhaoshang.scheme.model import Scheme


def lint(scheme: Scheme) -> tuple[Problem, ...]:
    """Everything that deserves a look, with its place: errors and warnings, file by file."""
    found: list[Problem] = []
    for part in (clauses, tables, targets, rules, limits, assigned, timing, unused, policy):
        found.extend(part.check(scheme))
    return tuple(in_order(found))


__all__ = ["lint"]
