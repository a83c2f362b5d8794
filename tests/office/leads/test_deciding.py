"""Who was first: what people are told, who decides it, and how it is appealed against."""

import datetime

import pytest
from leads_help import CODE, OTHER_CODE, VALUES, approved, signed, signed_by_bailu
from office_people import also

from zhaoshang.office.audit.models import Event
from zhaoshang.office.leads import deciding, firsts, services
from zhaoshang.office.leads.models import FirstReport
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.flow import Refused, Stale


def asked(people, **values) -> firsts.Asked:
    return firsts.Asked(people.city, people.bailu, **values)


def looked(people, today, who="other_reporter", **values) -> firsts.Check:
    return firsts.check(asked(people, **values), getattr(people, who), today)


def test_who_asks_about_a_filed_company_is_told_who_was_first_but_not_what_they_wrote(yunchuan, today):
    signed(yunchuan, today)
    found = looked(yunchuan, today, company_code=CODE)
    assert found.first.unit == yunchuan.qinghe
    assert (found.first.state, found.first.lead, found.tone) == (State.SUBMITTED, None, "danger")
    assert "青禾区" in found.title and "不作首报" in found.advice


def test_what_was_sent_up_before_eight_in_the_morning_is_of_that_day(yunchuan, today):
    lead = signed(yunchuan, today)
    lead.submitted_at = datetime.datetime(2026, 6, 14, 23, 30, tzinfo=datetime.UTC)  # half past seven here
    lead.save()
    assert "2026-06-15" in looked(yunchuan, today, company_code=CODE).title


def test_who_may_read_the_lead_is_shown_it(yunchuan, today):
    lead = signed(yunchuan, today)
    assert looked(yunchuan, today, "commerce_verifier", company_code=CODE).first.lead == lead


def test_what_has_not_left_its_unit_is_nobody_elses_business(yunchuan, today):
    services.create(yunchuan.reporter, yunchuan.qinghe, VALUES, today=today)
    assert looked(yunchuan, today, company_code=CODE).matches == ()


def test_a_units_own_draft_is_recalled_to_it(yunchuan, today):
    lead = services.create(yunchuan.other_reporter, yunchuan.bailu, VALUES, today=today)
    found = looked(yunchuan, today, company_code=CODE)
    assert [m.lead for m in found.matches] == [lead]
    assert found.first is None and "本单位" in found.title


@pytest.mark.parametrize(
    ("company", "kind"),
    [
        ("晶锐新能源科技（云川）股份有限公司", firsts.ALIKE_NAME),
        ("虚构晶锐新能源科技股份有限公司", firsts.SAME_NAME),
        ("云川市虚构晶锐新能源科技有限责任公司", firsts.SAME_NAME),
        ("虚构精锐新能源科技有限公司", firsts.SAME_SOUND),
        ("虚构晶锐新能源有限公司", firsts.ALIKE_NAME),
        ("另一家蓝湖食品有限公司", None),
    ],
)
def test_names_that_are_or_sound_alike_are_found(yunchuan, today, company, kind):
    signed(yunchuan, today)
    found = looked(yunchuan, today, company=company).matches
    assert [m.kind for m in found] == ([] if kind is None else [kind])


def test_somewhat_alike_names_are_found_where_amount_and_place_agree(yunchuan, today):
    signed(yunchuan, today, company="虚构晶锐储能装备有限公司")
    alike = {"company": "虚构晶锋储运有限公司", "amount": 75_000_000_00, "place": "高新产业园"}
    found = looked(yunchuan, today, **alike).matches
    assert [m.kind for m in found] == [firsts.ALIKE_TERMS]
    assert looked(yunchuan, today, **{**alike, "amount": 20_000_000_00}).matches == ()


def test_a_crowd_of_like_terms_does_not_hide_the_same_company(yunchuan, today, monkeypatch):
    monkeypatch.setattr(firsts, "MOST_COMPARED", 3)
    for n in range(5):
        signed(yunchuan, today, company=f"别家{n}号农场", company_code="")
    lead = signed(yunchuan, today, company="毫不相干食品公司")
    found = looked(
        yunchuan, today, company="虚构甲", company_code=CODE, amount=80_000_000_00, place="高新产业园"
    )
    assert [m.root for m in found.matches] == [lead.pk]


def test_a_crowd_with_one_piece_in_common_does_not_hide_a_name_with_most_of_them(
    yunchuan, today, monkeypatch
):
    monkeypatch.setattr(firsts, "MOST_COMPARED", 3)
    for n in "甲乙丙丁戊":
        signed(yunchuan, today, company=f"虚构{n}家农场", company_code="")
    lead = signed(yunchuan, today, company="虚构晶锐新能源科技有限公司", company_code="")
    found = looked(yunchuan, today, company="虚构晶锐储能装备有限公司").matches
    assert [m.root for m in found] == [lead.pk]


