"""The tree of rules and sections: what each inherits, what it is worth, and when."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import cast

from zhaoshang.language import Tree
from zhaoshang.language.types import DAY, UNKNOWN, Type, describe
from zhaoshang.problems import Place, Words
from zhaoshang.quantities.dates import to_day
from zhaoshang.scheme.context import Context, is_pure
from zhaoshang.scheme.document import Map, Text
from zhaoshang.scheme.document import Node as Written
from zhaoshang.scheme.model import LIMIT_SCOPES, Limit, Node, PeriodGrain
from zhaoshang.scheme.names import read_heading, unknown
from zhaoshang.scheme.scopes import IN_TIMES, RowScope, UnitScope

UNPUBLISHED = ("未公布", "unpublished")


@dataclass(frozen=True)
class _Above:
    """What a node takes over from the sections that hold it."""

    path: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    units: tuple[Tree, ...] = ()
    when: tuple[Text, ...] = ()
    dated: Text | None = None
    per: PeriodGrain | None = None
    sentences: dict[str, str] = field(default_factory=dict)


def build_rules(context: Context) -> tuple[Node, ...]:
    """Every rule and section, checked, in the document's order."""
    return _children(context, context.root.map("rules"), _Above())


def _children(context: Context, rules: Map, above: _Above) -> tuple[Node, ...]:
    found: list[Node] = []
    for entry in rules.entries.values():
        if isinstance(entry.value, Map):
            name = read_heading(entry.key, [])
            found.append(_node(context, name.id, name.label, entry.key.where, entry.value, above))
    return tuple(found)


def _node(context: Context, id_: str, label: str, where: Place, node: Map, above: _Above) -> Node:
    is_section = "rules" in node.entries
    unit, texts = context.unit_scope, {k: t for k in node.entries if (t := node.text(k)) is not None}
    own_units = context.truth(node.text("units"), unit)
    per = cast("PeriodGrain | None", texts["per"].text) if "per" in texts else above.per
    inherits = _Above(
        (*above.path, id_),
        tuple(t.text for t in node.texts("clause")) or above.clauses,
        above.units if own_units is None else (*above.units, own_units),
        above.when if "when" not in texts else (*above.when, texts["when"]),
        texts.get("dated", above.dated),
        per,
    )
    result = Node(
        id_,
        label,
        inherits.clauses,
        above.path,
        inherits.units,
        per=per or "term",
        first_day=to_day(texts["from"].text) if "from" in texts else None,
        last_day=to_day(texts["to"].text) if "to" in texts else None,
        best_per_project="best" in node.entries,
        limits=read_limits(context, node),
        times=read_times(context, node),
        full=_score(context, node, "full"),
        where=where,
        sentences={k: t.text for k, t in texts.items()},
    )
    if is_section:
        return _section(context, result, node, inherits)
    return _rule(context, result, node, inherits)


def _section(context: Context, result: Node, node: Map, inherits: _Above) -> Node:
    for key in ("each", "points", "from", "to"):
        if key in node.entries:
            what = Words(f"节里不能写“{key}”，它属于规则", f"a section has no “{key}”; a rule has")
            advice = Words("移到下面的规则里", "move it to the rules below")
            context.report("section", what, node.key_place(key), key, advice=advice)
    if "base" in node.entries:  # the only line that a section itself writes
        when = tuple(context.check(t, context.unit_scope) for t in inherits.when)
        text = inherits.dated
        dated = None if text is None else context.check(text, context.unit_scope, DAY)
        result = replace(result, base=_score(context, node, "base"), when=when, dated=dated)
    if not node.map("rules").entries and "base" not in node.entries:
        what = Words("这一节里没有规则", "the section holds no rules")
        context.report("section", what, result.where, result.label)
    return replace(result, rules=_children(context, node.map("rules"), inherits))


