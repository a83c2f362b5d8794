"""A result as a ranking in text: groups, targets of the whole, what follows, warnings, digests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhaoshang.documents.demonstration_mark import DEMONSTRATION_NOTICE
from zhaoshang.documents.figures import amount, percent, period_name, two_decimals
from zhaoshang.documents.ranking import Board, Group, Ranked, boards
from zhaoshang.documents.text_lines import BLANK, Cell, ColumnHead, Part, TextLine, one_line, table, wrapped
from zhaoshang.documents.typesetting import width_of
from zhaoshang.problems import Language
from zhaoshang.quantities.dates import to_iso
from zhaoshang.scheme import Scheme
from zhaoshang.scoring import OutcomeResult, Result

MOST_WARNINGS = 12
"""Warnings that are shown; JSON has them all."""
MOST_NAMES = 16
"""Names of one list that are shown before the rest is counted."""
NARROW = 72
"""Below so many columns the sums of gains and losses are left out."""


def ranking_as_text(
    result: Result, scheme: Scheme, language: Language, width: int = 80, *, demonstration: bool = False
) -> list[TextLine]:
    """The ranking as text; the tables hold 80 columns, and 50 without gains and losses."""
    return list(_Page(result, scheme, language, max(width, 40), demonstration).lines())


def short(digest: str) -> str:
    """A digest's first twelve signs, enough to tell two apart; files carry the whole of it."""
    kind, _, value = digest.partition(":")
    return f"{kind}:{value[:12]}"


