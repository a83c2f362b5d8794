"""The digest of a scheme: what it says, not how it is written down.

Comments, layout, the order of definitions, full-width or half-width signs and the language of keys and
functions leave it as it is; any value, name or condition that changes changes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from zhaoshang.language import Tree
from zhaoshang.language.types import Choice, Tags
from zhaoshang.problems import Place

_NOT_CONTENT = frozenset({"span", "sentences", "tables", "places", "digest", "warnings", "overlays"})


def digest(scheme: Any) -> str:
    """``sha256:…`` over the canonical content of a scheme with its overlays applied."""
    content = {name: getattr(scheme, name) for name in _names(type(scheme)) if name != "id"}
    content["rankings"] = list(scheme.rankings.values())  # the first is the rank
    text = json.dumps(_canonical(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


_fields: dict[type, tuple[str, ...]] = {}


def _names(kind: type) -> tuple[str, ...]:
    if kind not in _fields:
        _fields[kind] = tuple(f.name for f in fields(kind) if f.name not in _NOT_CONTENT)
    return _fields[kind]


def _canonical(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, tuple | list):
        return [_canonical(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): _canonical(v) for k, v in value.items()}
    if isinstance(value, Choice | Tags):
        return type(value).__name__  # its values are the units, tags and items, which stand elsewhere
    if isinstance(value, Tree):
        kind = value.type if value.op == "number" else None
        return [_canonical(v) for v in (value.op, value.value, value.subject, kind, *value.parts)]
    if is_dataclass(value):
        # a place is not content; a view's ``where``, which is a condition, is
        found = {
            n: _canonical(v)
            for n in _names(type(value))
            if (v := getattr(value, n)) not in (None, (), "") and not isinstance(v, Place)
        }
        return {type(value).__name__: found}
    raise TypeError(f"no canonical form for {type(value).__name__}")
