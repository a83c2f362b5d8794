"""Typed trees in words, with values in them: "折算金额 3000万元 ÷ 5000万元", for a reader with a calculator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from zhaoshang.language import Tree
from zhaoshang.language.functions import FUNCTIONS
from zhaoshang.language.types import PERCENT, POINTS, USD, YUAN, Choice, Day, Number, Truth
from zhaoshang.language.write import decimal, number
from zhaoshang.problems import Language
from zhaoshang.quantities.dates import in_chinese, to_iso
from zhaoshang.quantities.periods import name_of
from zhaoshang.scheme.fields import CHOICES, FACT_TABLES, row_fields
from zhaoshang.scheme.model import Scheme
from zhaoshang.scoring.evaluate import Leaf, evaluate, is_leaf, table_row

_SIGNS = {
    "zh": {"and": "且", "or": "或", "not": "非 ", "in": "在", "has": "含", "among": "属于", "add": "+",
           "subtract": "−", "multiply": "×", "divide": "÷", "!=": "≠", "<=": "≤", ">=": "≥"},
    "en": {"and": "and", "or": "or", "not": "not ", "in": "in", "has": "has", "among": "among", "add": "+",
           "subtract": "−", "multiply": "×", "divide": "÷", "!=": "≠", "<=": "≤", ">=": "≥"},
}  # fmt: skip
_STRENGTH = {
    "or": 1, "and": 2, "not": 3, "compare": 4, "in": 4, "has": 4, "among": 4, "add": 5, "subtract": 5,
    "multiply": 6, "divide": 6, "negate": 7,
}  # fmt: skip
_DAYS = {
    "first": ("期初", "the period's first day"),
    "last": ("期末", "the period's last day"),
    "next_first": ("次期首日", "the next period's first day"),
    "so_far": ("至今", "today"),
}
_WORDS = {
    "subtotal": ("小计", "subtotal"), "score": ("总分", "score"), "place": ("名次", "place"),
    "place_from_end": ("倒数名次", "place from the end"), "full_marks": ("满分", "full marks"),
    "has_target": ("有任务", "holds a target"), "period": ("本期", "this period"), "term": ("考核期", "the term"),
}  # fmt: skip


def value_text(value: Any, tree: Tree, language: Language) -> str:
    """A value as people write it."""
    if value is None:
        return "空白" if language == "zh" else "unknown"
    if isinstance(tree.type, Truth):
        return {"zh": ("否", "是"), "en": ("no", "yes")}[language][bool(value)]
    if isinstance(tree.type, Day):
        return in_chinese(value) if language == "zh" else to_iso(value)
    if isinstance(tree.type, Number):
        return number_in(Fraction(value), tree.type, language)
    return str(value)


def number_in(value: Fraction, type_: Number, language: Language) -> str:
    """A number with its unit, in either language."""
    if language == "zh":
        return number(value, type_)
    if type_ == PERCENT:
        return f"{decimal(value * 100)}%"
    unit = {YUAN: " yuan", USD: " US dollars", POINTS: " points"}.get(type_, "")
    head, dot, tail = decimal(value).partition(".")
    sign, head = ("-", head[1:]) if head.startswith("-") else ("", head)
    grouped = f"{int(head):,}" if len(head) > 4 else head
    if unit == " points" and abs(value) == 1:
        unit = " point"
    return f"{sign}{grouped}{dot}{tail}{unit}"


class Wording:
    """How one scheme's names are said in one language."""

    def __init__(self, scheme: Scheme, language: Language) -> None:
        self.scheme, self.language = scheme, language

    def pick(self, zh: str, en: str) -> str:
        """One of two wordings."""
        return zh if self.language == "zh" else en

    def view(self, id_: str) -> str:
        """A view's or table's name."""
        label = self.scheme.views[id_].label if id_ in self.scheme.views else FACT_TABLES.get(id_, id_)
        return self.pick(label, id_)

    def field(self, id_: str, view: str | None = None) -> str:
        """A field's or view column's name."""
        for each in self.scheme.views.values():
            for column in each.columns:
                if column.id == id_ and view in (None, each.id):
                    return self.pick(column.label, id_)
        for table in FACT_TABLES:
            found = row_fields(table).get(id_)
            if found:
                return self.pick(found.label, id_)
        return id_

    def leaf(self, tree: Tree) -> str:
        """A leaf's name, without its value."""
        op, scheme = tree.op, self.scheme
        if op == "field":
            return self.field(tree.value)
        if op == "unit_field":
            extra = scheme.unit_fields.get(tree.value)
            usual = {"unit": "单位", "group": "类别", "team": "团队", "headcount": "在岗人数"}
            return self.pick(extra.label if extra else usual.get(tree.value, tree.value), tree.value)
        if op in ("parameter", "measure", "indicator"):
            named: Any = getattr(scheme, op + "s")[tree.value]
            return self.pick(named.label, named.id)
        if op == "day_of_rule":
            return self.pick(*_DAYS[tree.value])
        if op in _WORDS:
            return self.pick(*_WORDS[op])
        if op == "aggregate":
            return self.aggregate(tree)
        if op == "function":
            return self.call(tree)
        return self.plain(tree)

    def aggregate(self, tree: Tree) -> str:
        """计数(视图 其中 条件)."""
        function = FUNCTIONS[tree.value]
        selected = self.view(tree.subject.view)
        if tree.subject.field is not None:
            selected += "." + self.field(tree.subject.field)
        parts = list(tree.parts)
        goal = f"，{self.plain(parts.pop())}" if tree.value == "reached" else ""
        if parts:
            selected += f" {self.pick('其中', 'where')} {self.plain(parts[0])}"
        return f"{self.pick(function.chinese, function.english)}({selected}{goal})"

    def call(self, tree: Tree) -> str:
        """A function with its target, node or arguments."""
        function = FUNCTIONS[tree.value]
        name = self.pick(function.chinese, function.english)
        if function.family == "target":
            subjects = tree.subject if isinstance(tree.subject, tuple) else (tree.subject,)
            inside = [self.pick(self.scheme.targets[s].label, s) for s in subjects]
        elif function.family == "score":
            labels = {n.id: n.label for n in self.scheme.nodes()}
            inside = [self.pick(labels.get(tree.subject, tree.subject), tree.subject)]
        else:
            inside = [self.plain(p) for p in tree.parts]
        return f"{name}({self.pick('，', ', ').join(inside)})"

    def plain(self, tree: Tree) -> str:
        """A tree as it reads in the scheme, with labels and without values."""
        return self.written(tree, lambda leaf: self.leaf(leaf) if leaf.op not in ("has", "in") else None, 0)

    def written(self, tree: Tree, leaf: Callable[[Tree], str | None], outer: int) -> str:
        """A tree with each leaf said by ``leaf``; None there means: write it out like any other."""
        if is_leaf(tree):
            said = leaf(tree)
            if said is not None:
                return said
        own = _STRENGTH.get(tree.op, 9)
        text = self._inner(tree, leaf, own)
        return f"({text})" if own < outer else text

    def _inner(self, tree: Tree, leaf: Callable[[Tree], str | None], own: int) -> str:
        op, parts = tree.op, tree.parts
        signs = _SIGNS[self.language]
        if op == "number":
            assert isinstance(tree.type, Number)
            return number_in(tree.value, tree.type, self.language)
        if op == "day":
            return to_iso(tree.value)
        if op == "period":
            return name_of(tree.value)
        if op == "period_of_rule":
            return self.pick(*_WORDS[tree.value])
        if op == "months":
            return f"{tree.value // 12}年" if tree.value % 12 == 0 else f"{tree.value}个月"
        if op == "truth":
            return self.pick("是" if tree.value else "否", "true" if tree.value else "false")
        if op == "text":
            return f"“{tree.value}”"
        if op == "choice":
            return self.choice(tree.value)
        if op == "table":
            table = self.scheme.tables[tree.value.table]
            return f"{self.pick(table.label, table.id)}.{tree.value.column}"
        if op == "not":
            return signs["not"] + self.written(parts[0], leaf, own)
        if op == "negate":
            return "-" + self.written(parts[0], leaf, own)
        comma = self.pick("，", ", ")
        if op == "function":
            function = FUNCTIONS[tree.value]
            name = self.pick(function.chinese, function.english)
            return f"{name}({comma.join(self.written(p, leaf, 0) for p in parts)})"
        if op == "among":
            inside = comma.join(self.written(p, leaf, 5) for p in parts[1:])
            return f"{self.written(parts[0], leaf, 5)} {signs['among']} ({inside})"
        sign = signs.get(tree.value if op == "compare" else op, str(tree.value))
        left = self.written(parts[0], leaf, own + (op == "compare"))
        return f"{left} {sign} {self.written(parts[1], leaf, own + 1)}"

    def choice(self, id_: str) -> str:
        """A value of a list, by its label."""
        if self.language == "en":
            return id_
        for choices in CHOICES:
            for label, code in choices.values.items():
                if code == id_ and label != id_:
                    return label
        return id_

    # -- with values
    def worked(self, tree: Tree, values: Leaf) -> tuple[str, list[str]]:
        """A numeric tree with its values put in, and notes on which rows and branches applied."""
        notes: list[str] = []
        text = self.written(self._chosen(tree, values, notes), lambda leaf: self.valued(leaf, values), 0)
        return text, notes

    def valued(self, leaf: Tree, values: Leaf) -> str:
        """A leaf and its value."""
        value = values(leaf)
        if isinstance(leaf.type, Choice) and isinstance(value, str):
            return f"{self.leaf(leaf)} {self.choice(value)}"
        return f"{self.leaf(leaf)} {value_text(values(leaf), leaf, self.language)}"

    def _chosen(self, tree: Tree, values: Leaf, notes: list[str]) -> Tree:
        """The same tree with each 如果 and each table replaced by the branch or cell that applied."""
        if is_leaf(tree):
            return tree
        if tree.op == "function" and tree.value == "if":
            branch = 1 if evaluate(tree.parts[0], values) is True else 2
            return self._chosen(tree.parts[branch], values, notes)
        if tree.op == "function" and tree.value == "default":
            branch = 1 if evaluate(tree.parts[0], values) is None else 0
            return self._chosen(tree.parts[branch], values, notes)
        if tree.op == "table" and not tree.value.marginal:
            row = table_row(tree, values)
            if row is not None:
                by = self.written(
                    self._chosen(tree.parts[0], values, notes), lambda leaf: self.valued(leaf, values), 0
                )
                name = self.row_label(tree, row)
                notes.append(self.pick(f"{by}，属“{name}”", f"{by}, row “{name}”"))
                return self._chosen(tree.parts[2 + 2 * row], values, notes)
        parts = tuple(self._chosen(p, values, notes) for p in tree.parts)
        if tree.op == "multiply":  # a factor of 100% changes nothing and need not be read
            for whole, other in (parts, parts[::-1]):
                if is_leaf(whole) and whole.type == PERCENT and values(whole) == 1:
                    return other
        return replace(tree, parts=parts)

    def row_label(self, tree: Tree, row: int) -> str:
        """A table row's label, or how it begins."""
        name = tree.value.rows[row]
        table = self.scheme.tables[tree.value.table]
        label = next((r.label for r in table.rows if r.id == name), name)
        if label.startswith("row_"):
            bound = self.plain(tree.parts[1 + 2 * row])
            word = self.pick(
                "超过" if tree.value.strict[row] else "以上", "over" if tree.value.strict[row] else "from"
            )
            return f"{word}{bound}" if self.language == "en" or tree.value.strict[row] else f"{bound}{word}"
        return self.pick(label, name)
