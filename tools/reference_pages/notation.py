"""The page of a scheme pack: what its files hold, every key, and what the keys mean together."""

from __future__ import annotations

from collections.abc import Iterator

from reference_pages.markdown import code, fill, table
from zhaoshang.scheme import shape
from zhaoshang.scheme.kinds import Again, ByKey, Either, Fixed, Keys, Kind, Line, ListOf, Named, Patch

SORTS = {
    "text": "text",
    "expression": "expression",
    "condition": "condition",
    "day": "day",
    "whole": "whole number",
    "number": "number",
    "duration": "length of time",
    "name": "name",
    "cell": "cell",
}


def page() -> str:
    """The whole page."""
    return fill("notation.template.md", {"keys": _keys, "twins": _twins})


def _keys(path: str) -> str:
    kind: Kind = getattr(shape, path.split(".")[0])
    for key in path.split(".")[1:]:
        kind = _inner(kind).fields[key].kind
    keys = _inner(kind)
    rows = (
        (f"{code(key)}{' *' if f.required else ''}", f.chinese, _takes(f.kind), f"{f.note.en}<br>{f.note.zh}")
        for key, f in keys.fields.items()
    )
    return table(("Key", "中文", "Takes", "Meaning"), rows)


def _inner(kind: Kind) -> Keys:
    """The map of fixed keys inside a kind. Raises TypeError where there is none."""
    if isinstance(kind, Keys):
        return kind
    if isinstance(kind, Again):
        return _inner(shape.KINDS[kind.name])
    if isinstance(kind, Named | ByKey | ListOf | Patch):
        return _inner(kind.of)
    if isinstance(kind, Either) and kind.map is not None:
        return _inner(kind.map)
    raise TypeError(kind)


def _takes(kind: Kind) -> str:
    if isinstance(kind, Line):
        return SORTS[kind.sort]
    if isinstance(kind, Fixed):
        return " ".join(f"{code(en)} {zh}" for en, zh in kind.words.items())
    if isinstance(kind, ListOf):
        return ("one or a list of " if kind.or_one else "list of ") + _takes(kind.of)
    if isinstance(kind, Named):
        return "named: " + _takes(kind.of)
    if isinstance(kind, ByKey):
        return "by unit or number: " + _takes(kind.of)
    if isinstance(kind, Keys):
        return kind.what.en or "a map"
    if isinstance(kind, Patch):
        return "part of " + _takes(kind.of)
    if isinstance(kind, Again):
        return "rules or sections"
    return " or ".join(_takes(k) for k in (kind.text, kind.items, kind.map) if k is not None)


def _twins(_: str) -> str:
    found: dict[str, str] = {}
    for root in (shape.SCHEME, shape.OVERLAY, shape.CASE, *shape.KINDS.values()):
        for english, chinese in _pairs(root):
            found.setdefault(f"{english} {chinese}", "")
    return "、".join(f"{code(pair.split(' ')[0])} {pair.split(' ')[1]}" for pair in sorted(found))


def _pairs(kind: Kind) -> Iterator[tuple[str, str]]:
    if isinstance(kind, Fixed):
        yield from kind.words.items()
    elif isinstance(kind, Keys):
        for english, field in kind.fields.items():
            yield english, field.chinese
            yield from _pairs(field.kind)
        if kind.other is not None:
            yield from _pairs(kind.other)
    elif isinstance(kind, Named | ByKey | ListOf):
        yield from _pairs(kind.of)
    elif isinstance(kind, Either):
        for inner in (kind.text, kind.items, kind.map):
            if inner is not None:
                yield from _pairs(inner)
