"""Which outcomes of a unit differ between two runs: gained, lost, or on another rung of the same ladder.

Outcomes are told apart by what they are called; which of them are rungs of one ladder the schemes say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from zhaoshang.scheme import Scheme
from zhaoshang.scoring import OutcomeResult

OutcomeKind = Literal["gained", "lost", "rung"]


@dataclass(frozen=True)
class OutcomeChange:
    """An outcome as it was and as it is; None on the side that does not have it."""

    before: OutcomeResult | None
    after: OutcomeResult | None

    @property
    def kind(self) -> OutcomeKind:
        """``rung``: another step of the same ladder."""
        return "gained" if self.before is None else "lost" if self.after is None else "rung"

    @property
    def of(self) -> OutcomeResult:
        """The outcome as it is now, or as it was where it is gone."""
        outcome = self.after or self.before
        assert outcome is not None
        return outcome


def outcome_changes(
    scheme_before: Scheme,
    before: Sequence[OutcomeResult],
    scheme_after: Scheme,
    after: Sequence[OutcomeResult],
) -> tuple[OutcomeChange, ...]:
    """One unit's outcomes that differ, in the order of the later run, what is lost at the end."""
    kept = {_identity(o) for o in before} & {_identity(o) for o in after}
    lost = [o for o in before if _identity(o) not in kept]
    changes = []
    for outcome in after:
        if _identity(outcome) in kept:
            continue
        ladder = _ladder(scheme_after, outcome)
        former = next(
            (
                o
                for o in lost
                if ladder and o.person == outcome.person and _ladder(scheme_before, o) == ladder
            ),
            None,
        )
        if former is not None:
            lost.remove(former)
        changes.append(OutcomeChange(former, outcome))
    return tuple(changes + [OutcomeChange(outcome, None) for outcome in lost])


def _identity(outcome: OutcomeResult) -> tuple[str | None, ...]:
    return (outcome.person, outcome.outcome, outcome.by, outcome.to)


def _ladder(scheme: Scheme, outcome: OutcomeResult) -> str | None:
    """The id of the outcome of which this is a rung; None where it has no rungs."""
    for id_, each in scheme.outcomes.items():
        place = scheme.place_of(each.clauses[0]) if each.clauses else ""
        if place == outcome.clause and any(rung.outcome == outcome.outcome for rung in each.rungs):
            return id_
    return None
