"""Gives every part of a sentence its type and its meaning, or says everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from zhaoshang.language.functions import CANONICAL, FUNCTIONS
from zhaoshang.language.parser import parse
from zhaoshang.language.scope import Reference, Scope
from zhaoshang.language.tree import Selection, Sentence, Span, TableCell, Tree
from zhaoshang.language.types import (
    COUNT,
    DAY,
    DAYS,
    DURATION,
    PERCENT,
    PLAIN,
    POINTS,
    SPAN,
    TEXT,
    TRUTH,
    UNKNOWN,
    Choice,
    Day,
    Number,
    Tags,
    Text,
    Truth,
    Type,
    Unknown,
    agree,
    describe,
    join,
    multiply,
)
from zhaoshang.problems import Place, Problem, ProblemsFound, Words

_LITERALS: dict[str, Type] = {"day": DAY, "period": SPAN, "months": DURATION, "text": TEXT, "truth": TRUTH}


def check(sentence: Sentence, scope: Scope, expected: Type | None = None) -> Tree:
    """The typed tree of a sentence in a scope. Raises ProblemsFound with everything that is wrong in it."""
    checker = _Checker(scope)
    tree = checker.sentence(sentence, expected)
    if checker.problems:
        raise ProblemsFound(dict.fromkeys(checker.problems))
    return tree


class _Checker:
    def __init__(self, scope: Scope) -> None:
        self.scope, self.problems, self.source = scope, list[Problem](), Sentence("")

    def sentence(self, sentence: Sentence, expected: Type | None, scope: Scope | None = None) -> Tree:
        """Check another sentence (a table's cell) in this or another scope, with errors at its own place."""
        outer = self.scope, self.source
        self.scope, self.source = scope or self.scope, sentence
        try:
            tree = self.visit(parse(sentence.text), expected)
            if expected is not None and not agree(tree.type, expected):
                self.wrong_type(tree, expected)
        except ProblemsFound as found:
            self.problems += [self.placed(p, (p.where.position or 1) - 1) for p in found.problems]
            tree = Tree("truth", Span(0, 0), value=True, type=UNKNOWN)
        finally:
            self.scope, self.source = outer
        return tree

    # -- reporting
    def placed(self, problem: Problem, offset: int) -> Problem:
        where = self.source.where
        position = offset + (where.position or 1)
        return replace(
            problem, where=replace(where, position=position), text=problem.text or self.source.text
        )

    def report(
        self, tree: Tree, code: str, what: Words, expected: Words | None = None, advice: Words | None = None
    ) -> Tree:
        text = self.source.text[tree.span.start : tree.span.end] or self.source.text
        problem = Problem(f"language.{code}", what, Place(), text, expected, advice)
        self.problems.append(self.placed(problem, tree.span.start))
        return replace(tree, type=UNKNOWN)

    def unknown_name(self, tree: Tree, kind: Words, name: str, known: Iterable[str]) -> Tree:
        import difflib  # only needed where something is wrong

        pool = sorted(set(known))
        near = (
            difflib.get_close_matches(name, pool, 3, 0.4) or [k for k in pool if name in k or k in name][:3]
        )
        advice = Words("是否指 " + "、".join(near), "did you mean " + ", ".join(near) + "?") if near else None
        what = Words(f"没有名为“{name}”的{kind.zh}", f"there is no {kind.en} named “{name}”")
        return self.report(tree, "unknown_name", what, advice=advice)

    def wrong_type(self, tree: Tree, expected: Type, advice: Words | None = None) -> Tree:
        want, have = describe(expected), describe(tree.type)
        if isinstance(expected, Number) and expected == POINTS and tree.type in (PLAIN, COUNT):
            advice = Words("数后面写单位，如 2分", "write the unit after the number, such as 2分")
        return self.report(
            tree,
            "type",
            Words(f"这里是{have[0]}", f"this is {have[1]}"),
            Words(want[0], want[1]),
            advice,
        )

    # -- walking
    def visit(self, tree: Tree, want: Type | None = None) -> Tree:
        if tree.op == "number":
            return tree
        if tree.op in _LITERALS:
            return self.literal(tree, want)
        return getattr(self, "visit_" + tree.op)(tree, want)  # type: ignore[no-any-return]

    def literal(self, tree: Tree, want: Type | None) -> Tree:
        if tree.op == "text" and isinstance(want, Choice | Tags) and want.values is not None:
            if tree.value in want.values:
                return replace(tree, op="choice", value=want.values[tree.value], type=TEXT)
            return self.unknown_name(tree, Words("选项", "choice"), tree.value, want.values)
        return replace(tree, type=_LITERALS[tree.op])

    def visit_name(self, tree: Tree, want: Type | None) -> Tree:
        values = want.values if isinstance(want, Choice | Tags) else None
        if values and tree.value in values:
            return replace(tree, op="choice", value=values[tree.value], type=TEXT)
        reference = self.scope.resolve(tree.value)
        if reference is None:
            if self.scope.view(tree.value):
                advice = Words(
                    f"数它的行写 计数({tree.value})", f"to count its rows write 计数({tree.value})"
                )
                what = Words(f"“{tree.value}”是视图，不是数", f"“{tree.value}” is a view, not a value")
                return self.report(tree, "view_as_value", what, advice=advice)
            kind = (
                Words("字段或量", "field or measure")
                if not values
                else Words("选项、字段或量", "choice or field")
            )
            return self.unknown_name(tree, kind, tree.value, [*self.scope.names(), *(values or ())])
        return self.referred(tree, reference)

    @staticmethod
    def referred(tree: Tree, reference: Reference) -> Tree:
        return replace(tree, op=reference.kind, value=reference.id, type=reference.type)

    def visit_attribute(self, tree: Tree, want: Type | None) -> Tree:
        name, column = tree.value
        table = self.scope.table(name)
        if table is None:
            if self.scope.view(name):
                advice = Words(f"要合计写 合计({name}.{column})", f"to add it up write 合计({name}.{column})")
                what = Words(f"“{name}”是视图，要说明怎么算", f"“{name}” is a view; say how to reduce it")
                return self.report(tree, "view_as_value", what, advice=advice)
            return self.unknown_name(tree, Words("分档表", "table"), name, self.scope.table_names())
        if column not in table.columns:
            return self.unknown_name(tree, Words(f"列（{name}）", f"column of {name}"), column, table.columns)
        by = self.sentence(table.by, None)
        if not isinstance(by.type, Number | Day | Unknown):
            self.problems.append(self.placed(_not_ordered(table.by), 0))
        parts = [by]
        cell_type: Type = UNKNOWN
        for row in table.rows:
            cell = self.sentence(row.cells[table.columns[column]], want if isinstance(want, Choice) else None)
            if not agree(cell.type, cell_type):
                outer, self.source = self.source, row.cells[table.columns[column]]
                self.wrong_type(cell, cell_type)
                self.source = outer
            cell_type = join(cell_type, cell.type)
            parts += [self.sentence(row.bound, by.type), cell]
        if table.marginal and isinstance(cell_type, Number) and isinstance(by.type, Number):
            cell_type = multiply(cell_type, by.type)
        value = TableCell(
            table.id,
            table.columns[column],
            tuple(r.id for r in table.rows),
            tuple(r.strict for r in table.rows),
            table.marginal,
        )
        return Tree("table", tree.span, tuple(parts), value, cell_type)

    def truth(self, tree: Tree) -> Tree:
        checked = self.visit(tree)
        if not isinstance(checked.type, Truth | Unknown):
            self.wrong_type(checked, TRUTH)
        return checked

    def number(self, tree: Tree) -> Tree:
        checked = self.visit(tree)
        if not isinstance(checked.type, Number | Unknown):
            return self.wrong_type(checked, PLAIN)
        return checked

    def visit_and(self, tree: Tree, want: Type | None) -> Tree:
        return replace(tree, parts=tuple(self.truth(p) for p in tree.parts), type=TRUTH)

    visit_or = visit_and
    visit_not = visit_and

    def visit_negate(self, tree: Tree, want: Type | None) -> Tree:
        part = self.number(tree.parts[0])
        return replace(tree, parts=(part,), type=part.type)

    def visit_compare(self, tree: Tree, want: Type | None) -> Tree:
        left = self.visit(tree.parts[0])
        if isinstance(left.type, Tags):
            what = Words("标签用“含”，不用等号", "tags are tested with 含 (has), not compared")
            return self.report(tree, "tags_compared", what)
        right = self.same(left, tree.parts[1])
        if tree.value not in ("=", "!=") and isinstance(left.type, Text | Choice | Truth):
            what = Words("文字和选项只能比较相等不相等", "text and choices can only be equal or not")
            self.report(tree, "not_ordered", what)
        return replace(tree, parts=(left, right), type=TRUTH)

    def same(self, left: Tree, part: Tree) -> Tree:
        """The other operand, which must agree with the first."""
        right = self.visit(part, left.type)
        if not agree(left.type, right.type):
            return self.mismatch(left, right)
        return right

    def mismatch(self, left: Tree, right: Tree) -> Tree:
        a, b = describe(left.type), describe(right.type)
        advice = None
        if isinstance(left.type, Number) and isinstance(right.type, Number):
            dims = {left.type.dimensions, right.type.dimensions}
            if dims == {(("yuan", 1),), (("usd", 1),)}:
                field = self.source.text[left.span.start : left.span.end]
                advice = Words(f"是否指 美元{field}", f"did you mean 美元{field}?")
            elif () in dims:
                advice = Words("数后面要写单位", "write the unit after the number")
        return self.report(
            right,
            "mismatch",
            Words(f"{a[0]}与{b[0]}不能混用", f"{a[1]} and {b[1]} do not mix"),
            Words(*a),
            advice,
        )

    def visit_in(self, tree: Tree, want: Type | None) -> Tree:
        day, period = self.visit(tree.parts[0]), self.visit(tree.parts[1])
        for part, kind in ((day, DAY), (period, SPAN)):
            if not agree(part.type, kind):
                self.wrong_type(part, kind)
        return replace(tree, parts=(day, period), type=TRUTH)

    def visit_has(self, tree: Tree, want: Type | None) -> Tree:
        tags = self.visit(tree.parts[0])
        if not isinstance(tags.type, Tags | Unknown):
            return self.wrong_type(tags, Tags())
        tag = self.visit(tree.parts[1], tags.type)
        return replace(tree, parts=(tags, tag), type=TRUTH)

    def visit_among(self, tree: Tree, want: Type | None) -> Tree:
        first = self.visit(tree.parts[0])
        return replace(tree, parts=(first, *(self.same(first, p) for p in tree.parts[1:])), type=TRUTH)

    def visit_add(self, tree: Tree, want: Type | None) -> Tree:
        left, right = self.visit(tree.parts[0]), self.visit(tree.parts[1])
        kind: Type = join(left.type, right.type)
        if isinstance(left.type, Day):
            if agree(right.type, DURATION) or agree(right.type, DAYS):
                kind = DAY
            elif tree.op == "subtract" and isinstance(right.type, Day):
                kind = DAYS
            else:
                self.report(right, "type", Words("日期只能加减天数或期限", "a date takes days or months"))
        elif not isinstance(left.type, Number | Unknown):
            self.wrong_type(left, PLAIN)
        elif not agree(left.type, right.type):
            self.mismatch(left, right)
        return replace(tree, parts=(left, right), type=kind)

    visit_subtract = visit_add

    def visit_multiply(self, tree: Tree, want: Type | None) -> Tree:
        left, right = self.number(tree.parts[0]), self.number(tree.parts[1])
        kind: Type = UNKNOWN
        if isinstance(left.type, Number) and isinstance(right.type, Number):
            kind = multiply(left.type, right.type)
        return replace(tree, parts=(left, right), type=kind)

    def visit_divide(self, tree: Tree, want: Type | None) -> Tree:
        left, right = self.number(tree.parts[0]), self.number(tree.parts[1])
        if not (isinstance(right.type, Unknown) or self.never_zero(tree.parts[1], right)):
            what = Words("除数可能为零", "the divisor may be zero")
            advice = Words(
                "用 比(甲，乙，乙为零时的值)",
                "write 比(a，b，value): the third is the value at a zero divisor",
            )
            self.report(right, "division", what, advice=advice)
        kind: Type = UNKNOWN
        if isinstance(left.type, Number) and isinstance(right.type, Number):
            kind = multiply(left.type, right.type, -1)
        return replace(tree, parts=(left, right), type=kind)

    def never_zero(self, written: Tree, checked: Tree) -> bool:
        if checked.op == "number":
            return bool(checked.value > 0)
        if checked.op == "function" and checked.value == "target":
            return True
        reference = self.scope.resolve(written.value) if written.op == "name" else None
        return reference is not None and reference.positive

    def visit_where(self, tree: Tree, want: Type | None) -> Tree:
        what = Words("“其中”只在计数、合计一类函数里用", "“where” belongs inside 计数, 合计 and the like")
        return self.report(tree, "where", what)

    def visit_call(self, tree: Tree, want: Type | None) -> Tree:
        function = FUNCTIONS.get(tree.value)
        if function is None:
            return self.unknown_name(tree, Words("函数", "function"), tree.value, CANONICAL)
        if not self.arity(tree, function.takes):
            return replace(tree, type=UNKNOWN)
        if function.family in ("aggregate", "target"):
            return getattr(self, "call_" + function.family)(tree)  # type: ignore[no-any-return]
        method = getattr(self, "call_" + tree.value, None)
        return method(tree, want) if method else getattr(self, "call_" + function.family)(tree)  # type: ignore[no-any-return]

    def arity(self, tree: Tree, takes: str) -> bool:
        """Whether a call has as many arguments as the function's description lists (… means any number)."""
        listed = len(takes.split(","))
        open_ended = "…" in takes
        least = 0 if tree.value in ("all_met", "any_met") else listed
        if least <= len(tree.parts) and (open_ended or len(tree.parts) == listed):
            return True
        function = FUNCTIONS[tree.value]
        name, example = function.chinese, function.example
        many = Words(f"{listed}个参数，如 {example}", f"{listed} arguments, such as {example}")
        what = Words(f"{name} 有{len(tree.parts)}个参数", f"{name} has {len(tree.parts)} arguments")
        self.report(tree, "arguments", what, many)
        return False

    def result(self, tree: Tree, parts: Iterable[Tree], kind: Type, subject: object = None) -> Tree:
        return Tree("function", tree.span, tuple(parts), tree.value, kind, subject)

    # -- values
    def call_if(self, tree: Tree, want: Type | None) -> Tree:
        condition = self.truth(tree.parts[0])
        first = self.visit(tree.parts[1], want)
        second = self.visit(tree.parts[2], want if want else first.type)
        if not agree(first.type, second.type):
            self.mismatch(first, second)
        return self.result(tree, (condition, first, second), join(first.type, second.type))

    def call_min(self, tree: Tree, want: Type | None) -> Tree:
        first = self.visit(tree.parts[0])
        parts, kind = [first], first.type
        if not isinstance(first.type, Number | Day | Unknown):
            self.wrong_type(first, PLAIN)
        for part in tree.parts[1:]:
            parts.append(self.same(first, part))
            kind = join(kind, parts[-1].type)
        return self.result(tree, parts, kind)

    call_max = call_clamp = call_min

    def call_round(self, tree: Tree, want: Type | None) -> Tree:
        number = self.number(tree.parts[0])
        step = self.same(number, tree.parts[1])
        if not isinstance(step.type, Unknown) and not (step.op == "number" and step.value > 0):
            self.report(step, "step", Words("步长要写成正数", "the step must be a positive number as such"))
        kind = number.type if tree.value in ("round", "rest") else COUNT
        return self.result(tree, (number, step), kind)

    call_steps = call_started_steps = call_rest = call_round

    def call_ratio(self, tree: Tree, want: Type | None) -> Tree:
        above, below = self.number(tree.parts[0]), self.number(tree.parts[1])
        otherwise = self.number(tree.parts[2])
        kind: Type = UNKNOWN
        if isinstance(above.type, Number) and isinstance(below.type, Number):
            kind = multiply(above.type, below.type, -1)
            if not agree(kind, otherwise.type):
                self.wrong_type(otherwise, kind)
        return self.result(tree, (above, below, otherwise), kind)

    def call_known(self, tree: Tree, want: Type | None) -> Tree:
        return self.result(tree, (self.visit(tree.parts[0]),), TRUTH)

    call_unknown = call_known

    def call_default(self, tree: Tree, want: Type | None) -> Tree:
        value = self.visit(tree.parts[0], want)
        otherwise = self.same(value, tree.parts[1])
        return self.result(tree, (value, otherwise), join(value.type, otherwise.type))

    def call_holding(self, tree: Tree, want: Type | None) -> Tree:
        return self.result(tree, (self.truth(p) for p in tree.parts), COUNT)

    def call_month(self, tree: Tree, want: Type | None) -> Tree:
        day = self.visit(tree.parts[0])
        if not agree(day.type, DAY):
            self.wrong_type(day, DAY)
        return self.result(tree, (day,), PLAIN)

    call_year = call_month

    # -- rows of a view
    def call_aggregate(self, tree: Tree) -> Tree:
        name = tree.value
        if self.scope.kind == "row" and not self.scope.inside_project and name != "reached":
            what = Words("行内不能直接取量", "a row cannot count or add up by itself")
            advice = Words(
                "写 同项目(…)，或先在 measures 里起名", "write 同项目(…), or name the measure first"
            )
            return self.report(tree, "measure_in_row", what, advice=advice)
        selected = tree.parts[0]
        condition = None
        if selected.op == "where":
            selected, condition = selected.parts
        if selected.op not in ("name", "attribute"):
            want = Words(
                "视图，或 视图.字段，其后可有“其中”条件", "a view or a view's field, then maybe “where”"
            )
            return self.report(selected, "selection", Words("这里要写取哪些行", "say which rows"), want)
        view_name, field = (selected.value, None) if selected.op == "name" else selected.value
        view = self.scope.view(view_name)
        if view is None:
            return self.unknown_name(selected, Words("视图", "view"), view_name, self.scope.view_names())
        view_id, rows = view
        outer, self.scope = self.scope, rows
        parts = () if condition is None else (self.truth(condition),)
        self.scope = outer
        kind: Type = COUNT
        if name in ("count", "earliest"):
            if field is not None:
                want = Words(f"{view_name}，不带字段", f"{view_name} without a field")
                self.report(
                    selected, "selection", Words("数行不用字段", "rows are counted without a field"), want
                )
            kind = COUNT if name == "count" else DAY
            return Tree("aggregate", tree.span, parts, name, kind, Selection(view_id))
        if field is None:
            want = Words(f"{view_name}.字段", f"{view_name}.field")
            return self.report(selected, "selection", Words("少了字段", "the field is missing"), want)
        reference = rows.resolve(field)
        if reference is None or reference.kind != "field":
            return self.unknown_name(selected, Words(f"字段（{view_name}）", "field"), field, rows.names())
        if name == "distinct":
            kind = COUNT
        else:
            kind = reference.type
            ordered = (
                Number | Day | Unknown if name in ("largest", "smallest", "latest") else Number | Unknown
            )
            if not isinstance(kind, ordered) and name != "latest":
                self.report(selected, "type", Words("这个字段不能这样算", "this field cannot be computed so"))
        if name == "reached":
            goal = self.visit(tree.parts[1])
            if not agree(goal.type, kind):
                self.wrong_type(goal, kind)
            parts, kind = (*parts, goal), DAY
        return Tree("aggregate", tree.span, parts, name, kind, Selection(view_id, reference.id))

    # -- periods
    def call_of_project(self, tree: Tree, want: Type | None) -> Tree:
        if self.scope.kind != "row":
            return self.report(tree, "project", Words("同项目(…) 只用于行内", "同项目(…) belongs in a row"))
        outer, self.scope = self.scope, self.scope.of_project()
        part = self.visit(tree.parts[0])
        self.scope = outer
        return self.result(tree, (part,), part.type)

    def call_to_date(self, tree: Tree, want: Type | None) -> Tree:
        if self.scope.kind == "row":
            what = Words("行内不能换期间", "a row has no period to change")
            advice = Words("先在 measures 里起名", "name the measure first")
            return self.report(tree, "period_in_row", what, advice=advice)
        part = self.visit(tree.parts[0])
        return self.result(tree, (part,), part.type)

    call_ever = call_previous = call_year_ago = call_to_date

    def call_months(self, tree: Tree, want: Type | None) -> Tree:
        return self.result(tree, (self.truth(tree.parts[0]),), COUNT)

    call_quarters = call_months

    # -- targets, peers, scores
    def call_target(self, tree: Tree) -> Tree:
        found: list[tuple[str, Type]] = []
        for part in tree.parts:
            target = self.scope.target(part.value) if part.op == "name" else None
            if target is None:
                text = self.source.text[part.span.start : part.span.end]
                return self.unknown_name(part, Words("目标", "target"), text, self.scope.target_names())
            found.append(target)
        if tree.value in ("all_met", "any_met"):
            return self.result(tree, (), TRUTH, tuple(t for t, _ in found))
        kind = found[0][1]
        if tree.value in ("rate", "phased_rate"):
            kind = PERCENT
        elif tree.value == "met":
            kind = TRUTH
        elif isinstance(kind, Truth):
            what = Words("这个目标只有完成条件，没有数", "this target has a condition only, no number")
            return self.report(tree, "target", what)
        return self.result(tree, (), kind, found[0][0])

    def call_peers(self, tree: Tree) -> Tree:
        number = self.number(tree.parts[0])
        return self.result(tree, (number,), COUNT if tree.value.endswith("rank") else number.type)

    def call_spread(self, tree: Tree, want: Type | None) -> Tree:
        number, level = self.number(tree.parts[0]), self.number(tree.parts[1])
        if not agree(level.type, PERCENT):
            self.wrong_type(level, PERCENT)
        return self.result(tree, (number, level), PERCENT)

    def call_points_of(self, tree: Tree, want: Type | None) -> Tree:
        part = tree.parts[0]
        node = self.scope.node(part.value) if part.op == "name" else None
        if node is None:
            text = self.source.text[part.span.start : part.span.end]
            return self.unknown_name(
                part, Words("规则或节", "rule or section"), text, self.scope.node_names()
            )
        return self.result(tree, (), node[1], node[0])


def _not_ordered(by: Sentence) -> Problem:
    return Problem(
        "language.table_by",
        Words("分档的依据要是数或日期", "a table is looked up by a number or a date"),
        text=by.text,
    )
