"""Why a line has the points it has: the clause's arithmetic with the ledger's own figures put in.

The plan gives the value of every leaf of a rule's sentences for each of its lines; from these the
arithmetic is worked out again by hand (``evaluate``) and written down (``words``), in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from zhaoshang.language import Tree
from zhaoshang.language.types import Number, Truth
from zhaoshang.problems import Problem, Words
from zhaoshang.quantities.numbers import format_points
from zhaoshang.scheme.model import Node
from zhaoshang.scoring.algebra import Scalar, Select
from zhaoshang.scoring.backends import Backend
from zhaoshang.scoring.compile.lines import BASE, BEST, CAP, FLOOR, RULE, TIMES
from zhaoshang.scoring.compile.plan import Plan
from zhaoshang.scoring.compile.rules import Written, cited_table
from zhaoshang.scoring.compile.values import Exact
from zhaoshang.scoring.evaluate import evaluate, leaves
from zhaoshang.scoring.uses import nodes
from zhaoshang.scoring.words import Wording

Key = tuple[int, int]
"""A line of a rule: the unit's number, and the fact's or the period's."""

_SCOPES = {
    "project": ("单个项目", "each project"), "month": ("每月", "each month"), "quarter": ("每季", "each quarter"),
    "half": ("每半年", "each half year"), "year": ("每年", "each year"), "term": ("考核期内", "the term"),
}  # fmt: skip


