"""Tiny packs for tests: a scheme's text, its units and its facts, scored on both engines at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from zhaoshang.ledger import ledger_from_rows
from zhaoshang.quantities.dates import to_day, to_iso
from zhaoshang.scheme import Scheme, load_scheme
from zhaoshang.scoring import Result, score
from zhaoshang.tables import UnitDirectory

HEAD = "title: 某区考核细则\n"
WINDOW = "window: {from: 2023-01-01}\n"
UNITS = "unit,group\n甲镇,一类\n乙镇,一类\n丙局,二类\n丁局,二类\n"
CLAUSES = "clause,place,summary,carrier\na,第一条,各项计分,narrative\n"
Facts = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Scored:
    """A result with its figures in the form that tests compare."""

    result: Result

    @property
    def points(self) -> dict[str, Fraction]:
        """Every unit's score that is not nought."""
        return {u.unit: Fraction(u.score, 10**6) for u in self.result.units if u.score}

    def lines(self, unit: str, rule: str | None = None) -> list[tuple[str, str, str | None, Fraction]]:
        """A unit's lines as (rule, day, fact, points); a line of several facts joins them with a plus."""
        return [
            (line.rule, to_iso(line.date), "+".join(line.facts) or None, Fraction(line.points, 10**6))
            for line in self.result.unit(unit).lines
            if rule is None or line.rule.partition("#")[0] == rule
        ]

    def days(self, unit: str) -> list[str]:
        """The days of a unit's lines."""
        return [to_iso(line.date) for line in self.result.unit(unit).lines]

    def facts(self, unit: str, rule: str | None = None) -> list[str]:
        """The facts that a unit's lines cite."""
        lines = self.result.unit(unit).lines
        return [fact for line in lines if rule is None or line.rule == rule for fact in line.facts]

    def outcomes(self) -> dict[str, list[str]]:
        """What follows for whom."""
        found: dict[str, list[str]] = {}
        for outcome in self.result.outcomes:
            found.setdefault(outcome.person or outcome.unit, []).append(outcome.outcome)
        return found

    def places(self, board: str | None = None) -> dict[str, int | None]:
        """Every unit's place on a board, by default the first."""
        if board is None:
            return {u.unit: u.rank for u in self.result.units}
        return {u.unit: u.places[board][0] if board in u.places else None for u in self.result.units}

    def warnings(self) -> str:
        """Every warning in Chinese."""
        return "\n".join(w.in_language("zh") for w in self.result.warnings)


@dataclass(frozen=True)
class District:
    """A pack in a folder."""

    scheme: Scheme

    @classmethod
    def written(
        cls,
        folder: Path,
        scheme: str,
        units: str = UNITS,
        targets: str = "",
        clauses: str = CLAUSES,
    ) -> District:
        """A pack written to a folder and read again. The head, and the window where there is none, are given."""
        folder.mkdir(exist_ok=True)
        text = HEAD + ("" if "window:" in scheme else WINDOW) + scheme
        for name, content in (
            ("scheme.yaml", text),
            ("units.csv", units),
            ("targets.csv", targets),
            ("clauses.csv", clauses),
        ):
            if content:
                (folder / name).write_text(content, encoding="utf-8")
        return cls(load_scheme(folder))

    def scored(self, facts: Facts, period: str, as_of: str | None = None) -> Scored:
        """The result, which both engines must give byte for byte."""
        ledger = ledger_from_rows(facts, UnitDirectory.of(self.scheme.units))
        day = None if as_of is None else to_day(as_of)
        first, second = (score(self.scheme, ledger, period, day, engine) for engine in ("python", "duckdb"))
        assert first.to_json() == second.to_json()
        return Scored(first)
