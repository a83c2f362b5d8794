"""Runs a pack's cases: scores their few facts and says, line by line, where the result is not what they expect.

Knows results and cases; how anything is scored it leaves to ``run``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from zhaoshang.language.write import decimal
from zhaoshang.ledger import ledger_from_rows
from zhaoshang.problems import Problem, ProblemsFound, Words
from zhaoshang.quantities.numbers import format_points
from zhaoshang.scheme import Case, Scheme, load_cases, load_scheme
from zhaoshang.scheme.cases import EVERYBODY
from zhaoshang.scheme.model import Node
from zhaoshang.scheme.names import near
from zhaoshang.scoring.result import Line, Result, UnitResult
from zhaoshang.scoring.run import Engine, score
from zhaoshang.tables import UnitDirectory


@dataclass(frozen=True)
class CaseReport:
    """A case that was run; it holds where there are no problems."""

    case: Case
    problems: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        """Whether everything came out as expected."""
        return not self.problems


def run_cases(name_or_folder: str | Path, engine: Engine = "python") -> Iterator[CaseReport]:
    """Run every case of a pack, one after the other. Raises ProblemsFound where cases cannot be read."""
    schemes: dict[tuple[str, ...], Scheme | ProblemsFound] = {}

    def scheme_with(overlays: tuple[str, ...]) -> Scheme:
        if overlays not in schemes:
            try:
                schemes[overlays] = load_scheme(name_or_folder, overlays)
            except ProblemsFound as found:
                schemes[overlays] = found
        scheme = schemes[overlays]
        if isinstance(scheme, ProblemsFound):
            raise scheme
        return scheme

    for case in load_cases(name_or_folder):
        yield CaseReport(case, run_case(case, scheme_with, engine))


def run_case(
    case: Case, scheme_with: Callable[[tuple[str, ...]], Scheme], engine: Engine = "python"
) -> tuple[Problem, ...]:
    """Everything in which a case does not come out as it expects, each with the case's place."""
    try:
        scheme = scheme_with(case.overlays)
        if case.refused is not None and not case.facts and case.period is None:
            what = Words("本应被拒绝，却没有", "this should have been refused")
            return (Problem("case.not_refused", what, case.where, "、".join(case.overlays)),)
        ledger = ledger_from_rows(case.facts, UnitDirectory.of(scheme.units))
        result = score(scheme, ledger, case.period or "", case.as_of, engine)
    except ProblemsFound as found:
        return () if case.refused is not None else tuple(_of_case(p, case) for p in found.problems)
    if case.refused is not None:
        what = Words("本应被拒绝，却算出了结果", "this should have been refused, and was scored")
        return (Problem("case.not_refused", what, case.where),)
    return tuple(_Comparison(case, scheme, result).problems())


def _of_case(problem: Problem, case: Case) -> Problem:
    """A problem of the facts or the scheme, said of the case."""
    what = Words(
        f"案例“{case.name}”：{problem.in_language('zh')}", f"case “{case.name}”: {problem.in_language('en')}"
    )
    return Problem(problem.code, what, case.where)


