"""What a name means in a unit's scope and in a row's: the scheme's side of the rule language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from zhaoshang.language import Reference, Scope
from zhaoshang.language.scope import Table
from zhaoshang.language.types import COUNT, DAY, SPAN, TRUTH, Type

if TYPE_CHECKING:
    from zhaoshang.scheme.context import Context

DAYS: dict[str, tuple[str, Literal["day_of_rule", "period_of_rule"], str]] = {
    "first_day": ("期初", "day_of_rule", "first"),
    "last_day": ("期末", "day_of_rule", "last"),
    "next_first_day": ("次期首日", "day_of_rule", "next_first"),
    "so_far": ("至今", "day_of_rule", "so_far"),
    "this_period": ("本期", "period_of_rule", "period"),
    "term": ("考核期", "period_of_rule", "term"),
}
"""Days and periods of the line being written: English name, Chinese name, kind, id in the tree."""

SCORES: dict[str, tuple[str, Literal["subtotal", "score", "full_marks", "place", "place_from_end"]]] = {
    "subtotal": ("小计", "subtotal"),
    "total_score": ("总分", "score"),
    "full_marks": ("满分", "full_marks"),
    "place": ("名次", "place"),
    "place_from_end": ("倒数名次", "place_from_end"),
}
"""What is known only after scoring, and only where the design allows it."""

IN_TIMES = frozenset({"subtotal"})
IN_RANKING = frozenset({"score", "full_marks", "points_of"})
IN_OUTCOME = IN_RANKING | {"place", "place_from_end"}


class UnitScope:
    """A unit and a period: period rules, targets, measures, limits, rankings, outcomes.

    ``later`` is what may be read here of the results of scoring.
    """

    kind: Literal["row", "unit"] = "unit"

    def __init__(
        self, context: Context, later: frozenset[str] = frozenset(), inside_project: bool = False
    ) -> None:
        self.context, self.later, self.inside_project = context, later, inside_project

    def resolve(self, name: str) -> Reference | None:
        """A parameter, measure, indicator, field of the unit, day of the rule, or result of scoring."""
        context = self.context
        if name in context.built_in:
            return context.built_in[name]
        if name in context.later:
            reference = context.later[name]
            return reference if reference.kind in self.later else None
        id_ = context.values.find(name)
        return context.value(id_) if id_ is not None else None

    def names(self) -> Iterable[str]:
        """Every name in reach."""
        context = self.context
        later = (n for n, r in context.later.items() if r.kind in self.later)
        return [*context.built_in, *later, *context.values.ids]

    def view(self, name: str) -> tuple[str, Scope] | None:
        """A view or ledger table and the scope of its rows."""
        id_ = self.context.views.find(name)
        return (id_, self.context.rows(id_)) if id_ is not None else None

    def view_names(self) -> Iterable[str]:
        """Views and tables, both halves of their names."""
        return self.context.views.ids

    def table(self, name: str) -> Table | None:
        """A table of rows from low to high."""
        id_ = self.context.table_names.find(name)
        return self.context.tables.get(id_) if id_ is not None else None

    def table_names(self) -> Iterable[str]:
        """Tables, both halves of their names."""
        return self.context.table_names.ids

    def target(self, name: str) -> tuple[str, Type] | None:
        """A target and the type of what is counted towards it."""
        id_ = self.context.target_names.find(name)
        return (id_, self.context.target_type(id_)) if id_ is not None else None

    def target_names(self) -> Iterable[str]:
        """Targets, both halves of their names."""
        return self.context.target_names.ids

    def node(self, name: str) -> tuple[str, Type] | None:
        """A rule or section, where points may be read."""
        id_ = self.context.nodes.find(name) if "points_of" in self.later else None
        return (id_, self.context.score_type) if id_ is not None else None

    def node_names(self) -> Iterable[str]:
        """Rules and sections, where points may be read."""
        return self.context.nodes.ids if "points_of" in self.later else ()

    def of_project(self) -> Scope:
        """Inside 同项目(…)."""
        return UnitScope(self.context, self.later, inside_project=True)


class RowScope(UnitScope):
    """A row of a view: its fields first, then all that its unit sees."""

    kind: Literal["row", "unit"] = "row"

    def __init__(self, context: Context, fields: Mapping[str, Reference]) -> None:
        super().__init__(context)
        self.fields = fields

    def resolve(self, name: str) -> Reference | None:
        """A field of the row, else what its unit sees."""
        return self.fields.get(name) or super().resolve(name)

    def names(self) -> Iterable[str]:
        """Fields and what the unit sees."""
        return [*self.fields, *super().names()]


class ConstantScope(UnitScope):
    """Nothing in reach: a value written out."""

    def resolve(self, name: str) -> Reference | None:
        """Nothing."""
        return None

    def names(self) -> Iterable[str]:
        """Nothing."""
        return ()


def built_in(unit: Type, group: Type, team: Type) -> dict[str, Reference]:
    """What every unit scope knows by itself, under both names."""
    found: dict[str, Reference] = {}
    for id_, label, type_ in (
        ("unit", "单位", unit),
        ("group", "类别", group),
        ("team", "团队", team),
        ("headcount", "在岗人数", COUNT),
    ):
        found[id_] = found[label] = Reference("unit_field", id_, type_)
    found["has_target"] = found["有任务"] = Reference("has_target", "has_target", TRUTH)
    for english, (chinese, kind, id_) in DAYS.items():
        type_ = DAY if kind == "day_of_rule" else SPAN
        found[english] = found[chinese] = Reference(kind, id_, type_)
    return found


def results_of_scoring(score: Type) -> dict[str, Reference]:
    """小计, 总分 and the like, under both names."""
    found: dict[str, Reference] = {}
    for english, (chinese, kind) in SCORES.items():
        type_ = COUNT if kind.startswith("place") else score
        found[english] = found[chinese] = Reference(kind, kind, type_)
    return found
