"""One unit of a comparison as text: the lines that differ by rule, then its targets, outcomes and places."""

from __future__ import annotations

from collections.abc import Iterator

from zhaoshang.documents.comparison import CitedChange, Comparison, RuleChange, TargetChange, UnitChange
from zhaoshang.documents.figures import amount, two_decimals
from zhaoshang.documents.outcome_changes import OutcomeChange
from zhaoshang.documents.text_lines import Part, TextLine, one_line, wrapped
from zhaoshang.documents.typesetting import pad, pad_left, width_of, wrap
from zhaoshang.problems import Language
from zhaoshang.quantities.dates import to_iso
from zhaoshang.quantities.numbers import format_points
from zhaoshang.scoring import Line, TargetResult

MOST_LINES = 3
"""Lines of one rule that are shown where the page is about more than one unit."""
MOST_FACTS = 3
"""Facts of one line that are named before the rest is counted."""
MOST_OF_ALL = 60
"""Lines that differ over all units, above which only the rules of each unit are told."""
_MARKS = {
    "new": ("新", "new  "),
    "gone": ("去", "gone "),
    "points": ("改", "pts  "),
    "moved": ("移", "moved"),
}


class UnitText:
    """Lays out units of one comparison."""

    def __init__(self, comparison: Comparison, language: Language, width: int) -> None:
        self.comparison, self.language, self.width = comparison, language, width
        self.alone = comparison.only is not None
        self.briefly = not self.alone and sum(rule.lines for rule in comparison.rules) > MOST_OF_ALL
        self.longest = max((width_of(self.name(unit)) for unit in comparison.units), default=8)
        self.points = "元" if comparison.after.result.score_unit == "元" else "分"
        if language == "en":
            self.points = " yuan" if self.points == "元" else " points"

    def _say(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def _wrapped(self, part: Part, text: str, first: str = "", rest: str | None = None) -> Iterator[TextLine]:
        return wrapped(part, text, self.width, first, rest)

    def name(self, unit: UnitChange) -> str:
        """What the unit is called, and what it was called, or that one side does not have it."""
        if unit.before is None:
            return unit.now.unit + self._say("（只在后）", " (only after)")
        if unit.after is None:
            return unit.now.unit + self._say("（只在前）", " (only before)")
        if unit.before.unit != unit.after.unit:
            return unit.now.unit + self._say(f"（原{unit.before.unit}）", f" (was {unit.before.unit})")
        return unit.now.unit

    def has_more(self, unit: UnitChange) -> bool:
        """Whether there is more to say than what stands in the table."""
        if self.alone:
            return bool(unit.rules or unit.targets or unit.places or unit.outcomes)
        targets = [target for target in unit.targets if not self.briefly or target.met_differs]
        return bool(any(rule.counted for rule in unit.rules) or targets or unit.places)

    def shown(self, rule: RuleChange) -> tuple[CitedChange, ...]:
        """The lines of a rule that are shown: of one unit alone all, else the first that count differently."""
        return rule.lines if self.alone else rule.counted[:MOST_LINES]

    def lines(self, unit: UnitChange) -> Iterator[TextLine]:
        """Everything that differs about a unit; of very many lines only the rules that they are of."""
        yield TextLine((("title", self.name(unit)), ("plain", self._standing(unit))))
        if self.briefly:
            yield from self._rules_briefly(unit)
        else:
            for rule in unit.rules:
                if self.shown(rule):
                    yield from self._rule(rule)
        for target in unit.targets:
            if not self.briefly or target.met_differs:
                yield from self.target(target)
        for outcome in unit.outcomes if self.alone else ():
            yield from self._outcome(outcome)
        for place in unit.places:
            sides = ["—" if each is None else str(each) for each in (place.before, place.after)]
            said = self._say(
                f"{place.label}：名次 {sides[0]} → {sides[1]}",
                f"{place.label}: place {sides[0]} → {sides[1]}",
            )
            yield from self._wrapped("plain", said, "  ")

    def _standing(self, unit: UnitChange) -> str:
        sides = (unit.before, unit.after)
        said = []
        if unit.difference != 0:
            was, now = (two_decimals(side.score) if side else "—" for side in sides)
            said.append(f"{was} → {now}")
            if unit.difference is not None:
                change = two_decimals(unit.difference, signed=True)
                said[0] += self._say(f"（{change}）", f" ({change})")
        places = [side.place if side else None for side in sides]
        if places[0] != places[1]:
            was, now = ("—" if place is None else str(place) for place in places)
            said.append(self._say(f"名次 {was} → {now}", f"place {was} → {now}"))
        return "".join(f"  {each}" for each in said)

    # -- lines
    def _rules_briefly(self, unit: UnitChange) -> Iterator[TextLine]:
        said = [
            f"{self._say(rule.label, rule.rule)} {two_decimals(rule.difference, signed=True)}"
            for rule in unit.rules
            if rule.counted
        ]
        if said:
            yield from self._wrapped("plain", self._say("，", ", ").join(said), "  ")

    def _rule(self, rule: RuleChange) -> Iterator[TextLine]:
        points = two_decimals(rule.difference, signed=True) + self.points
        name = rule.label if self.language == "zh" else f"{rule.rule} {rule.label}"
        if rule.section:
            name = f"{rule.section} › {name}"
        room = self.width - width_of(points) - 4
        named = wrap(name, room)
        yield one_line("heading", "  " + pad(named[0], room + 2) + points)
        yield from (one_line("heading", "  " + line) for line in named[1:])
        shown = self.shown(rule)
        for each in shown:
            yield from self._change(rule, each)
        left = [each for each in rule.counted if each not in shown]
        if left:
            figure = two_decimals(sum(e.change.difference for e in left), signed=True) + self.points
            more = self._say(f"另有{len(left)}条，合计 {figure}", f"{len(left)} more, together {figure}")
            yield one_line("quiet", f"    {more}")

    def _change(self, rule: RuleChange, each: CitedChange) -> Iterator[TextLine]:
        change = each.change
        mark = self._say(*_MARKS[change.kind])
        points = pad_left(two_decimals(change.difference, signed=True), 8)
        first = f"    {mark} {to_iso(change.line.date)} {points}  "
        part: Part = "loss" if change.difference < 0 else "plain"
        facts = [fact.name.in_language(self.language) for fact in each.facts]
        if len(facts) > MOST_FACTS and not self.alone:
            count = len(facts)
            facts = facts[:MOST_FACTS]
            facts.append(self._say(f"等{count}项", f"and {count - MOST_FACTS} more"))
        said = self._say("；", "; ").join(facts)
        indent = " " * width_of(f"    {mark} ")
        whys = [self._why(rule, line) for line in (change.before, change.after) if line is not None]
        if len(whys) == 1:
            yield from self._wrapped(part, said or whys[0], first)
            if (
                said and whys[0] != format_points(change.line.points) + self.points
            ):  # a figure says nothing new
                yield from self._wrapped("quiet", whys[0], indent)
            return
        yield from self._wrapped(part, said or rule.label, first)
        assert change.before is not None and change.after is not None
        for name, line in (
            (self._say("前", "before"), change.before),
            (self._say("后", "after "), change.after),
        ):
            day = f"{to_iso(line.date)} " if change.before.date != change.after.date else ""
            points = pad_left(two_decimals(line.points, signed=True), 6)
            start = f"{indent}{name} {day}{points}  "
            yield from self._wrapped("quiet", self._why(rule, line), start)

    def _why(self, rule: RuleChange, line: Line) -> str:
        said = line.why.in_language(self.language)
        for prefix in (f"{rule.label}：", f"{line.label}：", f"{rule.rule}: "):
            said = said.removeprefix(prefix)
        return said

    # -- the rest
    def target(self, change: TargetChange, kind: str | None = None) -> Iterator[TextLine]:
        """A target before and after: done of what was to be done, and whether that is met."""
        kind = self._say("目标 ", "target ") if kind is None else kind
        name = self._say(f"{change.of.label}：", f"{change.of.target}: ")
        said = f"{self._figures(change.before)} → {self._figures(change.after)}"
        yield from self._wrapped("plain", said, f"  {kind}{name}", "      ")

    def _figures(self, target: TargetResult | None) -> str:
        if target is None:
            return self._say("没有任务", "no task")
        done = amount(target.done, target.type, self.language)
        if target.value is None and not target.met:
            return self._say(f"{done}（没有任务）", f"{done} (no task)")
        met = self._say("完成", "met") if target.met else self._say("未完成", "not met")
        value = amount(target.value, target.type, self.language)
        return self._say(f"{done}/{value}（{met}）", f"{done} of {value} ({met})")

    def _outcome(self, change: OutcomeChange) -> Iterator[TextLine]:
        person = f"{change.of.person} " if change.of.person else ""
        yield from self._wrapped("plain", person + self.outcome_name(change), "  ")
        outcome = change.of
        colon = self._say("：", ": ")
        yield from self._wrapped("quiet", f"{outcome.clause}{colon}{outcome.because}", "    ")

    def outcome_name(self, change: OutcomeChange) -> str:
        """Which outcome is gained, lost, or on another rung."""
        if change.before is None:
            return self._say(f"新增 {change.of.outcome}", f"gained {change.of.outcome}")
        if change.after is None:
            return self._say(f"不再 {change.of.outcome}", f"lost {change.of.outcome}")
        was, now = change.before.outcome, change.after.outcome
        return self._say(f"由 {was} 变为 {now}", f"from {was} to {now}")
