"""The digest says what a scheme says, not how it is written down."""

from __future__ import annotations

import pytest

from zhaoshang.scheme import load_scheme


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title:", "# 注释\n\ntitle:"),
        ("points: 0.2分", 'points: "0.2分"'),
        ("points: 0.2分", "points: 0.20分"),
        ("计数(签约项目 其中 折算金额 ≥ 5000万元) = 0", "count（签约项目  where 折算金额 >= 0.5亿元） = 0"),
        ("each: 签约项目", "each: signed"),
        ("{clause: A4, each: 信息线索,", "{each: 信息线索, clause: [A4],"),
    ],
)
def test_layout_signs_and_either_language_leave_it(make_pack, old, new) -> None:
    plain = load_scheme(make_pack()).digest
    assert load_scheme(make_pack(old, new)).digest == plain


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("points: 0.2分", "points: 0.3分"),
        ("from: 1亿元", "above: 1亿元"),
        ("某区考核细则", "某区考核办法"),
        ("第二类别: 2名", "第二类别: 3名"),
        ("dated: 次期首日", "dated: 期末"),
        ("金额 ≥ 1亿元", "金额 > 1亿元"),
    ],
)
def test_anything_that_is_said_changes_it(make_pack, old, new) -> None:
    plain = load_scheme(make_pack()).digest
    assert load_scheme(make_pack(old, new)).digest != plain


def test_files_beside_the_scheme_count(make_pack, scheme_text) -> None:
    plain = load_scheme(make_pack()).digest
    assert load_scheme(make_pack(targets="unit,projects\n甲镇,4\n")).digest != plain
    assert plain.startswith("sha256:") and len(plain) == 71
