"""Facts of a unit that earned nothing, each with the nearest condition that failed.

A fact is looked at beside every rule that runs over its table; the rule it came closest to is named. That a
landing is not a signing is no reason: a test that only tells kinds of facts apart counts as far away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from zhaoshang.language import Tree
from zhaoshang.language.types import Choice, Number
from zhaoshang.ledger import Ledger
from zhaoshang.problems import Words
from zhaoshang.quantities.dates import to_iso
from zhaoshang.quantities.numbers import format_points
from zhaoshang.scheme.fields import FACT_TABLES
from zhaoshang.scheme.model import Scheme
from zhaoshang.scoring.algebra import Scalar, Select
from zhaoshang.scoring.clock import make_clock
from zhaoshang.scoring.compile.lines import LINE_COLUMNS, RULE
from zhaoshang.scoring.compile.tested import Test, Tested, tested
from zhaoshang.scoring.compile.values import Exact
from zhaoshang.scoring.evaluate import evaluate, is_leaf
from zhaoshang.scoring.evaluated import Engine, Evaluated
from zhaoshang.scoring.prepare import prepare
from zhaoshang.scoring.words import Wording

_FAR = 10
"""How far away a test that tells kinds of facts apart counts; any other failing test counts 1."""

_STATUS = {
    "pending": Words("待审核，审核通过后才计分", "pending: it counts once approved"),
    "returned": Words("已退回，改好再报", "returned: correct it and submit it again"),
    "void": Words("已作废", "void"),
}


@dataclass(frozen=True)
class NotCounted:
    """A fact that earned its unit nothing. ``rule`` is the rule it came closest to, if any."""

    fact: str
    rule: str | None
    label: str | None
    date: int
    reason: Words


def why_not(
    scheme: Scheme,
    ledger: Ledger,
    period: str,
    unit: str,
    as_of: int | None = None,
    engine: Engine = "auto",
) -> tuple[NotCounted, ...]:
    """The facts of one unit, dated in the days that the run counts, that earned it nothing, and why.

    ``unit`` is a unit's proper name. Raises ProblemsFound as ``score`` does, KeyError for another unit.
    """
    clock = make_clock(scheme, period, as_of)
    run = Evaluated(scheme, ledger, prepare(scheme, ledger), clock, engine)
    return _Search(run, unit).found()


class _Search:
    def __init__(self, run: Evaluated, unit: str) -> None:
        self.run, self.unit = run, unit
        names = [earner.name for earner in run.facts.earners]
        if unit not in names:
            raise KeyError(unit)
        self.unit_no = names.index(unit)
        self.words = {"zh": Wording(run.scheme, "zh"), "en": Wording(run.scheme, "en")}

    def found(self) -> tuple[NotCounted, ...]:
        """By date, then by fact."""
        out = [*self.not_approved(), *self.not_yet(), *self.failed(), *self.capped()]
        return tuple(sorted(out, key=lambda each: (each.date, each.fact)))

    # -- rows that do not count at all
    def mine(self, row: Mapping[str, Any]) -> bool:
        """Whether a ledger row would be the unit's: its own, or its project's by credit or responsibility."""
        if row.get("unit") is not None:
            return bool(row["unit"] == self.unit)
        project = row.get("project")
        credits = [c for c in self.run.ledger.tables.get("credits", ()) if c["project"] == project]
        if credits:
            return any(c["unit"] == self.unit for c in credits)
        projects = self.run.ledger.tables.get("projects", ())
        return any(p["project"] == project and p["unit"] == self.unit for p in projects)

    def in_span(self, day: object) -> bool:
        """Whether a day is one of those that the run counts."""
        return isinstance(day, int) and day in self.run.clock.span

    def read_tables(self) -> list[str]:
        """Tables that some rule runs over."""
        views = self.run.scheme.views
        each = [n.each for n in self.run.scheme.nodes() if n.each is not None]
        return [t for t in FACT_TABLES if t in {views[e].table if e in views else e for e in each}]

    def not_approved(self) -> list[NotCounted]:
        """Pending, returned, void and replaced rows."""
        out = []
        for table in self.read_tables():
            rows: Sequence[Mapping[str, Any]] = self.run.ledger.tables.get(table, ())
            for row in rows:
                if not self.in_span(row.get("date")) or not self.mine(row):
                    continue
                reason = _STATUS.get(row.get("status") or "")
                if reason is None and row["fact"] in self.run.ledger.not_counted:
                    reason = Words(
                        "已被更正，或同一阶段先已计过",
                        "replaced by a correction, or its stage counted before",
                    )
                if reason is not None:
                    out.append(NotCounted(row["fact"], None, None, row["date"], reason))
        return out

    def not_yet(self) -> list[NotCounted]:
        """Facts of the period dated after the day as of which it is seen."""
        horizon = self.run.clock.horizon
        reason = Words(
            f"在截止日 {to_iso(horizon)} 之后", f"after {to_iso(horizon)}, as of which this is seen"
        )
        out = []
        for table in self.read_tables():
            rows: Sequence[Mapping[str, Any]] = self.run.ledger.counted(table)
            for row in rows:
                if self.in_span(row["date"]) and row["date"] > horizon and self.mine(row):
                    out.append(NotCounted(row["fact"], None, None, row["date"], reason))
        return out

    # -- facts that count and earned no line
    def earned(self) -> tuple[set[int], dict[int, tuple[int, int, str]]]:
        """Facts that some rule gave the unit a line for, and what all lines of those that earn come to."""
        at = {name: i for i, name in enumerate(LINE_COLUMNS)}
        with_line: set[int] = set()
        lost: set[int] = set()
        sums: dict[int, tuple[int, int, str]] = {}
        rows: list[Any] = self.run.backend.rows(self.run.plan.lines)
        for row in rows:
            fact = row[at["fact_no"]]
            if row[at["unit_no"]] != self.unit_no or fact is None:
                continue
            if row[at["kind"]] == RULE:
                with_line.add(fact)
                if row[at["points"]] < 0:
                    lost.add(fact)  # a deduction that a floor took back is no fact that earned nothing
            total, _, label = sums.get(fact, (0, 0, ""))
            limited = row[at["kind"]] != RULE
            node = self.run.plan.nodes[row[at["rule_no"]]].label
            sums[fact] = (total + row[at["points"]], row[at["on_day"]], node if limited else label)
        return with_line, {fact: found for fact, found in sums.items() if fact not in lost}

    def capped(self) -> list[NotCounted]:
        """Facts whose points a limit took back whole."""
        _, sums = self.earned()
        return [
            NotCounted(
                self.run.facts.names[fact],
                None,
                label,
                day,
                Words(
                    f"“{label}”已到封顶，这一条净得{format_points(total)}分",
                    f"{label} had reached its limit; this one comes to {format_points(total)}",
                ),
            )
            for fact, (total, day, label) in sums.items()
            if label and total == 0
        ]

    def failed(self) -> list[NotCounted]:
        """Facts without any line, each with the nearest rule and the test it failed."""
        with_line, _ = self.earned()
        best: dict[int, tuple[int, int, Tested, int, int]] = {}
        every = [
            made
            for node in self.run.scheme.nodes()
            if node.each is not None and node.points is not None
            if (made := tested(self.run.plan.compiler, node)) is not None
        ]
        for order, made in enumerate(every):
            rows: list[Any] = self.run.backend.rows(made.relation)
            for unit, fact, day, *outcomes in rows:
                if unit != self.unit_no or fact in with_line or not self.in_span(day):
                    continue
                wrong = [i for i, outcome in enumerate(outcomes) if outcome != 1]
                far = sum(_distance(made.tests[i]) for i in wrong)
                if wrong and far < _FAR and (fact not in best or (far, order) < best[fact][:2]):
                    first = min(wrong, key=lambda i: _distance(made.tests[i]))
                    best[fact] = (far, order, made, first, day)
        return [self.reason(fact, made, test, day) for fact, (_, _, made, test, day) in best.items()]

    def reason(self, fact: int, made: Tested, number: int, day: int) -> NotCounted:
        """The failing test in words, with the fact's own values."""
        test = made.tests[number]
        values = self.values(made, test.tree, fact)
        zh, en = (self.said(self.words[each], made, test, values) for each in ("zh", "en"))
        return NotCounted(self.run.facts.names[fact], made.node.id, made.node.label, day, Words(zh, en))

    def values(self, made: Tested, tree: Tree, fact: int) -> dict[int, Any]:
        """The values of everything that a test looks at, for one fact of the unit."""
        found = {id(leaf): leaf for leaf in _looked_at(tree, made.columns)}
        outputs: dict[str, Scalar] = {}
        below: dict[int, Any] = {}
        for key, leaf in found.items():
            lowered = made.scope.value(leaf)
            if isinstance(lowered, Exact):
                outputs[f"n_{key}"] = lowered.numerator
                if isinstance(lowered.denominator, int):
                    below[key] = lowered.denominator
                else:
                    outputs[f"d_{key}"] = lowered.below
                    below[key] = f"d_{key}"
            else:
                outputs[f"n_{key}"] = lowered
        source = made.scope.frame.relation
        keys: dict[str, Scalar] = {n: source[n] for n in ("unit_no", "fact_no")}
        relation = Select("values", source, keys | outputs)
        at = {name: i for i, name in enumerate(relation.columns)}
        rows: list[Any] = self.run.backend.rows(relation)
        (row,) = [r for r in rows if r[:2] == (self.unit_no, fact)]
        out: dict[int, Any] = {}
        for key in found:
            value, under = row[at[f"n_{key}"]], below.get(key)
            if under is not None and value is not None:
                divisor = under if isinstance(under, int) else row[at[under]]
                value = None if divisor is None else Fraction(value, divisor)
            out[key] = value
        return out

    def said(self, words: Wording, made: Tested, test: Test, values: Mapping[int, Any]) -> str:
        """One failing test: what it asked, and what the fact has."""

        def value(leaf: Tree) -> Any:
            return values.get(id(leaf))

        tree = test.tree if test.known else _nearest(test.tree, made.columns, value)
        having = [words.valued(leaf, value) for leaf in _looked_at(tree, {})]
        have = words.pick("，", ", ").join(dict.fromkeys(having))
        blank = [words.leaf(leaf) for leaf in _looked_at(test.tree, made.columns) if value(leaf) is None]
        if test.known:
            names = words.pick("、", ", ").join(dict.fromkeys(blank)) or words.plain(test.tree)
            return words.pick(f"{names} 空白，还不能计分", f"{names} is blank, so nothing can count yet")
        asked = words.plain(tree)
        return words.pick(f"不满足 {asked}（{have}）", f"fails {asked} ({have})")


