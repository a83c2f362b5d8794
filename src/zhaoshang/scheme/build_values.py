"""Indicators, parameters, views and targets: what a scheme draws its numbers from."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, cast

from zhaoshang.language import Tree
from zhaoshang.language.types import (
    DAY,
    DAYS,
    DURATION,
    PLAIN,
    TRUTH,
    UNKNOWN,
    Choice,
    Number,
    Truth,
    Type,
    agree,
    describe,
    join,
)
from zhaoshang.problems import Place, Problem, Words
from zhaoshang.quantities.dates import to_day
from zhaoshang.scheme.context import Context, is_pure, zero
from zhaoshang.scheme.csv_files import read_number, unit_of, usual_size
from zhaoshang.scheme.document import Items, Map, Node, Text
from zhaoshang.scheme.model import (
    AssignedItem,
    Assignment,
    Indicator,
    Lapse,
    Parameter,
    ParameterCase,
    PeriodGrain,
    Target,
    TargetValue,
    View,
)
from zhaoshang.scheme.names import near, read_name, unknown
from zhaoshang.scheme.registers import TARGET_COLUMNS, not_a_unit, year_and_until
from zhaoshang.scheme.scopes import ConstantScope
from zhaoshang.scheme.shape import NONE


def build_indicators(context: Context) -> None:
    """Fill the context's indicators."""
    for id_, (name, node) in context.declared("indicators").items():
        if not isinstance(node, Map):
            continue
        word, take = node.text("in"), node.text("take")
        type_, size = PLAIN, Fraction(1)
        if word is not None:
            unit = unit_of(word.text)
            if unit is None:
                context.problems.append(not_a_unit(word))
            else:
                type_, size = unit
        named = tuple(t.text for t in node.texts("named"))
        names = tuple(dict.fromkeys((name.id, name.label, *named)))
        combined = cast(Literal["latest", "sum", "mean"], take.text if take else "latest")
        context.indicators[id_] = Indicator(id_, name.label, names, type_, size, combined)


def build_parameters(context: Context) -> None:
    """Fill the context's parameters; their values are written out, so they come before everything else."""
    constants = ConstantScope(context)
    for id_, (name, node) in context.declared("parameters").items():
        by: str | None = None
        written: list[tuple[str | None, Node]] = [(None, node)]
        if isinstance(node, Map):
            written = []
            field, allowed = _divided_by(context, node)
            by = field
            for key, entry in node.entries.items():
                if key == "by":
                    continue
                if key != "else" and allowed is not None and key not in allowed:
                    context.problems.append(
                        unknown(Words("取值（依据的字段里）", "value of that field"), entry.key, allowed)
                    )
                    continue
                written.append((None if key == "else" else (allowed or {}).get(key, key), entry.value))
        cases: list[ParameterCase] = []
        type_: Type = UNKNOWN
        for whose, value in written:
            for first_day, sentence in _dated(value):
                tree = context.check(sentence, constants)
                if not agree(tree.type, type_):
                    want = describe(type_)
                    have = describe(tree.type)
                    what = Words(f"这里是{have[0]}", f"this is {have[1]}")
                    advice = Words(
                        "一个参数的各个值单位要相同", "all values of a parameter have the same unit"
                    )
                    context.report("parameter", what, sentence.where, sentence.text, Words(*want), advice)
                type_ = join(type_, tree.type)
                cases.append(ParameterCase(whose, first_day, tree))
        context.parameters[id_] = Parameter(id_, name.label, type_, by, tuple(cases))


def _divided_by(context: Context, node: Map) -> tuple[str, dict[str, str] | None]:
    """The field a parameter differs by, and the values it can take (None where any text will do)."""
    by = node.text("by")
    id_ = "group"
    if by is not None:
        known = {
            "单位": "unit",
            "类别": "group",
            "团队": "team",
            "unit": "unit",
            "group": "group",
            "team": "team",
        }
        known |= {n: f.id for f in context.unit_fields.values() for n in (f.id, f.label)}
        if by.text not in known:
            context.problems.append(unknown(Words("单位字段", "field of units"), by, known))
        id_ = known.get(by.text, "group")
    type_ = context.built_in[id_].type if id_ in ("unit", "group", "team") else context.unit_fields[id_].type
    return id_, dict(type_.values) if isinstance(type_, Choice) else None


def _dated(value: Node) -> list[tuple[int | None, Text]]:
    if isinstance(value, Text):
        return [(None, value)]
    found: list[tuple[int | None, Text]] = []
    for item in value.items if isinstance(value, Items) else ():
        first = item.text("from") if isinstance(item, Map) else None
        sentence = item.text("value") if isinstance(item, Map) else None
        if first is not None and sentence is not None:
            found.append((to_day(first.text), sentence))
    return found


