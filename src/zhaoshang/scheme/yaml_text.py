"""YAML as it is meant here: maps, lists and text, with the line and column of every word.

Every scalar is text, whatever YAML would make of it. Duplicate keys, anchors, aliases and tags are
errors. Inside ``{…}`` a half-width comma ends a value; a sentence broken that way is recognised by its
unbalanced bracket, said, and read on as it was meant, so that it causes no second error.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.scheme.document import Entry, Items, Map, Node, Text

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_MEANINGS = (
    (
        "mapping values are not allowed",
        Words("这里不能有冒号；可能缩进不齐，或一句话里有“: ”", "no colon here"),
        Words(
            "对齐缩进；句子里有冒号时加引号", "align the indentation, or quote a sentence that has a colon"
        ),
    ),
    (
        "found character that cannot start any token",
        Words("这个字符不能开头", "this character cannot begin a value"),
        Words(
            "缩进用空格不用制表符；以 % @ ` 开头的值加引号",
            "indent with spaces, quote values that begin with % @ `",
        ),
    ),
    (
        "could not find expected ':'",
        Words("这一行少了冒号", "a colon is missing on this line"),
        Words("写成“键: 值”，冒号后空一格", "write “key: value” with a space after the colon"),
    ),
    (
        "did not find expected ',' or",
        Words("花括号或方括号没有写完整", "a brace or bracket is not complete"),
        Words("检查这一行前后的括号和逗号", "check the brackets and commas around this line"),
    ),
    (
        "did not find expected key",
        Words("缩进不齐，或上一行没有写完", "the indentation does not fit, or the line above is unfinished"),
        Words("同一层的键左边对齐", "align keys of one level"),
    ),
    (
        "found unexpected end of stream",
        Words("引号或括号没有写完文件就结束了", "the file ends inside a quotation or bracket"),
        Words("补上引号或括号", "close it"),
    ),
)


def read_yaml(path: Path, shown: str) -> Map:
    """A file as a located map. ``shown`` is the file's name in messages. Raises ProblemsFound."""
    node = _read(path, shown)
    if isinstance(node, Map):
        return node
    what = Words("整个文件应是“键: 值”", "the whole file should be a map of keys and values")
    raise ProblemsFound([Problem("scheme.not_a_map", what, node.where)])


def read_yaml_list(path: Path, shown: str) -> Items:
    """A file that holds a list, or one thing for a list of one. Raises ProblemsFound."""
    node = _read(path, shown)
    if isinstance(node, Map) and not node.entries:
        return Items((), node.where)
    return node if isinstance(node, Items) else Items((node,), node.where)


def _read(path: Path, shown: str) -> Node:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        what = Words("没有这个文件", "there is no such file")
        raise ProblemsFound([Problem("scheme.no_file", what, Place(file=shown))]) from None
    except UnicodeDecodeError:
        what = Words("文件不是 UTF-8 编码", "the file is not in UTF-8")
        advice = Words("另存为 UTF-8 再试", "save it as UTF-8")
        raise ProblemsFound([Problem("scheme.encoding", what, Place(file=shown), advice=advice)]) from None
    return parse_yaml(text, shown)


def parse_yaml(text: str, shown: str) -> Node:
    """YAML text as a located node; an empty text is an empty map. Raises ProblemsFound with every problem."""
    reader = _Reader(text, shown)
    node = reader.document()
    if reader.problems:
        raise ProblemsFound(reader.problems)
    return node


