"""Rankings, outcomes and persons: what is read off the scores."""

from __future__ import annotations

from typing import cast

from zhaoshang.language.types import UNKNOWN, Choice, Number, describe
from zhaoshang.language.types import Text as TextType
from zhaoshang.problems import Words
from zhaoshang.quantities.periods import Grain
from zhaoshang.scheme.context import Context
from zhaoshang.scheme.document import Entry, Map, Text
from zhaoshang.scheme.model import Outcome, OutcomeCase, PeriodGrain, Persons, Ranking, Rung
from zhaoshang.scheme.names import Name, read_heading, split, unknown
from zhaoshang.scheme.scopes import IN_OUTCOME, IN_RANKING, UnitScope

_DIVIDE = {"contribution": "贡献", "points": "分配得分", "companies": "包保企业数"}


def build_rankings(context: Context) -> dict[str, Ranking]:
    """Every board; the first is the rank."""
    found: dict[str, Ranking] = {}
    scope = UnitScope(context, IN_RANKING)
    grouped = any(u.group for u in context.units)
    for id_, (name, node) in context.declared("rankings").items():
        if not isinstance(node, Map):
            continue
        groups: str | None = "group" if grouped else None
        text = node.text("groups")
        if text is not None:
            known: dict[str, str | None] = {"类别": "group", "团队": "team", "group": "group", "team": "team"}
            known |= {n: f.id for f in context.unit_fields.values() for n in (f.id, f.label)}
            known |= {"全体": None, "all": None}
            if text.text not in known:
                context.problems.append(unknown(Words("分组字段", "field to group by"), text, known))
            groups = known.get(text.text)
            field = context.unit_fields.get(groups) if groups else None
            if field is not None and not isinstance(field.type, TextType | Choice):
                what = Words(
                    f"“{field.label}”是数，不能分组", f"“{field.label}” is a number and makes no groups"
                )
                context.report("groups", what, text.where, text.text)
        by = node.text("by")
        tree = None if by is None else context.check(by, scope)
        if tree is not None and by is not None and not isinstance(tree.type, Number) and tree.type != UNKNOWN:
            have = describe(tree.type)
            what = Words(f"这里是{have[0]}", f"this is {have[1]}")
            context.report(
                "ranking_by", what, by.where, by.text, Words("数，大的在前", "a number, larger first")
            )
        tiebreak: list[str] = []
        for rule in node.texts("tiebreak"):
            found_rule = context.nodes.find(rule.text)
            if found_rule is None:
                context.problems.append(
                    unknown(Words("规则或节", "rule or section"), rule, context.nodes.ids)
                )
            else:
                tiebreak.append(found_rule)
        clauses = tuple(t.text for t in node.texts("clause"))
        units = context.truth(node.text("units"), scope)
        found[id_] = Ranking(id_, name.label, clauses, groups, units, tree, tuple(tiebreak))
    return found


def build_outcomes(context: Context, rankings: dict[str, Ranking]) -> dict[str, Outcome]:
    """Every outcome, checked."""
    found: dict[str, Outcome] = {}
    for entry in context.root.map("outcomes").entries.values():
        if not isinstance(entry.value, Map):
            continue
        name = read_heading(entry.key, context.problems)
        if name.id in found:
            what = Words("名称已经用过", "the name is taken")
            context.report("name_taken", what, name.where, entry.key.text)
        found[name.id] = _outcome(context, name, entry.value, rankings)
    return found


def _outcome(context: Context, name: Name, node: Map, rankings: dict[str, Ranking]) -> Outcome:
    scope = UnitScope(context, IN_OUTCOME)
    ranking = next(iter(rankings), "")
    board = node.text("ranking")
    if board is not None:
        ranking = context.rankings.find(board.text) or ranking
        if context.rankings.find(board.text) is None:
            context.problems.append(unknown(Words("榜", "ranking"), board, context.rankings.ids))
    when, text = node.text("when"), node.map("cases")
    if (when is None) == (not text.entries):
        what = Words("写 when 或 cases 中的一个", "write either when or cases")
        context.report("outcome", what, name.where, name.label)
    cases = (
        [OutcomeCase(when.text, tree)] if when is not None and (tree := context.truth(when, scope)) else []
    )
    for entry in text.entries.values():
        if isinstance(entry.value, Text) and (tree := context.truth(entry.value, scope)) is not None:
            cases.append(OutcomeCase(split(entry.key.text)[1], tree))
    texts = {k: t.text for k in node.entries if (t := node.text(k)) is not None}
    rungs = sorted(
        (_rung(context, entry) for entry in node.map("ladder").entries.values()), key=lambda r: r.count
    )
    clauses = tuple(t.text for t in node.texts("clause"))
    if not clauses:
        what = Words(f"结果“{name.label}”没有条款", f"outcome “{name.label}” cites no clause")
        advice = Words(
            "写 clause（条款）：依据文件的哪一条", "write clause: which part of the document it rests on"
        )
        context.report("no_clause", what, name.where, advice=advice)
    return Outcome(
        name.id,
        name.label,
        clauses,
        cast(PeriodGrain, texts.get("after", "term")),
        "of" in texts,
        ranking,
        context.truth(node.text("units"), UnitScope(context, IN_RANKING)),
        tuple(cases),
        tuple(rungs) or (Rung(1, texts.get("outcome", name.label), texts.get("by"), texts.get("to")),),
        texts.get("rungs") == "all",
        cast("Grain | None", texts.get("resets")),
        texts.get("by"),
        texts.get("to"),
    )


def _rung(context: Context, entry: Entry) -> Rung:
    many, value = entry.key.text, entry.value
    if not (many.isascii() and many.isdigit() and int(many) > 0):
        what = Words("阶梯的键是连续几期", "a ladder's key is a number of periods")
        context.report(
            "ladder", what, entry.key.where, many, Words("1、2、3 这样的数", "a number such as 1, 2 or 3")
        )
        many = "1"
    if isinstance(value, Text):
        return Rung(int(many), value.text, None, None)
    texts = {k: t.text for k in ("outcome", "by", "to") if isinstance(value, Map) and (t := value.text(k))}
    return Rung(int(many), texts.get("outcome", ""), texts.get("by"), texts.get("to"))


def build_persons(context: Context) -> Persons | None:
    """How a unit's score is divided among its people."""
    if "persons" not in context.root.entries:
        return None
    node = context.root.map("persons")
    pool, divide = node.text("pool"), node.text("divide")
    if pool is None or divide is None:
        return None
    by = {n: key for key, label in _DIVIDE.items() for n in (key, label)}
    if divide.text not in by:
        context.problems.append(unknown(Words("人员表的列", "column of the people table"), divide, by))
    clauses = tuple(t.text for t in node.texts("clause"))
    tree = context.check(pool, UnitScope(context, IN_RANKING), context.score_type)
    return Persons(clauses, tree, by.get(divide.text, ""))
