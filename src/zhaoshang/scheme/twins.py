"""A file of a pack from English keys to Chinese ones and back, with comments and layout left alone.

Only keys and fixed words change; names, sentences and values stay as written.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zhaoshang.problems import Language, Place, Problem, ProblemsFound, Words
from zhaoshang.scheme.conform import conform, language_of
from zhaoshang.scheme.document import Items, Map, Node, Text
from zhaoshang.scheme.kinds import Again, ByKey, Either, Fixed, Keys, Kind, ListOf, Named, Patch
from zhaoshang.scheme.shape import CASE, KINDS, NONE, NONE_ZH, OVERLAY, SCHEME
from zhaoshang.scheme.yaml_text import parse_yaml

Change = tuple[Place, str, str]
"""Where, what stands there, what shall stand there."""


_KINDS: dict[str, Kind] = {"scheme.yaml": SCHEME, "overlays": OVERLAY, "cases": ListOf(CASE)}
"""The shape of a pack's files, by file or folder."""


def in_language(text: str, kind: Kind, language: Language, shown: str = "scheme.yaml") -> str:
    """The text of a file with its keys and fixed words in one language. Raises ProblemsFound."""
    node = parse_yaml(text, shown)
    problems: list[Problem] = []
    conform(node, kind, problems)
    if problems:
        raise ProblemsFound(problems)
    if language_of(node, kind) == language:
        return text
    lines = text.split("\n")
    changes = sorted(
        _changes(node, kind, language, False), key=lambda c: (c[0].line or 0, c[0].position or 0)
    )
    for place, old, new in reversed(changes):
        assert place.line is not None and place.position is not None
        line, at = lines[place.line - 1], place.position - 1
        assert line.startswith(old, at), (line, at, old)
        lines[place.line - 1] = line[:at] + new + line[at + len(old) :]
    return "\n".join(lines)


def _changes(node: Node, kind: Kind, language: Language, in_patch: bool) -> Iterator[Change]:
    if isinstance(kind, Again):
        kind = KINDS[kind.name]
    if isinstance(kind, Patch):
        kind, in_patch = kind.of, True
    if isinstance(node, Text):
        none = (NONE, NONE_ZH) if language == "zh" else (NONE_ZH, NONE)
        if in_patch and node.text == none[0]:
            yield node.where, *none
            return
        fixed = kind.text if isinstance(kind, Either) else kind.of if isinstance(kind, ListOf) else kind
        if isinstance(fixed, Fixed):
            english = fixed.meant(node.text)
            new = english if language == "en" or english is None else fixed.words[english]
            if new is not None and new != node.text:
                yield node.where, node.text, new
        return
    if isinstance(kind, Either):
        chosen = kind.items if isinstance(node, Items) else kind.map
        if chosen is not None:
            yield from _changes(node, chosen, language, in_patch)
    elif isinstance(node, Items) and isinstance(kind, ListOf):
        for item in node.items:
            yield from _changes(item, kind.of, language, False)
    elif isinstance(node, Map) and isinstance(kind, Keys):
        yield from _keys(node, kind, language, in_patch)
    elif isinstance(node, Map) and isinstance(kind, Named | ByKey):
        for entry in node.entries.values():
            yield from _changes(entry.value, kind.of, language, in_patch)


def _keys(node: Map, kind: Keys, language: Language, in_patch: bool) -> Iterator[Change]:
    english = kind.english()
    for written, entry in node.entries.items():
        key = written if language == "zh" else english.get(written, written)
        known = written in kind.fields if language == "zh" else written in english
        field = kind.fields.get(key) if known else None
        if field is not None:
            yield entry.key.where, written, field.chinese if language == "zh" else key
            yield from _changes(entry.value, field.kind, language, in_patch)
        elif kind.other is not None:
            yield from _changes(entry.value, kind.other, language, in_patch)


def translate_pack(folder: Path, out: Path, language: Language) -> tuple[Path, ...]:
    """Write a pack's files to a new folder with their keys in one language; other files are copied.

    Raises ProblemsFound, with nothing written, where a file does not hold up or the folder is in use.
    """
    if out.exists() and any(out.iterdir()):
        what = Words("这个文件夹里已经有东西", "the folder is not empty")
        raise ProblemsFound([Problem("scheme.folder_in_use", what, Place(file=str(out)))])
    written: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        name = path.relative_to(folder).as_posix()
        written[name] = path.read_bytes()
        kind = _KINDS.get(name.split("/")[0])
        if path.suffix == ".yaml" and kind is not None:
            try:
                text = written[name].decode("utf-8-sig")
                written[name] = in_language(text, kind, language, name).encode()
            except ProblemsFound as found:
                problems.extend(found.problems)
    if problems:
        raise ProblemsFound(problems)
    for name, data in written.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(data)
    return tuple(out / name for name in written)