class Explanations:
    """Explanations of one run's lines, worked out rule by rule as they are asked for."""

    def __init__(self, plan: Plan, backend: Backend) -> None:
        self.plan, self.backend = plan, backend
        self.words = {"zh": Wording(plan.scheme, "zh"), "en": Wording(plan.scheme, "en")}
        self.rules = {w.node.id: w for w in plan.rules}
        self._details: dict[str, dict[Key, dict[int, Any]]] = {}
        self._said: dict[tuple[Any, ...], Words] = {}
        self._cited: dict[str, dict[Key, tuple[str, ...]]] = {}

    # -- what the plan knows about each line
    def details(self, rule: Written) -> dict[Key, dict[int, Any]]:
        """The value of every leaf of a rule's points and conditions, for each of its lines."""
        if rule.node.id not in self._details:
            self._details[rule.node.id] = self._evaluated(rule)
        return self._details[rule.node.id]

    def _evaluated(self, rule: Written) -> dict[Key, dict[int, Any]]:
        found = _leaves(rule.node)
        outputs: dict[str, Scalar] = {}
        where: list[tuple[Tree, str, str | int | None]] = []
        for i, leaf in enumerate(found):
            found_value = rule.scope.value(leaf)
            if isinstance(found_value, Exact):
                outputs[f"n_{i}"] = found_value.numerator
                whole = isinstance(found_value.denominator, int)
                under: str | int = found_value.denominator if whole else f"d_{i}"  # type: ignore[assignment]
                if isinstance(under, str):
                    outputs[under] = found_value.below
                where.append((leaf, f"n_{i}", under))
            else:
                outputs[f"n_{i}"] = found_value
                where.append((leaf, f"n_{i}", None))
        source = rule.scope.frame.relation
        keys: dict[str, Scalar] = {"unit_no": source["unit_no"], "line": rule.seq}
        relation = Select("details", source, keys | outputs, rule.applies)
        at = {name: i for i, name in enumerate(relation.outputs)}
        out: dict[Key, dict[int, Any]] = {}
        for row in self.backend.rows(relation):
            values: dict[int, Any] = {}
            for leaf, top, below in where:
                value: Any = row[at[top]]
                if below is not None and value is not None:
                    divisor: Any = below if isinstance(below, int) else row[at[below]]
                    value = None if divisor is None else Fraction(value, divisor)
                values[id(leaf)] = self._shown(leaf, value)
            out[(row[0], row[1])] = values  # type: ignore[index]
        return out

    def _shown(self, leaf: Tree, value: Any) -> Any:
        """A fact or project by its name, not by its number."""
        if leaf.op == "field" and isinstance(value, int) and not isinstance(leaf.type, Number | Truth):
            if leaf.value == "fact":
                return self.plan.compiler.facts.names[value]
            if leaf.value == "project":
                return self.plan.compiler.facts.projects[value]
        return value

    def cited(self, cell: Mapping[str, Any]) -> tuple[str, ...]:
        """The facts that a line of a period counted, in canonical order."""
        node = self.plan.nodes[cell["rule_no"]]
        rule = self.rules.get(node.id)
        if rule is None or cell["kind"] != RULE:
            return ()
        if node.id not in self._cited:
            found: dict[Key, set[int]] = {}
            for each in rule.cited:
                source = each.matched.relation
                keys = each.matched.keys[:2]
                if "fact_no" not in source.columns or len(keys) < 2:
                    continue
                wanted: dict[str, Scalar] = {k: source[k] for k in (*keys, "fact_no")}
                rows: list[Any] = self.backend.rows(Select("cited", source, wanted))
                for row in rows:
                    found.setdefault((row[0], row[1]), set()).add(row[2])
            names = self.plan.compiler.facts.names
            self._cited[node.id] = {k: tuple(names[f] for f in sorted(v)) for k, v in found.items()}
        return self._cited[node.id].get((cell["unit_no"], cell["seq"]), ())

    # -- in words
    def row_name(self, node: Node, row: int) -> str:
        """The id of a row of the table that a rule's points look up."""
        assert node.points is not None
        table = cited_table(node.points)
        assert table is not None
        return str(table.value.rows[row])

    def why(self, node: Node, cell: Mapping[str, Any]) -> Words:
        """The arithmetic of one line."""
        values: Mapping[int, Any] = {}
        if cell["kind"] == RULE:
            values = self.details(self.rules[node.id]).get((cell["unit_no"], cell["seq"]), {})
        key = (node.id, cell["kind"], cell["points"], tuple(values.values()))
        if key not in self._said:
            zh, en = (self._why(node, cell, values, self.words[each]) for each in ("zh", "en"))
            self._said[key] = Words(zh, en)
        return self._said[key]

    def _why(self, node: Node, cell: Mapping[str, Any], values: Mapping[int, Any], words: Wording) -> str:
        name = words.pick(node.label, node.id)
        points = format_points(cell["points"])
        one = abs(cell["points"]) == 10**6
        money = self.plan.scheme.score_in == "yuan"
        unit = words.pick("元" if money else "分", " yuan" if money else " point" if one else " points")
        colon, stop = words.pick("：", ": "), words.pick("；", "; ")
        adjusted = words.pick("调整", "adjusted by")
        kind = cell["kind"]
        if kind == RULE:
            parts = self.conditions(node, values, words)
            assert node.points is not None
            text, notes = words.worked(node.points, lambda leaf: values.get(id(leaf)))
            parts += notes
            result = f"{points}{unit}"
            parts.append(result if text == result else f"{text} = {result}")
            return name + colon + stop.join(dict.fromkeys(parts))
        if kind == BASE:
            return f"{name}{colon}{words.pick('基础分', 'base')} {points}{unit}"
        if kind == BEST:
            best = words.pick(
                "同一项目只计最高的一项，调整", "only the best of a project counts, adjusted by"
            )
            return f"{name}{colon}{best} {points}{unit}"
        if kind == TIMES:
            assert node.times is not None
            factor = words.pick("系数 ", "coefficient ") + words.plain(node.times)
            return f"{name}{colon}{factor}{stop}{adjusted} {points}{unit}"
        assert kind in (CAP, FLOOR)
        ends = []
        for limit in node.limits:
            scope = words.pick(*_SCOPES[limit.scope])
            if limit.cap is not None:
                ends.append(words.pick(f"{scope}封顶 ", f"{scope} capped at ") + words.plain(limit.cap))
            if limit.floor is not None:
                ends.append(words.pick(f"{scope}不低于 ", f"{scope} not below ") + words.plain(limit.floor))
        return f"{name}{colon}{words.pick('，', ', ').join(ends)}{stop}{adjusted} {points}{unit}"

    @staticmethod
    def conditions(node: Node, values: Mapping[int, Any], words: Wording) -> list[str]:
        """The figures that a rule's conditions looked at."""
        out = []
        for condition in node.when:
            said = [words.valued(leaf, lambda tree: values.get(id(tree))) for leaf in leaves(condition)]
            if said:
                out.append(words.pick("，", ", ").join(said))
        return out

    # -- lines that were not written
    def unknowns(self) -> list[Problem]:
        """Rules whose conditions held but whose points or day could not be known, with what was blank."""
        out = []
        for rule in self.plan.rules:
            source = rule.scope.frame.relation
            wanted: dict[str, Scalar] = {"unit_no": source["unit_no"], "line": rule.seq}
            rows = sorted(set(self.backend.rows(Select("unknown", source, wanted, rule.unknown))))
            out += self.unknown(rule, rows)
        return out

    def unknown(self, rule: Written, rows: list[Any]) -> list[Problem]:
        """One rule's lines that could not be written: for each thing that is blank, whose it is."""
        facts = self.plan.compiler.facts
        found: dict[int, dict[str, None]] = {}
        every = {id(leaf): leaf for leaf in _leaves(rule.node)}
        details = self.details(rule) if rows else {}
        for unit, line in rows:
            name = facts.names[line] if rule.node.each is not None else facts.earners[unit].name
            values = details.get((unit, line), {})
            blank = [key for key in every if values.get(key, 0) is None] or [0]
            for key in blank:
                found.setdefault(key, {})[name] = None
        return [self._blank(rule.node, every.get(key), list(names)) for key, names in found.items()]

    def _blank(self, node: Node, leaf: Tree | None, names: list[str]) -> Problem:
        some = "、".join(names[:5]) + (f" 等{len(names)}个" if len(names) > 5 else "")
        some_en = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        what = self.words["zh"].leaf(leaf) if leaf else "日期"
        what_en = self.words["en"].leaf(leaf) if leaf else "its date"
        if leaf is not None and self._reads_figure(leaf):
            return Problem(
                "figure.unpublished",
                Words(
                    f"{node.label}：{some} 的“{what}”未公布，暂不计分",
                    f"{node.id}: {what_en} of {some_en} is not published yet, so nothing counts",
                ),
                severity="warning",
            )
        return Problem(
            "value.unknown",
            Words(
                f"{node.label}：{some} 的“{what}”是空白，没有计分",
                f"{node.id}: {what_en} of {some_en} is blank, so nothing counts",
            ),
            severity="warning",
        )

    def _reads_figure(self, tree: Tree) -> bool:
        """Whether a value comes from an indicator, itself or through a named measure."""
        measures = self.plan.scheme.measures
        return any(
            n.op == "indicator" or (n.op == "measure" and self._reads_figure(measures[n.value].tree))
            for n in nodes(tree)
        )


def _leaves(node: Node) -> list[Tree]:
    """Every leaf of a rule's conditions and points, each once."""
    found = [leaf for tree in (*node.when, node.points) if tree is not None for leaf in leaves(tree)]
    return list({id(leaf): leaf for leaf in found}.values())


def evaluate_places(tree: object, place: int, from_end: int) -> bool:
    """Whether a condition on places alone holds."""
    assert isinstance(tree, Tree)
    known = {"place": Fraction(place), "place_from_end": Fraction(from_end)}
    return evaluate(tree, lambda leaf: known.get(leaf.op)) is True
