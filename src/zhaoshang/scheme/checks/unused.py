"""What is declared and never used, and names that one sentence would read as another."""

from __future__ import annotations

from collections.abc import Iterator

from zhaoshang.language import Selection
from zhaoshang.problems import Problem, Words
from zhaoshang.scheme.checks.say import warning
from zhaoshang.scheme.fields import FACT_TABLES, row_fields
from zhaoshang.scheme.model import Scheme
from zhaoshang.scheme.trees import every_part, of_scheme

_NAMES = {
    "views": "视图",
    "tables": "分档表",
    "measures": "量",
    "parameters": "参数",
    "indicators": "指标",
}


def check(scheme: Scheme) -> Iterator[Problem]:
    """Views, tables, measures, parameters, indicators, tags and items that no sentence and no clause uses."""
    used: dict[str, set[str]] = {section: set() for section in _NAMES}
    words: set[str] = set()
    for _, _, tree in of_scheme(scheme):
        for part in every_part(tree):
            if isinstance(part.subject, Selection):
                used["views"].add(part.subject.view)
            elif part.op == "table":
                used["tables"].add(part.value.table)
            elif part.op in ("measure", "parameter", "indicator"):
                used[part.op + "s"].add(part.value)
            elif part.op == "choice":
                words.add(part.value)
    used["views"] |= {v.of for v in scheme.views.values()} | {n.each for n in scheme.nodes() if n.each}
    for clause in scheme.clauses.values():
        for carrier in clause.carriers:
            kind, _, id_ = carrier.partition(":")
            used.get(kind + "s", set()).add(id_)
    for section, name in _NAMES.items():
        for id_, thing in getattr(scheme, section).items():
            if id_ not in used[section]:
                zh = f"{name}“{thing.label}”没有用到"
                en = f"“{thing.label}” under {section} is never used"
                yield warning(scheme, "unused", f"{section}.{id_}", zh, en)
    for section, declared in (("tags", scheme.tags), ("items", scheme.items)):
        for word in declared:
            if word not in words:
                zh = f"{section} 里的“{word}”没有用到"
                en = f"“{word}” under {section} is never used"
                yield warning(scheme, "unused", section, zh, en)
    yield from _shadows(scheme)


def _shadows(scheme: Scheme) -> Iterator[Problem]:
    fields = {n for t in FACT_TABLES for f in row_fields(t).values() for n in (f.id, f.label)}
    fields |= {n for v in scheme.views.values() for c in v.columns for n in (c.id, c.label)}
    for section in ("measures", "indicators", "parameters", "unit_fields"):
        for id_, thing in getattr(scheme, section).items():
            both = sorted({thing.id, thing.label} & fields)
            if both:
                zh, en = (
                    f"“{both[0]}”也是行的字段：在行里指字段，在单位里指它",
                    f"“{both[0]}” is a row's field too: in a row it means the field",
                )
                yield warning(
                    scheme,
                    "shadow",
                    f"{section}.{id_}",
                    zh,
                    en,
                    Words("最好换一个名称", "better choose another name"),
                )
