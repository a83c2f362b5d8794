"""What comes next, what it needs and who verifies it: pure, from the scheme's own section on evidence."""

from fractions import Fraction
from pathlib import Path

import pytest
from projects_help import approve

import zhaoshang
from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.projects import services
from zhaoshang.office.projects.conditions import holds
from zhaoshang.office.projects.stages import following, next_step, possible, reached
from zhaoshang.office.records.choices import State
from zhaoshang.office.records.flow import Refused
from zhaoshang.tables import TABLES

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def kaiping():
    return zhaoshang.load_scheme("kaiping-2023").evidence


@pytest.mark.parametrize(
    ("stages", "furthest"),
    [([], None), (["tracking", "signed", "negotiating"], "signed"), (["signed", "increased"], "signed"),
     (["effective", "withdrawn"], "withdrawn")],
)  # fmt: skip
def test_the_furthest_stage(stages, furthest):
    assert reached(stages) == furthest


def test_every_stage_of_the_ledger_has_its_place():
    labels = TABLES["milestones"].by_key["stage"].label_of
    assert set(labels) == {*possible(["signed"], None), "signed"}
    assert possible(["signed", "withdrawn"], "withdrawn") == ("resumed",)
    assert "increased" not in possible([], None)
    assert [following(s) for s in (None, "signed", "occupied", "effective", "withdrawn")] == [
        "tracking", "landed", "enrolled", None, None,
    ]  # fmt: skip


def test_the_documents_of_the_next_stage_and_those_missing(kaiping):
    facts = {"group": "第二类别", "fixed_assets": True, "tags": frozenset()}
    step = next_step("reviewed", kaiping.values(), {"签约合同"}, facts)
    assert (step.stage, step.verifier) == ("signed", Role.REFORM_VERIFIER)
    assert [(n.id, n.present) for n in step.needs] == [("lead_filing", False), ("signed_contract", True)]
    assert [n.label for n in step.missing] == ["项目线索备案记录"]
    assert step.missing[0].clauses == ("KP-A2.6",)


def test_where_the_facts_do_not_tell_a_person_judges(kaiping):
    step = next_step("reviewed", kaiping.values(), (), {"group": None})
    judged = [n.id for n in step.needs if n.applies is None]
    assert judged == ["lead_filing", "signing_accepted"]
    assert "lead_filing" not in [n.id for n in step.missing]


def test_conditions_of_the_shipped_schemes_are_understood():
    facts = {
        "group": "第一类别", "fixed_assets": False, "tags": frozenset({"四力型"}), "amount": Fraction(10**9),
    }  # fmt: skip
    for name in ("kaiping-2023", "zhengzhou-2018", "xinxiang-2023", "baodi-2023", "shuangyashan-2023-winter"):
        for document in zhaoshang.load_scheme(name).evidence.values():
            assert holds(document.when, facts) is not None, (name, document.id)
    four_force = zhaoshang.load_scheme("zhengzhou-2018").evidence["four_force"]
    assert holds(four_force.when, facts) is True
    assert holds(four_force.when, {**facts, "tags": frozenset()}) is False


def test_a_milestone_without_its_required_document_is_not_approved(yunchuan, today, a_project):
    yunchuan.city.scheme = str(ROOT / "docs" / "yunchuan-2026")
    yunchuan.city.save()
    project = a_project(state=State.APPROVED)
    made = services.add_milestone(yunchuan.reporter, project, {"stage": "signed", "date": today}, today=today)
    with pytest.raises(Refused, match="签约合同"):
        approve(made, yunchuan, today)
    Evidence.objects.create(
        jurisdiction=yunchuan.city, unit=yunchuan.qinghe, record=made, kind="签约合同", name="合同.pdf", size=1,
        media_type="application/pdf", digest="0" * 64, added_by=yunchuan.reporter,
    )  # fmt: skip
    from zhaoshang.office.records.choices import Action

    assert services.act(made, Action.APPROVE, yunchuan.reform_verifier, today=today).state == State.APPROVED
