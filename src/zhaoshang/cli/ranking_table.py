"""A result as a ranking in a terminal: groups, targets of the whole, what follows, warnings, digests."""

from __future__ import annotations

import io
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from zhaoshang.cli.speech import language, say
from zhaoshang.documents.demonstration_mark import DEMONSTRATION_NOTICE
from zhaoshang.documents.figures import amount, percent, period_name, two_decimals
from zhaoshang.documents.ranking import Board, Group, boards
from zhaoshang.documents.score_sheet_text import short
from zhaoshang.documents.typesetting import width_of, wrap
from zhaoshang.quantities.dates import to_iso
from zhaoshang.scheme import Scheme
from zhaoshang.scoring import OutcomeResult, Result

MOST_WARNINGS = 12
"""Warnings that are shown; JSON has them all."""
MOST_NAMES = 16
WIDEST = 100
NARROW = 70
"""Below so many columns the sums of gains and losses are left out."""


def show_ranking(result: Result, scheme: Scheme, *, demonstration: bool = False) -> None:
    """Print the ranking on standard output."""
    _print(Console(highlight=False), result, scheme, demonstration)


def ranking_as_text(result: Result, scheme: Scheme, *, demonstration: bool = False) -> str:
    """The ranking as plain text, 80 columns wide."""
    written = io.StringIO()
    _print(Console(file=written, width=80, highlight=False, no_color=True), result, scheme, demonstration)
    return written.getvalue()


def _print(console: Console, result: Result, scheme: Scheme, demonstration: bool) -> None:
    _Ranking(console, result, scheme).show(demonstration)


