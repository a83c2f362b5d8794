"""Finds views, measures and targets that are defined by themselves, and names the circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zhaoshang.language import Tree
from zhaoshang.problems import Place, Problem, Words
from zhaoshang.scheme.model import Measure, Target, View
from zhaoshang.scheme.trees import Reference, given, of_target_value, of_view, references


def circles(
    draws: Mapping[str, str],
    views: Mapping[str, View],
    measures: Mapping[str, Measure],
    targets: Mapping[str, Target],
    labels: Mapping[Reference, str],
    places: Mapping[Reference, Place],
) -> list[Problem]:
    """One problem for each circle. ``draws``: the view or table that each view draws from."""
    graph: dict[Reference, list[Reference]] = {}

    def put(key: Reference, trees: Iterable[Tree], *more: Reference) -> None:
        known = ("view", "measure", "target", "done")
        found = [*more, *(r for tree in trees for r in references(tree, targets) if r[0] in known)]
        graph[key] = list(dict.fromkeys([*graph.get(key, []), *found]))

    for view, of in draws.items():
        put(("view", view), (), ("view", of))
    for v in views.values():
        put(("view", v.id), of_view(v))
    for m in measures.values():
        put(("measure", m.id), (m.tree,))
    for t in targets.values():
        put(("target", t.id), of_target_value(t))
        put(("done", t.id), given(t.done, t.met), ("target", t.id))
    return [_problem(circle, labels, places) for circle in _find(graph)]


def _find(graph: Mapping[Reference, list[Reference]]) -> list[list[Reference]]:
    """One circle of every knot, by depth first search."""
    found: list[list[Reference]] = []
    state: dict[Reference, int] = {}
    in_a_circle: set[Reference] = set()

    def visit(key: Reference, path: list[Reference]) -> None:
        state[key] = 1
        path.append(key)
        for other in graph.get(key, ()):
            if state.get(other) == 1:
                circle = path[path.index(other) :]
                if not in_a_circle & set(circle):
                    found.append(circle)
                in_a_circle.update(circle)
            elif other in graph and other not in state:
                visit(other, path)
        path.pop()
        state[key] = 2

    for key in graph:
        if key not in state:
            visit(key, [])
    return found


def _problem(
    circle: list[Reference], labels: Mapping[Reference, str], places: Mapping[Reference, Place]
) -> Problem:
    def shown(key: Reference) -> str:
        kind = "target" if key[0] == "done" else key[0]
        return labels.get((kind, key[1]), key[1])

    names = list(dict.fromkeys(shown(k) for k in circle))
    text = " → ".join([*names, names[0]])
    kind = "target" if circle[0][0] == "done" else circle[0][0]
    return Problem(
        "scheme.circle",
        Words(f"首尾相接，谁也算不出来：{text}", f"defined by itself, so that nothing comes of it: {text}"),
        places.get((kind, circle[0][1]), Place()),
        advice=Words("断开其中一处", "break the circle at one place"),
    )
