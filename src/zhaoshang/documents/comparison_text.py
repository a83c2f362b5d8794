"""A comparison as lines of text of a given width: what differs, who moved, and why.

Of one unit alone every line is shown, of a whole district the first few of each rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhaoshang.documents.comparison import Comparison, Run, UnitChange
from zhaoshang.documents.comparison_units_text import UnitText
from zhaoshang.documents.demonstration_mark import DEMONSTRATION_NOTICE
from zhaoshang.documents.figures import period_name, two_decimals
from zhaoshang.documents.ranking_text import MOST_NAMES, MOST_WARNINGS, short
from zhaoshang.documents.text_lines import BLANK, Cell, ColumnHead, Part, TextLine, one_line, table, wrapped
from zhaoshang.documents.typesetting import pad, width_of
from zhaoshang.problems import Language
from zhaoshang.quantities.dates import to_iso

NARROW = 72
"""Below so many columns the scores and places of before are left out."""
LEGEND = {
    "new": ("新：只在后一次有", "new: only after"),
    "gone": ("去：只在前一次有", "gone: only before"),
    "points": ("改：分值不同", "pts: other points"),
    "moved": ("移：分值没变，档次或日期不同", "moved: same points, another row or day"),
}
"""What the mark before a line means."""


def comparison_as_text(
    comparison: Comparison, language: Language, width: int = 80, *, everybody: bool = False
) -> list[TextLine]:
    """The comparison as text; the tables hold 80 columns. ``everybody``: also the units that did not change."""
    return list(_Page(comparison, language, max(width, 40), everybody).lines())


class _Page:
    def __init__(self, comparison: Comparison, language: Language, width: int, everybody: bool) -> None:
        self.comparison, self.language, self.width = comparison, language, width
        self.before, self.after = comparison.before, comparison.after
        self.units = comparison.shown(everybody)
        self.unit_text = UnitText(comparison, language, width)

    def say(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def wrapped(self, part: Part, text: str, first: str = "", rest: str | None = None) -> Iterator[TextLine]:
        return wrapped(part, text, self.width, first, rest)

    def lines(self) -> Iterator[TextLine]:
        if self.comparison.demonstration:
            yield from self.wrapped("notice", DEMONSTRATION_NOTICE.in_language(self.language))
        yield from self.head()
        alone = self.comparison.only is not None
        sections = [self.groups(), self.why()]
        if not alone:
            sections[1:1] = [self.rules(), self.headlines(), self.outcomes()]
        for section in (*sections, self.warnings()):
            found = list(section)
            if found:
                yield BLANK
                yield from found
        yield BLANK
        yield from self.foot()

    # -- what differs
    def head(self) -> Iterator[TextLine]:
        titles = dict.fromkeys((self.before.result.title, self.after.result.title))
        between = self.say("前后对照", "Compared")
        yield from self.wrapped("title", f"{between}{self.say('：', ': ')}{' → '.join(titles)}", rest="  ")
        differs = self.comparison.differs
        same: list[str] = []
        for key, zh, en in (
            ("scheme", "方案", "scheme"),
            ("overlays", "叠加", "overlays"),
            ("period", "考核期", "period"),
            ("as_of", "截至", "as of"),
            ("ledger", "台账", "ledger"),
        ):
            name = self.say(zh, en)
            sides = [self.side(run, key) for run in (self.before, self.after)]
            if key in differs:
                wide = self.say("考核期  ", "overlays  ")
                first = pad(name, width_of(wide)) + self.say("前：", "before: ")
                yield from self.wrapped("plain", sides[0], first)
                second = pad("", width_of(wide)) + self.say("后：", "after:  ")
                yield from self.wrapped("plain", sides[1], second)
            elif key in ("period", "as_of") or (key == "overlays" and self.before.result.overlays):
                same.append(f"{name} {sides[0]}")
        if same:
            both = self.say("两次都是：", "in both runs: ")
            yield from self.wrapped("quiet", self.say("，", ", ").join(same), both)
        if self.comparison.only is None or not self.comparison.changed:
            yield from self.wrapped("score", self.summary())

    def side(self, run: Run, key: str) -> str:
        result = run.result
        if key == "scheme":
            return f"{result.scheme} {short(result.scheme_digest)}"
        if key == "overlays":
            said = [self.overlay(o.id, o.title, o.question) for o in run.used()]
            return self.say("；", "; ").join(said) or self.say("没有", "none")
        if key == "period":
            return period_name(result.period, self.language)
        return to_iso(result.as_of) if key == "as_of" else short(result.ledger_digest)

    def overlay(self, id_: str, title: str, question: str | None) -> str:
        answers = (
            "" if question is None else self.say(f"（{question} 的读法）", f" (a reading of {question})")
        )
        return f"{id_} {title}{answers}" if title != id_ else id_

    def summary(self) -> str:
        units, changed = self.comparison.units, self.comparison.changed
        if not changed:
            if self.comparison.headlines:
                return self.say("没有一个单位有变化", "No unit changes")
            return self.say("没有任何变化", "Nothing changes")
        scored = sum(bool(unit.difference) for unit in changed)
        up = sum((unit.climbed or 0) > 0 for unit in changed)
        down = sum((unit.climbed or 0) < 0 for unit in changed)
        said = self.say(
            f"{len(units)}个单位，{len(changed)}个有变化：得分不同{scored}个，名次上升{up}个、下降{down}个",
            f"{len(changed)} of {len(units)} units change: {scored} in score, {up} go up, {down} go down",
        )
        came = sum(unit.before is None for unit in changed)
        left = sum(unit.after is None for unit in changed)
        if came or left:
            said += self.say(f"；只在前{left}个、只在后{came}个", f"; {left} only before, {came} only after")
        return said

    # -- who moved
    def groups(self) -> Iterator[TextLine]:
        members: dict[str | None, list[UnitChange]] = {}
        for unit in self.in_order():
            members.setdefault(unit.now.group, []).append(unit)
        for number, (name, shown) in enumerate(members.items()):
            if number:
                yield BLANK
            yield from self.group(name, shown)

    def in_order(self) -> list[UnitChange]:
        """The units shown, group by group, by place, those without one last."""
        groups = list(dict.fromkeys(unit.now.group for unit in self.comparison.units))
        return sorted(
            self.units,
            key=lambda unit: (groups.index(unit.now.group), unit.now.place is None, unit.now.place or 0),
        )

    def group(self, name: str | None, shown: Sequence[UnitChange]) -> Iterator[TextLine]:
        members = [unit for unit in self.comparison.units if unit.now.group == name]
        changed = sum(unit.changed for unit in members)
        count = self.say(
            f"{len(members)}个单位，{changed}个有变化", f"{changed} of {len(members)} units change"
        )
        heading: list[tuple[Part, str]] = [("heading", name or self.say("得分", "Scores"))]
        if self.comparison.only is None:
            heading.append(("quiet", f"  {count}"))
        yield TextLine(tuple(heading))
        yuan = self.after.result.score_unit == "元"
        unit = self.say("（元）", " (yuan)") if yuan else ""
        placed = any(side and side.place is not None for each in shown for side in (each.before, each.after))
        wide = self.width >= NARROW
        heads = [
            ColumnHead(self.say("前名次", "Was")),
            ColumnHead(self.say("后名次", "Now")),
            ColumnHead(self.say("升降", "Moved"), right=False),
            ColumnHead(
                self.say("单位", "Unit"), right=False, least=min(self.unit_text.longest, self.width - 50)
            ),
            ColumnHead(self.say("前得分", "Before") + unit, least=8),
            ColumnHead(self.say("后得分", "After") + unit, least=8),
            ColumnHead(self.say("增减", "Change"), least=8),
        ]
        kept = (placed and wide, placed, placed, True, wide, True, True)
        rows = [[cell for cell, keep in zip(self.cells(each), kept, strict=True) if keep] for each in shown]
        yield from table([head for head, keep in zip(heads, kept, strict=True) if keep], rows)

    def cells(self, unit: UnitChange) -> list[Cell]:
        before, after = unit.before, unit.after
        climbed = unit.climbed or 0
        moved = f"↑{climbed}" if climbed > 0 else f"↓{-climbed}" if climbed < 0 else ""
        difference = unit.difference
        change = "" if difference == 0 else two_decimals(difference, signed=True)
        return [
            ("quiet", "" if before is None else _place(before.place)),
            ("plain", "" if after is None else _place(after.place)),
            ("loss" if climbed < 0 else "plain", moved),
            ("plain", self.unit_text.name(unit)),
            ("quiet", "" if before is None else two_decimals(before.score)),
            ("score", "" if after is None else two_decimals(after.score)),
            ("loss" if (difference or 0) < 0 else "plain", change),
        ]

    def rules(self) -> Iterator[TextLine]:
        if not self.comparison.rules:
            return
        yield one_line("heading", self.say("差别来自哪些规则", "The rules that make the difference"))
        rows: list[tuple[Cell, ...]] = []
        for rule in self.comparison.rules:
            rows.append(
                (
                    ("plain", self.say(rule.label, f"{rule.rule} {rule.label}")),
                    ("plain", str(rule.units)),
                    ("quiet", str(rule.lines)),
                    ("loss" if rule.difference < 0 else "plain", two_decimals(rule.difference, signed=True)),
                )
            )
        names = self.say("规则 单位 明细 增减", "Rule Units Lines Change").split()
        yield from table(
            [
                ColumnHead(names[0], right=False),
                ColumnHead(names[1]),
                ColumnHead(names[2]),
                ColumnHead(names[3], least=8),
            ],
            rows,
        )

    # -- the whole
    def headlines(self) -> Iterator[TextLine]:
        if self.comparison.headlines:
            yield one_line("heading", self.say("总体目标", "Targets of the whole"))
        for target in self.comparison.headlines:
            yield from self.unit_text.target(target, "")

    def outcomes(self) -> Iterator[TextLine]:
        alike: dict[str, list[str]] = {}
        found = [(change, unit.now.unit) for unit in self.comparison.changed for change in unit.outcomes]
        for change, unit in sorted(found, key=lambda pair: ("gained", "rung", "lost").index(pair[0].kind)):
            name = unit if change.of.person is None else f"{change.of.person}（{unit}）"
            alike.setdefault(self.unit_text.outcome_name(change), []).append(name)
        if alike:
            heading = self.say("结果运用的变化（建议，由人确认）", "What follows differs (proposed)")
            yield one_line("heading", heading)
        for said, units in alike.items():
            yield from self.wrapped(
                "plain", f"{said}{self.say('：', ': ')}{self.listed(units)}", "  ", "    "
            )

    def listed(self, names: Sequence[str]) -> str:
        said = self.say("、", ", ").join(names[:MOST_NAMES])
        if len(names) <= MOST_NAMES:
            return said
        return said + self.say(f" 等{len(names)}个", f" and {len(names) - MOST_NAMES} more")

    # -- why
    def why(self) -> Iterator[TextLine]:
        told = [unit for unit in self.in_order() if self.unit_text.has_more(unit)]
        if not told:
            return
        yield one_line("heading", self.say("逐个单位，为什么", "Unit by unit, and why"))
        yield from self.legend(told)
        for unit in told:
            if not self.unit_text.briefly:
                yield BLANK
            yield from self.unit_text.lines(unit)

    def legend(self, told: Sequence[UnitChange]) -> Iterator[TextLine]:
        """What the marks mean that are there, or where the lines are to be found."""
        if self.unit_text.briefly:
            where = self.say(
                "变化的明细太多，只列规则；每一条见 --unit 单位，或 --format json、csv",
                "too many lines differ, so here are the rules; see each with --unit UNIT, or --format json or csv",
            )
            yield from self.wrapped("quiet", where)
            return
        shown = {each.change.kind for u in told for rule in u.rules for each in self.unit_text.shown(rule)}
        legend = [self.say(*words) for kind, words in LEGEND.items() if kind in shown]
        if legend:
            yield from self.wrapped("quiet", self.say("；", "; ").join(legend))

    def warnings(self) -> Iterator[TextLine]:
        old, new = self.before.result.warnings, self.after.result.warnings
        sides = (
            (self.say("前", "before"), [w for w in old if w not in new]),
            (self.say("后", "after"), [w for w in new if w not in old]),
        )
        count = sum(len(found) for _, found in sides)
        if count:
            yield one_line(
                "heading",
                self.say(f"只在一边的提醒（{count}条）", f"Warnings of one side only ({count})"),
            )
        for name, found in sides:
            for warning in found[: MOST_WARNINGS // 2]:
                said = warning.in_language(self.language)
                yield from self.wrapped("plain", f"{name}{self.say('：', ': ')}{said}", "  · ")
            if len(found) > MOST_WARNINGS // 2:
                left = len(found) - MOST_WARNINGS // 2
                more = self.say(
                    f"{name}：另有{left}条，见 --format json", f"{name}: {left} more, see --format json"
                )
                yield one_line("quiet", f"    {more}")

    def foot(self) -> Iterator[TextLine]:
        for name, run in ((self.say("前", "before"), self.before), (self.say("后", "after"), self.after)):
            result = run.result
            scheme, ledger = short(result.scheme_digest), short(result.ledger_digest)
            said = self.say(
                f"方案 {result.scheme} {scheme} 台账 {ledger}",
                f"scheme {result.scheme} {scheme} ledger {ledger}",
            )
            yield from self.wrapped("quiet", said, f"{name}{self.say('：', ': ')}")


def _place(place: int | None) -> str:
    return "—" if place is None else str(place)