class _Reader:
    def __init__(self, text: str, shown: str) -> None:
        self.text, self.shown, self.problems = text, shown, list[Problem]()

    def document(self) -> Node:
        try:
            self.events = yaml.parse(self.text, Loader=_LOADER)
            node: Node = Map({}, Place(file=self.shown, line=1))
            documents = 0
            for event in self.events:
                if isinstance(event, yaml.NodeEvent):
                    documents += 1
                    node = self.node(event)
                    if documents > 1:
                        what = Words(
                            "一个文件只写一份内容，不用“---”分隔", "one document a file, without ---"
                        )
                        self.report("documents", what, node.where)
            return node
        except RecursionError:
            what = Words("文件套得太深", "the file is nested too deeply")
            self.report("depth", what, Place(file=self.shown))
        except yaml.MarkedYAMLError as error:
            self.problems.append(self.broken(error))
        except yaml.YAMLError as error:  # an unreadable character
            what = Words("文件里有不能读的字符", "the file holds a character that cannot be read")
            self.report("yaml", what, Place(file=self.shown), str(error).splitlines()[0])
        raise ProblemsFound(self.problems)

    def broken(self, error: yaml.MarkedYAMLError) -> Problem:
        mark = error.problem_mark or error.context_mark
        said = error.problem or error.context or ""
        usual = (
            Words("YAML 写法有误", f"this is not valid YAML: {said}"),
            Words(
                "检查这一行和上一行的缩进、冒号、引号", "check indentation, colons and quotes here and above"
            ),
        )
        what, advice = next((m[1:] for m in _MEANINGS if said.startswith(m[0])), usual)
        if mark is None:
            return Problem("scheme.yaml", what, Place(file=self.shown), advice=advice)
        lines = self.text.splitlines()
        line = lines[mark.line].strip() if mark.line < len(lines) else None
        place = Place(file=self.shown, line=mark.line + 1, position=mark.column + 1)
        return Problem("scheme.yaml", what, place, line, advice=advice)

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

    def node(self, event: Any) -> Node:
        mark = event.start_mark
        where = Place(file=self.shown, line=mark.line + 1, position=mark.column + 1)
        if isinstance(event, yaml.AliasEvent):
            what = Words("不用别名（*）", "aliases (*) are not used here")
            self.report("alias", what, where, f"*{event.anchor}")
            return Text("", where)
        if event.anchor is not None:
            what = Words("不用锚点（&）", "anchors (&) are not used here")
            self.report("anchor", what, where, "&" + event.anchor)
        if event.tag is not None:
            what = Words("不用类型标记（!）", "tags (!) are not used here")
            advice = Words("值以 ! 开头时加引号", "quote a value that begins with !")
            self.report("tag", what, where, event.tag, advice=advice)
        if isinstance(event, yaml.ScalarEvent):
            position = mark.column + 1 + (event.style in ("'", '"'))
            if event.style in ("|", ">"):
                return Text(event.value.strip(), Place(file=self.shown, line=mark.line + 2, position=1))
            return Text(event.value.strip(), Place(file=self.shown, line=mark.line + 1, position=position))
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(tuple(self.items(bool(event.flow_style))), where)
        return Map(self.entries(bool(event.flow_style)), where)

    def items(self, flow: bool) -> list[Node]:
        found: list[Node] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            node = self.node(event)
            last = found[-1] if found else None
            if flow and isinstance(last, Text) and isinstance(node, Text) and _open(last.text):
                joined = Text(f"{last.text}, {node.text}", last.where)
                found[-1] = joined
                if not _open(joined.text):
                    self.half_width_comma(joined)
            else:
                found.append(node)
        return found

    def entries(self, flow: bool) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        last: Text | None = None
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.node(event)
            value = self.node(next(self.events))
            if not isinstance(key, Text):
                self.report("key", Words("键要是文字", "a key must be text"), key.where)
                continue
            if flow and last is not None and _open(last.text) and isinstance(value, Text) and not value.text:
                name = next(reversed(found))
                joined = Text(f"{last.text}, {key.text}", last.where)
                found[name] = Entry(found[name].key, joined)
                last = joined
                if not _open(joined.text):
                    self.half_width_comma(joined)
                continue
            if key.text in found:
                first = found[key.text].key.where.line
                what = Words(
                    f"重复的键，第{first}行已经写过", f"a repeated key; it stands on line {first} already"
                )
                self.report("duplicate_key", what, key.where, key.text)
                continue
            found[key.text] = Entry(key, value)
            last = value if isinstance(value, Text) else None
        return found

    def half_width_comma(self, joined: Text) -> None:
        self.report(
            "half_width_comma",
            Words(
                "花括号里的半角逗号把这句断成了几截", "a half-width comma inside braces cuts this sentence up"
            ),
            joined.where,
            joined.text,
            Words("全角逗号，如 " + joined.text.replace(", ", "，"), "the full-width comma “，”"),
            Words("函数里用全角逗号，或者另起一行写", "use “，” in calls, or write it on a line of its own"),
        )


def _open(text: str) -> bool:
    """Whether a bracket of the text is still open."""
    return text.count("(") + text.count("（") > text.count(")") + text.count("）")
