"""What counts after an event of identity: the library scores what the office hands it, and nothing counts twice."""

import pytest
from projects_help import YI, approve, day

import zhaoshang
from zhaoshang.ledger import ledger_from_rows
from zhaoshang.office.projects import services
from zhaoshang.office.projects.ledger import ledger_rows
from zhaoshang.office.projects.models import Project
from zhaoshang.office.records.choices import Action
from zhaoshang.office.records.flow import Refused
from zhaoshang.tables import UnitDirectory

SCHEME = """
title: 虚构的签约与增资考核
window: {from: 2026-01-01, to: 2026-12-31}
views:
  signed 签约项目: {of: 进展, where: 阶段 = 签约}
  landed 落地项目: {of: 进展, where: 阶段 = 落地}
  increased 增资项目: {of: 进展, where: 阶段 = 增资}
rules:
  signed 签约: {clause: T-1, each: 签约项目, points: 金额 × 1分/亿元 × 份额}
  landed 落地: {clause: T-2, each: 落地项目, points: 10分 × 份额}
  increased 增资: {clause: T-3, each: 增资项目, points: 金额 × 1分/亿元 × 份额}
"""


@pytest.fixture
def scored(tmp_path):
    """The lines of a unit's score over all that the office has: rule, fact, points."""
    (tmp_path / "scheme.yaml").write_text(SCHEME, encoding="utf-8")
    (tmp_path / "units.csv").write_text("unit\n青禾区\n白鹭县\n", encoding="utf-8")
    (tmp_path / "targets.csv").write_text("unit\n", encoding="utf-8")
    (tmp_path / "clauses.csv").write_text(
        "clause,place,summary,carrier\nT-1,一,签约,rule:signed\nT-2,二,落地,rule:landed\nT-3,三,增资,rule:increased\n",
        encoding="utf-8",
    )
    scheme = zhaoshang.load_scheme(tmp_path)

    def score():
        ledger = ledger_from_rows(ledger_rows(Project.objects.all()), UnitDirectory.of(scheme.units))
        assert not ledger.warnings, [w.what.en for w in ledger.warnings]
        result = zhaoshang.scoring.score(scheme, ledger, "2026")
        return {
            fact.removeprefix("milestones/"): line.points / 10**6
            for unit in result.units for line in unit.lines for fact in line.facts if unit.unit == "青禾区"
        }  # fmt: skip

    return score


@pytest.fixture
def life(yunchuan, today, a_project):
    """Brings projects into being and lets things befall them, approved at once."""

    class Life:
        def signed(self, number, amount=4 * YI, on="2026-03-01"):
            project = approve(a_project(number, amount=amount, name=f"虚构{number}项目"), yunchuan, today)
            values = {"role": "lead", "share": 10**8, "filed_on": today}
            share = services.add_credit(yunchuan.reporter, project, yunchuan.qinghe, values, today=today)
            approve(share, yunchuan, today)
            if on:
                self.stage(project, "signed", on)
            return project

        def stage(self, project, stage, on, **more):
            said = {"stage": stage, "date": day(on), **more}
            return approve(
                services.add_milestone(yunchuan.reporter, project, said, today=today), yunchuan, today
            )

        def befell(self, project, kind, on, **more):
            said = {"kind": kind, "date": day(on), **more}
            return approve(
                services.add_change(yunchuan.reporter, project, said, today=today), yunchuan, today
            )

    return Life()


def test_a_project_signed_again_counts_its_first_signing_with_the_amount_it_had(life, scored):
    life.befell(life.signed("P-1"), "resign", "2026-05-01", amount=9 * YI)
    assert scored() == {"P-1/signed": 4}


def test_nor_can_the_second_signing_be_reported_as_a_stage(life, scored):
    project = life.signed("P-1")
    with pytest.raises(Refused):
        life.stage(project, "signed", "2026-05-01", amount=9 * YI)
    assert scored() == {"P-1/signed": 4}


