"""A pack's files as read: in English keys, with their overlays applied, not yet understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from zhaoshang.problems import Language
from zhaoshang.scheme.csv_files import Cell, Sheet
from zhaoshang.scheme.document import Map, Text


@dataclass(frozen=True)
class OverlayFile:
    """An overlay as read. ``question`` is the doubt it answers; ``patch`` is in the scheme's own shape."""

    id: str
    title: str
    question: str | None
    extends: tuple[Text, ...]
    patch: Map
    file: str
    language: Language


@dataclass(frozen=True)
class Pack:
    """Everything that a scheme is built from. ``target_cells`` are cells of targets.csv put by overlays."""

    id: str
    folder: Path
    root: Map
    units: Sheet | None
    targets: Sheet | None
    clauses: Sheet | None
    overlays: tuple[str, ...] = ()
    target_cells: Mapping[tuple[str, str], Text] = field(default_factory=dict)
    """By unit and target as written; the text ``none`` blanks the cell."""
    unit_cells: Mapping[tuple[str, str], Cell] = field(default_factory=dict)
