"""A scheme with its places invented: 云川 for the jurisdiction, and a name nobody has for each of its units.

For pictures and public showings, where a real office must not stand beside invented results. Units keep their
kind (镇, 局, 办 …), their order, groups and targets; the rules stay as they are. Works on the text of the
files, so that a sentence, a default or an overlay that names a unit names the invented one.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from zhaoshang.scheme import Scheme, load_scheme, read_pack

PLACE, FOLDER = "云川", "yunchuan"
_PAIRS = (
    "听泉 揽月 望云 枕霞 松涛 荷风 竹影 梅雪 柳烟 杏雨 兰汀 菊径 鹤汀 鹿饮 雁归 莺语 燕泥 蝉声 萤光 渔歌 "
    "樵径 牧笛 稻香 麦浪 茶烟 酒旗 琴心 棋韵 书灯 画舫 诗桥 墨池 砚田 晓风 暮雨 晴岚 夜雪 春水 夏木 秋声 "
    "冬青 朝露 晚钟 星河 虹影 霜林 冰壶 玉阶 银汉 金桂 碧梧 青萝 紫藤 丹枫 白露 苍松 翠微 烟波 沧浪 云帆 "
    "月桥 风铃 雪溪 花朝"
)
_WORDS = tuple(_PAIRS.split())
_KINDS = (
    ("街道办事处", "街道办事处"), ("街道", "街道"), ("管委会", "管委会"), ("开发区", "开发区"), ("镇", "镇"),
    ("乡", "乡"), ("县", "县"), ("区", "区"), ("市", "市"), ("专班", "专班"), ("组", "组"),
    ("办公室", "办公室"), ("办", "办"), ("局", "局"), ("委", "委"), ("部", "部"), ("中心", "中心"),
    ("工会", "工会"), ("联", "联合会"), ("协", "协会"), ("校", "学校"), ("馆", "馆"), ("社", "合作社"),
)  # fmt: skip
"""What a unit's name ends with, and what its invented one does; the longer endings first."""
_PLACES = ("双鸭山", "新乡", "开平", "宝坻", "六安", "郑州", "唐山", "花海")
_FILES = ("scheme.yaml", "units.csv", "targets.csv", "clauses.csv")


def fictional_scheme(name_or_folder: str | Path, overlays: Sequence[str] = ()) -> Scheme:
    """A scheme with its places invented; overlays go by their invented ids. Raises ProblemsFound as loading does."""
    with TemporaryDirectory() as folder:
        pack = Path(folder) / FOLDER
        write_files(fictional_files(name_or_folder), pack)
        return load_scheme(pack, overlays)


def write_files(files: Mapping[str, str], folder: Path) -> None:
    """Write a scheme's files into a folder, which is made."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="")


def fictional_files(name_or_folder: str | Path) -> dict[str, str]:
    """The files of a scheme by name, with every place and unit in them invented; without cases and ledgers.

    Raises ProblemsFound where there is no such scheme or it does not hold up.
    """
    scheme = load_scheme(name_or_folder)
    folder = read_pack(name_or_folder).folder
    paths = [folder / name for name in _FILES if (folder / name).is_file()]
    paths += sorted((folder / "overlays").glob("*.yaml"))
    prefixes = {clause.split("-")[0] for clause in scheme.clauses if re.match("[A-Za-z]+-", clause)}
    renamed = renamed_units(scheme)
    also = {alias: renamed[unit.name] for unit in scheme.units for alias in unit.aliases}
    words = dict.fromkeys(_PLACES, PLACE) | also | renamed
    found = re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))
    files = {}
    for path in paths:
        text = path.read_text(encoding="utf-8-sig")
        if path.name == "units.csv":
            text = _without_aliases(text)
        text = found.sub(lambda match: words[match.group()], text)
        name = path.relative_to(folder).as_posix()
        for prefix in prefixes:
            for old, new in ((prefix, "YC"), (prefix.lower(), "yc")):
                text = re.sub(f"(?<![A-Za-z]){old}-", f"{new}-", text)
                name = re.sub(f"(?<![A-Za-z]){old}-", f"{new}-", name)
        files[name] = _headed(text) if name == "scheme.yaml" else text
    return files


def renamed_units(scheme: Scheme) -> dict[str, str]:
    """The invented name of each unit, no two alike."""
    return {
        unit.name: _WORDS[number % len(_WORDS)] * (1 + number // len(_WORDS)) + _kind(unit.name)
        for number, unit in enumerate(scheme.units)
    }


def _kind(name: str) -> str:
    return next((kind for ending, kind in _KINDS if name.endswith(ending)), "处")


def _without_aliases(text: str) -> str:
    rows = list(csv.reader(io.StringIO(text)))
    kept = [at for at, header in enumerate(rows[0]) if header not in ("aliases", "别名")]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[row[at] for at in kept] for row in rows if row])
    return out.getvalue()


def _headed(text: str) -> str:
    """The title says that it is a demonstration; a real document's number goes, and the notes at its head."""
    text = re.sub(r"\A(#.*\n)+", "", text)
    text = re.sub(r"(?m)^(number|文号):.*\n", "", text)

    kind = re.search(rf"(?m)^(?:title|标题):.*{PLACE}(市|县|区|经济开发区)", text)
    title = f"演示：{PLACE}{kind[1] if kind else ''}招商引资考核方案"
    return re.sub(r"(?m)^(title|标题):.*$", rf'\1: "{title}"', text, count=1)
