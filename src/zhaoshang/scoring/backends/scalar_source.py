"""Scalars as Python source: one expression becomes one list comprehension over its columns.

What is written consists of the words in this file, whole numbers, and names made here of a letter and a
number. A text, wherever it comes from, is bound to such a name as a value and never becomes source; nor do
the names of columns, which may come from a scheme.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

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

Read = Callable[[Column], tuple[str, bool]]
"""How a column is read, and whether it may be unknown."""

_COMPARE = {"=": "==", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_SOURCES_KEPT = 4_000


class TooDeep(Exception):
    """An expression is nested more deeply than Python reads; ``scalar_closures`` takes it as it is."""


class Source:
    """Source being written, with the texts that it refers to as ``k0``, ``k1`` …

    Three ways of writing one scalar: its value, whether it is true, and whether it is false. The last two
    need no third value: an ``and`` is true where both parts are, and false where either is.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self._temporaries = 0
        self.texts: list[str] = []

    def value(self, scalar: Scalar) -> str:
        """An expression for the value, None where it is unknown."""
        if isinstance(scalar, Case):
            return self._choice(scalar, self.value)
        if isinstance(scalar, Logic) and scalar.nullable:
            return f"(True if {self.true(scalar)} else False if {self.false(scalar)} else None)"
        if isinstance(scalar, Null):
            return "None"
        tested, text = self._known(scalar)
        return f"(None if {_any_unknown(tested)} else {text})" if tested else text

    def true(self, scalar: Scalar) -> str:
        """An expression that Python takes as true where the scalar is true, and nowhere else."""
        if isinstance(scalar, Logic):
            return self._joined(scalar, scalar.op, self.true)
        if isinstance(scalar, Not):
            return self.false(scalar.part)
        if isinstance(scalar, Case):
            return self._choice(scalar, self.true)
        if isinstance(scalar, Column):
            return self._read(scalar)[0]
        return _guarded(*self._known(scalar))

    def false(self, scalar: Scalar) -> str:
        """An expression that Python takes as true where the scalar is false, and nowhere else."""
        if isinstance(scalar, Logic):
            return self._joined(scalar, "or" if scalar.op == "and" else "and", self.false)
        if isinstance(scalar, Not):
            return self.true(scalar.part)
        if isinstance(scalar, Case):
            return self._choice(scalar, self.false)
        tested, text = self._known(scalar)
        return _guarded(tested, f"(not {text})")

    def _choice(self, scalar: Case, write: Callable[[Scalar], str]) -> str:
        parts = [f"{write(value)} if {self.true(condition)} else " for condition, value in scalar.branches]
        return f"({''.join(parts)}{write(scalar.otherwise)})"

    @staticmethod
    def _joined(scalar: Logic, word: str, write: Callable[[Scalar], str]) -> str:
        # Chains lean to the left; written flat they need no brackets of their own.
        parts: list[Scalar] = []
        rest: Scalar = scalar
        while isinstance(rest, Logic) and rest.op == scalar.op:
            parts.append(rest.right)
            rest = rest.left
        parts.append(rest)
        return f"({f' {word} '.join(write(part) for part in reversed(parts))})"

    def _known(self, scalar: Scalar) -> tuple[tuple[str, ...], str]:
        """What must be tested for None, in this order, and the value where none of it is."""
        if isinstance(scalar, Column):
            name, nullable = self._read(scalar)
            return ((name,) if nullable else ()), name
        if isinstance(scalar, Literal):
            return (), self.constant(scalar.value)
        if isinstance(scalar, Null):
            return ("None",), "None"
        if isinstance(scalar, Arithmetic | Compare):
            tested, left = self._known(scalar.left)
            more, right = self._known(scalar.right)
            word = scalar.op if isinstance(scalar, Arithmetic) else _COMPARE[scalar.op]
            return tuple(dict.fromkeys((*tested, *more))), f"({left} {word} {right})"
        if isinstance(scalar, Not):
            tested, part = self._known(scalar.part)
            return tested, f"(not {part})"
        if isinstance(scalar, IsNull):
            tested, _ = self._known(scalar.part)
            return (), f"({_any_unknown(tested)})" if tested else "False"
        if isinstance(scalar, Logic) and not scalar.nullable:
            return (), self._joined(scalar, scalar.op, self.value)
        if isinstance(scalar, Case | Logic):
            text = self.value(scalar)
            if not scalar.nullable:
                return (), text
            name = f"t{self._temporaries}"
            self._temporaries += 1
            return (f"({name} := {text})",), name
        raise TypeError(type(scalar).__name__)

    def constant(self, value: int | bool | str | None) -> str:
        """A constant: a number or truth as it is written, a text by the name it is bound to."""
        if isinstance(value, str):
            if value not in self.texts:
                self.texts.append(value)
            return f"k{self.texts.index(value)}"
        assert value is None or isinstance(value, int)
        return f"({int(value)})" if type(value) is int and value < 0 else str(value)


def _any_unknown(tested: Sequence[str]) -> str:
    return " or ".join(f"{each} is None" for each in tested)


def _guarded(tested: Sequence[str], text: str) -> str:
    return f"({' and '.join([*(f'{each} is not None' for each in tested), text])})" if tested else text


def numbered(letter: str, count: int, after: str = "") -> str:
    """``a0, a1, a2`` …, with what must come after each."""
    return ", ".join(f"{letter}{i}{after}" for i in range(count))


def of_columns(text: str, texts: Sequence[str], count: int) -> Callable[..., list[Any]]:
    """A function of ``count`` columns, read as ``c0``, ``c1`` …, that gives a column. Raises TooDeep."""
    each = "c0 in a0" if count == 1 else f"{numbered('c', count)} in zip({numbered('a', count)})"
    return _made(
        f"lambda {numbered('k', len(texts))}: lambda {numbered('a', count)}: [{text} for {each}]", texts
    )


def of_pairs(
    text: str, texts: Sequence[str], lefts: int, rights: int
) -> Callable[..., list[tuple[int, int]]]:
    """A function of partners by key, the left's keys, and columns of both sides, that gives pairs of places.

    A column of the left is read as ``c0``, one of the right as ``b0[j]``. Raises TooDeep.
    """
    given = ", ".join(each for each in ("get", "keys", numbered("a", lefts), numbered("b", rights)) if each)
    names = "".join(f", c{i}" for i in range(lefts))
    columns = "".join(f", a{i}" for i in range(lefts))
    loop = f"for i, (key{names},) in enumerate(zip(keys{columns})) for j in get(key, ())"
    return _made(f"lambda {numbered('k', len(texts))}: lambda {given}: [(i, j) {loop} if {text}]", texts)


def _made(source: str, texts: Sequence[str]) -> Callable[..., Any]:
    made: Callable[..., Any] = _compiled(source)(*texts)
    return made


@lru_cache(_SOURCES_KEPT)
def _compiled(source: str) -> Callable[..., Callable[..., Any]]:
    # Shared by every plan of this process: there is nothing in the source but its own arithmetic.
    try:
        code = compile(source, "<scalar>", "eval")
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise TooDeep from error
    made: Callable[..., Callable[..., Any]] = eval(
        code, {"__builtins__": {}, "zip": zip, "enumerate": enumerate}
    )
    return made
