"""A result as files for other programs: JSON as the exchange prescribes, and the lines as CSV.

The same result always gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import json

from zhaoshang.documents.demonstration_mark import DEMONSTRATION_NOTICE
from zhaoshang.ledger.cells import safe_text
from zhaoshang.problems import Language
from zhaoshang.quantities.dates import to_iso
from zhaoshang.quantities.numbers import format_points
from zhaoshang.scoring import Result

_COLUMNS = {
    "unit": "单位", "group": "类别", "rank": "名次", "score": "总分", "date": "日期", "rule": "规则",
    "label": "规则名称", "row": "档次", "clause": "条款", "points": "分值", "why": "说明", "facts": "事实",
}  # fmt: skip


def result_as_json(result: Result, language: Language, *, demonstration: bool = False) -> str:
    """The result as JSON text; invented data carries ``"demonstration": true`` and a notice, first of all."""
    if not demonstration:
        return result.to_json(language)
    mark = {"demonstration": True, "notice": DEMONSTRATION_NOTICE.in_language(language)}
    return json.dumps(mark | result.as_json(language), ensure_ascii=False, indent=1) + "\n"


def lines_as_csv(result: Result, language: Language, *, demonstration: bool = False) -> str:
    """The lines as CSV text, one row a line, for a spreadsheet: a BOM before it, formulas made safe.

    A unit's points add up to its score. Several facts of a line are separated by ``；``.
    """
    written = io.StringIO()
    written.write("\ufeff")
    writer = csv.writer(written)
    headers = list(_COLUMNS.values() if language == "zh" else _COLUMNS)
    remark = [DEMONSTRATION_NOTICE.in_language(language)] if demonstration else []
    if demonstration:
        headers.append("备注" if language == "zh" else "remark")
    writer.writerow(headers)
    for unit in result.units:
        score = "" if unit.score is None else format_points(unit.score)
        rank = "" if unit.rank is None else str(unit.rank)
        for line in unit.lines:
            writer.writerow(
                [
                    *_safe(unit.unit, unit.group),
                    rank,
                    score,
                    to_iso(line.date),
                    *_safe(line.rule, line.label, line.row, line.clause),
                    format_points(line.points),
                    *_safe(line.why.in_language(language), "；".join(line.facts)),
                    *remark,
                ]
            )
    return written.getvalue()


def _safe(*texts: str | None) -> list[str]:
    """Texts as they can stand in cells without being run as formulas."""
    return [safe_text((text or "").strip()) for text in texts]
