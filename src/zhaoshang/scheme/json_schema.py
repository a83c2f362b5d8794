"""The JSON Schema of a scheme file, so that editors complete its keys and explain them.

Made from the same declaration that the reader holds files against; ``zhaoshang scheme schema`` prints it.
"""

from __future__ import annotations

from typing import Any

from zhaoshang.problems import Language
from zhaoshang.scheme.kinds import Again, ByKey, Either, Field, Fixed, Keys, Kind, Line, ListOf, Named, Patch
from zhaoshang.scheme.shape import CASE, KINDS, OVERLAY, SCHEME

_ADDRESS = "https://json-schema.org/draft/2020-12/schema"
_SCALAR: dict[str, Any] = {"type": ["string", "number", "boolean"]}
"""Every scalar is read as text, but an editor may take 6 for a number and 是 for a string."""


def json_schema(language: Language = "en") -> dict[str, Any]:
    """The schema of scheme.yaml with its keys in one language; overlays and cases under ``$defs``."""
    writer = _Writer(language)
    schema = writer.of(SCHEME)
    definitions = {name: writer.of(kind) for name, kind in KINDS.items()}
    definitions |= {"overlay": writer.of(OVERLAY), "cases": writer.of(ListOf(CASE))}
    title = "招商引资考核方案" if language == "zh" else "An investment-promotion scheme"
    return {"$schema": _ADDRESS, "title": title, **schema, "$defs": definitions}


class _Writer:
    def __init__(self, language: Language) -> None:
        self.language = language

    def of(self, kind: Kind) -> dict[str, Any]:
        if isinstance(kind, Again):
            return {"$ref": f"#/$defs/{kind.name}"}
        if isinstance(kind, Patch):
            loose: dict[str, Any] = self.optional(self.of(kind.of))
            return loose
        if isinstance(kind, Line):
            return {"type": "string", "format": "date"} if kind.sort == "day" else dict(_SCALAR)
        if isinstance(kind, Fixed):
            words = list(kind.words) if self.language == "en" else list(kind.words.values())
            if "yes" in kind.words:
                return {"enum": [*dict.fromkeys(("yes", "no", *kind.words.values())), True, False]}
            return {"enum": words}
        if isinstance(kind, ListOf):
            inner = self.of(kind.of)
            listed = {"type": "array", "items": inner}
            return {"anyOf": [inner, listed]} if kind.or_one else listed
        if isinstance(kind, Named | ByKey):
            return {"type": "object", "additionalProperties": self.of(kind.of)}
        if isinstance(kind, Either):
            return {"anyOf": [self.of(k) for k in (kind.text, kind.items, kind.map) if k is not None]}
        return self.keys(kind)

    def keys(self, kind: Keys) -> dict[str, Any]:
        named = {self.name(key, field): field for key, field in kind.fields.items()}
        found: dict[str, Any] = {
            "type": "object",
            "properties": {
                name: {"description": field.note.in_language(self.language), **self.of(field.kind)}
                for name, field in named.items()
            },
            "additionalProperties": self.of(kind.other) if kind.other is not None else False,
        }
        required = [name for name, field in named.items() if field.required]
        return {**found, "required": required} if required else found

    def name(self, key: str, field: Field) -> str:
        return key if self.language == "en" else field.chinese

    def optional(self, schema: Any) -> Any:
        """The same with nothing required and ``none`` allowed everywhere: the shape of a patch."""
        none = "none" if self.language == "en" else "无"
        if not isinstance(schema, dict):
            return schema
        loose = {k: v for k, v in schema.items() if k != "required"}
        if "properties" in loose:
            loose["properties"] = {
                k: {"anyOf": [{"const": none}, self.optional(v)]} for k, v in loose["properties"].items()
            }
        more = loose.get("additionalProperties")
        if isinstance(more, dict):
            loose["additionalProperties"] = {"anyOf": [{"const": none}, self.optional(more)]}
        if loose.get("$ref") == "#/$defs/node":  # a patched rule need not be whole
            return {"type": "object"}
        return loose
