"""What building a scheme shares: every name, and the type of what it stands for, found when first asked.

Sentences refer to each other in any order (a view's column to a measure, a measure to a view), so types
are looked up lazily. A circle is met as something unfinished and given the unknown type here; ``circles``
finds and names it afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from zhaoshang.language import Reference, Sentence, Span, Tree, check
from zhaoshang.language.scope import Scope, Table, TableRow
from zhaoshang.language.types import COUNT, PLAIN, POINTS, TEXT, TRUTH, UNKNOWN, YUAN, Choice, Tags, Type
from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.scheme import fields
from zhaoshang.scheme.document import Items, Map, Text
from zhaoshang.scheme.model import (
    Column,
    Indicator,
    Measure,
    Parameter,
    SchemeTable,
    SchemeTableRow,
    Unit,
    UnitField,
)
from zhaoshang.scheme.names import Name, Names, read_heading, read_name, split, unknown
from zhaoshang.scheme.pack import Pack
from zhaoshang.scheme.registers import choices, is_text, read_unit_fields, read_units
from zhaoshang.scheme.scopes import SCORES, RowScope, UnitScope, built_in, results_of_scoring

WRONG = Tree("truth", Span(0, 0), value=True, type=UNKNOWN)
"""Stands for a sentence that was reported; never leaves this room."""

ITEM_OF = ("item_of", "归入")
"""The field that an assigning view adds to its rows."""

_LATER = {name for english, (chinese, _) in SCORES.items() for name in (english, chinese)}


class Context:
    """The pack being built. Made once; everything is reported to ``problems``."""

    def __init__(self, pack: Pack, problems: list[Problem]) -> None:
        self.pack, self.root, self.problems = pack, pack.root, problems
        points = self.root.text("score_in")
        self.score_type: Type = YUAN if points is not None and points.text == "yuan" else POINTS
        self.values, self.views, self.table_names = Names(), Names(), Names()
        self.target_names, self.nodes, self.rankings = Names(), Names(), Names()
        for english, (chinese, _) in SCORES.items():
            self.values.reserve(english, chinese, "later")
        for id_, label in (("unit", "单位"), ("group", "类别"), ("team", "团队"), ("headcount", "在岗人数"),
                           ("has_target", "有任务"), ("first_day", "期初"), ("last_day", "期末"),
                           ("next_first_day", "次期首日"), ("so_far", "至今"), ("this_period", "本期"),
                           ("term", "考核期")):  # fmt: skip
            self.values.reserve(id_, label, "built_in")
        for key, label in fields.FACT_TABLES.items():
            self.views.reserve(key, label, "table")
        declared, sizes = read_unit_fields(self.root, problems)
        self.unit_fields: dict[str, UnitField] = {}
        for name, field in declared:
            if self.values.add(name, "unit_field", problems):
                self.unit_fields[field.id] = field
        self.units: tuple[Unit, ...] = read_units(pack, self.unit_fields, sizes, problems)
        self.unit_fields = {
            k: replace(f, type=choices(self.units, k)) if is_text(f.type) else f
            for k, f in self.unit_fields.items()
        }
        unit, group, team = (choices(self.units, k) for k in ("unit", "group", "team"))
        self.built_in = built_in(unit, group, team)
        self.later = results_of_scoring(self.score_type)
        self.tags = tuple(t.text for t in self.root.texts("tags"))
        self.items = tuple(t.text for t in self.root.texts("items"))
        self.unit_scope = UnitScope(self)
        self._maps: dict[str, dict[str, tuple[Name, Text | Map | Items]]] = {}
        self._row_fields: dict[str, dict[str, Reference]] = {}
        self._columns: dict[str, tuple[Column, ...]] = {}
        self.measures: dict[str, Measure] = {}
        self.done: dict[str, Tree | None] = {}
        self._target_types: dict[str, Type] = {}
        self._in_progress: set[tuple[str, str]] = set()
        self.indicators: dict[str, Indicator] = {}
        self.parameters: dict[str, Parameter] = {}
        self._declare()
        self.table_outlines: dict[str, SchemeTable] = {}
        self.tables = {id_: self._table(name, node) for id_, (name, node) in self.declared("tables").items()}

    # -- names
    def _declare(self) -> None:
        for key, names, kind in (
            ("indicators", self.values, "indicator"),
            ("parameters", self.values, "parameter"),
            ("measures", self.values, "measure"),
            ("views", self.views, "view"),
            ("tables", self.table_names, "table"),
            ("targets", self.target_names, "target"),
            ("rankings", self.rankings, "ranking"),
        ):
            found = self._maps.setdefault(key, {})
            for entry in self.root.map(key).entries.values():
                name = read_name(entry.key, self.problems)
                if names.add(name, kind, self.problems):
                    found[name.id] = (name, entry.value)
        self._declare_nodes(self.root.map("rules"))

    def _declare_nodes(self, rules: Map) -> None:
        for entry in rules.entries.values():
            name = read_heading(entry.key, self.problems)
            self.nodes.add_heading(name, "node", self.problems)
            if isinstance(entry.value, Map):
                self._declare_nodes(entry.value.map("rules"))

    def declared(self, key: str) -> Mapping[str, tuple[Name, Text | Map | Items]]:
        """What the scheme declares under a key, by id, in its order."""
        return self._maps.get(key, {})

    # -- reporting and checking
    def report(
        self,
        code: str,
        what: Words,
        where: Place,
        text: str | None = None,
        expected: Words | None = None,
        advice: Words | None = None,
    ) -> None:
        """Take a problem down."""
        self.problems.append(Problem(f"scheme.{code}", what, where, text, expected, advice))

    def check(self, sentence: Text, scope: Scope, expected: Type | None = None) -> Tree:
        """The typed tree of a sentence; WRONG, with everything taken down, where it does not hold."""
        try:
            return check(Sentence(sentence.text, sentence.where), scope, expected)
        except ProblemsFound as found:
            self.problems.extend(self._explained(p) for p in found.problems)
            return WRONG

    def _explained(self, problem: Problem) -> Problem:
        if problem.code == "language.unknown_name" and problem.text in _LATER:
            what = Words(f"这里还不能用“{problem.text}”", f"“{problem.text}” cannot be used here")
            advice = Words(
                "小计 只用在本节的系数里；总分、满分用在排名、结果、个人里；名次用在结果里",
                "小计 belongs in a node's times; 总分 and 满分 in rankings, outcomes and persons; 名次 in outcomes",
            )
            return replace(problem, code="scheme.too_early", what=what, advice=advice)
        node = problem.code == "language.unknown_name" and problem.what.en.startswith(
            "there is no rule or section"
        )
        if node and problem.text is not None and self.nodes.find(problem.text) is not None:
            what = Words("这里还不能用“得分”", "得分 cannot be used here")
            advice = Words("得分用在排名、结果、个人里", "得分 belongs in rankings, outcomes and persons")
            return replace(problem, code="scheme.too_early", what=what, advice=advice)
        if problem.code == "language.unknown_name" and problem.advice is None and not self.tags:
            return replace(
                problem, advice=Words("用到的标签先写在 tags 里", "list the tags you use under tags")
            )
        return problem

    def truth(self, sentence: Text | None, scope: Scope) -> Tree | None:
        """A condition, if there is one."""
        return None if sentence is None else self.check(sentence, scope, TRUTH)

    # -- values
    def value(self, id_: str) -> Reference | None:
        """What a name of the scheme's own stands for in a unit's scope."""
        kind = self.values.kinds[id_]
        if kind == "unit_field":
            return Reference("unit_field", id_, self.unit_fields[id_].type)
        if kind == "indicator":
            found = self.indicators.get(id_)
            return Reference("indicator", id_, found.type if found else UNKNOWN)
        if kind == "parameter":
            parameter = self.parameters.get(id_)
            if parameter is None:
                return Reference("parameter", id_, UNKNOWN)
            positive = all(c.value.op == "number" and c.value.value > 0 for c in parameter.cases)
            return Reference("parameter", id_, parameter.type, positive)
        if kind == "measure":
            measure = self.measure(id_)
            return Reference("measure", id_, measure.tree.type if measure else UNKNOWN)
        return None

    def measure(self, id_: str) -> Measure | None:
        """A measure, checked when first asked for; None inside a circle."""
        if id_ not in self.measures:
            if ("measure", id_) in self._in_progress:
                return None
            self._in_progress.add(("measure", id_))
            name, sentence = self.declared("measures")[id_]
            tree = self.check(sentence, self.unit_scope) if isinstance(sentence, Text) else WRONG
            self.measures[id_] = Measure(id_, name.label, tree)
        return self.measures[id_]

    def target_type(self, id_: str) -> Type:
        """The type of what is counted towards a target; a condition where it only has one."""
        if id_ not in self._target_types:
            self._target_types[id_] = UNKNOWN  # while inside
            _, node = self.declared("targets")[id_]
            done = node.text("done") if isinstance(node, Map) else None
            tree = self.check(done, self.unit_scope) if done is not None else None
            self.done[id_] = tree
            self._target_types[id_] = tree.type if tree is not None else TRUTH
        return self._target_types[id_]

    # -- rows
    def table_of(self, view: str) -> str | None:
        """The ledger table that a view's rows come from in the end; None in a circle or a broken view."""
        seen: list[str] = []
        while self.views.kinds.get(view) == "view":
            if view in seen:
                return None
            seen.append(view)
            of = self.of(view)
            if of is None:
                return None
            view = of
        return view

    def of(self, view: str) -> str | None:
        """The table or view that a view draws from."""
        node = self.declared("views")[view][1]
        of = node.text("of") if isinstance(node, Map) else None
        return self.views.find(of.text) if of is not None else None

    def rows(self, view: str) -> RowScope:
        """The scope of a view's or table's rows as others see them."""
        return RowScope(self, self.row_fields(view))

    def row_fields(self, view: str) -> dict[str, Reference]:
        """Every field of a view's rows by both names, 归入 included."""
        if self.views.kinds[view] == "table":
            if view not in self._row_fields:
                self._row_fields[view] = self._table_fields(view)
            return self._row_fields[view]
        self.columns(view)
        return self._row_fields[view]

    def base_fields(self, view: str) -> dict[str, Reference]:
        """A view's fields before its own columns."""
        of = self.of(view)
        return dict(self.row_fields(of)) if of is not None else {}

    def columns(self, view: str) -> tuple[Column, ...]:
        """A view's derived columns, each seeing those before it."""
        if view in self._columns or view in self._row_fields:
            return self._columns.get(view, ())
        self._row_fields[view] = {}  # while inside, should the view be met again
        found = self._row_fields[view] = self.base_fields(view)
        inner = dict(found)
        columns: list[Column] = []
        node = self.declared("views")[view][1]
        entries = node.map("columns").entries.values() if isinstance(node, Map) else ()
        for entry in entries:
            name = read_name(entry.key, self.problems)
            for half in dict.fromkeys((name.id, name.label)):
                if half in inner:
                    what = Words(f"行里已有字段“{half}”", f"the row has a field “{half}” already")
                    advice = Words("换一个列名", "choose another name for the column")
                    self.report("name_taken", what, name.where, entry.key.text, advice=advice)
            scope = RowScope(self, dict(inner))
            tree = self.check(entry.value, scope) if isinstance(entry.value, Text) else WRONG
            columns.append(Column(name.id, name.label, tree))
            inner[name.id] = inner[name.label] = Reference("field", name.id, tree.type)
        self._columns[view] = tuple(columns)
        found.update(inner)
        if isinstance(node, Map) and "assign" in node.entries:
            items: dict[str, str] = {}
            for entry in node.map("assign").map("items").entries.values():
                item = read_name(entry.key, [])
                items[item.id] = items[item.label] = item.id
            for half in ITEM_OF:
                found[half] = Reference("field", ITEM_OF[0], Choice(items, ITEM_OF[0]))
        return self._columns[view]

    def inner_scope(self, view: str) -> RowScope:
        """The scope of a view's own sentences: its columns, but not yet 归入 (unless inherited)."""
        self.columns(view)
        own = dict(self._row_fields[view])
        node = self.declared("views")[view][1]
        if isinstance(node, Map) and "assign" in node.entries:
            base = self.base_fields(view)
            for half in ITEM_OF:
                own.pop(half, None)
                if half in base:
                    own[half] = base[half]
        return RowScope(self, own)

    def _table_fields(self, table: str) -> dict[str, Reference]:
        found: dict[str, Reference] = {}
        for field in fields.row_fields(table).values():
            type_: Type = field.type
            if field.id in ("unit", "group", "team") and field.source == "earner":
                type_ = self.built_in[field.id].type
            elif isinstance(type_, Tags):
                type_ = Tags({t: t for t in self.tags})
            elif table == "awards" and field.id == "item" and self.items:
                type_ = Choice({i: i for i in self.items}, "item")
            found[field.id] = found[field.label] = Reference("field", field.id, type_)
        return found

    # -- tables
    def _table(self, name: Name, node: Text | Map | Items) -> Table:
        nothing = Table(name.id, Sentence("0", name.where), {}, ())
        if not isinstance(node, Map):
            return nothing
        by, rows = node.text("by"), node.get("rows")
        if by is None or not isinstance(rows, Items):
            return nothing
        columns: dict[str, str] = {}
        order: dict[str, Name] = {}
        found: list[TableRow] = []
        outline: list[SchemeTableRow] = []
        row_names = Names()
        for number, row in enumerate(rows.items, 1):
            if not isinstance(row, Map):
                continue
            bound = row.text("from") or row.text("above")
            if bound is None or ("from" in row.entries and "above" in row.entries):
                what = Words(
                    "每档要写 from（含）或 above（不含）中的一个", "a row needs either from or above"
                )
                self.report(
                    "table_row",
                    what,
                    row.where,
                    advice=Words("第一档写 from: 0元 之类", "begin with from: 0元 or the like"),
                )
                continue
            cells: dict[str, Sentence] = {}
            for key, entry in row.entries.items():
                if key in ("row", "from", "above") or not isinstance(entry.value, Text):
                    continue
                column = read_name(entry.key, self.problems)
                known = columns.get(column.id) or columns.get(column.label)
                if known is None and found:
                    self.problems.append(
                        unknown(
                            Words(f"列（{name.label}的第一档里）", "column in the first row"),
                            entry.key,
                            columns,
                        )
                    )
                    continue
                id_ = known or column.id
                if known is None:
                    order[id_] = column
                    columns[column.id] = columns[column.label] = id_
                cells[id_] = Sentence(entry.value.text, entry.value.where)
            missing = [order[c].label for c in order if c not in cells]
            if missing:
                what = Words(f"这一档少了 {'、'.join(missing)}", f"this row lacks {', '.join(missing)}")
                self.report(
                    "table_row",
                    what,
                    row.where,
                    advice=Words("每档写齐各列", "fill every column in every row"),
                )
                continue
            row_name = Name(f"row_{number}", f"第{number}档", row.where)
            written = row.text("row")
            if written is not None:
                row_name = Name(*split(written.text), written.where)
                row_names.add_heading(row_name, "row", self.problems)
            strict = "above" in row.entries
            found.append(TableRow(row_name.id, Sentence(bound.text, bound.where), strict, cells))
            shown = {c: sentence.text for c, sentence in cells.items()}
            outline.append(SchemeTableRow(row_name.id, row_name.label, bound.text, strict, shown, row.where))
        if not columns:
            self.report(
                "table_row", Words("分档表没有列", "the table has no columns"), name.where, name.label
            )
        text = node.text("marginal")
        marginal = text is not None and text.text == "yes"
        labels = {id_: column.label for id_, column in order.items()}
        self.table_outlines[name.id] = SchemeTable(
            name.id, name.label, by.text, labels, tuple(outline), marginal, name.where
        )
        return Table(name.id, Sentence(by.text, by.where), columns, tuple(found), marginal)


def is_pure(type_: Type) -> bool:
    """Whether a number has no dimension."""
    return type_ in (COUNT, PLAIN) or getattr(type_, "dimensions", None) == ()


def zero(tree: Tree) -> bool:
    """Whether a tree is the number nought, written out."""
    return tree.op == "number" and tree.value == Fraction(0)


__all__ = ["ITEM_OF", "TEXT", "WRONG", "Context", "is_pure", "zero"]