def build_views(context: Context) -> dict[str, View]:
    """Every view, checked."""
    found: dict[str, View] = {}
    for id_, (name, node) in context.declared("views").items():
        if not isinstance(node, Map):
            continue
        of = node.text("of")
        source = context.views.find(of.text) if of is not None else None
        if of is not None and source is None:
            context.problems.append(unknown(Words("表或视图", "table or view"), of, context.views.ids))
            continue
        table = context.table_of(id_)
        if source is None or table is None:  # a view that is not there, or a circle: said elsewhere
            continue
        columns = context.columns(id_)
        rows = context.inner_scope(id_)
        first: list[str] = []
        for text in node.texts("first"):
            reference = rows.fields.get(text.text)
            if reference is None:
                context.problems.append(unknown(Words("字段", "field"), text, rows.fields))
            else:
                first.append(reference.id)
        joint, rate_on, dated = node.text("joint"), node.text("rate_on"), node.text("dated")
        found[id_] = View(
            id_,
            name.label,
            source,
            table,
            columns,
            context.truth(node.text("where"), rows),
            context.truth(node.text("expect"), rows),
            None if dated is None else context.check(dated, rows, DAY),
            tuple(first),
            joint is None or joint.text == "yes",
            None if rate_on is None else context.check(rate_on, rows, DAY),
            _lapse(context, id_, node),
            _assignment(context, id_, node),
        )
    return found


def _lapse(context: Context, view: str, node: Map) -> Lapse | None:
    within, without = node.text("within"), node.text("without")
    if within is None and without is None:
        if "roll" in node.entries:
            what = Words("“roll”要和“within”“without”一起写", "“roll” belongs with “within” and “without”")
            context.report("lapse", what, node.key_place("roll"))
        return None
    if within is None or without is None:
        what = Words("“within”和“without”要一起写", "“within” and “without” go together")
        expected = Words("如 within: 1年, without: 落地日期", "such as within: 1年, without: 落地日期")
        context.report("lapse", what, (within or without or Text("", node.where)).where, expected=expected)
        return None
    rows = context.inner_scope(view)
    length = context.check(within, rows)
    if not (agree(length.type, DURATION) or length.type == DAYS):
        have = describe(length.type)
        what, expected = (
            Words(f"这里是{have[0]}", f"this is {have[1]}"),
            Words("1年、6个月或 30天", "such as 1年 or 30天"),
        )
        context.report("lapse", what, within.where, within.text, expected)
    return Lapse(length, context.check(without, rows, DAY), "roll" in node.entries)


def _assignment(context: Context, view: str, node: Map) -> Assignment | None:
    if "assign" not in node.entries:
        return None
    assign, rows = node.map("assign"), context.inner_scope(view)
    items: list[AssignedItem] = []
    for entry in assign.map("items").entries.values():
        name = read_name(entry.key, context.problems)
        item = entry.value
        where, take = (item.text("where"), item.text("take")) if isinstance(item, Map) else (None, None)
        if where is None or take is None:
            continue
        if any(name.id == other.id or name.label == other.label for other in items):
            what = Words("这一项已经写过", "this item stands twice")
            context.report("name_taken", what, name.where, entry.key.text)
        many = context.check(take, context.unit_scope)
        if not (is_pure(many.type) or many.type == UNKNOWN):
            have = describe(many.type)
            what, expected = Words(f"这里是{have[0]}", f"this is {have[1]}"), Words("个数", "a count")
            context.report("assign", what, take.where, take.text, expected)
        items.append(AssignedItem(name.id, name.label, context.check(where, rows, TRUTH), many))
    return Assignment(context.truth(assign.text("prefer"), rows), tuple(items))


def build_targets(context: Context) -> dict[str, Target]:
    """Every target, checked."""
    found: dict[str, Target] = {}
    scope = context.unit_scope
    for id_, (name, node) in context.declared("targets").items():
        if not isinstance(node, Map):
            continue
        type_ = context.target_type(id_)
        met = context.truth(node.text("met"), scope)
        if context.done[id_] is None and met is None:
            what = Words(
                f"目标“{name.label}”没有写怎样算完成", f"target “{name.label}” does not say what fills it"
            )
            advice = Words("写 done（完成量）或 met（完成条件）", "write done or met")
            context.report("target", what, name.where, advice=advice)
        if not isinstance(type_, Number | Truth) and type_ != UNKNOWN:
            have = describe(type_)
            what = Words(f"完成量是{have[0]}", f"what is done is {have[1]}")
            context.report("target", what, node.key_place("done"), expected=Words("数", "a number"))
            type_ = UNKNOWN
        number = type_ if isinstance(type_, Number) else None
        value = _value(context, node.text("value"), number)
        values: dict[str, Tree] = {}
        names = context.built_in["unit"].type
        for unit, entry in node.map("values").entries.items():
            if isinstance(names, Choice) and unit not in names.values:
                context.problems.append(unknown(Words("单位", "unit"), entry.key, names.values))
            elif isinstance(entry.value, Text):
                tree = _value(context, entry.value, number)
                if tree is not None:
                    values[names.values[unit] if isinstance(names, Choice) else unit] = tree
        per = node.text("per")
        found[id_] = Target(
            id_,
            name.label,
            tuple(t.text for t in node.texts("clause")),
            type_,
            context.done[id_],
            value,
            values,
            context.truth(node.text("units"), scope),
            cast(PeriodGrain, per.text if per else "term"),
            met,
            _value(context, node.text("headline"), number),
        )
    return found


