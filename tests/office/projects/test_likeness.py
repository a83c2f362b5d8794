"""Projects that look like one another are told, with the reason; strangers are not."""

import datetime

import pytest
from projects_help import YI

from zhaoshang.office.projects.likeness import Facts, alike, bare_company, bare_title, like
from zhaoshang.office.records.choices import State

DAY = datetime.date(2026, 6, 15)
CODE = "91350100M000100Y43"


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [("恒源新材料有限公司", "恒源新材料股份有限公司", 100, 100), ("恒源新材料有限公司", "恒源新材科技有限公司", 50, 99),
     ("恒源新材料有限公司", "青山茶业有限公司", 0, 20), ("", "恒源", 0, 0)],
)  # fmt: skip
def test_companies_are_compared_without_their_legal_form(one, other, least, most):
    assert least <= alike(bare_company(one), bare_company(other)) <= most


def test_a_second_phase_has_the_same_bare_title():
    assert bare_title("储能电池二期项目") == bare_title("储能电池项目")


def facts(**more):
    values = {
        "key": None, "name": "虚构储能项目", "investor": "恒源新材料有限公司", "investor_code": "", "place": "青禾大道",
        "amount": 2 * YI, "currency": "CNY", "day": DAY, **more,
    }  # fmt: skip
    return Facts(**values)


def test_one_investors_parts_near_in_time_may_be_one_project(yunchuan, a_project):
    a_project("P-1", name="虚构叉车项目", investor="恒源新材料有限公司", place="青禾大道", amount=3 * YI)
    (found,) = like(yunchuan.city.pk, facts())
    assert found.is_part
    assert any("合计5亿元" in reason and "同一地点" in reason for reason in found.reasons)
    (later,) = like(yunchuan.city.pk, facts(day=datetime.date(2028, 1, 1)))
    assert not later.is_part


def test_the_same_code_is_enough_and_another_place_alone_is_not(yunchuan, a_project):
    a_project("P-1", name="虚构叉车项目", investor="改名后的公司", investor_code=CODE)
    a_project("P-2", name="虚构茶叶项目", investor="青山茶业有限公司", place="青禾大道")
    found = like(yunchuan.city.pk, facts(investor_code=CODE))
    assert [each.project.number for each in found] == ["P-1"]
    assert "统一社会信用代码相同" in found[0].reasons


def test_void_projects_oneself_and_other_jurisdictions_are_left_out(yunchuan, a_project):
    own = a_project("P-1", investor="恒源新材料有限公司")
    a_project("P-2", investor="恒源新材料有限公司", state=State.VOID)
    assert like(yunchuan.city.pk, facts(key=own.pk)) == []
    assert like(yunchuan.city.pk + 1, facts()) == []


def test_one_query_however_many_projects(yunchuan, a_project, django_assert_num_queries):
    for i in range(30):
        a_project(f"P-{i}", investor=f"恒源{i}新材料有限公司")
    with django_assert_num_queries(1):
        assert len(like(yunchuan.city.pk, facts())) <= 8
