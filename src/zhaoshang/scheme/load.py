"""Reads a pack's files and its overlays, and builds the scheme they say."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.scheme.build import build, in_order
from zhaoshang.scheme.conform import conform, language_of
from zhaoshang.scheme.csv_files import read_csv
from zhaoshang.scheme.document import Map
from zhaoshang.scheme.folders import find_pack
from zhaoshang.scheme.model import Scheme
from zhaoshang.scheme.overlays import apply, chosen
from zhaoshang.scheme.pack import OverlayFile, Pack
from zhaoshang.scheme.registers import CLAUSE_COLUMNS, TARGET_COLUMNS, UNIT_COLUMNS
from zhaoshang.scheme.shape import SCHEME
from zhaoshang.scheme.yaml_text import read_yaml


def load_scheme(name_or_folder: str | Path, overlays: Sequence[str] = ()) -> Scheme:
    """A shipped pack's id, or a folder, as a scheme with these overlays applied in order.

    Raises ProblemsFound with everything that is wrong in its files, each with file, line and column.
    """
    return _loaded(name_or_folder, overlays, ())


def _loaded(name_or_folder: str | Path, overlays: Sequence[str], following: tuple[str, ...]) -> Scheme:
    pack = read_pack(name_or_folder, overlays)
    scheme = build(pack)
    if scheme.follows is None:
        return scheme
    if scheme.id in following:
        circle = " → ".join((*following, scheme.id))
        what = Words(f"承接成了一圈：{circle}", f"these packs follow each other in a circle: {circle}")
        raise ProblemsFound(
            [Problem("scheme.follows_circle", what, Place(file="scheme.yaml", field="follows"))]
        )
    beside = pack.folder.parent / scheme.follows
    earlier = _loaded(beside if beside.is_dir() else scheme.follows, (), (*following, scheme.id))
    digest = "sha256:" + hashlib.sha256(f"{scheme.digest} {earlier.digest}".encode()).hexdigest()
    return replace(scheme, predecessor=earlier, digest=digest)


def read_pack(name_or_folder: str | Path, overlays: Sequence[str] = ()) -> Pack:
    """A pack's files in English keys with overlays applied, shapes checked, sentences not. Raises ProblemsFound."""
    folder = find_pack(name_or_folder)
    problems: list[Problem] = []
    written = read_yaml(folder / "scheme.yaml", "scheme.yaml")
    root = conform(written, SCHEME, problems)
    units = read_csv(folder / "units.csv", problems, UNIT_COLUMNS)
    targets = read_csv(folder / "targets.csv", problems, TARGET_COLUMNS)
    clauses = read_csv(folder / "clauses.csv", problems, CLAUSE_COLUMNS)
    wanted = chosen(folder, overlays, problems)
    language = language_of(written, SCHEME)
    problems.extend(_other_language(o) for o in wanted if o.language != language)
    if problems:
        raise ProblemsFound(in_order(problems))
    assert isinstance(root, Map)  # conform gives a map for a map
    pack = Pack(folder.resolve().name, folder, root, units, targets, clauses)
    return apply(pack, wanted) if wanted else pack


def _other_language(overlay: OverlayFile) -> Problem:
    what = Words(
        "叠加的键与方案的键不是同一种语言", "the overlay's keys are not in the language of the scheme's"
    )
    advice = Words(
        "一个包里只用一种：zhaoshang scheme translate", "one language a pack: zhaoshang scheme translate"
    )
    return Problem("scheme.mixed_keys", what, Place(file=overlay.file), advice=advice)
