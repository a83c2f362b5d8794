"""A score sheet as lines of text of a given width, each with its part in the page.

Knows nothing of colours: who prints it gives each part its look.
"""

from __future__ import annotations

from collections.abc import Iterator

from zhaoshang.documents.demonstration_mark import DEMONSTRATION_NOTICE
from zhaoshang.documents.figures import amount, percent, period_name, two_decimals
from zhaoshang.documents.ranking_text import MOST_WARNINGS, short
from zhaoshang.documents.score_sheet import ScoreSheet, SheetLine, SheetRule
from zhaoshang.documents.text_lines import BLANK, Cell, ColumnHead, Part, TextLine, one_line, table, wrapped
from zhaoshang.documents.typesetting import pad, pad_left, width_of, wrap
from zhaoshang.problems import Language
from zhaoshang.quantities.dates import to_iso
from zhaoshang.quantities.numbers import format_points

MOST_FACTS = 6
"""Facts of one line that are named before the rest is counted."""


def score_sheet_as_text(sheet: ScoreSheet, language: Language, width: int = 80) -> list[TextLine]:
    """The sheet as text, no line wider than ``width`` (at least 40) unless one word is."""
    return list(_Page(sheet, language, max(width, 40)).lines())


class _Page:
    def __init__(self, sheet: ScoreSheet, language: Language, width: int) -> None:
        self.sheet, self.language, self.width = sheet, language, width
        self.unit = "元" if sheet.result.score_unit == "元" else "分"
        if language == "en":
            self.unit = " yuan" if self.unit == "元" else " points"

    def say(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def wrapped(self, part: Part, text: str, first: str = "", rest: str | None = None) -> Iterator[TextLine]:
        return wrapped(part, text, self.width, first, rest)

    def lines(self) -> Iterator[TextLine]:
        sheet = self.sheet
        if sheet.demonstration:
            yield from self.wrapped("notice", DEMONSTRATION_NOTICE.in_language(self.language))
        yield from self.head()
        if sheet.result.provisional:  # a person must know why
            for warning in sheet.result.warnings[:MOST_WARNINGS]:
                yield from self.wrapped("quiet", warning.in_language(self.language), "  · ")
        for rule in sheet.rules:
            yield BLANK
            yield from self.rule(rule)
        if not sheet.rules:
            yield BLANK
            none = self.say("本期没有加分、扣分", "No points were gained or lost in this period")
            asked = self.say("这条规则本期没有加分、扣分", "This rule wrote no line in this period")
            yield one_line("plain", none if sheet.only is None else asked)
        if sheet.only is None:
            yield from self.targets()
            yield from self.not_counted()
            yield from self.outcomes()
        yield from self.foot()

    def head(self) -> Iterator[TextLine]:
        result, unit = self.sheet.result, self.sheet.unit
        name = period_name(result.period, self.language)
        yield from self.wrapped(
            "title",
            self.say(f"{unit.unit}  {name}得分说明", f"{unit.unit}: how its score of {name} came about"),
        )
        about = [
            f"《{result.title}》",
            self.say(f"截至 {to_iso(result.as_of)}", f"as of {to_iso(result.as_of)}"),
        ]
        if result.overlays:
            about.append(self.say("叠加：", "overlays: ") + self.say("、", ", ").join(result.overlays))
        yield from self.wrapped("quiet", "  ".join(about))
        score = two_decimals(unit.score) if unit.score is None else two_decimals(unit.score) + self.unit
        said = self.say(f"得分 {score}", f"Score {score}")
        if self.sheet.result.provisional:
            said += self.say("（暂定）", " (provisional)")
        yield from self.wrapped("score", self.say(f"{said}，{self.place()}", f"{said}; {self.place()}"))

    def place(self) -> str:
        sheet = self.sheet
        group = sheet.unit.group
        if sheet.unit.rank is None:
            return self.say("不参加排名", "not ranked")
        tied = sheet.tied
        if self.language == "zh":
            also = f"，与另{tied}个单位并列" if tied else ""
            return f"{group or '全体'}第{sheet.unit.rank}名（共{sheet.ranked}个单位{also}）"
        also = f", tied with {tied} more" if tied else ""
        return f"place {sheet.unit.rank} of {sheet.ranked}{f' in {group}' if group else ''}{also}"

    def rule(self, rule: SheetRule) -> Iterator[TextLine]:
        points = two_decimals(rule.points, signed=True) + self.unit
        name = rule.label if self.language == "zh" else f"{rule.rule} {rule.label}"
        if rule.section:
            name = f"{rule.section} › {name}"
        count = len(rule.lines)
        name += self.say(f"（{count}条）", f" ({count} line{'s' * (count != 1)})")
        room = self.width - width_of(points) - 2
        named = wrap(name, room)
        yield one_line("heading", pad(named[0], room + 2) + points)
        yield from (one_line("heading", line) for line in named[1:])
        for clause in rule.clauses[:1]:
            yield from self.wrapped(
                "quiet",
                self.say(f"{clause.place}：{clause.summary}", f"{clause.place}: {clause.summary}"),
                "  ",
            )
        if len(rule.clauses) > 1:
            places = dict.fromkeys(clause.place for clause in rule.clauses[1:])
            places.pop(rule.clauses[0].place, None)
            if places:
                rest = self.say("、", ", ").join(places)
                yield from self.wrapped("quiet", self.say(f"另据 {rest}", f"also {rest}"), "  ")
        for each in rule.lines:
            yield from self.line(rule, each)

    def line(self, rule: SheetRule, each: SheetLine) -> Iterator[TextLine]:
        line = each.line
        points = pad_left(two_decimals(line.points, signed=True), 8)
        facts = [fact.name.in_language(self.language) for fact in each.facts]
        why = line.why.in_language(self.language)
        for prefix in (f"{rule.label}：", f"{rule.rule}: "):
            why = why.removeprefix(prefix)
        first = f"  {to_iso(line.date)} {points}  "
        part: Part = "loss" if line.points < 0 else "plain"
        indent = " " * width_of(first)
        if not facts:
            yield from self.wrapped(part, why, first)
            return
        shown = facts[:MOST_FACTS]
        if len(facts) > MOST_FACTS:
            shown.append(self.say(f"等{len(facts)}项", f"and {len(facts) - MOST_FACTS} more"))
        yield from self.wrapped(part, self.say("；", "; ").join(shown), first)
        if why != format_points(line.points) + self.unit:  # a plain figure says nothing new
            yield from self.wrapped("quiet", why, indent)

    def targets(self) -> Iterator[TextLine]:
        targets = self.sheet.targets
        if not targets:
            return
        yield BLANK
        yield one_line("heading", self.say("目标", "Targets"))
        rows: list[tuple[Cell, ...]] = []
        for target in targets:
            name = self.say(target.label, target.target)
            met = self.say("完成", "met") if target.met else self.say("未完成", "not met")
            if target.value is None and not target.met:
                met = self.say("没有任务", "no task")
            rows.append(
                (
                    ("plain", name),
                    ("plain", amount(target.done, target.type, self.language)),
                    ("plain", amount(target.value, target.type, self.language)),
                    ("plain", percent(target.done, target.value) or "—"),
                    ("plain", met),
                )
            )
        names = self.say("目标 完成数 任务数 完成率", "target done task rate").split()
        heads = [ColumnHead(names[0], right=False), *map(ColumnHead, names[1:]), ColumnHead("", right=False)]
        yield from table(heads, rows, "  ")

    def not_counted(self) -> Iterator[TextLine]:
        missed = self.sheet.not_counted
        if not missed:
            return
        yield BLANK
        count = self.say(f"（{len(missed)}条）", f" ({len(missed)})")
        yield one_line("heading", self.say("没有计分的事实", "Facts that earned nothing") + count)
        for each in missed:
            name = each.fact.name.in_language(self.language)
            yield from self.wrapped("plain", name, f"  {to_iso(each.missed.date)}  ")
            reason = each.missed.reason.in_language(self.language)
            rule = self.say(each.missed.label or "", each.missed.rule or "")
            said = f"{rule}{self.say('：', ': ')}{reason}" if rule else reason
            yield from self.wrapped("quiet", said, " " * 14)

    def outcomes(self) -> Iterator[TextLine]:
        if not self.sheet.outcomes:
            return
        yield BLANK
        yield one_line(
            "heading", self.say("结果运用（建议，由人确认）", "What follows (proposed, to be confirmed)")
        )
        for outcome in self.sheet.outcomes:
            said = (f"{outcome.person} " if outcome.person else "") + outcome.outcome
            if outcome.by and outcome.to:
                said += self.say(f"（{outcome.by}向{outcome.to}）", f" ({outcome.by} to {outcome.to})")
            elif outcome.by or outcome.to:
                said += self.say(f"（{outcome.by or outcome.to}）", f" ({outcome.by or outcome.to})")
            why = self.say(f"{outcome.clause}：{outcome.because}", f"{outcome.clause}: {outcome.because}")
            yield from self.wrapped("plain", said, "  ")
            yield from self.wrapped("quiet", why, "    ")

    def foot(self) -> Iterator[TextLine]:
        result = self.sheet.result
        yield BLANK
        scheme = f"{result.scheme} {short(result.scheme_digest)}"
        ledger = short(result.ledger_digest)
        yield from self.wrapped(
            "quiet", self.say(f"方案 {scheme}  台账 {ledger}", f"scheme {scheme}  ledger {ledger}")
        )
