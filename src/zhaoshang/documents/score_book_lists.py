"""The lists of a score book as rows: lines, targets, outcomes, persons, clauses.

Every figure is the result's own. A target's rate is a formula over the two cells beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from zhaoshang.documents.book_cells import (
    COUNT,
    PERCENT,
    POINTS,
    Content,
    Day,
    Figure,
    Formula,
    ListColumn,
    stored,
)
from zhaoshang.documents.book_pages import BookSource
from zhaoshang.documents.ranking import points_by_rule, rule_of
from zhaoshang.language.types import COUNT as COUNTED
from zhaoshang.language.types import DAYS, MU, USD, YUAN, Type
from zhaoshang.language.types import PERCENT as PERCENTAGE
from zhaoshang.language.types import POINTS as IN_POINTS
from zhaoshang.language.write import decimal
from zhaoshang.ledger.cells import safe_text
from zhaoshang.problems import Words
from zhaoshang.quantities.numbers import format_decimal, format_points
from zhaoshang.scoring import Line, TargetResult
from zhaoshang.scoring.result import HeadlineResult
from zhaoshang.tables import TABLES

GAIN, LOSS = Words("加分", "gain"), Words("扣分", "loss")
MET, UNMET, NO_TASK = Words("完成", "met"), Words("未完成", "not met"), Words("没有任务", "no task")
MOST_FACTS = 20
"""Facts of one line that are named before the rest is counted; their codes are all there."""
_CARRIERS = {
    "rule": "规则", "target": "目标", "indicator": "指标", "view": "视图", "table": "分档表", "parameter": "参数",
    "ranking": "排名", "outcome": "结果运用", "calendar": "日程", "evidence": "佐证", "review": "评审",
    "duty": "职责", "ledger": "台账", "persons": "个人分配", "total": "总分", "units": "单位",
    "workflow": "办理流程", "narrative": "说明性文字",
}  # fmt: skip


@dataclass(frozen=True)
class BookList:
    """A list as it will stand: columns by key, rows, the rows that stand out, and what is printed.

    ``printed``: how many columns from the left; the others are for the screen.
    """

    columns: Mapping[str, ListColumn]
    rows: Sequence[Sequence[Content]]
    strong: frozenset[int] = frozenset()
    printed: int | None = None


def line_list(source: BookSource) -> BookList:
    """Every line of every unit, in the units' order and by date."""
    say = source.say
    columns = {
        "unit": ListColumn(say("单位", "Unit"), 10, 20),
        "date": ListColumn(say("日期", "Date"), 12, 12, "centre"),
        "rule": ListColumn(say("规则", "Rule"), 10, 18),
        "row": ListColumn(say("档次", "Row"), 6, 22),
        "clause": ListColumn(say("条款", "Clause"), 8, 16),
        "facts": ListColumn(say("事实", "Facts"), 14, 44),
        "why": ListColumn(say("说明", "Why"), 20, 50),
        "points": ListColumn(say("分值", "Points") + source.in_unit, 10, 18, "number"),
        "kind": ListColumn(say("计入", "Counts as"), 8, 10, "centre"),
        "group": ListColumn(say("类别", "Group"), 6, 16),
        "rule_id": ListColumn(say("规则编号", "Rule id"), 10, 24, wraps=False),
        "fact_codes": ListColumn(say("事实编号", "Fact codes"), 14, 30, wraps=False),
    }
    labels = _row_labels(source)
    gain, loss = GAIN.in_language(source.language), LOSS.in_language(source.language)
    rows: list[Sequence[Content]] = []
    for unit in source.result.units:
        net = points_by_rule(unit)
        for line in unit.lines:
            rows.append(
                (
                    unit.unit,
                    Day(line.date),
                    say(line.label, rule_of(line)),
                    say(labels.get(line.row or "", line.row or ""), line.row or ""),
                    line.clause,
                    _named(source, line),
                    _why(source, line),
                    Figure(format_points(line.points), POINTS),
                    loss if net[rule_of(line)] < 0 else gain,
                    unit.group,
                    line.rule,
                    "；".join(line.facts),
                )
            )
    return BookList(columns, rows, printed=9)


