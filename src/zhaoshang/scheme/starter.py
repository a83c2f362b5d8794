"""A small pack to begin with: commented, valid, with a case of its own."""

from __future__ import annotations

from pathlib import Path

from zhaoshang.problems import Place, Problem, ProblemsFound, Words

_STARTER = Path(__file__).parent / "starter"


def write_starter(folder: Path) -> tuple[Path, ...]:
    """Write the starting pack into a new or empty folder. Raises ProblemsFound where something is there."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = Words("这里已经有东西，不覆盖", "something is there already, and is not overwritten")
        advice = Words("换一个文件夹", "choose another folder")
        raise ProblemsFound([Problem("scheme.folder_in_use", what, Place(file=str(folder)), advice=advice)])
    written: list[Path] = []
    for path in sorted(p for p in _STARTER.rglob("*") if p.is_file()):
        target = folder / path.relative_to(_STARTER)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        written.append(target)
    return tuple(written)
