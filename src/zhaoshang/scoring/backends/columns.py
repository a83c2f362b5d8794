"""What relations do, column by column: keep, match, gather, group, reduce, run.

Each function is one step of a ``Program``: plain lists in, plain lists out. It knows no relation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import compress, count, repeat
from operator import add
from typing import Any

Cells = Sequence[Any]
Kept = tuple[Cells | None, int]
"""Which rows stay, as a truth for each; None where all do. And how many."""
Matched = tuple[list[int] | None, list[int], int, bool]
"""Places in the left and in the right of each joined row, None for the left as it is; how many; and whether
some right place is -1, for no partner."""
Groups = tuple[list[int], int, Cells]
"""Each row's group, how many groups there are, and each group's key. Numbered as they first appear."""
Placed = tuple[list[int], list[int], Cells]
"""Rows' numbers in order of group and place; each row's group; and what ties are told by."""


# -- rows
def cells_of(at: int) -> Callable[[Sequence[Sequence[Any]]], Cells]:
    """One column of rows."""
    return lambda rows: [row[at] for row in rows]


def keep(mask: Cells) -> Kept:
    """Which rows a condition keeps."""
    kept = mask.count(True)
    return (None if kept == len(mask) else mask), kept


def kept_cells(kept: Kept, cells: Cells) -> Cells:
    """A column of the rows that stay."""
    return cells if kept[0] is None else list(compress(cells, kept[0]))


def joined_cells(*parts: Cells) -> Cells:
    """Columns one after the other."""
    out: list[Any] = []
    for part in parts:
        out += part
    return out


def tuples(*cells: Cells) -> Cells:
    """Several columns as one of tuples."""
    return list(zip(*cells, strict=True))


# -- joins
class Index:
    """Where each key stands. A key that is unknown, or partly so, is like no other."""

    def __init__(self, keys: Cells) -> None:
        self._keys = keys

    @cached_property
    def unique(self) -> dict[Any, int] | None:
        """Where each key stands; None where one stands twice."""
        found = dict(zip(self._keys, range(len(self._keys)), strict=True))
        return _without_unknown(found) if len(found) == len(self._keys) else None

    @cached_property
    def all(self) -> dict[Any, list[int]]:
        """All places of each key."""
        found: dict[Any, list[int]] = {}
        for i, key in enumerate(self._keys):
            if key in found:
                found[key].append(i)
            else:
                found[key] = [i]
        return _without_unknown(found)


def _without_unknown(found: dict[Any, Any]) -> dict[Any, Any]:
    for key in [k for k in found if k is None or (type(k) is tuple and None in k)]:
        del found[key]
    return found


def matching(outer: bool) -> Callable[[Cells, Index], Matched]:
    """Each left row, by its key, beside its partners; an outer join keeps those without."""

    def match(keys: Cells, index: Index) -> Matched:
        if index.unique is not None:
            return _match_one(keys, index.unique, outer)
        return _match_many(keys, index.all, outer)

    return match


def _match_one(keys: Cells, partner: dict[Any, int], outer: bool) -> Matched:
    """Each left row beside its only partner."""
    places = list(map(partner.get, keys, repeat(-1)))
    if -1 not in places:
        return None, places, len(places), False
    if outer:
        return None, places, len(places), True
    left = [i for i, place in enumerate(places) if place >= 0]
    return left, [place for place in places if place >= 0], len(left), False


def _match_many(keys: Cells, partners: dict[Any, list[int]], outer: bool) -> Matched:
    """Each left row beside all its partners."""
    left: list[int] = []
    right: list[int] = []
    missing = False
    for i, found in enumerate(map(partners.get, keys)):
        if found is not None:
            left += [i] * len(found)
            right += found
        elif outer:
            left.append(i)
            right.append(-1)
            missing = True
    return _as_it_is(left, len(keys)), right, len(left), missing


def match_pairs(pairs: Sequence[tuple[int, int]], rows: int, outer: bool) -> Matched:
    """Pairs of places in the order of the left; an outer join's left rows without a partner among them."""
    left, right = [i for i, _ in pairs], [j for _, j in pairs]
    missing = False
    if outer and len(set(left)) < rows:
        missing = True
        found = Index(left).all
        whole = [(i, n) for i in range(rows) for n in found.get(i, (-1,))]
        left, right = [i for i, _ in whole], [-1 if n < 0 else right[n] for _, n in whole]
    return _as_it_is(left, rows), right, len(left), missing


