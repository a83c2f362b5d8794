"""A scheme on the terminal as an official reads it: the document's outline, each rule beside its clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.tree import Tree as Outline

from zhaoshang.language.types import Number
from zhaoshang.language.write import number
from zhaoshang.problems import Language, Problem, ProblemsFound, Words
from zhaoshang.quantities.dates import in_chinese, to_iso
from zhaoshang.scheme import Overlay
from zhaoshang.scheme.checks.targets import held
from zhaoshang.scheme.document import Items, Map, Node, Text
from zhaoshang.scheme.model import Node as Rule
from zhaoshang.scheme.model import Outcome, Scheme
from zhaoshang.scheme.names import near, split
from zhaoshang.scheme.shape import NODE, VIEW
from zhaoshang.scheme.trees import given, references

_GRAINS = {"month": "月", "quarter": "季", "half": "半年", "year": "年", "term": "考核期", "window": "活动期"}


class _Voice:
    """Chooses the language once."""

    def __init__(self, language: Language) -> None:
        self.zh = language == "zh"
        self.language: Language = language

    def __call__(self, zh: str, en: str) -> str:
        return zh if self.zh else en


def print_scheme(
    console: Console, scheme: Scheme, root: Map, overlays: Sequence[Overlay], language: Language
) -> None:
    """The whole scheme: head, rules, targets, rankings, outcomes, calendar, overlays by question."""
    voice = _Voice(language)
    _head(console, scheme, voice)
    console.print(_title(voice("规则", "Rules")))
    for rule in scheme.rules:
        console.print(_outline(scheme, rule, voice))
    if scheme.total is not None:
        limits = _sentences(scheme.total, voice)
        label = voice("总分", "Total") + (f" [dim]{_clause(scheme, scheme.total.clauses)}[/dim]")
        console.print(label, *limits, sep="\n  ")
    _targets(console, scheme, voice)
    _rankings(console, scheme, root, voice)
    _outcomes(console, scheme, voice)
    _calendar(console, scheme, voice)
    _overlays(console, scheme, overlays, voice)


def print_rule(console: Console, scheme: Scheme, root: Map, name: str, language: Language) -> None:
    """One rule or section: its clauses with their summaries, what it draws from, its tables. Raises ProblemsFound."""
    voice = _Voice(language)
    nodes = {n.id: n for n in scheme.nodes()} | {n.label: n for n in reversed(scheme.nodes())}
    nodes |= {n.id: n for n in scheme.nodes()}
    rule = nodes.get(name)
    if rule is None:
        what = Words(f"没有名为“{name}”的规则或节", f"there is no rule or section “{name}”")
        raise ProblemsFound([Problem("scheme.unknown_name", what, text=name, advice=near(name, nodes))])
    by_id = {n.id: n for n in scheme.nodes()}
    if rule.path:
        console.print("[dim]" + " › ".join(escape(by_id[p].label) for p in rule.path) + "[/dim]")
    console.print(_outline(scheme, rule, voice))
    for clause in rule.clauses:
        known = scheme.clauses.get(clause)
        place, summary = (known.place, known.summary) if known else (clause, "")
        console.print(f"  [cyan]{escape(place)}[/cyan] {escape(summary)}")
    _views(console, scheme, root, rule, voice)
    for id_ in _tables_of(scheme, rule):
        _table(console, scheme, id_, voice)


def _head(console: Console, scheme: Scheme, voice: _Voice) -> None:
    day = in_chinese if voice.zh else to_iso
    console.print(f"[bold]{escape(scheme.title)}[/bold]  [dim]{escape(scheme.number or '')}[/dim]")
    last = day(scheme.window.last) if scheme.window.last else voice("被代替为止", "replaced")
    parts = [voice(f"{day(scheme.window.first)}至{last}", f"{day(scheme.window.first)} until {last}")]
    if scheme.issued is not None:
        parts.insert(0, voice(f"{day(scheme.issued)}印发", f"issued {day(scheme.issued)}"))
    own = scheme.reckoning == "own"
    parts.append(voice("当期计分" if own else "累计计分", "each period on its own" if own else "to date"))
    parts.append(voice(f"{len(scheme.units)}个单位", f"{len(scheme.units)} units"))
    if scheme.snapshot_day is not None:
        parts.append(voice(f"每月{scheme.snapshot_day}日汇总", f"as of day {scheme.snapshot_day}"))
    console.print("，".join(parts) if voice.zh else ", ".join(parts))
    if scheme.overlays:
        console.print(voice("叠加：", "overlays: ") + "、".join(scheme.overlays))
    console.print(f"[dim]{scheme.digest}[/dim]")


def _title(text: str) -> str:
    return f"\n[bold]{text}[/bold]"


def _clause(scheme: Scheme, clauses: Iterable[str]) -> str:
    places = list(dict.fromkeys(scheme.place_of(c) for c in clauses))
    return escape("、".join(places[:2]) + ("…" if len(places) > 2 else ""))


def _outline(scheme: Scheme, rule: Rule, voice: _Voice) -> Outline:
    first = scheme.clauses.get(rule.clauses[0]) if rule.clauses else None
    summary = f"\n[dim]{escape(first.summary)}[/dim]" if first is not None and first.summary else ""
    cited = f"[cyan]{_clause(scheme, rule.clauses)}[/cyan]"
    head = f"[bold]{escape(rule.label)}[/bold] [dim]{rule.id}[/dim]  {cited}{summary}"
    tree = Outline(head, guide_style="dim")
    for line in _sentences(rule, voice):
        tree.add(line)
    for child in rule.rules:
        tree.children.append(_outline(scheme, child, voice))
    return tree


def _sentences(rule: Rule, voice: _Voice) -> list[str]:
    """A node's own keys as written, in the order people ask: to whom, when, for what, how much, how far."""
    found: list[str] = []
    for key in ("units", "each", "per", "when", "points", "base", "dated", "from", "to", "times", "full"):
        if key in rule.sentences:
            field = NODE.fields[key]
            text = rule.sentences[key]
            text = _GRAINS.get(text, text) if voice.zh and key == "per" else text
            found.append(f"{voice(field.chinese, key)}  {escape(text)}")
    if rule.best_per_project:
        found.append(voice("同一项目只取最高一条", "of one project only the highest line"))
    for limit in rule.limits:
        scope = voice("每" + {**_GRAINS, "project": "项目"}[limit.scope], "per " + limit.scope)
        for name, tree in ((voice("封顶", "cap"), limit.cap), (voice("保底", "floor"), limit.floor)):
            if tree is not None:
                key = "cap" if tree is limit.cap else "floor"
                shown = rule.sentences.get(key)
                if shown is None:
                    literal = tree.parts[0] if tree.op == "negate" else tree
                    sign = "−" if tree.op == "negate" else ""
                    amount = (
                        number(literal.value, literal.type)
                        if literal.op == "number" and isinstance(literal.type, Number)
                        else "…"
                    )
                    shown = sign + amount
                found.append(f"{name}  {scope} {escape(shown)}")
    return found


