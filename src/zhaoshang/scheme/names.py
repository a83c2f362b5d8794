"""``id 标签``: what the document names, found again by either half."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from zhaoshang.problems import Place, Problem, Words
from zhaoshang.scheme.document import Text

_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Name:
    """A named thing: the id is what the API and lines use, the label what people see."""

    id: str
    label: str
    where: Place = field(default_factory=Place, compare=False)


def split(key: str) -> tuple[str, str]:
    """``signed 签约项目`` as its two halves; a lone word is both."""
    first, _, rest = key.strip().partition(" ")
    return first, rest.strip() or first


def read_name(key: Text, problems: list[Problem]) -> Name:
    """A key as a name that sentences use; complains about one that none could."""
    return _read(key, problems, *split(key.text))


def read_heading(key: Text, problems: list[Problem]) -> Name:
    """A key as the name of something no sentence names by its label, which is then any text."""
    return _read(key, problems, split(key.text)[0])


def _read(key: Text, problems: list[Problem], *words: str) -> Name:
    id_, label = split(key.text)
    for half in dict.fromkeys(words):
        if not _WORD.fullmatch(half):
            problems.append(
                Problem(
                    "scheme.name",
                    Words(f"“{half}”不能作名称", f"“{half}” cannot be a name"),
                    key.where,
                    key.text,
                    Words("“英文编号 中文标签”，只用字母、汉字、数字和下划线，不以数字开头",
                          "“id label” of letters, digits and underscores, not beginning with a digit"),
                )
            )  # fmt: skip
            break
    return Name(id_, label, key.where)


class Names:
    """Everything of one namespace; ``kinds`` remembers what sort of thing each id is."""

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self._places: dict[str, Place] = {}

    def add(self, name: Name, kind: str, problems: list[Problem]) -> bool:
        """Take a name in. Says so and answers False where either half is taken."""
        for half in dict.fromkeys((name.id, name.label)):
            if half in self.ids:
                line = self._places[half].line
                what = Words(
                    f"名称“{half}”已经用过（第{line}行）", f"the name “{half}” is taken (line {line})"
                )
                if line is None:
                    table = self.kinds.get(self.ids[half]) == "table"
                    what = Words(
                        f"“{half}”是台账的表名" if table else f"“{half}”是固有的名称",
                        f"“{half}” is the name of a ledger table"
                        if table
                        else f"the name “{half}” is built in",
                    )
                problems.append(
                    Problem("scheme.name_taken", what, name.where, f"{name.id} {name.label}",
                            advice=Words("换一个名称", "choose another name"))
                )  # fmt: skip
                return False
        for half in (name.id, name.label):
            self.ids[half] = name.id
            self._places[half] = name.where
        self.kinds[name.id] = kind
        self.labels[name.id] = name.label
        return True

    def add_heading(self, name: Name, kind: str, problems: list[Problem]) -> bool:
        """Take in a name whose label others may share; a label that two share finds the first."""
        taken = self.ids.get(name.id)
        if taken is not None and taken != name.id and name.id not in self.kinds:
            del self.ids[name.id]  # it was only somebody's label
        if not self.add(Name(name.id, name.id, name.where), kind, problems):
            return False
        self.labels[name.id] = name.label
        self.ids.setdefault(name.label, name.id)
        self._places.setdefault(name.label, name.where)
        return True

    def reserve(self, id_: str, label: str, kind: str) -> None:
        """A name that is built in."""
        self.add(Name(id_, label), kind, [])

    def find(self, text: str) -> str | None:
        """The id for either half."""
        return self.ids.get(text)


def near(word: str, known: Iterable[str]) -> Words | None:
    """“did you mean …”, from what is spelled alike."""
    import difflib  # only needed where something is wrong

    pool = sorted(set(known))
    found = difflib.get_close_matches(word, pool, 3, 0.5) or [k for k in pool if word in k or k in word][:3]
    if not found:
        return None
    return Words("是否指 " + "、".join(found), "did you mean " + ", ".join(found) + "?")


def unknown(kind: Words, text: Text, known: Iterable[str]) -> Problem:
    """There is no such thing, with what is spelled alike."""
    pool = list(known)
    advice = near(text.text, pool)
    if advice is None and 0 < len(pool) <= 12:
        shown = list(dict.fromkeys(pool))
        advice = Words("可用的有 " + "、".join(shown), "there are " + ", ".join(shown))
    what = Words(f"没有名为“{text.text}”的{kind.zh}", f"there is no {kind.en} named “{text.text}”")
    return Problem("scheme.unknown_name", what, text.where, text.text, advice=advice)
