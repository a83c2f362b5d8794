"""The last sheet of a score book: how a unit checks it for itself, and what every column is."""

from __future__ import annotations

from typing import Any

from zhaoshang.documents.book_cells import POINTS, Content, Formula, ListColumn, Paper
from zhaoshang.documents.book_pages import (
    CLAUSES,
    LINES,
    OUTCOMES,
    PERSONS,
    SUMMARY,
    TARGETS,
    BookSource,
    Ranges,
)
from zhaoshang.documents.score_book_summary import Summary
from zhaoshang.problems import Words
from zhaoshang.quantities.numbers import format_points

_STEPS = (
    Words(
        "在“明细”里按单位筛选，逐条看：事实对不对，日期对不对，档次和条款用得对不对。",
        "Filter the sheet of lines by unit, and read each: are the fact, the day, the row and the clause right?",
    ),
    Words(
        "筛选后，“明细”右上角的合计就是这个单位的得分，应与“汇总”一致。",
        "The sum at the top of the filtered sheet is the unit's score, as on the summary.",
    ),
    Words(
        "“汇总”的得分、加分、扣分、条数、名次和“目标”的完成率都是公式：改一条明细的分值，它们随之改变，可以试算。",
        "Scores, gains, losses, counts, places and rates are formulas: change the points of a line and they follow.",
    ),
    Words(
        "少了一条，或者不认同某一条，请向汇总单位说明事实编号和条款，在台账里更正，再重新计算；改这本工作簿不改变结果。",
        "If a line is missing or wrong, name the fact's code and the clause; it is corrected in the ledger and scored "
        "again. Changing this workbook changes no result.",
    ),
)
_COLUMNS: tuple[tuple[Words, Words, Words], ...] = (
    (SUMMARY, Words("得分", "Score"), Words(
        "“明细”中本单位分值之和，六位小数。未公布分值的为空，不是零。",
        "the sum of the unit's points on the sheet of lines, to six decimals; unpublished points are no zero")),
    (SUMMARY, Words("加分、扣分", "Gained, Lost"), Words(
        "同一条规则的各行先合在一起（封顶、保底、系数并入本规则），合计为正的计入加分，为负的计入扣分；相加等于得分。",
        "lines of a rule are taken together, its caps, floors and coefficients included: gained where they come "
        "to more than nothing, lost where to less; both add up to the score")),
    (SUMMARY, Words("名次", "Place"), Words(
        "同一类别里得分更高的单位数加一；同分同名次，下一名顺延。不参加排名的为空。",
        "one more than the units of the group with a higher score; equal scores share a place, and the next is "
        "skipped; blank where a unit is not ranked")),
    (SUMMARY, Words("完成目标、有任务的目标", "Targets met, Targets held"), Words(
        "“目标”中本单位状态为完成的行数；有任务（完成或未完成）的行数。",
        "rows of the sheet of targets that the unit has met; and all in which it has a task")),
    (LINES, Words("规则、档次、条款", "Rule, Row, Clause"), Words(
        "哪条规则给的分，适用分档表的哪一档，依据文件的哪一处。",
        "the rule that gave the points, the row of its table that applied, and where the document says so")),
    (LINES, Words("事实", "Facts"), Words(
        "这条分依据的项目、企业、金额；在台账里按“事实编号”查找（表/编号/阶段）。",
        "the project, company and amount; the code (table/number/stage) finds it in the ledger")),
    (LINES, Words("分值", "Points"), Words(
        "显示两位小数，单元格里是准确值，至多六位小数。",
        "shown with two decimals; the cell holds the exact figure, of at most six")),
    (LINES, Words("说明", "Why"), Words("怎么算出来的。", "the arithmetic in words")),
    (LINES, Words("规则编号", "Rule id"), Words(
        "带 #cap 的行是封顶，#floor 保底，#times 系数，#base 基础分，#best 只计最高一项。",
        "lines with #cap are caps, #floor floors, #times coefficients, #base a base, #best the best line alone")),
    (TARGETS, Words("完成率", "Rate"), Words(
        "完成数除以任务数；没有任务的为空。金额以万元（万美元）为单位。",
        "what was done over the task; blank without one. Money is in 10,000 yuan or US dollars")),
    (TARGETS, Words("是否完成", "Status"), Words(
        "按方案的完成条件判定；有的目标可以用几种办法完成，所以不一定等于完成率达到100%。",
        "by the scheme's own condition, which may allow alternatives, so it is not always a rate of 100%")),
    (TARGETS, Words("总体目标", "The whole"), Words(
        "全体的目标：按事实计，共同引进的项目只算一次；已分解到单位的数列在旁边。",
        "targets of all together, measured over facts: a shared project counts once; beside it what units hold")),
    (OUTCOMES, Words("全部", "all"), Words(
        "由名次和条件得出的建议，由人确认后才执行。", "proposals from places and conditions, for people to confirm")),
    (PERSONS, Words("分配得分", "Points"), Words(
        "单位可分配的分值按方案分给在岗人员，相加等于单位可分配的分值。",
        "a unit's pool of points, divided among its people as the scheme says")),
    (CLAUSES, Words("由什么承载", "Carried by"), Words(
        "这一条在系统里落在哪条规则、哪个目标、哪项日程或职责上。",
        "which rule, target, date or duty of the scheme stands for the clause")),
)  # fmt: skip


def write_guide(
    paper: Paper, sheet: Any, source: BookSource, top: int, lines: Ranges, summary: Summary
) -> None:
    """Steps, the live check of the whole book, and the columns."""
    language, say = source.language, source.say
    rows: list[list[Content]] = [
        [say("怎样核对", "How to check"), str(number), step.in_language(language)]
        for number, step in enumerate(_STEPS, 1)
    ]
    rows += _live_check(source, top, len(rows), lines, summary)
    for named, column, meaning in _COLUMNS:
        if named is not PERSONS or source.result.persons:
            rows.append([each.in_language(language) for each in (named, column, meaning)])
    columns = [
        ListColumn(say("工作表", "Sheet"), 14, 18),
        ListColumn(say("栏", "Column"), 22, 28),
        ListColumn(say("说明", "What it is"), 60, 100),
    ]
    paper.put_list(sheet, top, columns, rows, frozenset(range(len(_STEPS))))


def _live_check(
    source: BookSource, top: int, above: int, lines: Ranges, summary: Summary
) -> list[list[Content]]:
    """The sum of all scores beside the sum of all lines, and whether they agree."""
    if summary.total_cell is None:
        return []
    say = source.say
    name, first = say("总核对", "The whole"), top + 2 + above
    total = format_points(sum(unit.score or 0 for unit in source.result.units))
    agree, differ = say("相符", "they agree"), say("不符", "they differ")
    return [
        [
            name,
            say("各单位得分合计", "All scores"),
            Formula(f"={SUMMARY.in_language(source.language)}!{summary.total_cell}", total, POINTS),
        ],
        [
            name,
            say("明细分值合计", "All lines"),
            Formula(f"=ROUND(SUM({lines.columns['points']}),6)", total, POINTS),
        ],
        [
            name,
            say("是否相符", "Do they agree"),
            Formula(f'=IF(C{first}=C{first + 1},"{agree}","{differ}")', agree),
        ],
    ]