def _targets(console: Console, scheme: Scheme, voice: _Voice) -> None:
    if not scheme.targets:
        return
    console.print(_title(voice("目标", "Targets")))
    table = Table(box=None, pad_edge=False, header_style="dim")
    for zh, en in (("目标", "target"), ("条款", "clause")):
        table.add_column(voice(zh, en), overflow="fold")
    for zh, en in (("有任务的单位", "units held"), ("各单位合计", "in all"), ("总目标", "headline")):
        table.add_column(voice(zh, en), justify="right")
    for target in scheme.targets.values():
        parts = held(scheme, target)
        type_ = target.type if isinstance(target.type, Number) else Number()
        total = number(sum(parts.values(), start=type(next(iter(parts.values())))(0)), type_) if parts else ""
        headline = target.headline
        wanted = number(headline.value, type_) if headline is not None and headline.op == "number" else ""
        clause = _clause(scheme, target.clauses)
        table.add_row(
            f"{escape(target.label)} [dim]{target.id}[/dim]",
            clause,
            str(len(parts)) if parts else "—",
            total,
            wanted,
        )
    console.print(table)


def _rankings(console: Console, scheme: Scheme, root: Map, voice: _Voice) -> None:
    if not scheme.rankings:
        return
    console.print(_title(voice("排名", "Rankings")))
    labels = {"group": voice("类别", "group"), "team": voice("团队", "team"), None: voice("全体", "all")}
    for key, entry in root.map("rankings").entries.items():
        board = scheme.rankings[split(key)[0]]
        written = entry.value if isinstance(entry.value, Map) else Map({})
        field = scheme.unit_fields.get(board.groups or "")
        groups = field.label if field is not None else labels.get(board.groups, "")
        parts = [voice(f"按{groups}分组", f"by {groups}")]
        for name, zh in (("by", "依据"), ("units", "参加"), ("tiebreak", "并列比")):
            text = _written(written.get(name))
            if text:
                parts.append(f"{voice(zh, name)} {escape(text)}")
        console.print(
            f"  {escape(board.label)} [cyan]{_clause(scheme, board.clauses)}[/cyan]  {'；'.join(parts)}"
        )


def _written(node: Node | None) -> str:
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Items):
        return "、".join(_written(item) for item in node.items)
    return ""


def _outcomes(console: Console, scheme: Scheme, voice: _Voice) -> None:
    if not scheme.outcomes:
        return
    console.print(_title(voice("结果运用", "Outcomes")))
    for outcome in scheme.outcomes.values():
        reasons = "；".join(case.reason for case in outcome.cases)
        after = voice(f"每{_GRAINS[outcome.after]}之后", f"after each {outcome.after}")
        cited = f"[cyan]{_clause(scheme, outcome.clauses)}[/cyan]"
        name = f"[bold]{escape(outcome.label)}[/bold] [dim]{outcome.id}[/dim]"
        console.print(f"  {name} {cited}  {after}，{escape(reasons)}")
        for line in _rungs(outcome, voice):
            console.print(f"    {escape(line)}")


