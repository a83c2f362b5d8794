"""The first sheet of a score book: every board with live scores and places, then digests and warnings.

A score is the sum of the unit's lines on the sheet of lines, a place the count of higher scores of the
group. What a formula comes to is the result's own figure and stands beside it, so that a reader who does
not calculate sees it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zhaoshang.documents.book_cells import (
    POINTS,
    POINTS_OR_DASH,
    Content,
    Figure,
    Formula,
    ListColumn,
    Paper,
    height,
    lines_of,
    tall,
    words_of,
)
from zhaoshang.documents.book_pages import BookSource, Ranges
from zhaoshang.documents.ranking import Board, Group, Ranked, boards
from zhaoshang.documents.score_book_lists import GAIN, LOSS, MET, UNMET
from zhaoshang.quantities.dates import to_iso
from zhaoshang.quantities.numbers import format_points

_SUMS = "CDEFGH"
"""The columns that are added up: score, gained, lost, lines, targets met, targets held."""


@dataclass(frozen=True)
class Summary:
    """What other sheets need of the summary: the cell with the sum of all scores."""

    total_cell: str | None


class SummarySheet:
    """The summary being written, row by row. ``row`` counts from 0, as the writer does."""

    def __init__(
        self, paper: Paper, sheet: Any, source: BookSource, lines: Ranges, targets: Ranges, top: int
    ) -> None:
        self.paper, self.sheet, self.source = paper, sheet, source
        self.lines, self.targets, self.row = lines, targets, top
        say = source.say
        longest = max((len(unit.unit) for unit in source.result.units), default=8)
        self.columns = [
            ListColumn(say("名次", "Place"), 12, 12, "centre"),
            ListColumn(say("单位", "Unit"), min(max(24, 2 * longest + 2), 40), 40),
            ListColumn(say("得分", "Score") + source.in_unit, 14, 14, "number"),
            ListColumn(say("加分", "Gained"), 12, 12, "number"),
            ListColumn(say("扣分", "Lost"), 12, 12, "number"),
            ListColumn(say("明细条数", "Lines"), 10, 10, "centre"),
            ListColumn(say("完成目标", "Targets met"), 12, 12, "centre"),
            ListColumn(say("有任务的目标", "Targets held"), 14, 14, "centre"),
            ListColumn(say("备注", "Remark"), 22, 22),
        ]
        self.widths = [column.least for column in self.columns]

    def write(self) -> Summary:
        """Everything on the sheet."""
        for i, column in enumerate(self.columns):
            self.sheet.set_column(i, i, self.widths[i])
            self.sheet.write_string(self.row, i, column.head, self.paper.head)
        self.sheet.set_row(self.row, 26)
        self.sheet.freeze_panes(self.row + 1, 2)
        self.sheet.repeat_rows(self.row)
        self.row += 1
        first, *others = boards(self.source.result, self.source.scheme)
        total = self.board(first, f"{first.label or ''}" if others else "")
        for board in others:
            self.board(board, board.label or "")
        self.about()
        self.warnings()
        return Summary(total)

    # -- boards
    def board(self, board: Board, label: str) -> str | None:
        """All groups of a board and, of more than one, their sum. Gives the cell with the sum of scores."""
        subtotals = [(self.group(board, group, label), group) for group in board.groups]
        if not subtotals:
            return None
        cell = f"C{subtotals[0][0]}"
        if len(subtotals) > 1:
            rows = [row for group in board.groups for row in group.rows]
            say = self.source.say
            self.sums(
                say(f"合计（{len(rows)}个单位）", f"All {len(rows)} units"),
                tuple(rows),
                lambda letter: "+".join(f"{letter}{at}" for at, _ in subtotals),
            )
            cell = f"C{self.row}"
        return cell if self.source.result.units and self.source.result.units[0].score is not None else None

    def group(self, board: Board, group: Group, label: str) -> int:
        """One group: its band, its units, its subtotal. Gives the subtotal's row as a spreadsheet counts."""
        say = self.source.say
        ranked = sum(row.place is not None for row in group.rows)
        by_score = _ranked_by_score(group)
        named = (
            " · ".join(part for part in (label, group.name) if part) or board.label or say("得分", "Scores")
        )
        said = say(f"{ranked}个单位排名", f"{ranked} ranked") if ranked else say("不排名", "not ranked")
        if 0 < ranked < len(group.rows):
            rest = len(group.rows) - ranked
            said += say(f"，另{rest}个只计分", f", {rest} more scored only")
        if ranked and not by_score:
            said += say(
                "；名次不按得分排，见方案的排名办法", "; not ranked by score but as the scheme's ranking says"
            )
        self.band(f"{named}    {said}")
        first = self.row + 1
        for row in group.rows:
            place: Content = None
            if row.place is not None:
                scores = f"$C${first}:$C${first + ranked - 1}"
                live = Formula(f'=COUNTIFS({scores},">"&C{self.row + 1})+1', str(row.place), "0")
                place = live if by_score else Figure(str(row.place), "0")
            self.unit(row, place, ranked > 0)
        self.sums(
            say(f"小计（{len(group.rows)}个单位）", f"Subtotal of {len(group.rows)} units"),
            group.rows,
            lambda letter: f"SUM({letter}{first}:{letter}{self.row})",
        )
        return self.row

    def band(self, text: str) -> None:
        """A row across the sheet that heads what follows."""
        look = self.paper.cell("text", strong=True, wraps=False)
        self.sheet.merge_range(self.row, 0, self.row, len(self.columns) - 1, words_of(text), look)
        self.sheet.set_row(self.row, 22)
        self.row += 1

    def unit(self, row: Ranked, place: Content, ranks: bool) -> None:
        """One unit's row, all of it live."""
        say, language = self.source.say, self.source.language
        name, awkward = f"$B{self.row + 1}", row.unit in self.source.awkward_names
        lines, targets = self.lines, self.targets
        score: Content = say("未公布", "unpublished")
        if row.score is not None:
            total = lines.total("points", name, awkward)
            score = Formula(f"=ROUND({total},6)", format_points(row.score), POINTS)
        gained = lines.total("points", name, awkward, ("kind", GAIN.in_language(language)))
        lost = lines.total("points", name, awkward, ("kind", LOSS.in_language(language)))
        met = targets.count(name, awkward, ("status", MET.in_language(language)))
        unmet = targets.count(name, awkward, ("status", UNMET.in_language(language)))
        remark = say("并列", "tied") if row.tied else None
        if ranks and row.place is None:
            remark = say("只计分，不排名", "scored only, not ranked")
        cells: list[Content] = [
            place,
            row.unit,
            score,
            Formula(f"=ROUND({gained},6)", format_points(row.gained), POINTS_OR_DASH),
            Formula(f"=ROUND({lost},6)", format_points(row.lost), POINTS_OR_DASH),
            Formula(f"={lines.count(name, awkward)}", str(row.lines), "0"),
            Formula(f"={met}", str(row.targets_met), "0"),
            Formula(f"={met}+{unmet}", str(row.targets_held), "0"),
            remark,
        ]
        self.cells(cells)

    def cells(self, cells: list[Content], *, strong: bool = False) -> None:
        """One row of the table."""
        self.sheet.set_row(self.row, height(cells, self.columns, self.widths))
        for i, (column, content) in enumerate(zip(self.columns, cells, strict=True)):
            self.paper.put(self.sheet, self.row, i, content, column.role, strong=strong)
        self.row += 1

    def sums(self, name: str, rows: tuple[Ranked, ...], formula: Any) -> None:
        """A row of sums over other rows; ``formula`` gives the sum of a column by its letter."""
        figures = [
            None if any(row.score is None for row in rows) else sum(row.score or 0 for row in rows),
            sum(row.gained for row in rows),
            sum(row.lost for row in rows),
        ]
        counts = [
            sum(row.lines for row in rows),
            sum(row.targets_met for row in rows),
            sum(row.targets_held for row in rows),
        ]
        cells: list[Content] = [None, name]
        for letter, figure in zip(_SUMS[:3], figures, strict=True):
            pattern = POINTS if letter == "C" else POINTS_OR_DASH
            live = f"=ROUND({formula(letter)},6)"
            cells.append(None if figure is None else Formula(live, format_points(figure), pattern))
        for letter, count in zip(_SUMS[3:], counts, strict=True):
            cells.append(Formula(f"={formula(letter)}", str(count), "0"))
        self.cells([*cells, None], strong=True)

    # -- what it was worked out from, and what to know
    def about(self) -> None:
        """The scheme, the ledger and the engine, so that the same can be worked out again."""
        say, result = self.source.say, self.source.result
        status = say("数据齐全", "nothing outstanding")
        if result.provisional:
            status = say("暂定：有的数尚未公布，见下面的提醒", "provisional: see the warnings below")
        self.row += 1
        self.band(say("依据", "Worked out from"))
        for name, text in (
            (say("方案", "Scheme"), f"{result.scheme}  {result.title}"),
            (say("考核期", "Period"), result.period),
            (say("截至", "As of"), to_iso(result.as_of)),
            (say("状态", "Status"), status),
            (
                say("读法", "Readings"),
                say("、", ", ").join(result.overlays) or say("方案自己的", "the scheme's own"),
            ),
            (say("方案指纹", "Scheme digest"), result.scheme_digest),
            (say("台账指纹", "Ledger digest"), result.ledger_digest),
            (say("程序", "Program"), f"zhaoshang {result.engine_version}"),
        ):
            self.paragraph(name, text)

    def warnings(self) -> None:
        """Every warning of the run."""
        found = self.source.result.warnings
        if not found:
            return
        self.row += 1
        self.band(self.source.say(f"提醒（{len(found)}条）", f"Warnings ({len(found)})"))
        for number, warning in enumerate(found, 1):
            self.paragraph(str(number), warning.in_language(self.source.language))

    def paragraph(self, name: str, text: str) -> None:
        """A name, and a text across the other columns."""
        look = self.paper.cell("text")
        self.paper.put(self.sheet, self.row, 0, name, "centre")
        self.sheet.merge_range(self.row, 1, self.row, len(self.columns) - 1, words_of(text), look)
        lines = max(lines_of(text, sum(self.widths[1:])), lines_of(name, self.widths[0]))
        self.sheet.set_row(self.row, tall(lines))
        self.row += 1


def _ranked_by_score(group: Group) -> bool:
    """Whether counting higher scores gives the very places of the result; boards of other figures do not."""
    ranked = [row for row in group.rows if row.place is not None]
    if any(row.score is None for row in ranked):
        return False
    scores = [row.score or 0 for row in ranked]
    return all(row.place == 1 + sum(other > (row.score or 0) for other in scores) for row in ranked)