def match_all(left: int, right: int) -> Matched:
    """Every left row beside every right one."""
    if right == 1:
        return None, [0] * left, left, False
    return [i for i in range(left) for _ in range(right)], list(range(right)) * left, left * right, False


def _as_it_is(left: list[int], rows: int) -> list[int] | None:
    return None if len(left) == rows and left == list(range(rows)) else left


def left_cells(matched: Matched, cells: Cells) -> Cells:
    """A column of the left in joined rows."""
    places = matched[0]
    return cells if places is None else [cells[i] for i in places]


def right_cells(matched: Matched, cells: Cells) -> Cells:
    """A column of the right in joined rows; None where there is no partner."""
    if matched[3]:
        cells = [*cells, None]
    return [cells[i] for i in matched[1]]


# -- groups
def groups(keys: Cells) -> Groups:
    """Rows by key."""
    numbers: defaultdict[Any, int] = defaultdict(count().__next__)
    group = list(map(numbers.__getitem__, keys))
    return group, len(numbers), list(numbers)


def one_group(rows: int) -> Groups:
    """All rows together, be it none."""
    return [0] * rows, 1, ((),)


def sizes(given: Groups) -> list[int]:
    """How many rows each group has."""
    out = [0] * given[1]
    for group in given[0]:
        out[group] += 1
    return out


def sums(given: Groups, cells: Cells) -> list[Any]:
    """Each group's sum of a column without blanks, where every group has a row."""
    out = [0] * given[1]
    for group, cell in zip(given[0], cells, strict=True):
        out[group] += cell
    return out


def reduction(step: Callable[[Any, Any], Any]) -> Callable[[Groups, Cells], list[Any]]:
    """Each group's reduction of a column; blanks are skipped, and nothing at all gives None."""

    def reduce(given: Groups, cells: Cells) -> list[Any]:
        out: list[Any] = [None] * given[1]
        for group, cell in zip(given[0], cells, strict=True):
            if cell is not None:
                so_far = out[group]
                out[group] = cell if so_far is None else step(so_far, cell)
        return out

    return reduce


def _smaller(a: Any, b: Any) -> Any:
    return b if b < a else a


def _larger(a: Any, b: Any) -> Any:
    return b if b > a else a


STEP: dict[str, Callable[[Any, Any], Any]] = {"sum": add, "min": _smaller, "max": _larger}


def spread(given: Groups, reduced: Cells) -> list[Any]:
    """What each group has, for each of its rows."""
    return [reduced[group] for group in given[0]]


# -- running
def placing(descending: Sequence[bool]) -> Callable[..., Placed]:
    """Rows in order within their groups, by columns of which some descend."""

    def place(given: Groups, *order: Cells) -> Placed:
        cells = [[-cell for cell in c] if d else c for c, d in zip(order, descending, strict=True)]
        places = list(zip(given[0], *cells, strict=True))
        return sorted(range(len(places)), key=places.__getitem__), given[0], places

    return place


def running(step: Callable[[Any, Any], Any], peers: bool) -> Callable[[Placed, Cells], list[Any]]:
    """A reduction of all rows of the group up to each one; with ``peers``, up to the last that ties with it."""

    def run(placed: Placed, cells: Cells) -> list[Any]:
        order, group, places = placed
        out: list[Any] = [None] * len(order)
        so_far, before = None, -1
        for i in order:
            if group[i] != before:
                so_far, before = None, group[i]
            cell = cells[i]
            if cell is not None:
                so_far = cell if so_far is None else step(so_far, cell)
            out[i] = so_far
        if peers:
            for i, after in zip(order[-2::-1], order[:0:-1], strict=True):
                if places[i] == places[after]:
                    out[i] = out[after]
        return out

    return run
