"""Overlays: named patches in the scheme's own shape, for other readings, drafts and what-ifs.

Maps merge by id, rules are addressed by id wherever they stand, lists and values replace, ``none``
removes. Patches that touch the same place, that name what another removed, that answer one question
twice or that change nothing are refused, all of them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.scheme.build import in_order
from zhaoshang.scheme.conform import conform, language_of
from zhaoshang.scheme.csv_files import Cell
from zhaoshang.scheme.document import Entry, Map, Node, Text, plain
from zhaoshang.scheme.folders import find_pack
from zhaoshang.scheme.names import near, split
from zhaoshang.scheme.pack import OverlayFile, Pack
from zhaoshang.scheme.shape import NONE, OVERLAY, SCHEME
from zhaoshang.scheme.yaml_text import read_yaml


@dataclass(frozen=True)
class Overlay:
    """An overlay as listed: its id, what it is called, the question it answers, what it builds on."""

    id: str
    title: str
    question: str | None
    extends: tuple[str, ...]


def list_overlays(name_or_folder: str | Path) -> tuple[Overlay, ...]:
    """A pack's overlays in the order of their ids. Raises ProblemsFound where a file does not hold up."""
    folder = find_pack(name_or_folder)
    problems: list[Problem] = []
    found = [o for id_ in overlay_ids(folder) if (o := _read(folder, id_, problems)) is not None]
    if problems:
        raise ProblemsFound(in_order(problems))
    return tuple(Overlay(o.id, o.title, o.question, tuple(t.text for t in o.extends)) for o in found)


def overlay_ids(folder: Path) -> tuple[str, ...]:
    """The ids of a pack's overlays: the names of their files."""
    return tuple(sorted(p.stem for p in (folder / "overlays").glob("*.yaml")))


def chosen(folder: Path, wanted: Sequence[str], problems: list[Problem]) -> tuple[OverlayFile, ...]:
    """The overlays asked for, each after those it extends; unknown names and circles are reported."""
    if not wanted:
        return ()
    known = overlay_ids(folder)
    found: dict[str, OverlayFile] = {}

    def take(name: str, asked: Place, path: tuple[str, ...]) -> None:
        if name in path:
            circle = " → ".join([*path[path.index(name) :], name])
            what = Words(
                f"叠加互相依赖，成了圈：{circle}", f"overlays extend each other in a circle: {circle}"
            )
            advice = Words("断开其中一处 extends", "take one extends away")
            problems.append(Problem("scheme.overlay_circle", what, asked, name, advice=advice))
        elif name not in known:
            what = Words(f"没有名为“{name}”的叠加", f"there is no overlay “{name}”")
            advice = near(name, known) or Words(
                "这个方案有 " + "、".join(known), "there are " + ", ".join(known)
            )
            problems.append(Problem("scheme.no_overlay", what, asked, name, advice=advice if known else None))
        elif name not in found:
            overlay = _read(folder, name, problems)
            if overlay is None:
                return
            for other in overlay.extends:
                take(other.text, other.where, (*path, name))
            found[name] = overlay

    for name in dict.fromkeys(wanted):
        take(name, Place(), ())
    _one_reading_a_question(list(found.values()), problems)
    return tuple(found.values())


def _one_reading_a_question(overlays: Sequence[OverlayFile], problems: list[Problem]) -> None:
    by_question: dict[str, list[str]] = {}
    for overlay in overlays:
        if overlay.question is not None:
            by_question.setdefault(overlay.question, []).append(overlay.id)
    for question, ids in by_question.items():
        if len(ids) > 1:
            both = ("、".join(ids), ", ".join(ids))
            what = Words(
                f"{both[0]} 都是 {question} 的读法", f"{both[1]} are readings of one question, {question}"
            )
            advice = Words("只取其中一个", "choose one of them")
            problems.append(Problem("scheme.two_readings", what, text=both[1], advice=advice))


def _read(folder: Path, id_: str, problems: list[Problem]) -> OverlayFile | None:
    file = f"overlays/{id_}.yaml"
    before = len(problems)
    try:
        written = read_yaml(folder / file, file)
    except ProblemsFound as found:
        problems.extend(found.problems)
        return None
    overlay = conform(written, OVERLAY, problems)
    if len(problems) > before or not isinstance(overlay, Map):
        return None
    title, question = overlay.text("title"), overlay.text("reading_of")
    return OverlayFile(
        id_,
        title.text if title is not None else id_,
        question.text if question is not None else None,
        overlay.texts("extends"),
        overlay.map("patch"),
        file,
        language_of(written, OVERLAY),
    )