def _value(context: Context, sentence: Text | None, type_: Number | None) -> Tree | None:
    """A target's value; nought is refused, since a blank is how nothing is demanded."""
    if sentence is None:
        return None
    tree = context.check(sentence, context.unit_scope, type_)
    if zero(tree):
        context.problems.append(zero_target(sentence.where, sentence.text))
    return tree


def zero_target(where: Place, text: str) -> Problem:
    """A target of nought."""
    what = Words("目标不能是零", "a target cannot be zero")
    return Problem(
        "scheme.zero_target",
        what,
        where,
        text,
        advice=Words("没有任务就空着", "leave it blank where there is none"),
    )


def build_target_values(
    context: Context, targets: dict[str, Target], first_year: int
) -> tuple[TargetValue, ...]:
    """The cells of targets.csv, those put by overlays included."""
    sheet = context.pack.targets
    found: dict[tuple[str, str, int, int | None], TargetValue] = {}
    unit_type = context.built_in["unit"].type
    units = unit_type.values if isinstance(unit_type, Choice) else {}
    replaced = {(units.get(u, u), context.target_names.find(t)) for u, t in context.pack.target_cells}
    years: dict[tuple[str, str], int] = {}
    if sheet is not None:
        keys = {h.name: TARGET_COLUMNS.get(h.name, h.name) for h in sheet.headers}
        columns = {
            h.name: h for h in sheet.headers if keys[h.name] not in ("unit", "year", "until", "group", "team")
        }
        for header in columns.values():
            if context.target_names.find(header.name) is None:
                _no_such_target(context, header.name, header.where)
        for row, place in zip(sheet.rows, sheet.row_places, strict=True):
            cells = {keys[k]: v for k, v in row.items()}
            name = cells.get("unit")
            if name is None:
                context.report("csv_blank", Words("没有单位名称", "the unit's name is blank"), place)
                continue
            unit = units.get(name.text)
            if unit is None:
                what = Words(f"units.csv 里没有“{name.text}”", f"units.csv has no “{name.text}”")
                context.report("csv_unit_name", what, name.where, name.text, advice=near(name.text, units))
                continue
            year, until = year_and_until(cells, first_year, context.problems)
            for column, header in columns.items():
                target, cell = context.target_names.find(column), row.get(column)
                if target is None or cell is None or target not in targets:
                    continue
                if until is None:
                    years[unit, target] = year
                if (unit, target) in replaced and until is None:
                    continue
                type_ = targets[target].type
                if not isinstance(type_, Number):
                    continue
                size = usual_size(type_)
                if header.unit:
                    written = unit_of(header.unit)
                    if written is None:
                        context.problems.append(not_a_unit(Text(header.unit, header.where)))
                        continue
                    if not agree(written[0], type_):
                        have, want = describe(written[0]), describe(type_)
                        what = Words(f"表头的单位是{have[0]}", f"the header says {have[1]}")
                        context.report("csv_unit", what, header.where, header.where.field, Words(*want))
                        continue
                    size = written[1]
                value = read_number(cell, type_, size, context.problems)
                if value is None:
                    continue
                if value == 0:
                    context.problems.append(zero_target(cell.where, cell.text))
                    continue
                key = (unit, target, year, until)
                if key in found:
                    what = Words(
                        "同一单位同一年的目标写了两次", "the unit's target of that year stands twice"
                    )
                    context.report("csv_twice", what, cell.where, cell.text)
                found[key] = TargetValue(unit, target, year, until, value)
    for (unit_name, target_name), text in context.pack.target_cells.items():
        unit, target = units.get(unit_name), context.target_names.find(target_name)
        if unit is None:
            context.problems.append(unknown(Words("单位", "unit"), Text(unit_name, text.where), units))
        elif target in targets and text.text != NONE:
            type_ = targets[target].type
            tree = _value(context, text, type_ if isinstance(type_, Number) else None)
            if tree is not None and tree.op == "number":
                year = years.get((unit, target), first_year)
                found[unit, target, year, None] = TargetValue(unit, target, year, None, tree.value)
            elif tree is not None and tree.type != UNKNOWN:
                what = Words("目标的格里要写数", "a cell of the targets holds a number")
                context.report("target", what, text.where, text.text)
    return tuple(found.values())


def _no_such_target(context: Context, name: str, where: Place) -> None:
    """A column of targets.csv without a target."""
    what = Words(f"没有名为“{name}”的目标", f"there is no target named “{name}”")
    advice = near(name, context.target_names.ids) or Words(
        "先写在 scheme.yaml 的 targets 里", "declare it under targets first"
    )
    context.report("csv_column", what, where, where.field, advice=advice)
