"""A pack's cases: a few facts and what must follow from them. Tests as data; nothing is scored here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from zhaoshang.language import Tree, parse
from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.quantities.dates import to_day
from zhaoshang.quantities.periods import parse_period
from zhaoshang.scheme.build import in_order
from zhaoshang.scheme.conform import conform
from zhaoshang.scheme.document import Items, Map, Node, Text
from zhaoshang.scheme.folders import find_pack
from zhaoshang.scheme.kinds import ListOf
from zhaoshang.scheme.shape import CASE
from zhaoshang.scheme.yaml_text import read_yaml_list

NOTHING = ("none", "null", "无", "~")
"""Ways to write that there is no score or no place."""

EVERYBODY = "全体"
"""In expected targets: the headline, over all units."""


@dataclass(frozen=True)
class Case:
    """One case. What it does not mention is not compared; numbers are exact, in natural units.

    ``lines``: for each unit mentioned, the points of every fact that earned or cost it some. ``refused``:
    the overlays must be refused. ``facts`` are the ledger's rows as text.
    """

    name: str
    where: Place
    period: str | None = None
    as_of: int | None = None
    overlays: tuple[str, ...] = ()
    facts: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    score: Mapping[str, Fraction | None] = field(default_factory=dict)
    lines: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    count: Mapping[str, int] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    rank: Mapping[str, int | None] = field(default_factory=dict)
    outcomes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    targets: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    persons: Mapping[str, Fraction] = field(default_factory=dict)
    refused: str | None = None


def load_cases(name_or_folder: str | Path) -> tuple[Case, ...]:
    """Every case of a pack, file by file. Raises ProblemsFound with everything that is wrong in them."""
    folder = find_pack(name_or_folder)
    problems: list[Problem] = []
    found: list[Case] = []
    for path in sorted((folder / "cases").glob("*.yaml")):
        try:
            written = read_yaml_list(path, f"cases/{path.name}")
        except ProblemsFound as unreadable:
            problems.extend(unreadable.problems)
            continue
        cases = conform(written, ListOf(CASE), problems)
        for node in cases.items if isinstance(cases, Items) else ():
            if isinstance(node, Map):
                found.append(_Reader(problems).case(node))
    if problems:
        raise ProblemsFound(in_order(problems))
    return tuple(found)


def exact(text: str) -> Fraction | None:
    """A number, or a sum such as ``0.6 + 1.8 + 5``, exactly; None for anything else. Units are allowed."""
    try:
        return _value(parse(text))
    except (ProblemsFound, ZeroDivisionError):
        return None


def _value(tree: Tree) -> Fraction | None:
    if tree.op == "number":
        return Fraction(tree.value)
    parts = [_value(p) for p in tree.parts]
    if tree.op == "negate" and parts[0] is not None:
        return -parts[0]
    if len(parts) != 2 or parts[0] is None or parts[1] is None:
        return None
    a, b = parts[0], parts[1]
    return {
        "add": lambda: a + b,
        "subtract": lambda: a - b,
        "multiply": lambda: a * b,
        "divide": lambda: a / b,
    }.get(tree.op, lambda: None)()


class _Reader:
    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def report(self, what: Words, text: Text, expected: Words) -> None:
        self.problems.append(Problem("scheme.case", what, text.where, text.text, expected))

    def case(self, node: Map) -> Case:
        name, period, as_of, refused = (node.text(k) for k in ("case", "period", "as_of", "refused"))
        if refused is None and period is None:
            what = Words("案例没有写算哪一期", "the case does not say which period")
            advice = Words("写 period: 2023-Q1 之类", "write period: 2023-Q1 or the like")
            self.problems.append(
                Problem("scheme.case", what, node.where, name.text if name else None, advice=advice)
            )
        if period is not None and period.text != "campaign":
            try:
                parse_period(period.text)
            except ValueError:
                self.report(
                    Words("不是期间", "not a period"),
                    period,
                    Words("2023、2023-H1、2023-Q1、2023-03、2022-01..2022-09 或 campaign", "such as 2023-Q1"),
                )
        return Case(
            name.text if name else "",
            node.where,
            period.text if period else None,
            to_day(as_of.text) if as_of is not None and as_of.text else None,
            tuple(t.text for t in node.texts("overlays")),
            {table: self.rows(entry.value) for table, entry in node.map("facts").entries.items()},
            {unit: self.number_or_none(entry.value) for unit, entry in node.map("score").entries.items()},
            self.by_two(node, "lines"),
            {rule: self.whole(entry.value) or 0 for rule, entry in node.map("count").entries.items()},
            self.by_two(node, "rules"),
            {unit: self.whole(entry.value) for unit, entry in node.map("rank").entries.items()},
            {u: tuple(t.text for t in node.map("outcomes").texts(u)) for u in node.map("outcomes").entries},
            self.by_two(node, "targets"),
            {p: self.number(entry.value) for p, entry in node.map("persons").entries.items()},
            refused.text if refused is not None else None,
        )

    def rows(self, node: Node) -> tuple[Mapping[str, str], ...]:
        items = node.items if isinstance(node, Items) else ()
        return tuple(
            {k: e.value.text for k, e in row.entries.items() if isinstance(e.value, Text)}
            for row in items
            if isinstance(row, Map)
        )

    def by_two(self, node: Map, key: str) -> dict[str, dict[str, Fraction]]:
        return {
            outer: {inner: self.number(e.value) for inner, e in entry.value.entries.items()}
            for outer, entry in node.map(key).entries.items()
            if isinstance(entry.value, Map)
        }

    def number(self, node: Node) -> Fraction:
        value = exact(node.text) if isinstance(node, Text) else None
        if value is None and isinstance(node, Text) and node.text:
            expected = Words("数，或像 0.6 + 1.8 + 5 这样的和", "a number or a sum such as 0.6 + 1.8 + 5")
            self.report(Words("不是数", "not a number"), node, expected)
        return value if value is not None else Fraction(0)

    def number_or_none(self, node: Node) -> Fraction | None:
        return None if isinstance(node, Text) and node.text in NOTHING else self.number(node)

    def whole(self, node: Node) -> int | None:
        if not isinstance(node, Text) or node.text in NOTHING:
            return None
        if not (node.text.isascii() and node.text.isdigit()):
            self.report(Words("不是整数", "not a whole number"), node, Words("像 3 这样的整数", "such as 3"))
            return None
        return int(node.text)