def apply(pack: Pack, overlays: Sequence[OverlayFile]) -> Pack:
    """The pack with overlays applied in order. Raises ProblemsFound where they collide, dangle or do nothing."""
    problems: list[Problem] = []
    touched: dict[tuple[str, ...], str] = {}
    base = pack
    for overlay in overlays:
        for path, where in _leaves(overlay.patch):
            other = _collision(touched, path, overlay.id)
            if other is not None:
                what = Words(
                    f"{other} 与 {overlay.id} 都改了 {'.'.join(path)}",
                    f"{other} and {overlay.id} both change {'.'.join(path)}",
                )
                advice = Words("只用其中一个", "use one of them")
                problems.append(
                    Problem("scheme.overlays_collide", what, where, ".".join(path), advice=advice)
                )
            touched.setdefault(path, overlay.id)
        merged = _Merge(base, pack, overlay, problems).result()
        if plain(merged.root) == plain(pack.root) and _cells(merged) == _cells(pack) and not problems:
            what = Words(f"叠加 {overlay.id} 什么也没有改", f"overlay {overlay.id} changes nothing")
            advice = Words("检查改动的位置和值", "check the place and the value of the patch")
            problems.append(Problem("scheme.overlay_idle", what, Place(file=overlay.file), advice=advice))
        pack = merged
    root = conform(pack.root, SCHEME, problems)
    if problems:
        raise ProblemsFound(in_order(problems))
    assert isinstance(root, Map)
    return replace(pack, root=root, overlays=tuple(o.id for o in overlays))


def _cells(pack: Pack) -> tuple[object, object]:
    return {k: t.text for k, t in pack.target_cells.items()}, {k: c.text for k, c in pack.unit_cells.items()}


def _collision(touched: dict[tuple[str, ...], str], path: tuple[str, ...], by: str) -> str | None:
    for other, overlay in touched.items():
        if overlay != by and (path[: len(other)] == other or other[: len(path)] == path):
            return overlay
    return None


def _leaves(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Place]]:
    """Every place a patch touches. A rule's place is its id, wherever it stands."""
    if not isinstance(node, Map) or not node.entries:
        yield path, node.where
        return
    for key, entry in node.entries.items():
        inner = (*path, split(key)[0])
        if path[-1:] == ("rules",) and len(path) > 1:
            inner = ("rules", split(key)[0])
        yield from _leaves(entry.value, inner)


