"""Where packs are: those that are shipped, by id, and any folder."""

from __future__ import annotations

from pathlib import Path

from zhaoshang import packs
from zhaoshang.problems import Problem, ProblemsFound, Words
from zhaoshang.scheme.names import near


def shipped_packs() -> tuple[str, ...]:
    """The ids of the packs that come with the product, in order."""
    return tuple(sorted(p.name for p in _packs().iterdir() if (p / "scheme.yaml").is_file()))


def _packs() -> Path:
    return Path(packs.__path__[0])


def find_pack(name_or_folder: str | Path) -> Path:
    """The folder of a shipped pack's id, or a folder as given. Raises ProblemsFound."""
    if isinstance(name_or_folder, str) and "/" not in name_or_folder and "\\" not in name_or_folder:
        shipped = _packs() / name_or_folder
        if name_or_folder and (shipped / "scheme.yaml").is_file():
            return shipped
    folder = Path(name_or_folder)
    if (folder / "scheme.yaml").is_file():
        return folder
    text = str(name_or_folder)
    if folder.is_dir():
        what = Words("这个文件夹里没有 scheme.yaml", "there is no scheme.yaml in this folder")
        advice = Words("新建一个：zhaoshang scheme new", "make one: zhaoshang scheme new")
    else:
        what = Words(f"没有名为“{text}”的方案，也没有这个文件夹", f"there is no pack or folder “{text}”")
        known = shipped_packs()
        advice = near(text, known) or Words("自带的有 " + "、".join(known), "shipped: " + ", ".join(known))
    raise ProblemsFound([Problem("scheme.no_pack", what, text=text, advice=advice)])
