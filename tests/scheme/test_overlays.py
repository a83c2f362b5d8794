"""Other readings as patches: what they may change, and when they are refused."""

from __future__ import annotations

import pytest

from zhaoshang.problems import ProblemsFound
from zhaoshang.scheme import list_overlays, load_scheme


def overlay(patch: str, question: str = "X1", **head: str) -> str:
    more = "".join(f"{key}: {value}\n" for key, value in head.items())
    body = "\n".join("  " + line for line in patch.strip("\n").split("\n"))
    return f"title: 另一种读法\nreading_of: {question}\n{more}patch:\n{body}\n"


def test_maps_merge_by_id_and_rules_are_found_wherever_they_stand(make_pack) -> None:
    folder = make_pack(overlays={"x1-b": overlay("rules:\n  late: {points: -规模分档.落地}")})
    scheme = load_scheme(folder, ["x1-b"])
    late = next(n for n in scheme.nodes() if n.id == "late")
    assert late.sentences["points"] == "-规模分档.落地"
    assert late.each == "overdue"  # what the patch does not mention stays
    assert scheme.overlays == ("x1-b",)


def test_a_thing_may_be_addressed_by_its_label(make_pack) -> None:
    folder = make_pack(overlays={"x1-b": overlay("views:\n  签约项目: {where: 阶段 = 落地}")})
    assert len(load_scheme(folder, ["x1-b"]).views) == 5


def test_none_removes(make_pack) -> None:
    folder = make_pack(overlays={"x1-b": overlay("rankings:\n  total: {units: none}\nrules:\n  info: none")})
    scheme = load_scheme(folder, ["x1-b"])
    assert scheme.rankings["total"].units is None
    assert "info" not in {n.id for n in scheme.nodes()}


def test_a_patch_may_add_a_rule(make_pack) -> None:
    text = overlay("rules:\n  more 再加一条: {clause: A4, each: 落地项目, points: 1分}")
    assert load_scheme(make_pack(overlays={"x1-b": text}), ["x1-b"]).rules[-1].id == "more"


def test_lists_and_values_replace(make_pack) -> None:
    text = overlay("tables:\n  size:\n    rows:\n      - {from: 0元, 签约: 5分, 落地: 6分}")
    points = load_scheme(make_pack(overlays={"x1-b": text}), ["x1-b"]).rules[0].points
    assert points is not None and points.value.rows == ("row_1",)


def test_cells_of_the_csv_files_can_be_changed(make_pack) -> None:
    text = overlay(
        "targets:\n  projects: {values: {甲镇: 9个, 乙镇: none}}\nunits:\n  丙局: {group: 第一类别, sort: none}"
    )
    scheme = load_scheme(make_pack(overlays={"x1-b": text}), ["x1-b"])
    assert {(v.unit, v.target): (v.year, v.value) for v in scheme.target_values} == {
        ("甲镇", "projects"): (2023, 9),
        ("丙局", "investment"): (2023, 30_000_000),
    }
    assert scheme.units[2].group == "第一类别"
    assert scheme.units[2].fields["sort"] is None


def test_another_overlay_may_be_built_upon(make_pack) -> None:
    first = overlay("rules:\n  more 再加一条: {clause: A4, each: 落地项目, points: 1分}")
    second = overlay("rules:\n  info: {points: 0.3分}", "X2", extends="[x1-b]")
    folder = make_pack(overlays={"x1-b": first, "x2-b": second})
    assert load_scheme(folder, ["x2-b"]).overlays == ("x1-b", "x2-b")
    assert [o.extends for o in list_overlays(folder)] == [(), ("x1-b",)]


def refusal(folder, *overlays: str) -> str:
    with pytest.raises(ProblemsFound) as found:
        load_scheme(folder, overlays)
    return "\n".join(p.in_language("zh") for p in found.value.problems)


INFO = "rules:\n  info: {points: 0.3分}"
DEARER = "rules:\n  info: {points: 0.4分}"
NINE = "targets:\n  projects: {values: {甲镇: 9个}}"
EIGHT = "targets:\n  projects: {values: {甲镇: 8个}}"
PAIR = ("x1-b", "x2-b")


@pytest.mark.parametrize(
    ("files", "wanted", "told"),
    [
        ({"x1-b": overlay(INFO), "x2-b": overlay(DEARER, "X2")}, PAIR, "都改了 rules.info.points"),
        ({"x1-b": overlay("rules:\n  info: none"), "x2-b": overlay(INFO, "X2")}, ("x1-b", "x2-b"), "已被另一叠加删去"),
        ({"x1-b": overlay(INFO), "x1-c": overlay("decimals: 2")}, ("x1-b", "x1-c"), "都是 X1 的读法"),
        ({"x1-b": overlay("rules:\n  info: {points: 0.2分}")}, ("x1-b",), "什么也没有改"),
        ({"x1-b": overlay(NINE), "x2-b": overlay(EIGHT, "X2")}, PAIR, "targets.projects.values.甲镇"),
        ({"x1-b": overlay("rules:\n  infos: none")}, ("x1-b",), "是否指 info"),
        ({"x1-b": overlay(INFO, extends="x1-b")}, ("x1-b",), "x1-b → x1-b"),
        (
            {"x1-b": overlay(INFO, extends="x2-b"), "x2-b": overlay("decimals: 2", "X2", extends="x1-b")},
            ("x1-b",),
            "x1-b → x2-b → x1-b",
        ),
        ({"x1-b": overlay(INFO)}, ("x1-d",), "是否指 x1-b"),
        ({"x1-b": overlay("units:\n  戊镇: {group: 第一类别}")}, ("x1-b",), "没有名为“戊镇”的单位"),
        ({"x1-b": overlay("units:\n  甲镇: {groups: 第一类别}")}, ("x1-b",), "是否指 group"),
        ({"x1-b": overlay("targets:\n  projects: {values: {甲镇: 0个}}")}, ("x1-b",), "目标不能是零"),
    ],
)  # fmt: skip
def test_overlays_that_cannot_stand_are_refused(make_pack, files, wanted, told) -> None:
    assert told in refusal(make_pack(overlays=files), *wanted)


def test_a_mistake_in_a_patch_names_the_overlays_file_and_line(make_pack, said) -> None:
    folder = make_pack(overlays={"x1-b": overlay("rules:\n  info: {points: 0.3}")})
    (problem,) = said(folder, "x1-b")
    assert (problem.where.file, problem.where.line, problem.text) == ("overlays/x1-b.yaml", 5, "0.3")


def test_a_key_that_no_scheme_has_is_refused_in_a_patch(make_pack, said) -> None:
    folder = make_pack(overlays={"x1-b": overlay("rule:\n  info: {points: 0.3分}")})
    (problem,) = said(folder, "x1-b")
    assert problem.where.file == "overlays/x1-b.yaml"
    assert "是否指 rules" in problem.in_language("zh")


def test_an_overlay_without_a_question_is_a_change_and_goes_with_any(make_pack) -> None:
    draft = "title: 明年草案\npatch: {decimals: 2}\n"
    folder = make_pack(overlays={"x1-b": overlay(INFO), "next-year": draft})
    assert load_scheme(folder, ["x1-b", "next-year"]).decimals == 2


def test_the_keys_of_a_pack_are_in_one_language(make_pack, said) -> None:
    folder = make_pack(overlays={"x1-b": "标题: 另一种读法\n读法: X1\n改动: {小数位: 2}\n"})
    (problem,) = said(folder, "x1-b")
    assert problem.where.file == "overlays/x1-b.yaml"
    assert "同一种语言" in problem.in_language("zh")