def _row_labels(source: BookSource) -> Mapping[str, str]:
    """Names of table rows by id, where all tables that have such a row call it the same."""
    found: dict[str, set[str]] = {}
    for table in source.scheme.tables.values():
        for row in table.rows:
            found.setdefault(row.id, set()).add(row.label)
    return {id_: labels.pop() for id_, labels in found.items() if len(labels) == 1}


def _named(source: BookSource, line: Line) -> str:
    names = [source.names.name(fact, source.language) for fact in line.facts[:MOST_FACTS]]
    if len(line.facts) > MOST_FACTS:
        more = len(line.facts) - MOST_FACTS
        names.append(source.say(f"等{len(line.facts)}项", f"and {more} more"))
    return "\n".join(names)


def _why(source: BookSource, line: Line) -> str:
    """The arithmetic without the rule's name, which stands beside it; with it where a sign would come first."""
    said = line.why.in_language(source.language)
    prefix = source.say(f"{line.label}：", f"{rule_of(line)}: ")
    bare = said.removeprefix(prefix)
    return bare if bare and safe_text(bare) == bare else said


def target_list(source: BookSource, first: int) -> BookList:
    """The targets of the whole, then each unit's. ``first``: its first row as a spreadsheet counts it."""
    say = source.say
    columns = {
        "unit": ListColumn(say("单位", "Unit"), 10, 24),
        "group": ListColumn(say("类别", "Group"), 6, 14),
        "target": ListColumn(say("目标", "Target"), 14, 36),
        "measure": ListColumn(say("计量", "Unit of figure"), 8, 14, "centre"),
        "value": ListColumn(say("任务数", "Task"), 12, 20, "number"),
        "done": ListColumn(say("完成数", "Done"), 12, 20, "number"),
        "rate": ListColumn(say("完成率", "Rate"), 10, 12, "number"),
        "status": ListColumn(say("是否完成", "Status"), 10, 12, "centre"),
        "assigned": ListColumn(say("已分解到单位", "Assigned to units"), 14, 20, "number"),
        "clause": ListColumn(say("条款", "Clause"), 10, 24),
    }
    whole = say("总体目标", "The whole")
    rows: list[Sequence[Content]] = []
    for headline in source.result.headlines:
        met = headline.done is not None and headline.done >= headline.value
        rows.append(_target(source, first + len(rows), whole, None, headline, met, headline.assigned))
    strong = frozenset(range(len(rows)))
    for unit in source.result.units:
        for target in unit.targets:
            rows.append(_target(source, first + len(rows), unit.unit, unit.group, target, target.met, None))
    return BookList(columns, rows, strong)


def _target(
    source: BookSource,
    row: int,
    unit: str,
    group: str | None,
    target: TargetResult | HeadlineResult,
    met: bool,
    assigned: Fraction | None,
) -> Sequence[Content]:
    measure, size = _measure(target.type)
    value, done = (None if each is None else decimal(each / size) for each in (target.value, target.done))
    status = MET if met else NO_TASK if target.value is None else UNMET
    known = source.scheme.targets.get(target.target)
    return (
        unit,
        group,
        source.say(target.label, target.target),
        measure.in_language(source.language),
        _amount(value, target.type),
        _amount(done, target.type),
        _rate(value, done, row),
        status.in_language(source.language),
        _amount(None if assigned is None else decimal(assigned / size), target.type),
        "、".join(dict.fromkeys(source.scheme.place_of(id_) for id_ in known.clauses)) if known else None,
    )


def _measure(type_: Type) -> tuple[Words, int]:
    """In what a target's figures stand, and how many natural units that is."""
    if type_ == YUAN:
        return Words("万元", "10,000 yuan"), 10**4
    if type_ == USD:
        return Words("万美元", "10,000 USD"), 10**4
    if type_ == PERCENTAGE:
        return Words("%", "%"), 1
    plain = {COUNTED: Words("个", "count"), DAYS: Words("天", "days"), MU: Words("亩", "mu")}
    plain[IN_POINTS] = Words("分", "points")
    for known, words in plain.items():
        if known == type_:
            return words, 1
    return Words("", ""), 1