class _Comparison:
    def __init__(self, case: Case, scheme: Scheme, result: Result) -> None:
        self.case, self.scheme, self.result = case, scheme, result
        self.units = {u.unit: u for u in result.units}
        self.nodes = {n.id: n for n in scheme.nodes()}
        if scheme.total is not None:
            self.nodes["total"] = scheme.total

    def problems(self) -> Iterator[Problem]:
        """Every difference."""
        case = self.case
        for name, expected in case.score.items():
            if unit := self.unit(name):
                got = None if unit.score is None else Fraction(unit.score, 10**6)
                yield from self.differs(f"{name}的得分", f"score of {name}", expected, got, _lines(unit))
            else:
                yield self.unknown(name)
        for name, facts in case.lines.items():
            yield from self.lines(name, facts)
        for rule, count in case.count.items():
            name, mark, kind = rule.partition("#")
            wanted = self.id_of(name) + mark + kind
            number = sum(line.rule == wanted for u in self.result.units for line in u.lines)
            yield from self.differs(f"{rule}的行数", f"lines of {rule}", Fraction(count), Fraction(number))
        for rule, by_unit in case.rules.items():
            yield from self.rule(self.id_of(rule), by_unit)
        for name, place in case.rank.items():
            if unit := self.unit(name):
                place_zh, place_en = _place(place), _place(unit.rank)
                if place != unit.rank:
                    yield self.difference(f"{name}的名次", f"place of {name}", place_zh, place_en)
            else:
                yield self.unknown(name)
        for name, outcomes in case.outcomes.items():
            found = [o.outcome for o in self.result.outcomes if name == (o.person or o.unit)]
            labels = {o.id: o.label for o in self.scheme.outcomes.values()}
            outcomes = tuple(labels.get(outcome, outcome) for outcome in outcomes)
            if sorted(found) != sorted(outcomes):
                want, have = "、".join(outcomes) or "无", "、".join(found) or "无"
                yield self.difference(f"{name}的结果", f"outcomes of {name}", want, have)
        for name, targets in case.targets.items():
            for target, number_done in targets.items():
                yield from self.target(name, target, number_done)
        for person, points in case.persons.items():
            given = [p.points for p in self.result.persons if p.person == person]
            got = Fraction(sum(given), 10**6) if given else None
            yield from self.differs(f"{person}的分", f"points of {person}", points, got)

    def id_of(self, rule: str) -> str:
        """A rule's or section's id, where a case names it by its label."""
        if rule in self.nodes:
            return rule
        return next((node.id for node in self.nodes.values() if node.label == rule), rule)

    def unit(self, name: str) -> UnitResult | None:
        if name in self.units:
            return self.units[name]
        aliases = {alias: u.name for u in self.scheme.units for alias in u.aliases}
        return self.units.get(aliases.get(name, ""))

    def unknown(self, name: str) -> Problem:
        what = Words(f"没有名为“{name}”的单位", f"there is no unit named “{name}”")
        return Problem("case.unknown_name", what, self.case.where, name, advice=near(name, self.units))

    def difference(self, zh: str, en: str, want: str, have: str, detail: str = "") -> Problem:
        what = Words(f"案例“{self.case.name}”：{zh}是{have}", f"case “{self.case.name}”: {en} is {have}")
        advice = Words(f"各行：{detail}", f"lines: {detail}") if detail else None
        return Problem("case.differs", what, self.case.where, expected=Words(want, want), advice=advice)

    def differs(
        self, zh: str, en: str, want: Fraction | None, have: Fraction | None, detail: str = ""
    ) -> Iterator[Problem]:
        if want != have:
            yield self.difference(zh, en, _number(want), _number(have), detail)

    def lines(self, name: str, facts: Mapping[str, Fraction]) -> Iterator[Problem]:
        unit = self.unit(name)
        if unit is None:
            yield self.unknown(name)
            return
        got: dict[str, Fraction] = {}
        for line in unit.lines:
            if self.by_fact(line):
                got[line.facts[0]] = got.get(line.facts[0], Fraction(0)) + Fraction(line.points, 10**6)
        for written, want in facts.items():
            matching = [f for f in got if f == written or f.endswith("/" + written)]
            have = got.pop(matching[0]) if len(matching) == 1 else None
            yield from self.differs(f"{name} {written} 的分", f"points of {name} for {written}", want, have)
        for fact, points in got.items():
            zh, en = f"{name} 多出一行 {fact}，", f"line of {name} for {fact}, not expected,"
            yield self.difference(zh, en, "无", decimal(points))

    def by_fact(self, line: Line) -> bool:
        """Whether a line was written for one fact: by an each-rule, or by a limit that such a line reached."""
        node: Node | None = self.nodes.get(line.rule.partition("#")[0])
        per_period = node is not None and not node.rules and node.each is None
        return len(line.facts) == 1 and not per_period

    def rule(self, rule: str, by_unit: Mapping[str, Fraction]) -> Iterator[Problem]:
        if rule not in self.nodes and rule != "total":
            what = Words(f"没有名为“{rule}”的规则或节", f"there is no rule or section “{rule}”")
            yield Problem("case.unknown_name", what, self.case.where, rule, advice=near(rule, self.nodes))
            return
        for name, want in by_unit.items():
            unit = self.unit(name)
            if unit is None:
                yield self.unknown(name)
                continue
            points = sum(line.points for line in unit.lines if self.belongs(line, rule))
            have = Fraction(points, 10**6)
            yield from self.differs(
                f"{name}在“{rule}”的分", f"points of {name} under {rule}", want, have, _lines(unit)
            )

    def belongs(self, line: Line, rule: str) -> bool:
        id_ = line.rule.partition("#")[0]
        node = self.nodes.get(id_)
        return id_ == rule or rule == "total" or (node is not None and rule in node.path)

    def target(self, name: str, target: str, want: Fraction) -> Iterator[Problem]:
        ids = {t.label: t.id for t in self.scheme.targets.values()}
        id_ = target if target in self.scheme.targets else ids.get(target)
        if id_ is None:
            what = Words(f"没有名为“{target}”的目标", f"there is no target “{target}”")
            advice = near(target, self.scheme.targets)
            yield Problem("case.unknown_name", what, self.case.where, target, advice=advice)
            return
        if name == EVERYBODY:
            found = [h.done for h in self.result.headlines if h.target == id_]
        elif unit := self.unit(name):
            found = [t.done for t in unit.targets if t.target == id_]
        else:
            yield self.unknown(name)
            return
        have = found[0] if found else None
        yield from self.differs(f"{name} {target} 的完成数", f"done of {name} for {target}", want, have)


def _number(value: Fraction | None) -> str:
    return "空（无）" if value is None else decimal(value)


def _place(place: int | None) -> str:
    return "不排名" if place is None else str(place)


def _lines(unit: UnitResult) -> str:
    return "；".join(
        f"{line.rule} {line.facts[0] if line.facts else ''} {format_points(line.points)}"
        for line in unit.lines[:12]
    )