class _Ranking:
    def __init__(self, console: Console, result: Result, scheme: Scheme) -> None:
        self.console, self.result, self.scheme = console, result, scheme
        self.width = min(console.width, WIDEST)
        self.longest = max((width_of(unit.unit) for unit in result.units), default=10)

    def show(self, demonstration: bool) -> None:
        """Everything, from the title to the digests."""
        if demonstration:
            self.say(DEMONSTRATION_NOTICE.in_language(language()), "yellow")
        self.head()
        first, *others = boards(self.result, self.scheme)
        for group in first.groups:
            self.group(first, group)
        for board in others:
            self.other_board(board)
        self.headlines()
        self.persons()
        self.outcomes()
        self.warnings()
        self.foot()

    def say(self, text: str, style: str = "", first: str = "", rest: str | None = None) -> None:
        """Print a text that may be long, broken where Chinese may be broken."""
        for line in wrap(text, self.width, first, rest):
            self.console.print(Text(line, style), no_wrap=True, overflow="ignore", crop=False)

    def head(self) -> None:
        result = self.result
        title = f"{result.title}  {period_name(result.period, language())}"
        if result.provisional:
            title += say("（暂定）", " (provisional)")
        self.say(title, "bold")
        about = say(f"截至 {to_iso(result.as_of)}", f"as of {to_iso(result.as_of)}")
        if result.overlays:
            about += say("  叠加：", "  overlays: ") + say("、", ", ").join(result.overlays)
        self.say(about, "dim")

    # -- boards
    def group(self, board: Board, group: Group) -> None:
        """One group of the first board, with scores."""
        ranked = sum(row.place is not None for row in group.rows)
        named = group.name or board.label or say("得分", "Scores")
        count = say(f"{ranked}个单位排名", f"{ranked} ranked") if board.id else say("不排名", "not ranked")
        if 0 < ranked < len(group.rows):
            rest = len(group.rows) - ranked
            count += say(f"，另{rest}个只计分", f", {rest} more scored only")
        self.console.print()
        self.console.print(Text.assemble((named, "bold cyan"), (f"  {count}", "dim")))
        wide = self.width >= NARROW
        score = say("得分", "Score") if self.result.score_unit == "分" else say("得分（元）", "Score (yuan)")
        table = self.table()
        if board.id:
            table.add_column(say("名次", "Place"), justify="right", no_wrap=True)
        table.add_column(say("单位", "Unit"), overflow="fold", min_width=min(self.longest, self.width - 40))
        table.add_column(score, justify="right", no_wrap=True)
        if wide:
            table.add_column(say("加分", "Gained"), justify="right", no_wrap=True)
            table.add_column(say("扣分", "Lost"), justify="right", no_wrap=True)
        table.add_column(say("明细", "Lines"), justify="right", no_wrap=True)
        held = any(row.targets_held for row in group.rows)
        if held:
            table.add_column(say("目标", "Targets"), justify="right", no_wrap=True)
        for row in group.rows:
            unranked = board.id is not None and row.place is None
            cells: list[str | Text] = []
            if board.id:
                cells.append("—" if row.place is None else str(row.place))
            style = "red" if (row.score or 0) < 0 else ""
            cells += [Text(row.unit), Text(two_decimals(row.score), f"bold {style}".strip())]
            if wide:
                cells += [
                    two_decimals(row.gained) if row.gained else "",
                    two_decimals(row.lost) if row.lost else "",
                ]
            cells.append(str(row.lines) if row.lines else "")
            if held:
                cells.append(f"{row.targets_met}/{row.targets_held}" if row.targets_held else "")
            table.add_row(*cells, style="dim" if unranked else "")
        self.console.print(table)

    def other_board(self, board: Board) -> None:
        """A further board, places only."""
        for group in board.groups:
            rows = [row for row in group.rows if row.place is not None]
            if not rows:
                continue
            name = " · ".join(part for part in (board.label, group.name) if part)
            places = say("；", "; ").join(f"{row.place} {row.unit}" for row in rows)
            self.console.print()
            self.heading(name)
            self.say(places, "", "  ")

    def table(self) -> Table:
        return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim", padding=(0, 1))

    def heading(self, text: str) -> None:
        self.console.print(Text(text, "bold cyan"))

    # -- the whole
    def headlines(self) -> None:
        """Targets of all units together."""
        if not self.result.headlines:
            return
        self.console.print()
        self.heading(say("总体目标", "Targets of the whole"))
        table = self.table()
        table.add_column("")
        for name in (
            say("完成数", "Done"),
            say("目标", "Target"),
            say("完成率", "Rate"),
            say("已分解", "Assigned"),
        ):
            table.add_column(name, justify="right", no_wrap=True)
        table.add_column("")
        for line in self.result.headlines:
            met = line.done is not None and line.done >= line.value
            table.add_row(
                Text(line.label),
                amount(line.done, line.type, language()),
                amount(line.value, line.type, language()),
                percent(line.done, line.value) or "—",
                amount(line.assigned, line.type, language()),
                say("完成", "met") if met else say("未完成", "not met"),
            )
        self.console.print(table)

    def persons(self) -> None:
        """What people receive of their units' points."""
        if not self.result.persons:
            return
        self.console.print()
        self.heading(say("个人分配得分", "Points of persons"))
        units: dict[str, list[str]] = {}
        for person in self.result.persons:
            units.setdefault(person.unit, []).append(f"{person.person} {two_decimals(person.points)}")
        for unit, shares in units.items():
            self.say(f"{unit}{say('：', ': ')}{say('、', ', ').join(shares)}", "", "  ", "    ")

    def outcomes(self) -> None:
        """What follows, with the units it follows for."""
        if not self.result.outcomes:
            return
        self.console.print()
        self.heading(say("结果运用（建议，由人确认）", "What follows (proposed, to be confirmed)"))
        alike: dict[tuple[str, str, str], list[OutcomeResult]] = {}
        for outcome in self.result.outcomes:
            alike.setdefault((outcome.outcome, outcome.clause, outcome.because), []).append(outcome)
        for (name, clause, because), found in alike.items():
            units = self.listed([f"{o.person}（{o.unit}）" if o.person else o.unit for o in found])
            self.say(f"{name}{say('：', ': ')}{units}", "", "  ", "    ")
            self.say(f"{clause}{say('：', ': ')}{because}", "dim", "    ")

    @staticmethod
    def listed(names: list[str]) -> str:
        """Names in one sentence; of a crowd the first few and how many they are."""
        count = len(names)
        said = say("、", ", ").join(names[:MOST_NAMES])
        if count <= MOST_NAMES:
            return said
        return said + say(f" 等{count}个", f" and {count - MOST_NAMES} more")

    def warnings(self) -> None:
        """What a person should look at."""
        found: Sequence[str] = [warning.in_language(language()) for warning in self.result.warnings]
        if not found:
            return
        self.console.print()
        self.heading(say(f"提醒（{len(found)}条）", f"Warnings ({len(found)})"))
        for warning in found[:MOST_WARNINGS]:
            self.say(warning, "", "  · ")
        if len(found) > MOST_WARNINGS:
            left = len(found) - MOST_WARNINGS
            self.say(
                say(f"另有{left}条，见 --format json", f"and {left} more, see --format json"), "dim", "    "
            )

    def foot(self) -> None:
        """What the result was worked out from."""
        result = self.result
        self.console.print()
        scheme, ledger = short(result.scheme_digest), short(result.ledger_digest)
        self.say(
            say(
                f"方案 {result.scheme} {scheme}  台账 {ledger}  zhaoshang {result.engine_version}",
                f"scheme {result.scheme} {scheme}  ledger {ledger}  zhaoshang {result.engine_version}",
            ),
            "dim",
        )