def test_one_character_asks_nothing(yunchuan, today):
    assert not looked(yunchuan, today, company="虚").asked


def test_another_jurisdiction_is_not_asked(yunchuan, today):
    from zhaoshang.office.organisation.models import Jurisdiction

    signed(yunchuan, today)
    elsewhere = Jurisdiction.objects.create(code="990200", name="另一市")
    other = firsts.Asked(elsewhere, yunchuan.bailu, company_code=CODE)
    assert firsts.check(other, yunchuan.commerce_verifier, today).matches == ()


def test_a_correction_keeps_the_place_of_what_it_corrects(yunchuan, today):
    old = approved(yunchuan, today)
    second = signed_by_bailu(yunchuan, today)
    new = services.correct(yunchuan.reporter, old, {"amount": 1}, reason="更正", today=today, version=None)
    services.act(yunchuan.reporter, new, Action.FILE, today=today)
    services.act(yunchuan.unit_lead, new, Action.SIGN, today=today)
    new = services.act(yunchuan.commerce_verifier, new, Action.APPROVE, today=today)
    assert firsts.about(second, yunchuan.commerce_verifier, today).first.lead == new
    assert firsts.about(new, yunchuan.commerce_verifier, today).first is None


def test_a_returned_lead_is_not_first_until_it_is_sent_up_again(yunchuan, today):
    returned = signed(yunchuan, today)
    services.act(yunchuan.commerce_verifier, returned, Action.RETURN, today=today, reason="缺投资方简介")
    found = looked(yunchuan, today, company_code=CODE)
    assert found.first is None and [m.state for m in found.matches] == [State.RETURNED]
    second = signed_by_bailu(yunchuan, today)
    assert firsts.about(second, yunchuan.commerce_verifier, today).first is None
    services.act(yunchuan.reporter, returned, Action.FILE, today=today)
    again = services.act(yunchuan.unit_lead, returned, Action.SIGN, today=today)
    assert firsts.about(again, yunchuan.commerce_verifier, today).first.lead == second
    assert "本线索在先" in firsts.about(second, yunchuan.commerce_verifier, today).title


@pytest.fixture
def two(yunchuan, today):
    """青禾区's lead, and 白鹭县's of the same company, sent up after it."""
    return signed(yunchuan, today), signed_by_bailu(yunchuan, today)


def test_the_later_lead_is_not_approved_before_it_is_decided_who_was_first(yunchuan, today, two):
    _first, later = two
    with pytest.raises(Refused, match="首报"):
        services.act(yunchuan.commerce_verifier, later, Action.APPROVE, today=today)
    deciding.decide(yunchuan.commerce_verifier, later, two[0], reason="洽谈记录在先", today=today)
    assert (
        services.act(yunchuan.commerce_verifier, later, Action.APPROVE, today=today).state == State.APPROVED
    )


@pytest.mark.parametrize(
    "who", ["reporter", "other_lead", "reform_verifier", "statistics_verifier", "leader", "auditor"]
)
def test_only_the_verifying_office_decides(yunchuan, today, two, who):
    with pytest.raises(Refused):
        deciding.decide(getattr(yunchuan, who), *two, reason="先报", today=today)
    assert not FirstReport.objects.exists()


def test_a_decision_needs_a_reason(yunchuan, today, two):
    with pytest.raises(Refused, match="原因"):
        deciding.decide(yunchuan.commerce_verifier, *two, reason=" ", today=today)


def test_where_the_commerce_bureau_is_a_party_development_and_reform_decides(yunchuan, today):
    reporter, head = also(yunchuan.commerce)
    own = services.create(reporter, yunchuan.commerce, VALUES, today=today)
    services.act(reporter, own, Action.FILE, today=today)
    own = services.act(head, own, Action.SIGN, today=today)
    other = signed_by_bailu(yunchuan, today)
    with pytest.raises(Refused, match="发改"):
        deciding.decide(yunchuan.commerce_verifier, own, other, reason="先报", today=today)
    assert deciding.decide(yunchuan.reform_verifier, own, other, reason="先报", today=today).lead == own


