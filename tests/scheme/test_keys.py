"""Keys in Chinese or English: one file, one language, the same scheme."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import zhaoshang.scheme
from zhaoshang.problems import Problem, ProblemsFound
from zhaoshang.scheme import list_overlays, load_cases, load_scheme, shipped_packs
from zhaoshang.scheme.conform import conform
from zhaoshang.scheme.document import Node
from zhaoshang.scheme.folders import find_pack
from zhaoshang.scheme.json_schema import json_schema
from zhaoshang.scheme.kinds import Again, ByKey, Either, Keys, Kind, ListOf, Named, Patch
from zhaoshang.scheme.shape import CASE, NODE, OVERLAY, SCHEME
from zhaoshang.scheme.twins import in_language, translate_pack
from zhaoshang.scheme.yaml_text import parse_yaml


@pytest.mark.parametrize("pack", shipped_packs())
def test_a_pack_in_chinese_keys_reads_back_identical(pack: str, tmp_path: Path) -> None:
    translate_pack(find_pack(pack), tmp_path / "zh", "zh")
    assert "标题:" in (tmp_path / "zh" / "scheme.yaml").read_text(encoding="utf-8")
    assert load_scheme(tmp_path / "zh").digest == load_scheme(pack).digest
    assert list_overlays(tmp_path / "zh") == list_overlays(pack)
    assert load_cases(tmp_path / "zh") == load_cases(pack)
    translate_pack(tmp_path / "zh", tmp_path / "en", "en")
    for path in sorted(find_pack(pack).rglob("*.yaml")):
        again = tmp_path / "en" / path.relative_to(find_pack(pack))
        kind: Kind = SCHEME if path.name == "scheme.yaml" else OVERLAY
        kind = ListOf(CASE) if path.parent.name == "cases" else kind
        assert read(again, kind) == read(path, kind)


def read(path: Path, kind: Kind) -> Node:
    problems: list[Problem] = []
    node = conform(parse_yaml(path.read_text(encoding="utf-8"), path.name), kind, problems)
    assert not problems
    return node


def test_comments_and_layout_stay_where_they_are() -> None:
    text = "title: 某区      # 名称\nwindow: {from: 2023-01-01}\n\nterm: year   # 自然年\n"
    zh = in_language(text, SCHEME, "zh")
    assert zh == "标题: 某区      # 名称\n适用期: {自: 2023-01-01}\n\n考核期: 年   # 自然年\n"
    assert in_language(zh, SCHEME, "en") == text


def test_two_languages_in_one_file_are_refused() -> None:
    with pytest.raises(ProblemsFound) as found:
        in_language("标题: 某区\nwindow: {from: 2023-01-01}\n", SCHEME, "en")
    assert "“适用期”" in found.value.problems[0].in_language("zh")


def every_keys(kind: Kind) -> list[Keys]:
    if isinstance(kind, Keys):
        inner = [f.kind for f in kind.fields.values()] + ([kind.other] if kind.other else [])
        return [kind, *(k for i in inner for k in every_keys(i))]
    if isinstance(kind, ListOf | Named | ByKey | Patch):
        return every_keys(kind.of)
    if isinstance(kind, Either):
        return [k for i in (kind.items, kind.map) if i is not None for k in every_keys(i)]
    assert not isinstance(kind, Again) or kind.name == "node"
    return []


def test_every_key_has_a_twin_of_its_own_and_a_note_in_both_languages() -> None:
    for keys in every_keys(OVERLAY) + every_keys(CASE) + every_keys(NODE):
        assert len(keys.english()) == len(keys.fields)
        assert not set(keys.english()) & set(keys.fields)
        for field in keys.fields.values():
            assert field.note.zh and field.note.en


@pytest.mark.parametrize(
    ("language", "name"), [("en", "scheme.schema.json"), ("zh", "scheme.zh.schema.json")]
)
def test_the_published_json_schema_is_current(language, name) -> None:
    published = Path(zhaoshang.scheme.__file__).with_name(name).read_text(encoding="utf-8")
    assert json.loads(published) == json_schema(language), "run: zhaoshang scheme schema --keys " + language


def test_the_json_schema_knows_keys_words_and_notes() -> None:
    schema = json_schema("en")
    assert schema["required"] == ["title", "window"]
    assert schema["properties"]["term"]["enum"] == ["year", "window"]
    assert schema["properties"]["rules"]["additionalProperties"] == {"$ref": "#/$defs/node"}
    assert schema["$defs"]["node"]["additionalProperties"] is False
    assert "计分" in json_schema("zh")["$defs"]["node"]["properties"]
