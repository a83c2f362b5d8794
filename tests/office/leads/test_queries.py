"""What somebody sees and has to do is what they may see and do."""

from leads_help import VALUES, approved, filed, signed, signed_by_bailu
from office_people import also

from zhaoshang.office.leads import queries, services
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.organisation.models import Jurisdiction
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.permissions import may


def every_kind_of_lead(people, today) -> None:
    services.create(people.reporter, people.qinghe, VALUES, today=today)
    filed(people, today)
    approved(people, today)
    signed(people, today, company_code="")
    signed_by_bailu(people, today, company_code="", company="虚构乙公司")
    reporter, head = also(people.commerce)
    own = services.create(reporter, people.commerce, {**VALUES, "company_code": ""}, today=today)
    services.act(reporter, own, Action.FILE, today=today)
    services.act(head, own, Action.SIGN, today=today)
    back = signed(people, today, company_code="", company="虚构丙公司")
    services.act(people.commerce_verifier, back, Action.RETURN, today=today, reason="缺材料")


def test_the_to_do_list_is_what_the_person_may_do(yunchuan, today):
    every_kind_of_lead(yunchuan, today)
    for user in yunchuan.people.values():
        found = queries.todo(user, today)
        for action, listed in ((Action.SIGN, found.to_sign), (Action.APPROVE, found.to_verify)):
            allowed = {lead for lead in Lead.objects.all() if may(user, action, lead, today)}
            assert set(listed) == allowed, (user, action)
        refiled = {
            lead for lead in Lead.objects.filter(state=State.RETURNED) if may(user, Action.FILE, lead, today)
        }
        assert set(found.returned) == refiled, user


def test_who_may_act_on_a_lead_may_read_it(yunchuan, today):
    every_kind_of_lead(yunchuan, today)
    for user in yunchuan.people.values():
        seen = set(queries.visible(user, today))
        for lead in Lead.objects.all():
            if any(may(user, action, lead, today) for action in Action):
                assert lead in seen, (user, lead)


def test_administrators_read_no_leads(yunchuan, today):
    every_kind_of_lead(yunchuan, today)
    for who in ("system_administrator", "security_administrator", "audit_administrator"):
        assert not queries.visible(getattr(yunchuan, who), today).exists()


def test_reading_upward_shows_what_was_sent_up_and_only_where_it_is_granted(yunchuan, today):
    every_kind_of_lead(yunchuan, today)
    province = Jurisdiction.objects.create(code="990000", name="云省")
    yunchuan.city.above = province
    yunchuan.city.save()
    from zhaoshang.office.organisation.choices import Role
    from zhaoshang.office.organisation.models import Appointment, Unit

    office = Unit.objects.create(jurisdiction=province, name="省政府办")
    for held in Appointment.objects.filter(user=yunchuan.leader, role=Role.LEADER):
        held.unit = office
        held.save()
    assert not queries.visible(yunchuan.leader, today).exists()
    yunchuan.city.read_from_above = True
    yunchuan.city.save()
    yunchuan.leader.__dict__.pop("_held", None)
    seen = queries.visible(yunchuan.leader, today)
    assert seen.exists() and not seen.filter(state__in=(State.DRAFT, State.FILED)).exists()


def test_words_of_two_characters_are_found_anywhere_and_all_of_them_are_needed(yunchuan, today):
    lead = signed(yunchuan, today)
    assert list(Lead.objects.filter(queries.matching("储能 青禾"))) == [lead]
    assert not Lead.objects.filter(queries.matching("储能 白鹭")).exists()