def test_a_decision_replaced_by_another_is_kept(yunchuan, today, two):
    first = deciding.decide(yunchuan.commerce_verifier, *two, reason="先报", today=today)
    with pytest.raises(Stale):
        deciding.decide(yunchuan.commerce_verifier, two[1], two[0], reason="改", today=today)
    second = deciding.decide(
        yunchuan.commerce_verifier,
        two[1],
        two[0],
        reason="补交的洽谈记录在先",
        today=today,
        standing=first.pk,
    )
    first.refresh_from_db()
    assert (first.replaced_by, second.lead, FirstReport.objects.count()) == (second, two[1], 2)


def second(people):
    from zhaoshang.office.accounts.models import User
    from zhaoshang.office.organisation.choices import Role
    from zhaoshang.office.organisation.models import Appointment

    user = User.objects.create(username="second_verifier", must_change_password=False)
    Appointment.objects.create(
        user=user, unit=people.commerce, role=Role.COMMERCE_VERIFIER, first_day=datetime.date(2020, 1, 1)
    )
    return user


def test_the_losing_unit_appeals_and_somebody_else_answers(yunchuan, today, two):
    decision = deciding.decide(yunchuan.commerce_verifier, *two, reason="先报", today=today)
    for who in ("other_reporter", "unit_lead", "commerce_verifier"):
        with pytest.raises(Refused):
            deciding.appeal(getattr(yunchuan, who), decision, "我方在先", today=today)
    made = deciding.appeal(yunchuan.other_lead, decision, "我方三月已签保密协议", today=today)
    with pytest.raises(Refused, match="另一名"):
        deciding.answer(yunchuan.commerce_verifier, made, True, "成立", today=today)
    for who in ("other_lead", "unit_lead", "leader"):
        with pytest.raises(Refused):
            deciding.answer(getattr(yunchuan, who), made, True, "成立", today=today)
    deciding.answer(second(yunchuan), made, True, "保密协议日期在先，成立", today=today)
    final = FirstReport.objects.get(replaced_by__isnull=True)
    assert (final.lead, final.over, final.is_final) == (two[1], two[0], True)
    with pytest.raises(Refused, match="最终"):
        deciding.appeal(yunchuan.unit_lead, final, "不服", today=today)
    with pytest.raises(Refused, match="最终"):
        deciding.decide(yunchuan.commerce_verifier, *two, reason="再改", today=today, standing=final.pk)


def test_an_appeal_that_is_rejected_leaves_the_decision_and_cannot_be_repeated(yunchuan, today, two):
    decision = deciding.decide(yunchuan.commerce_verifier, *two, reason="先报", today=today)
    made = deciding.appeal(yunchuan.other_lead, decision, "我方在先", today=today)
    with pytest.raises(Refused, match="申诉"):
        deciding.decide(yunchuan.commerce_verifier, *two, reason="改", today=today, standing=decision.pk)
    deciding.answer(yunchuan.reform_verifier, made, False, "没有佐证", today=today)
    assert FirstReport.objects.get() == decision
    with pytest.raises(Refused, match="已经申诉过"):
        deciding.appeal(yunchuan.other_lead, decision, "再申诉", today=today)


@pytest.mark.parametrize(("days", "in_time"), [(5, True), (6, False)])
def test_an_appeal_has_its_time(yunchuan, today, two, days, in_time):
    decision = deciding.decide(yunchuan.commerce_verifier, *two, reason="先报", today=today)
    day = today + datetime.timedelta(days=days)
    if in_time:
        assert deciding.appeal(yunchuan.other_lead, decision, "我方在先", today=day).upheld is None
    else:
        with pytest.raises(Refused, match="届满"):
            deciding.appeal(yunchuan.other_lead, decision, "我方在先", today=day)


def test_the_one_that_lost_does_not_become_a_project(yunchuan, today, two):
    deciding.decide(yunchuan.commerce_verifier, *two, reason="先报", today=today)
    services.act(yunchuan.commerce_verifier, two[1], Action.APPROVE, today=today)
    with pytest.raises(Refused, match="青禾区"):
        services.to_project(yunchuan.other_reporter, two[1], "项目", today=today)


def test_two_companies_are_not_decided_between_by_the_unit_itself_or_for_one_unit(yunchuan, today):
    one = signed(yunchuan, today)
    same_unit = signed(yunchuan, today, company_code=OTHER_CODE)
    with pytest.raises(Refused, match="同一单位"):
        deciding.decide(yunchuan.commerce_verifier, one, same_unit, reason="先报", today=today)


def test_both_leads_tell_of_the_decision(yunchuan, today, two):
    deciding.decide(yunchuan.commerce_verifier, *two, reason="先报", today=today)
    told = Event.objects.filter(action="lead.first_report", succeeded=True)
    assert {event.key for event in told} == {str(two[0].pk), str(two[1].pk)}
