"""What a run gives back: a value. Same inputs, same bytes.

Points are whole millionths of the score's unit, so that a unit's lines add up to its score exactly.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from zhaoshang.language.types import PERCENT, USD, YUAN, Number, Type
from zhaoshang.language.write import decimal
from zhaoshang.problems import Language, Problem, Words
from zhaoshang.quantities.dates import to_iso
from zhaoshang.quantities.numbers import format_points


@dataclass(frozen=True)
class Line:
    """Some points: which rule gave them, by which clause, on which day, for which facts.

    ``row`` is the row of the table that applied. ``rule`` carries ``#base``, ``#cap``, ``#floor``, ``#best``
    or ``#times`` where a section's base or limit made the line. ``why`` is the arithmetic in words.
    """

    rule: str
    label: str
    row: str | None
    clause: str
    date: int
    facts: tuple[str, ...]
    points: int
    why: Words


@dataclass(frozen=True)
class TargetResult:
    """A target of one unit: exact numbers in natural units (yuan, counts; a rate is a ratio of one)."""

    target: str
    label: str
    type: Type
    value: Fraction | None
    done: Fraction | None
    met: bool


@dataclass(frozen=True)
class UnitResult:
    """One unit. ``score`` is null where points were never published, ``rank`` where it is not ranked."""

    unit: str
    group: str | None
    score: int | None
    rank: int | None
    places: dict[str, tuple[int, int]]
    lines: tuple[Line, ...]
    targets: tuple[TargetResult, ...]


@dataclass(frozen=True)
class HeadlineResult:
    """A target of all units together, measured over facts and not credits."""

    target: str
    label: str
    type: Type
    value: Fraction
    done: Fraction | None
    assigned: Fraction | None


@dataclass(frozen=True)
class OutcomeResult:
    """What follows for a unit or person, by which clause and why."""

    unit: str
    person: str | None
    outcome: str
    clause: str
    because: str
    by: str | None
    to: str | None


@dataclass(frozen=True)
class PersonResult:
    """A person's part of a unit's pool of points, in millionths."""

    unit: str
    person: str
    points: int


@dataclass(frozen=True)
class Result:
    """A whole run."""

    scheme: str
    title: str
    period: str
    as_of: int
    overlays: tuple[str, ...]
    engine_version: str
    scheme_digest: str
    ledger_digest: str
    provisional: bool
    score_unit: str
    warnings: tuple[Problem, ...]
    units: tuple[UnitResult, ...]
    headlines: tuple[HeadlineResult, ...]
    outcomes: tuple[OutcomeResult, ...]
    persons: tuple[PersonResult, ...] = field(default_factory=tuple)

    def unit(self, name: str) -> UnitResult:
        """One unit's result. Raises KeyError."""
        for unit in self.units:
            if unit.unit == name:
                return unit
        raise KeyError(name)

    def as_json(self, language: Language = "zh") -> dict[str, Any]:
        """The result as plain data; numbers that people are judged by are decimal strings, exact."""
        return {
            "scheme": self.scheme,
            "period": self.period,
            "as_of": to_iso(self.as_of),
            "overlays": list(self.overlays),
            "engine_version": self.engine_version,
            "scheme_digest": self.scheme_digest,
            "ledger_digest": self.ledger_digest,
            "provisional": self.provisional,
            "warnings": [w.in_language(language) for w in self.warnings],
            "units": [_unit(u, language) for u in self.units],
            "headlines": [
                {
                    "target": h.target,
                    "label": h.label,
                    "value": number_text(h.value, h.type),
                    "done": number_text(h.done, h.type),
                    "assigned": number_text(h.assigned, h.type),
                    "met": h.done is not None and h.done >= h.value,
                }
                for h in self.headlines
            ],
            "outcomes": [
                {
                    "unit": o.unit,
                    **({"person": o.person} if o.person else {}),
                    "outcome": o.outcome,
                    "clause": o.clause,
                    "because": o.because,
                }
                for o in self.outcomes
            ],
            **(
                {
                    "persons": [
                        {"unit": p.unit, "person": p.person, "points": format_points(p.points)}
                        for p in self.persons
                    ]
                }
                if self.persons
                else {}
            ),
        }

    def to_json(self, language: Language = "zh") -> str:
        """The result as JSON text: same result, same bytes."""
        return json.dumps(self.as_json(language), ensure_ascii=False, indent=1) + "\n"


def number_text(value: Fraction | None, type_: Type) -> str | None:
    """A number in natural units as a decimal string; a rate stays a ratio of one, at most 6 places."""
    return None if value is None else decimal(value)


def _unit(unit: UnitResult, language: Language) -> dict[str, Any]:
    return {
        "unit": unit.unit,
        "group": unit.group,
        "score": None if unit.score is None else format_points(unit.score),
        "rank": unit.rank,
        "lines": [
            {
                "rule": line.rule,
                "row": line.row,
                "clause": line.clause,
                "date": to_iso(line.date),
                "facts": list(line.facts),
                "points": format_points(line.points),
                "why": line.why.in_language(language),
            }
            for line in unit.lines
        ],
        "targets": [
            {
                "target": t.target,
                "label": t.label,
                "value": number_text(t.value, t.type),
                "done": number_text(t.done, t.type),
                "met": t.met,
            }
            for t in unit.targets
        ],
    }


def natural_unit(type_: Type) -> str:
    """The unit in which a number is given: 元, 美元, 个, or nothing for a ratio."""
    if type_ == YUAN:
        return "元"
    if type_ == USD:
        return "美元"
    return "个" if isinstance(type_, Number) and type_ != PERCENT else ""
