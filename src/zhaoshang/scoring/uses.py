"""Which fields, tags and money a scheme's sentences read, so that nothing else is carried along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from zhaoshang.language import Tree
from zhaoshang.scheme.model import Scheme


def trees(scheme: Scheme) -> Iterator[Tree]:
    """Every sentence of a scheme that scoring may evaluate."""
    for part in (
        scheme.parameters,
        scheme.views,
        scheme.measures,
        scheme.targets,
        scheme.rules,
        scheme.total,
        scheme.rankings,
        scheme.outcomes,
        scheme.persons,
    ):
        yield from _found(part)


def _found(part: Any) -> Iterator[Tree]:
    if isinstance(part, Tree):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from _found(value)
    elif isinstance(part, tuple | list):
        for value in part:
            yield from _found(value)
    elif is_dataclass(part):
        for each in fields(part):
            yield from _found(getattr(part, each.name))


def nodes(tree: Tree) -> Iterator[Tree]:
    """A tree and everything below it."""
    yield tree
    for part in tree.parts:
        yield from nodes(part)


class Uses:
    """What a scheme reads: ids of row fields, tags tested by 含, views and tables drawn from."""

    def __init__(self, scheme: Scheme) -> None:
        self.fields: set[str] = {f for view in scheme.views.values() for f in view.first}
        tags: dict[str, None] = {}
        self.indicators: set[str] = set()
        for root in trees(scheme):
            for tree in nodes(root):
                if tree.op == "field":
                    self.fields.add(tree.value)
                elif tree.op == "aggregate" and tree.subject.field is not None:
                    self.fields.add(tree.subject.field)
                elif tree.op == "has":
                    tags[str(tree.parts[1].value)] = None
                elif tree.op == "indicator":
                    self.indicators.add(tree.value)
        self.tags = tuple(tags)


_KNOWN: dict[int, tuple[Scheme, Uses]] = {}
_MOST_KNOWN = 64


def uses(scheme: Scheme) -> Uses:
    """What a scheme reads. Kept for each scheme object."""
    known = _KNOWN.get(id(scheme))
    if known is None:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[id(scheme)] = (scheme, Uses(scheme))
    return known[1]