class _Merge:
    """One overlay onto a pack. ``base`` is the pack without any overlay."""

    def __init__(self, base: Pack, pack: Pack, overlay: OverlayFile, problems: list[Problem]) -> None:
        self.base, self.pack, self.overlay, self.problems = base, pack, overlay, problems

    def result(self) -> Pack:
        patch = dict(self.overlay.patch.entries)
        units, rules = patch.pop("units", None), patch.pop("rules", None)
        target_cells = dict(self.pack.target_cells)
        if "targets" in patch:
            patch["targets"] = self.without_cells(patch["targets"], target_cells)
        root = self.map(self.pack.root, Map(patch, self.overlay.patch.where))
        if rules is not None and isinstance(rules.value, Map):
            root = self.with_rules(root, rules.value)
        return replace(
            self.pack,
            root=root,
            target_cells=target_cells,
            unit_cells={**self.pack.unit_cells, **self.unit_cells(units)},
        )

    def unit_cells(self, units: Entry | None) -> dict[tuple[str, str], Cell]:
        found: dict[tuple[str, str], Cell] = {}
        if units is None or not isinstance(units.value, Map):
            return found
        for unit, entry in units.value.entries.items():
            if isinstance(entry.value, Map):
                for column, cell in entry.value.entries.items():
                    if isinstance(cell.value, Text):
                        found[unit, column] = Cell(cell.value.text, cell.value.where)
            else:
                what = Words("叠加不能删去单位", "an overlay cannot remove a unit")
                self.problems.append(Problem("scheme.overlay_units", what, entry.key.where, unit))
        return found

    def without_cells(self, targets: Entry, cells: dict[tuple[str, str], Text]) -> Entry:
        """Values of units whose target has a column in targets.csv are cells of that file."""
        columns = {h.name for h in self.pack.targets.headers} if self.pack.targets else set()
        declared = {h: split(k) for k in self.pack.root.map("targets").entries for h in split(k)}
        if not isinstance(targets.value, Map):
            return targets
        kept: dict[str, Entry] = {}
        for key, entry in targets.value.entries.items():
            halves = declared.get(split(key)[0], split(key))
            values = entry.value.get("values") if isinstance(entry.value, Map) else None
            if isinstance(entry.value, Map) and isinstance(values, Map) and columns & set(halves):
                for unit, value in values.entries.items():
                    if isinstance(value.value, Text):
                        cells[unit, halves[0]] = value.value
                rest = {k: e for k, e in entry.value.entries.items() if k != "values"}
                if not rest:
                    continue
                entry = Entry(entry.key, Map(rest, entry.value.where))
            kept[key] = entry
        return Entry(targets.key, Map(kept, targets.value.where))

    def map(self, old: Map, patch: Map) -> Map:
        """Merge by id; a two-part name in the patch gives the label anew."""
        found = dict(old.entries)
        by_half = {half: key for key in old.entries for half in (key, *split(key))}
        for key, entry in patch.entries.items():
            id_ = split(key)[0]
            known = by_half.get(key) or by_half.get(id_)
            if isinstance(entry.value, Text) and entry.value.text == NONE:
                if known is None:
                    self.dangles(entry.key)
                else:
                    found.pop(known, None)
                continue
            if known is None:
                found[key] = entry
                continue
            value = self.merged(found[known].value, entry.value)
            if " " in key and key != known:
                found = {
                    key if k == known else k: (Entry(entry.key, value) if k == known else e)
                    for k, e in found.items()
                }
            else:
                found[known] = Entry(found[known].key, value)
        return Map(found, old.where)

    def merged(self, old: Node, new: Node) -> Node:
        return self.map(old, new) if isinstance(old, Map) and isinstance(new, Map) else new

    def with_rules(self, root: Map, patch: Map) -> Map:
        known, original = _nodes(root.map("rules")), _nodes(self.base.root.map("rules"))
        wanted: dict[str, Entry] = {}
        new: dict[str, Entry] = {}
        for key, entry in patch.entries.items():
            id_ = known.get(key) or known.get(split(key)[0])
            removes = isinstance(entry.value, Text) and entry.value.text == NONE
            if id_ is not None:
                wanted[id_] = entry
            elif removes or key in original or split(key)[0] in original:
                self.dangles(entry.key)
            else:
                new[key] = entry
        rules = self.patched(root.map("rules"), wanted)
        rules = Map({**rules.entries, **new}, rules.where)
        entries = dict(root.entries)
        own_key = entries["rules"].key if "rules" in entries else Text("rules", patch.where)
        entries["rules"] = Entry(own_key, rules)
        return Map(entries, root.where)

    def patched(self, rules: Map, wanted: dict[str, Entry]) -> Map:
        found: dict[str, Entry] = {}
        for key, entry in rules.entries.items():
            value = entry.value
            patch = wanted.get(split(key)[0])
            if patch is not None:
                if isinstance(patch.value, Text) and patch.value.text == NONE:
                    continue
                value = self.merged(value, patch.value)
                if " " in patch.key.text:
                    key, entry = patch.key.text, Entry(patch.key, value)
            if isinstance(value, Map) and isinstance(inner := value.get("rules"), Map):
                below = self.patched(inner, wanted)
                value = Map({**value.entries, "rules": Entry(value.entries["rules"].key, below)}, value.where)
            found[key] = Entry(entry.key, value)
        return Map(found, rules.where)

    def dangles(self, key: Text) -> None:
        what = Words(f"要改的“{key.text}”不在了", f"“{key.text}”, which this patch names, is not there")
        whole = set(_nodes(self.base.root.map("rules")))
        removed = Words("已被另一叠加删去；两者不能同用", "another overlay removed it; use one of them")
        unknown = near(key.text, whole) or Words("检查名称", "check the name")
        advice = removed if {key.text, split(key.text)[0]} & whole else unknown
        self.problems.append(Problem("scheme.overlay_dangles", what, key.where, key.text, advice=advice))


def _nodes(rules: Map) -> dict[str, str]:
    """Both halves of every rule's and section's name to its id."""
    found: dict[str, str] = {}
    for key, entry in rules.entries.items():
        id_, label = split(key)
        found[id_] = found[label] = id_
        if isinstance(entry.value, Map):
            found |= _nodes(entry.value.map("rules"))
    return found