def _distance(test: Test) -> int:
    tree = test.tree
    tells_kinds = tree.op in ("compare", "among") and isinstance(tree.parts[0].type, Choice)
    if tells_kinds and tree.parts[0].op == "field" and tree.parts[0].value in ("stage", "kind"):
        return _FAR
    return 1


def _looked_at(tree: Tree, columns: Mapping[str, Tree]) -> list[Tree]:
    """The leaves of a sentence, with those of the view's own columns that it names."""
    if tree.op == "field" and tree.value in columns:
        return [tree, *_looked_at(columns[tree.value], columns)]
    if is_leaf(tree):
        return [tree]
    return [leaf for part in tree.parts for leaf in _looked_at(part, columns)]


def _nearest(tree: Tree, columns: Mapping[str, Tree], value: Any) -> Tree:
    """The innermost part of a condition that is not true and on which it hangs."""
    if tree.op == "field" and tree.value in columns and not isinstance(tree.type, Number):
        return _nearest(columns[tree.value], columns, value)
    if tree.op == "and":
        for part in tree.parts:
            if evaluate(part, value) is not True:
                return _nearest(part, columns, value)
    if tree.op == "function" and tree.value == "if":
        branch = 1 if evaluate(tree.parts[0], value) is True else 2
        return _nearest(tree.parts[branch], columns, value)
    return tree