class _Page:
    def __init__(
        self, result: Result, scheme: Scheme, language: Language, width: int, demonstration: bool
    ) -> None:
        self.result, self.scheme, self.language, self.width = result, scheme, language, width
        self.demonstration = demonstration
        self.longest = max((width_of(unit.unit) for unit in result.units), default=8)

    def say(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def wrapped(self, part: Part, text: str, first: str = "", rest: str | None = None) -> Iterator[TextLine]:
        return wrapped(part, text, self.width, first, rest)

    def listed(self, names: Sequence[str]) -> str:
        """Names in one sentence; of a crowd the first few and how many they are."""
        said = self.say("、", ", ").join(names[:MOST_NAMES])
        if len(names) <= MOST_NAMES:
            return said
        return said + self.say(f" 等{len(names)}个", f" and {len(names) - MOST_NAMES} more")

    def lines(self) -> Iterator[TextLine]:
        if self.demonstration:
            yield from self.wrapped("notice", DEMONSTRATION_NOTICE.in_language(self.language))
        yield from self.head()
        first, *others = boards(self.result, self.scheme)
        for group in first.groups:
            yield BLANK
            yield from self.group(first, group)
        for board in others:
            yield from self.other_board(board)
        for section in (self.headlines(), self.persons(), self.outcomes(), self.warnings()):
            found = list(section)
            if found:
                yield BLANK
                yield from found
        yield BLANK
        yield from self.foot()

    def head(self) -> Iterator[TextLine]:
        result = self.result
        title = f"{result.title}  {period_name(result.period, self.language)}"
        if result.provisional:
            title += self.say("（暂定）", " (provisional)")
        yield from self.wrapped("title", title)
        about = self.say(f"截至 {to_iso(result.as_of)}", f"as of {to_iso(result.as_of)}")
        if result.overlays:
            about += self.say("，叠加 ", ", with ") + self.say("、", ", ").join(result.overlays)
        yield from self.wrapped("quiet", about)

    # -- boards
    def group(self, board: Board, group: Group) -> Iterator[TextLine]:
        ranked = sum(row.place is not None for row in group.rows)
        named = group.name or board.label or self.say("得分", "Scores")
        count = self.say(f"{ranked}个单位排名", f"{ranked} ranked")
        if board.id is None:
            count = self.say("不排名", "not ranked")
        elif ranked < len(group.rows):
            rest = len(group.rows) - ranked
            count += self.say(f"，另{rest}个只计分", f", {rest} more scored only")
        yield TextLine((("heading", named), ("quiet", f"  {count}")))
        in_yuan = self.result.score_unit == "元"
        heads = [
            ColumnHead(self.say("名次", "Place")),
            ColumnHead(self.say("单位", "Unit"), right=False, least=min(self.longest, self.width - 40)),
            ColumnHead(
                self.say("得分（元）", "Score (yuan)") if in_yuan else self.say("得分", "Score"), least=8
            ),
            ColumnHead(self.say("加分", "Gained"), least=7),
            ColumnHead(self.say("扣分", "Lost"), least=7),
            ColumnHead(self.say("明细", "Lines")),
            ColumnHead(self.say("目标", "Targets")),
        ]
        sums = self.width >= NARROW and any(row.lines for row in group.rows)
        lines, held = any(row.lines for row in group.rows), any(row.targets_held for row in group.rows)
        kept = (board.id is not None, True, True, sums, sums, lines, held)
        rows = [[cell for cell, keep in zip(_cells(row), kept, strict=True) if keep] for row in group.rows]
        yield from table([head for head, keep in zip(heads, kept, strict=True) if keep], rows)

    def other_board(self, board: Board) -> Iterator[TextLine]:
        for group in board.groups:
            rows = [row for row in group.rows if row.place is not None]
            if rows:
                yield BLANK
                yield one_line("heading", " · ".join(part for part in (board.label, group.name) if part))
                places = self.say("；", "; ").join(f"{row.place} {row.unit}" for row in rows)
                yield from self.wrapped("plain", places, "  ")

    # -- the whole
    def headlines(self) -> Iterator[TextLine]:
        if not self.result.headlines:
            return
        yield one_line("heading", self.say("总体目标", "Targets of the whole"))
        rows: list[tuple[Cell, ...]] = []
        for line in self.result.headlines:
            met = line.done is not None and line.done >= line.value
            figures = (
                self.say(line.label, line.target),
                amount(line.done, line.type, self.language),
                amount(line.value, line.type, self.language),
                percent(line.done, line.value) or "—",
                amount(line.assigned, line.type, self.language),
                self.say("完成", "met") if met else self.say("未完成", "not met"),
            )
            rows.append(tuple(("plain", figure) for figure in figures))
        names = self.say("目标 完成数 任务数 完成率 已分解", "Target Done Task Rate Assigned").split()
        heads = [ColumnHead(names[0], right=False), *map(ColumnHead, names[1:]), ColumnHead("", right=False)]
        yield from table(heads, rows)

    def persons(self) -> Iterator[TextLine]:
        units: dict[str, list[str]] = {}
        for person in self.result.persons:
            units.setdefault(person.unit, []).append(f"{person.person} {two_decimals(person.points)}")
        if units:
            yield one_line("heading", self.say("个人分配得分", "Points of persons"))
        for unit, shares in units.items():
            said = f"{unit}{self.say('：', ': ')}{self.say('、', ', ').join(shares)}"
            yield from self.wrapped("plain", said, "  ", "    ")

    def outcomes(self) -> Iterator[TextLine]:
        alike: dict[tuple[str, str, str], list[OutcomeResult]] = {}
        for outcome in self.result.outcomes:
            alike.setdefault((outcome.outcome, outcome.clause, outcome.because), []).append(outcome)
        if alike:
            yield one_line(
                "heading", self.say("结果运用（建议，由人确认）", "What follows (proposed, to be confirmed)")
            )
        for (name, clause, because), found in alike.items():
            units = self.listed([f"{o.person}（{o.unit}）" if o.person else o.unit for o in found])
            colon = self.say("：", ": ")
            yield from self.wrapped("plain", f"{name}{colon}{units}", "  ", "    ")
            yield from self.wrapped("quiet", f"{clause}{colon}{because}", "    ")

    def warnings(self) -> Iterator[TextLine]:
        found = [warning.in_language(self.language) for warning in self.result.warnings]
        if found:
            yield one_line("heading", self.say(f"提醒（{len(found)}条）", f"Warnings ({len(found)})"))
        for warning in found[:MOST_WARNINGS]:
            yield from self.wrapped("plain", warning, "  · ")
        if len(found) > MOST_WARNINGS:
            left = len(found) - MOST_WARNINGS
            more = self.say(f"另有{left}条，见 --format json", f"and {left} more, see --format json")
            yield one_line("quiet", f"    {more}")

    def foot(self) -> Iterator[TextLine]:
        result = self.result
        scheme, ledger = short(result.scheme_digest), short(result.ledger_digest)
        yield from self.wrapped(
            "quiet",
            self.say(
                f"方案 {result.scheme} {scheme} 台账 {ledger} zhaoshang {result.engine_version}",
                f"scheme {result.scheme} {scheme} ledger {ledger} zhaoshang {result.engine_version}",
            ),
        )


def _cells(row: Ranked) -> list[Cell]:
    return [
        ("quiet" if row.place is None else "plain", "—" if row.place is None else str(row.place)),
        ("plain", row.unit),
        ("below_zero" if (row.score or 0) < 0 else "score", two_decimals(row.score)),
        ("plain", two_decimals(row.gained) if row.gained else ""),
        ("loss", two_decimals(row.lost) if row.lost else ""),
        ("quiet", str(row.lines) if row.lines else ""),
        ("plain", f"{row.targets_met}/{row.targets_held}" if row.targets_held else ""),
    ]