def _rule(context: Context, result: Node, node: Map, inherits: _Above) -> Node:
    each, points = node.text("each"), node.text("points")
    if not inherits.clauses:
        what = Words(f"规则“{result.label}”没有条款", f"rule “{result.label}” cites no clause")
        advice = Words(
            "写 clause（条款）：依据文件的哪一条", "write clause: which part of the document it rests on"
        )
        context.report("no_clause", what, result.where, advice=advice)
    if "base" in node.entries:
        what = Words("“base”写在节上，不写在规则上", "“base” belongs to a section, not a rule")
        advice = Words("规则直接写 points", "give the rule points instead")
        context.report("rule", what, node.key_place("base"), "base", advice=advice)
    if each is not None and "per" in node.entries:
        what = Words("each 与 per 只能有一个", "a rule has either each or per")
        expected = Words(
            "逐条计分写 each，每期一次写 per", "each for every row of a view, per for once a period"
        )
        context.report("two_shapes", what, node.key_place("per"), f"each: {each.text}", expected)
    scope: UnitScope = context.unit_scope
    view: str | None = None
    if each is not None:
        view = context.views.find(each.text)
        if view is None:
            problem = unknown(Words("视图", "view"), each, context.views.ids)
            if " " in each.text or "其中" in each.text:
                advice = Words(
                    "each 只写视图名，条件写在 when", "each takes a view's name; conditions go into when"
                )
                problem = replace(problem, advice=advice)
            context.problems.append(problem)
            return result
        scope = RowScope(context, context.row_fields(view))
    if points is None:
        what = Words(f"规则“{result.label}”缺少 points（计分）", f"rule “{result.label}” has no points")
        advice = Words(
            "没有公布分值的写 points: 未公布", "write points: 未公布 where they were never published"
        )
        context.report("no_points", what, result.where, advice=advice)
        return result
    published = points.text not in UNPUBLISHED
    return replace(
        result,
        when=tuple(t for text in inherits.when if (t := context.truth(text, scope)) is not None),
        each=view,
        points=context.check(points, scope, context.score_type) if published else None,
        published=published,
        dated=context.check(inherits.dated, scope, DAY) if inherits.dated is not None else None,
    )


def _score(context: Context, node: Map, key: str) -> Tree | None:
    text = node.text(key)
    return None if text is None else context.check(text, context.unit_scope, context.score_type)


def read_times(context: Context, node: Map) -> Tree | None:
    """A node's coefficient: a number without dimension, which may look at the node's own subtotal."""
    text = node.text("times")
    if text is None:
        return None
    tree = context.check(text, UnitScope(context, IN_TIMES))
    type_: Type = tree.type
    if not (is_pure(type_) or type_ == UNKNOWN):
        have = describe(type_)
        what = Words(f"系数是{have[0]}", f"the coefficient is {have[1]}")
        expected = Words("百分比或数，如 80% 或 1.2", "a percentage or number, such as 80% or 1.2")
        context.report("times", what, text.where, text.text, expected)
    return tree


def read_limits(context: Context, node: Map) -> tuple[Limit, ...]:
    """A node's caps and floors, from the shortest scope to the longest."""
    trees: dict[str, dict[str, Tree]] = {"cap": {}, "floor": {}}
    for key, by_scope in trees.items():
        value = node.get(key)
        written: dict[str, Written] = {"term": value} if isinstance(value, Text) else {}
        if isinstance(value, Map):
            written = {scope: entry.value for scope, entry in value.entries.items()}
        for scope, text in written.items():
            if isinstance(text, Text):
                by_scope[scope] = context.check(text, context.unit_scope, context.score_type)
    return tuple(
        Limit(scope, trees["cap"].get(scope), trees["floor"].get(scope))  # type: ignore[arg-type]
        for scope in LIMIT_SCOPES
        if scope in trees["cap"] or scope in trees["floor"]
    )


def build_total(context: Context) -> Node | None:
    """The root of the tree: limits and a coefficient on the whole score."""
    if "total" not in context.root.entries:
        return None
    node = context.root.map("total")
    units = context.truth(node.text("units"), context.unit_scope)
    return Node(
        "total",
        "总分",
        tuple(t.text for t in node.texts("clause")),
        (),
        () if units is None else (units,),
        limits=read_limits(context, node),
        times=read_times(context, node),
        full=_score(context, node, "full"),
        where=node.where,
        sentences={k: t.text for k in node.entries if (t := node.text(k)) is not None},
    )
