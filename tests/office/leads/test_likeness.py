"""Names are compared by what tells companies apart."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhaoshang.office.leads import likeness

PLACES = ("云川", "青禾", "白鹭")
NAME_PARTS = st.sampled_from(
    [*PLACES, "中国", "市", "区", "晶锐", "新能源", "科技", "（", "）",
     "(集团)", "有限", "责任", "公司", "股份", "合伙企业", " ", "A", "Ａ", "曾氏", "·"]
)  # fmt: skip
unhurried = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # tables of readings load first
NAMES = st.one_of(st.lists(NAME_PARTS, max_size=8).map("".join), st.text(max_size=20))


@unhurried
@given(NAMES)
def test_what_is_compared_does_not_change_by_being_reduced_again(name):
    core = likeness.core(name, PLACES)
    assert likeness.core(core, PLACES) == core


@unhurried
@given(NAMES)
def test_only_an_empty_name_has_nothing_to_compare(name):
    assert bool(likeness.core(name, PLACES)) == bool(name.strip())


@unhurried
@given(NAMES, NAMES)
def test_likeness_is_within_bounds_the_same_both_ways_round_and_full_for_oneself(one, other):
    a, b = likeness.core(one, PLACES), likeness.core(other, PLACES)
    assert 0 <= likeness.name_likeness(a, b) <= 100
    assert likeness.name_likeness(a, a) == (100 if a else 0)
    assert likeness.sound_alike(likeness.sounds(a), likeness.sounds(a)) == bool(a)


@pytest.mark.parametrize(
    "name",
    [
        "云川市晶锐新能源有限责任公司", "晶锐新能源股份有限公司", "晶锐新能源（云川）有限公司",
        "晶锐新能源(集团)有限公司",
        "中国晶锐新能源集团公司", "　晶锐·新能源 有限公司", "晶锐新能源有限公司分公司",
    ],
)  # fmt: skip
def test_place_brackets_and_legal_form_do_not_count(name):
    assert likeness.core(name, PLACES) == "晶锐新能源"


def test_a_name_that_is_all_place_and_form_stays_a_name():
    assert likeness.core("北京有限公司") == "北京"
    assert likeness.core("公司") == "公司"


@pytest.mark.parametrize(
    ("one", "other"),
    [("晶锐科技", "精锐科技"), ("曾氏食品", "增氏食品"), ("单氏重工", "善氏重工"), ("仇记酒业", "求记酒业"),
     ("解放机床", "介放机床"), ("区氏家具", "欧氏家具"), ("查氏茶业", "扎氏茶业"), ("尉迟铸造", "玉池铸造")],
)  # fmt: skip
def test_sound_alikes_are_found_surnames_read_as_surnames(one, other):
    assert likeness.sound_alike(likeness.sounds(one), likeness.sounds(other))


def test_a_common_trade_does_not_make_two_companies_one():
    assert likeness.name_likeness("晶锐新能源科技", "蓝天新能源科技") < 40
    assert likeness.name_likeness("晶锐新能源", "晶锐科技") >= 70


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [(100, 80, True), (100, 79, False), (None, 1, False), (0, 0, False), (-5, -5, False)],
)
def test_amounts_within_a_fifth_are_alike(one, other, alike):
    assert likeness.amounts_alike(one, other) is alike
    assert likeness.amounts_alike(other, one) is alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("青禾区高新产业园", "高新产业园", True), ("青禾区高新产业园一期", "高新产业园二期", True),
     ("甲地", "乙镇", False), ("", "", False)],
)  # fmt: skip
def test_places_are_alike_where_one_lies_in_the_other_or_most_is_common(one, other, alike):
    assert likeness.places_alike(one, other) is alike
