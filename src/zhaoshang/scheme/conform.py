"""Holds a located file against its shape: every unknown key, missing key and wrong kind at once.

Gives the same file with English keys and fixed words, whichever of the two languages it was written in.
"""

from __future__ import annotations

from typing import Literal

from zhaoshang.problems import Language, Place, Problem, Words
from zhaoshang.quantities.dates import to_day
from zhaoshang.scheme.document import Entry, Items, Map, Node, Text
from zhaoshang.scheme.kinds import Again, ByKey, Either, Fixed, Keys, Kind, Line, ListOf, Named, Patch
from zhaoshang.scheme.names import near
from zhaoshang.scheme.shape import KINDS, NONE, NONE_ZH


def conform(node: Node, kind: Kind, problems: list[Problem]) -> Node:
    """The file in English keys and words; what does not fit is reported and left out."""
    return _Reader(problems, language_of(node, kind)).read(node, kind)


def language_of(node: Node, kind: Kind) -> Language:
    """The language of a file's keys: that of the first key known in either."""
    if isinstance(node, Items) and isinstance(kind, ListOf) and node.items:
        return language_of(node.items[0], kind.of)
    if isinstance(node, Map) and isinstance(kind, Keys):
        chinese = kind.english()
        for key in node.entries:
            if key in kind.fields:
                return "en"
            if key in chinese:
                return "zh"
    return "en"


class _Reader:
    def __init__(self, problems: list[Problem], language: Language, in_patch: bool = False) -> None:
        self.problems, self.language, self.in_patch = problems, language, in_patch

    def report(
        self,
        code: str,
        what: Words,
        where: Place,
        text: str | None = None,
        expected: Words | None = None,
        advice: Words | None = None,
    ) -> None:
        self.problems.append(Problem(f"scheme.{code}", what, where, text, expected, advice))

    def wrong_kind(self, node: Node, kind: Kind) -> Text:
        have = {
            Text: Words("一句文字", "text"),
            Items: Words("一个列表", "a list"),
            Map: Words("几个键", "a map of keys"),
        }[type(node)]
        text = node.text if isinstance(node, Text) else None
        if text == "":
            what = Words("这个键后面是空的", "nothing stands after this key")
        else:
            what = Words(f"这里写的是{have.zh}", f"this is {have.en}")
        self.report("kind", what, node.where, text or None, describe(kind))
        return Text("", node.where)

    def read(self, node: Node, kind: Kind) -> Node:
        if isinstance(kind, Again):
            kind = KINDS[kind.name]
        if isinstance(kind, Patch):
            return _Reader(self.problems, self.language, in_patch=True).read(node, kind.of)
        if self.in_patch and isinstance(node, Text) and node.text in (NONE, NONE_ZH):
            return Text(NONE, node.where)
        if isinstance(kind, Either):
            chosen = (
                kind.text if isinstance(node, Text) else kind.items if isinstance(node, Items) else kind.map
            )
            if chosen is None or (isinstance(node, Text) and not node.text):
                return self.wrong_kind(node, kind)
            return self.read(node, chosen)
        if isinstance(kind, Line | Fixed):
            blank = isinstance(kind, Line) and kind.sort == "cell"
            if not isinstance(node, Text) or not (node.text or blank):
                return self.wrong_kind(node, kind)
            return self.line(node, kind) if isinstance(kind, Line) else self.word(node, kind)
        if isinstance(kind, ListOf):
            if isinstance(node, Text) and kind.or_one and node.text:
                return Items((self.read(node, kind.of),), node.where)
            if not isinstance(node, Items):
                return self.wrong_kind(node, kind)
            whole = _Reader(self.problems, self.language)  # lists are replaced as a whole
            return Items(tuple(whole.read(item, kind.of) for item in node.items), node.where)
        if not isinstance(node, Map):
            return self.wrong_kind(node, kind)
        assert not isinstance(kind, Again)  # resolved above; nothing refers to a reference
        if isinstance(kind, Keys):
            return self.keys(node, kind)
        return Map(
            {key: Entry(e.key, self.read(e.value, kind.of)) for key, e in node.entries.items()}, node.where
        )

    def line(self, node: Text, kind: Line) -> Text:
        if kind.sort == "day":
            try:
                if len(node.text) != 10:
                    raise ValueError
                to_day(node.text)
            except ValueError:
                what = Words("不是日期", "not a date")
                expected = Words("像 2023-03-05 这样的日期", "a date such as 2023-03-05")
                self.report("day", what, node.where, node.text, expected)
                return Text("", node.where)
        if kind.sort == "whole" and not (node.text.isascii() and node.text.isdigit()):
            what = Words("不是整数", "not a whole number")
            self.report(
                "whole", what, node.where, node.text, Words("像 6 这样的整数", "a whole number such as 6")
            )
            return Text("", node.where)
        return node

    def word(self, node: Text, kind: Fixed) -> Text:
        meant = kind.meant(node.text)
        if meant is None:
            shown = kind.words if self.language == "en" else kind.words.values()
            what = Words(f"这里不能写“{node.text}”", f"“{node.text}” cannot stand here")
            self.report("word", what, node.where, node.text, describe(kind), near(node.text, shown))
            return Text("", node.where)
        return Text(meant, node.where)

    def keys(self, node: Map, kind: Keys) -> Map:
        found: dict[str, Entry] = {}
        chinese = kind.english()
        for written, entry in node.entries.items():
            key = written if self.language == "en" else chinese.get(written, written)
            in_language = written in kind.fields if self.language == "en" else written in chinese
            field = kind.fields.get(key) if in_language else None
            if field is not None:
                found[key] = Entry(Text(key, entry.key.where), self.read(entry.value, field.kind))
            elif kind.other is not None:
                found[written] = Entry(entry.key, self.read(entry.value, kind.other))
            else:
                self.unknown_key(entry.key, kind)
        if not self.in_patch:
            for key, field in kind.fields.items():
                if field.required and key not in found:
                    shown = key if self.language == "en" else field.chinese
                    what = Words(f"缺少“{shown}”", f"“{shown}” is missing")
                    whom = Words(
                        kind.what.zh and f"{kind.what.zh}要写“{shown}”：{field.note.zh}", field.note.en
                    )
                    self.report(
                        "missing_key", what, node.where, shown, advice=whom if whom.zh else field.note
                    )
        return Map(found, node.where)

    def unknown_key(self, key: Text, kind: Keys) -> None:
        twins = kind.english() if self.language == "en" else {k: f.chinese for k, f in kind.fields.items()}
        if key.text in twins:
            own: Literal["英文", "中文"] = "英文" if self.language == "en" else "中文"
            what = Words(f"这个文件的键用{own}，不混用", "the keys of a file are in one language throughout")
            twin = twins[key.text]
            self.report("mixed_keys", what, key.where, key.text, Words(f"“{twin}”", f"“{twin}”"))
            return
        known = list(kind.fields) if self.language == "en" else list(kind.english())
        whom = kind.what
        what = Words(
            f"{whom.zh}没有“{key.text}”这个键" if whom.zh else f"没有“{key.text}”这个键",
            f"{whom.en} has no key “{key.text}”" if whom.en else f"there is no key “{key.text}” here",
        )
        advice = near(key.text, known) or Words("可用的键：" + "、".join(known), "keys: " + ", ".join(known))
        self.report("unknown_key", what, key.where, key.text, advice=advice)


