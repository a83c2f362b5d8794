"""Parts that an expression has more than once, taken out to be worked out once.

An expression is a tree on paper and in SQL, but its maker writes the same part in many places, and written
out it can be hundreds of times as long as what is in it. Parts are known by the object, which costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zhaoshang.scoring.algebra import (
    Arithmetic,
    Case,
    Column,
    Compare,
    IsNull,
    Literal,
    Logic,
    Not,
    Null,
    Scalar,
)

LEAST_SIZE = 6
"""Smaller parts are quicker worked out again than looked up."""


def parts(scalar: Scalar) -> tuple[Scalar, ...]:
    """What an expression is made of."""
    if isinstance(scalar, Arithmetic | Compare | Logic):
        return scalar.left, scalar.right
    if isinstance(scalar, Not | IsNull):
        return (scalar.part,)
    if isinstance(scalar, Case):
        return (*(part for branch in scalar.branches for part in branch), scalar.otherwise)
    return ()


def names_read(scalars: Iterable[Scalar]) -> set[str]:
    """The columns that some expressions read."""
    return {scalar.name for scalar in _each(scalars) if isinstance(scalar, Column)}


def _each(scalars: Iterable[Scalar]) -> Iterator[Scalar]:
    """Every part once, in no order."""
    seen: set[int] = set()
    waiting = list(scalars)
    while waiting:
        at = waiting.pop()
        if isinstance(at, Literal | Null) or id(at) in seen:
            continue
        seen.add(id(at))
        yield at
        waiting += parts(at)


def taken_out(scalar: Scalar) -> tuple[list[tuple[Column, Scalar]], Scalar]:
    """Parts that stand in several places, each with the column to read it by, and the expression with those.

    A part may read the columns of the parts before it. What divides by anything but a constant stays where
    it is: it may rest on the condition that it stands under.
    """
    uses: dict[int, int] = {}
    waiting, shared = [scalar], False
    while waiting:
        for part in parts(waiting.pop()):
            if isinstance(part, Column | Literal | Null):
                continue
            if id(part) in uses:
                uses[id(part)] += 1
                shared = True
            else:
                uses[id(part)] = 1
                waiting.append(part)
    return _Taking(uses).out(scalar) if shared else ([], scalar)


class _Taking:
    def __init__(self, uses: dict[int, int]) -> None:
        self.uses = uses
        self.taken: list[tuple[Column, Scalar]] = []
        self.done: dict[int, tuple[Scalar, int, bool]] = {}

    def out(self, scalar: Scalar) -> tuple[list[tuple[Column, Scalar]], Scalar]:
        whole, _, _ = self.written(scalar)
        return self.taken, whole

    def written(self, scalar: Scalar) -> tuple[Scalar, int, bool]:
        """A part with columns for what was taken out of it, its size in full, and whether it always works."""
        own = parts(scalar)
        if not own:
            return scalar, 1, True
        if id(scalar) not in self.done:
            below = [self.written(part) for part in own]
            size = 1 + sum(each for _, each, _ in below)
            works = all(each for _, _, each in below)
            if isinstance(scalar, Arithmetic) and scalar.op == "//" and not isinstance(scalar.right, Literal):
                works = False
            made = _with_parts(scalar, own, [each for each, _, _ in below])
            if works and size >= LEAST_SIZE and self.uses.get(id(scalar), 1) > 1:
                # No column of a relation has a name with a space in it.
                name = f"part {len(self.taken)}"
                column = Column(scalar.kind, scalar.nullable, scalar.low, scalar.high, name)
                self.taken.append((column, made))
                made = column
            self.done[id(scalar)] = made, size, works
        return self.done[id(scalar)]


def _with_parts(scalar: Scalar, before: tuple[Scalar, ...], after: list[Scalar]) -> Scalar:
    if all(a is b for a, b in zip(before, after, strict=True)):
        return scalar
    about = scalar.kind, scalar.nullable, scalar.low, scalar.high
    if isinstance(scalar, Arithmetic):
        return Arithmetic(*about, scalar.op, *after)
    if isinstance(scalar, Compare):
        return Compare(*about, scalar.op, *after)
    if isinstance(scalar, Logic):
        return Logic(*about, scalar.op, *after)
    if isinstance(scalar, Not | IsNull):
        return type(scalar)(*about, *after)
    assert isinstance(scalar, Case)
    return Case(*about, tuple(zip(after[:-1:2], after[1::2], strict=True)), after[-1])
