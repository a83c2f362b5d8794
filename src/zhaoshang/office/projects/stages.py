"""How far a project has come, what comes next, what that needs and who will verify it.

Pure: stages are codes of the ledger, documents those of the scheme, and nothing here asks a database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.projects.conditions import Fact, holds
from zhaoshang.scheme.model import Evidence
from zhaoshang.tables import REPEATABLE_STAGES, TABLES

MAIN_LINE = (
    "tracking", "negotiating", "reviewed", "signed", "landed", "started", "enrolled", "production", "capacity",
    "effective",
)  # fmt: skip
"""The stages that follow each other. Increases and resumptions may come at any time after signing, moving in
(occupied) stands beside starting, and a withdrawal ends it."""
LABELS: Mapping[str, str] = TABLES["milestones"].by_key["stage"].label_of
RANKS: Mapping[str, int] = {
    **{stage: 10 * place for place, stage in enumerate(MAIN_LINE, 1)},
    "occupied": 65,
    "withdrawn": 1000,
}
"""How far along a stage is. Increases and resumptions are not places on the way."""
ENDS = "withdrawn"
NEEDS_SIGNING = frozenset({"increased", "resumed", "occupied"})
"""Stages that only a signed project can reach. One that is only being talked about can be withdrawn too."""


@dataclass(frozen=True)
class Need:
    """One document of the scheme, and whether it is there. ``applies`` None: a person must judge."""

    id: str
    label: str
    clauses: tuple[str, ...]
    required: bool
    applies: bool | None
    present: bool
    verified_by: str

    @property
    def is_missing(self) -> bool:
        """Required beyond doubt, and not there."""
        return self.required and self.applies is True and not self.present


@dataclass(frozen=True)
class NextStep:
    """The stage that comes next, the documents it asks for, and the office that verifies it."""

    stage: str
    needs: tuple[Need, ...]
    verifier: Role

    @property
    def missing(self) -> tuple[Need, ...]:
        """The documents without which it cannot be verified."""
        return tuple(need for need in self.needs if need.is_missing)


def reached(stages: Iterable[str], resumed_after_withdrawal: bool = False) -> str | None:
    """The furthest of some stages; None where there is none. A withdrawal is the last unless it was resumed."""
    known = [s for s in stages if s in RANKS and not (s == ENDS and resumed_after_withdrawal)]
    return max(known, key=lambda stage: RANKS[stage], default=None)


def following(stage: str | None) -> str | None:
    """The stage of the main line that comes after one; None at the end of it."""
    rank = 0 if stage is None else RANKS.get(stage, 0)
    return next((s for s in MAIN_LINE if RANKS[s] > rank), None)


def possible(done: Collection[str], stage: str | None) -> tuple[str, ...]:
    """The stages that may be reported now, in the order of the ledger; each but the repeatable ones once."""
    if stage == ENDS:
        return ("resumed",)
    return tuple(
        s for s in LABELS
        if (s in REPEATABLE_STAGES or s not in done)
        and (s not in NEEDS_SIGNING or "signed" in done)
    )  # fmt: skip


def verifier_of(stage: str) -> Role:
    """The office that verifies a stage: commerce up to the review, development and reform from signing on,
    statistics for enrolment."""
    if stage in ("tracking", "negotiating", "reviewed"):
        return Role.COMMERCE_VERIFIER
    return Role.STATISTICS_VERIFIER if stage == "enrolled" else Role.REFORM_VERIFIER


def needs_of(
    stage: str, documents: Iterable[Evidence], present: Collection[str], facts: Mapping[str, Fact]
) -> tuple[Need, ...]:
    """The documents that a stage asks of a project with these facts; those that do not concern it left out.
    ``present`` holds ids or labels of the documents that are there."""
    found = []
    for document in documents:
        applies = holds(document.when, facts)
        if document.stage == stage and applies is not False:
            there = document.id in present or document.label in present
            found.append(
                Need(
                    document.id, document.label, document.clauses, document.required, applies, there,
                    document.verified_by or "",
                )
            )  # fmt: skip
    return tuple(found)


def next_step(
    stage: str | None,
    documents: Iterable[Evidence] = (),
    present: Collection[str] = (),
    facts: Mapping[str, Fact] | None = None,
) -> NextStep | None:
    """What comes after the stage a project has reached, what is missing for it, and who verifies it."""
    coming = following(stage)
    if coming is None:
        return None
    return NextStep(coming, needs_of(coming, documents, present, facts or {}), verifier_of(coming))