def _rungs(outcome: Outcome, voice: _Voice) -> Iterable[str]:
    for rung in outcome.rungs:
        by, to = rung.by or outcome.by, rung.to or outcome.to
        times = voice(f"连续{rung.count}次：", f"{rung.count} running: ") if len(outcome.rungs) > 1 else ""
        who = (voice(f"，由{by}", f", by {by}") if by else "") + (
            voice(f"，向{to}", f", to {to}") if to else ""
        )
        yield times + rung.outcome + who


def _calendar(console: Console, scheme: Scheme, voice: _Voice) -> None:
    counts = (
        (voice("日程", "calendar entries"), len(scheme.calendar)),
        (voice("佐证", "documents required"), len(scheme.evidence)),
        (voice("评审", "reviews"), len(scheme.reviews)),
        (voice("职责", "duties"), len(scheme.duties)),
        (voice("条款", "clauses"), len(scheme.clauses)),
    )
    shown = [f"{name} {count}" for name, count in counts if count]
    if shown:
        console.print("\n[dim]" + voice("另有 ", "also: ") + "、".join(shown) + "[/dim]")


def _overlays(console: Console, scheme: Scheme, overlays: Sequence[Overlay], voice: _Voice) -> None:
    if not overlays:
        return
    console.print(
        _title(voice("其他读法和改动（同一问题只取一种）", "Other readings (one a question) and changes"))
    )
    by_question: dict[str, list[Overlay]] = {}
    for overlay in overlays:
        by_question.setdefault(overlay.question or "", []).append(overlay)
    for question, found in by_question.items():
        shown = "；".join(
            f"[bold]{o.id}[/bold] {escape(o.title)}{'✓' if o.id in scheme.overlays else ''}" for o in found
        )
        console.print(f"  {escape(question):<8} {shown}")


def _views(console: Console, scheme: Scheme, root: Map, rule: Rule, voice: _Voice) -> None:
    """The views a rule draws from, each as written, the nearest first."""
    wanted = [rule.each] if rule.each else []
    trees = [*given(rule.points), *rule.when, *given(rule.base, rule.times)]
    for child in (n for n in scheme.nodes() if rule.id in n.path):
        trees += [*given(child.points), *child.when]
        wanted += [child.each] if child.each else []
    for tree in trees:
        wanted += [id_ for kind, id_ in references(tree) if kind == "view"]
    seen: list[str] = []
    while wanted:
        view = wanted.pop(0)
        if view in scheme.views and view not in seen:
            seen.append(view)
            wanted.append(scheme.views[view].of)
    written = {split(k)[0]: e.value for k, e in root.map("views").entries.items()}
    if seen:
        console.print(_title(voice("取自", "Drawn from")))
    for view in seen:
        outline = Outline(f"{escape(scheme.views[view].label)} [dim]{view}[/dim]", guide_style="dim")
        node = written.get(view)
        for key, entry in node.entries.items() if isinstance(node, Map) else ():
            name = voice(VIEW.fields[key].chinese, key)
            if isinstance(entry.value, Map):
                branch = outline.add(name)
                for inner, value in entry.value.entries.items():
                    branch.add(f"{escape(split(inner)[1])} = {escape(_written(value.value))}")
            else:
                outline.add(f"{name}  {escape(_written(entry.value))}")
        console.print(outline)


def _tables_of(scheme: Scheme, rule: Rule) -> list[str]:
    nodes = [rule, *(n for n in scheme.nodes() if rule.id in n.path)]
    trees = [t for n in nodes for t in (*given(n.points, n.base, n.times), *n.when)]
    return list(dict.fromkeys(id_ for t in trees for kind, id_ in references(t) if kind == "table"))


def _table(console: Console, scheme: Scheme, id_: str, voice: _Voice) -> None:
    found = scheme.tables[id_]
    marginal = voice("，各段按各段的率", ", each part at its own rate") if found.marginal else ""
    console.print(
        _title(f"{escape(found.label)}")
        + voice(f"（按{escape(found.by)}{marginal}）", f" (by {escape(found.by)}{marginal})")
    )
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(voice("档", "row"), overflow="fold")
    table.add_column(escape(found.by))
    for label in found.columns.values():
        table.add_column(escape(label), overflow="fold")
    for row in found.rows:
        bound = voice("超过{}", "above {}") if row.strict else voice("{}起", "from {}")
        table.add_row(
            escape(row.label), bound.format(escape(row.bound)), *(escape(row.cells[c]) for c in found.columns)
        )
    console.print(table)