def _amount(text: str | None, type_: Type) -> Content:
    if text is None:
        return None
    if type_ == PERCENTAGE:
        return Figure(text, PERCENT)
    return Figure(text, POINTS if "." in text else COUNT)


def _rate(value: str | None, done: str | None, row: int) -> Content:
    """What was done over the task, live; blank where there is no task or a figure is too long for a cell."""
    if value is None or done is None or stored(value) is None or stored(done) is None or not Fraction(value):
        return None
    return Formula(f"=F{row}/E{row}", _nine_decimals(Fraction(done) / Fraction(value)), PERCENT)


def _nine_decimals(value: Fraction) -> str:
    """A ratio as decimal text, rounded half up past every figure that is shown."""
    scaled = abs(value) * 10**9
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return format_decimal(-whole if value < 0 else whole, 9)


def outcome_list(source: BookSource) -> BookList:
    """What follows for whom: proposals, to be confirmed by people."""
    say = source.say
    persons = any(outcome.person for outcome in source.result.outcomes)
    columns = {
        "unit": ListColumn(say("单位", "Unit"), 12, 24),
        **({"person": ListColumn(say("人员", "Person"), 10, 16)} if persons else {}),
        "outcome": ListColumn(say("结果运用", "Outcome"), 14, 30),
        "clause": ListColumn(say("条款", "Clause"), 12, 26),
        "because": ListColumn(say("原因", "Reason"), 24, 50),
        "by": ListColumn(say("由谁", "By"), 10, 26),
        "to": ListColumn(say("向谁", "To"), 10, 26),
    }
    rows = [
        (o.unit, *((o.person,) if persons else ()), o.outcome, o.clause, o.because, o.by, o.to)
        for o in source.result.outcomes
    ]
    return BookList(columns, rows)


def person_list(source: BookSource) -> BookList:
    """Each person's part of a unit's points."""
    say = source.say
    columns = {
        "unit": ListColumn(say("单位", "Unit"), 16, 30),
        "person": ListColumn(say("人员", "Person"), 16, 30),
        "points": ListColumn(say("分配得分", "Points") + source.in_unit, 14, 20, "number"),
    }
    rows = [(p.unit, p.person, Figure(format_points(p.points), POINTS)) for p in source.result.persons]
    return BookList(columns, rows)


def clause_list(source: BookSource) -> BookList:
    """Every clause of the document, and what carries it."""
    say = source.say
    columns = {
        "clause": ListColumn(say("条款编号", "Clause id"), 12, 18),
        "place": ListColumn(say("位置", "Place"), 12, 26),
        "summary": ListColumn(say("要点", "Summary"), 30, 60),
        "carriers": ListColumn(say("由什么承载", "Carried by"), 20, 50),
    }
    labels = _carrier_labels(source)
    rows = [
        (
            clause.id,
            clause.place,
            clause.summary,
            "；".join(_carrier(source, labels, c) for c in clause.carriers),
        )
        for clause in source.scheme.clauses.values()
    ]
    return BookList(columns, rows)


def _carrier_labels(source: BookSource) -> Mapping[str, Mapping[str, str]]:
    scheme = source.scheme
    registers: Mapping[str, Mapping[str, object]] = {
        "target": scheme.targets, "indicator": scheme.indicators, "view": scheme.views, "table": scheme.tables,
        "parameter": scheme.parameters, "ranking": scheme.rankings, "outcome": scheme.outcomes,
        "calendar": scheme.calendar, "evidence": scheme.evidence, "review": scheme.reviews,
        "duty": scheme.duties, "rule": {node.id: node for node in scheme.nodes()},
        "ledger": {**{column.key: column for table in TABLES.values() for column in table.columns}, **TABLES},
    }  # fmt: skip
    return {
        kind: {id_: str(getattr(thing, "label", id_)) for id_, thing in register.items()}
        for kind, register in registers.items()
    }


def _carrier(source: BookSource, labels: Mapping[str, Mapping[str, str]], carrier: str) -> str:
    if source.language == "en":
        return carrier
    kind, _, id_ = carrier.partition(":")
    said = _CARRIERS.get(kind, kind)
    return f"{said}“{labels.get(kind, {}).get(id_, id_)}”" if id_ else said