_SORTS = {
    "text": Words("一句文字", "text"),
    "expression": Words("一个算式", "an expression"),
    "condition": Words("一个条件", "a condition"),
    "day": Words("像 2023-03-05 这样的日期", "a date such as 2023-03-05"),
    "whole": Words("整数", "a whole number"),
    "number": Words("数，或几个数的和", "a number or a sum of numbers"),
    "duration": Words("期限，如 1年、30天", "a length of time such as 1年 or 30天"),
    "name": Words("一个名称", "a name"),
    "cell": Words("一格", "a cell"),
}


def describe(kind: Kind) -> Words:
    """What should stand somewhere, in words."""
    if isinstance(kind, Again | Patch):
        return describe(KINDS[kind.name] if isinstance(kind, Again) else kind.of)
    if isinstance(kind, Line):
        return _SORTS[kind.sort]
    if isinstance(kind, Fixed):
        return Words(
            "、".join(f"{en}（{zh}）" for en, zh in kind.words.items()), "one of " + ", ".join(kind.words)
        )
    if isinstance(kind, ListOf):
        inner = describe(kind.of)
        return Words(f"列表 […]，每项是{inner.zh}", f"a list […], each of it {inner.en}")
    if isinstance(kind, Named):
        inner = describe(kind.of)
        return Words(f"“编号 标签: …”，每个是{inner.zh}", f"a map “id label: …”, each of it {inner.en}")
    if isinstance(kind, ByKey):
        inner = describe(kind.of)
        return Words(f"“键: 值”，每个值是{inner.zh}", f"a map, each value of it {inner.en}")
    if isinstance(kind, Either):
        either = [describe(k) for k in (kind.text, kind.items, kind.map) if k is not None]
        return Words("，或".join(w.zh for w in either), ", or ".join(w.en for w in either))
    keys = "、".join(kind.fields)
    return Words(f"{{{keys}}} 这样的键" if len(keys) < 40 else "几个键", f"keys such as {keys}")
