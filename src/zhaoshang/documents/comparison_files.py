"""A comparison as files for other programs: JSON with everything, and the lines that differ as CSV.

The same two runs always give the same bytes. Points are exact decimal strings.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from zhaoshang.documents.comparison import (
    CitedChange,
    Comparison,
    RuleChange,
    Run,
    TargetChange,
    UnitChange,
)
from zhaoshang.documents.demonstration_mark import DEMONSTRATION_NOTICE
from zhaoshang.documents.outcome_changes import OutcomeChange
from zhaoshang.ledger.cells import safe_text
from zhaoshang.problems import Language
from zhaoshang.quantities.dates import to_iso
from zhaoshang.quantities.numbers import format_points
from zhaoshang.scoring import Line, OutcomeResult, TargetResult
from zhaoshang.scoring.result import number_text

_COLUMNS = {
    "unit": "单位", "group": "类别", "rank_before": "前名次", "rank_after": "后名次",
    "score_before": "前得分", "score_after": "后得分", "change": "变化", "rule": "规则", "label": "规则名称",
    "date_before": "前日期", "date_after": "后日期", "row_before": "前档次", "row_after": "后档次",
    "clause": "条款", "points_before": "前分值", "points_after": "后分值", "difference": "增减",
    "why_before": "前说明", "why_after": "后说明", "facts": "事实",
}  # fmt: skip
KINDS = {"new": "新增", "gone": "去掉", "points": "分值不同", "moved": "档次或日期不同"}
"""What happened to a line, in Chinese."""


def comparison_as_json(comparison: Comparison, language: Language, *, everybody: bool = False) -> str:
    """The comparison as JSON text: the units that changed, or ``everybody``."""
    data = comparison_as_data(comparison, language, everybody=everybody)
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def comparison_as_data(
    comparison: Comparison, language: Language, *, everybody: bool = False
) -> Mapping[str, Any]:
    """The comparison as plain data."""
    mark = {"demonstration": True, "notice": DEMONSTRATION_NOTICE.in_language(language)}
    return {
        **(mark if comparison.demonstration else {}),
        "before": _run(comparison.before, language),
        "after": _run(comparison.after, language),
        "differs": list(comparison.differs),
        "units_compared": len(comparison.units),
        "units_changed": len(comparison.changed),
        "rules": [
            {
                "rule": rule.rule,
                "label": rule.label,
                "units": rule.units,
                "lines": rule.lines,
                "difference": format_points(rule.difference),
            }
            for rule in comparison.rules
        ],
        "units": [_unit(unit, language) for unit in comparison.shown(everybody)],
        "headlines": [_target(target) for target in comparison.headlines],
    }


def _run(run: Run, language: Language) -> Mapping[str, Any]:
    result = run.result
    return {
        "scheme": result.scheme,
        "title": result.title,
        "period": result.period,
        "as_of": to_iso(result.as_of),
        "overlays": [{"id": o.id, "title": o.title, "question": o.question} for o in run.used()],
        "engine_version": result.engine_version,
        "scheme_digest": result.scheme_digest,
        "ledger_digest": result.ledger_digest,
        "provisional": result.provisional,
        "warnings": [warning.in_language(language) for warning in result.warnings],
    }


def _unit(unit: UnitChange, language: Language) -> Mapping[str, Any]:
    sides = {
        name: None
        if side is None
        else {
            "unit": side.unit,
            "group": side.group,
            "score": None if side.score is None else format_points(side.score),
            "rank": side.place,
        }
        for name, side in (("before", unit.before), ("after", unit.after))
    }
    return {
        "unit": unit.now.unit,
        "group": unit.now.group,
        **sides,
        "difference": None if unit.difference is None else format_points(unit.difference),
        "climbed": unit.climbed,
        "rules": [_rule(rule, language) for rule in unit.rules],
        "targets": [_target(target) for target in unit.targets],
        "outcomes": [_outcome(outcome) for outcome in unit.outcomes],
        "boards": [
            {"board": place.board, "label": place.label, "before": place.before, "after": place.after}
            for place in unit.places
        ],
    }


def _rule(rule: RuleChange, language: Language) -> Mapping[str, Any]:
    return {
        "rule": rule.rule,
        "label": rule.label,
        "section": rule.section,
        "difference": format_points(rule.difference),
        "lines": [_change(each, language) for each in rule.lines],
    }


def _change(each: CitedChange, language: Language) -> Mapping[str, Any]:
    change = each.change
    return {
        "change": change.kind,
        "rule": change.line.rule,
        "clause": change.line.clause,
        "facts": [{"fact": fact.code, "name": fact.name.in_language(language)} for fact in each.facts],
        "before": _line(change.before, language),
        "after": _line(change.after, language),
        "difference": format_points(change.difference),
    }


def _line(line: Line | None, language: Language) -> Mapping[str, Any] | None:
    if line is None:
        return None
    return {
        "row": line.row,
        "date": to_iso(line.date),
        "points": format_points(line.points),
        "why": line.why.in_language(language),
    }


def _target(change: TargetChange) -> Mapping[str, Any]:
    return {
        "target": change.of.target,
        "label": change.of.label,
        "before": _figures(change.before),
        "after": _figures(change.after),
    }


def _figures(target: TargetResult | None) -> Mapping[str, Any] | None:
    if target is None:
        return None
    return {
        "value": number_text(target.value, target.type),
        "done": number_text(target.done, target.type),
        "met": target.met,
    }


def _outcome(change: OutcomeChange) -> Mapping[str, Any]:
    person = change.of.person
    return {
        "change": change.kind,
        **({"person": person} if person else {}),
        "before": _consequence(change.before),
        "after": _consequence(change.after),
    }


def _consequence(outcome: OutcomeResult | None) -> Mapping[str, Any] | None:
    if outcome is None:
        return None
    return {
        "outcome": outcome.outcome,
        "clause": outcome.clause,
        "because": outcome.because,
        "by": outcome.by,
        "to": outcome.to,
    }


# -- CSV
def changes_as_csv(comparison: Comparison, language: Language) -> str:
    """The lines that differ as CSV text, one row a line, for a spreadsheet: a BOM, formulas made safe.

    A unit's differences add up to that of its score. Several facts of a line are separated by ``；``.
    """
    written = io.StringIO()
    written.write("\ufeff")
    writer = csv.writer(written)
    headers = list(_COLUMNS.values() if language == "zh" else _COLUMNS)
    remark = [DEMONSTRATION_NOTICE.in_language(language)] if comparison.demonstration else []
    if remark:
        headers.append("备注" if language == "zh" else "remark")
    writer.writerow(headers)
    for unit in comparison.units:
        for rule in unit.rules:
            for each in rule.lines:
                cells = _cells(unit, rule, each, language)
                writer.writerow([cells[key] for key in _COLUMNS] + remark)
    return written.getvalue()


def _cells(unit: UnitChange, rule: RuleChange, each: CitedChange, language: Language) -> dict[str, str]:
    change = each.change
    cells = {
        "unit": _safe(unit.now.unit),
        "group": _safe(unit.now.group),
        "change": KINDS[change.kind] if language == "zh" else change.kind,
        "rule": _safe(change.line.rule),
        "label": _safe(rule.label),
        "clause": _safe(change.line.clause),
        "difference": format_points(change.difference),
        "facts": _safe("；".join(change.line.facts)),
    }
    for side, standing, line in (
        ("before", unit.before, change.before),
        ("after", unit.after, change.after),
    ):
        score = None if standing is None else standing.score
        place = None if standing is None else standing.place
        cells |= {
            f"rank_{side}": "" if place is None else str(place),
            f"score_{side}": "" if score is None else format_points(score),
            f"date_{side}": "" if line is None else to_iso(line.date),
            f"row_{side}": _safe(None if line is None else line.row),
            f"points_{side}": "" if line is None else format_points(line.points),
            f"why_{side}": _safe(None if line is None else line.why.in_language(language)),
        }
    return cells


def _safe(text: str | None) -> str:
    """A text as it can stand in a cell without being run as a formula."""
    return safe_text((text or "").strip())