def test_every_increase_counts_by_what_was_added(life, scored):
    project = life.signed("P-1")
    life.stage(project, "increased", "2026-04-01", amount=2 * YI)
    life.stage(project, "increased", "2026-05-01", amount=YI)
    assert scored() == {"P-1/signed": 4, "P-1/increased": 2, "P-1/increased/2": 1}
    with pytest.raises(Refused):
        life.stage(project, "increased", "2026-05-02")  # by how much?


def test_a_new_owner_starts_nothing_anew(life, scored):
    project = life.signed("P-1")
    life.befell(project, "owner", "2026-04-01", note="新业主为虚构乙公司")
    with pytest.raises(Refused):
        life.stage(project, "signed", "2026-04-02")
    life.stage(project, "landed", "2026-05-01")
    assert scored() == {"P-1/signed": 4, "P-1/landed": 10}


def test_an_upgrade_leaves_what_was_signed_as_it_was_signed(life, scored):
    project = life.signed("P-1")
    life.befell(project, "upgrade", "2026-04-01", amount=10 * YI)
    assert scored() == {"P-1/signed": 4}
    with pytest.raises(Refused):
        life.befell(project, "upgrade", "2026-04-02", amount=3 * YI)  # smaller is no upgrade


def test_a_merged_project_keeps_what_it_had_and_what_follows_counts_with_the_other(life, scored):
    first, other = life.signed("P-1"), life.signed("P-2", 5 * YI)
    life.befell(first, "merge", "2026-04-01", into_project=other)
    with pytest.raises(Refused):
        life.stage(first, "landed", "2026-05-01")
    life.stage(other, "landed", "2026-05-01")
    assert scored() == {"P-1/signed": 4, "P-2/signed": 5, "P-2/landed": 10}
    with pytest.raises(Refused):
        life.befell(other, "merge", "2026-05-02", into_project=first)  # not back again


def test_a_part_split_off_does_not_count_again_what_the_whole_had_reached(life, scored):
    whole, part = life.signed("P-1"), life.signed("P-2", YI, on="")
    life.befell(whole, "split", "2026-04-01", into_project=part)
    with pytest.raises(Refused):
        life.stage(part, "signed", "2026-04-10")
    assert scored() == {"P-1/signed": 4}


def test_a_stage_that_the_whole_had_not_reached_counts_for_whoever_reaches_it(life, scored, yunchuan, today):
    whole, part = life.signed("P-1"), life.signed("P-2", YI, on="")
    life.befell(whole, "split", "2026-04-01", into_project=part)
    life.stage(whole, "landed", "2026-05-01")
    assert scored() == {"P-1/signed": 4, "P-1/landed": 10}
    life.stage(part, "landed", "2026-05-02")
    assert scored() == {"P-1/signed": 4, "P-1/landed": 10, "P-2/landed": 10}


def test_after_a_withdrawal_nothing_counts_until_work_is_resumed(life, scored):
    project = life.signed("P-1")
    life.stage(project, "withdrawn", "2026-04-01")
    with pytest.raises(Refused):
        life.stage(project, "landed", "2026-05-01")
    life.stage(project, "resumed", "2026-05-02")
    life.stage(project, "landed", "2026-05-03")
    assert scored() == {"P-1/signed": 4, "P-1/landed": 10}


def test_an_event_that_is_not_approved_changes_nothing(life, scored, yunchuan, today):
    first, other = life.signed("P-1"), life.signed("P-2", 5 * YI)
    said = {"kind": "merge", "date": day("2026-04-01"), "into_project": other}
    merge = services.add_change(yunchuan.reporter, first, said, today=today)
    services.act(merge, Action.FILE, yunchuan.reporter, today=today)
    life.stage(first, "landed", "2026-05-01")
    assert scored() == {"P-1/signed": 4, "P-1/landed": 10, "P-2/signed": 5}
