"""Units are created, renamed, merged and closed by date, and their names and records are found again."""

import datetime

import pytest

from zhaoshang.office.audit.models import Event
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.organisation import services
from zhaoshang.office.organisation.models import Jurisdiction, Unit
from zhaoshang.office.organisation.queries import (
    held_by,
    name_on,
    readable_jurisdictions,
    roles_in,
    unit_named,
    visible_records,
)
from zhaoshang.office.records.flow import Refused, Stale

DAY = datetime.timedelta(days=1)


@pytest.fixture
def admin(yunchuan):
    return yunchuan.system_administrator


def again(unit):
    return Unit.objects.get(pk=unit.pk)


def test_a_new_unit_stands_last_in_the_order(yunchuan, admin, today):
    unit = services.create_unit(admin, yunchuan.city, "经济开发区", {"group": "园区"}, today=today)
    assert list(yunchuan.city.units.all())[-1] == unit
    assert (unit.group, unit.kind) == ("园区", "assessed")


@pytest.mark.parametrize("name", ["青禾区", "青禾", "  "])
def test_a_name_that_means_another_unit_is_refused(yunchuan, admin, today, name):
    services.set_aliases(admin, yunchuan.qinghe, ["青禾"], today=today)
    with pytest.raises(Refused):
        services.create_unit(admin, yunchuan.city, name, {}, today=today)
    with pytest.raises(Refused):
        services.rename_unit(admin, yunchuan.bailu, name, today, today=today)


def test_a_renamed_unit_is_found_by_either_name_and_called_what_it_was_called(yunchuan, admin, today):
    services.rename_unit(admin, yunchuan.qinghe, "青禾新区", today, today=today)
    unit = again(yunchuan.qinghe)
    assert (name_on(unit, today - DAY), name_on(unit, today)) == ("青禾区", "青禾新区")
    assert unit_named(yunchuan.city, "青禾区") == unit_named(yunchuan.city, "青禾新区") == unit


def test_two_renamings_in_a_row_leave_three_names(yunchuan, admin, today):
    services.rename_unit(admin, yunchuan.qinghe, "青禾新区", today - 300 * DAY, today=today)
    services.rename_unit(admin, yunchuan.qinghe, "青禾高新区", today - 10 * DAY, today=today)
    unit = again(yunchuan.qinghe)
    days = [today - 301 * DAY, today - 300 * DAY, today - 11 * DAY, today - 10 * DAY]
    assert [name_on(unit, day) for day in days] == ["青禾区", "青禾新区", "青禾新区", "青禾高新区"]
    with pytest.raises(Refused, match="上一次"):
        services.rename_unit(admin, unit, "青禾", today - 20 * DAY, today=today)


def test_a_renaming_is_not_set_for_tomorrow(yunchuan, admin, today):
    with pytest.raises(Refused, match="晚于今天"):
        services.rename_unit(admin, yunchuan.qinghe, "青禾新区", today + DAY, today=today)


def test_a_merged_units_records_stay_under_it_and_the_other_reads_and_goes_on_with_them(
    yunchuan, admin, a_lead, today
):
    lead = a_lead(unit=yunchuan.bailu, by=yunchuan.other_reporter)
    assert lead not in Lead.objects.filter(visible_records(yunchuan.reporter, today))
    services.merge_unit(admin, yunchuan.bailu, yunchuan.qinghe, today, today=today)
    reporter = type(yunchuan.reporter).objects.get(pk=yunchuan.reporter.pk)
    lead = Lead.objects.get(pk=lead.pk)
    assert lead.unit == yunchuan.bailu
    assert lead in Lead.objects.filter(visible_records(reporter, today))
    assert roles_in(reporter, lead.unit, today) == roles_in(reporter, yunchuan.qinghe, today) != frozenset()
    assert unit_named(yunchuan.city, "白鹭县") == yunchuan.qinghe
    gone = type(reporter).objects.get(pk=yunchuan.other_reporter.pk)
    assert held_by(gone, today - DAY) and not held_by(gone, today)


def test_a_unit_is_merged_neither_into_itself_nor_elsewhere_nor_twice(yunchuan, admin, today):
    other = Jurisdiction.objects.create(code="990200", name="月湖市")
    far = Unit.objects.create(jurisdiction=other, name="东岭区")
    for into in (yunchuan.bailu, far):
        with pytest.raises(Refused):
            services.merge_unit(admin, yunchuan.bailu, into, today, today=today)
    services.merge_unit(admin, yunchuan.bailu, yunchuan.qinghe, today, today=today)
    with pytest.raises(Refused, match="停用"):
        services.merge_unit(admin, again(yunchuan.bailu), yunchuan.commerce, today, today=today)
    with pytest.raises(Refused, match="自己"):
        services.merge_unit(admin, yunchuan.qinghe, again(yunchuan.bailu), today, today=today)


def test_a_closed_units_people_hold_nothing_in_it_any_more(yunchuan, admin, today):
    services.close_unit(admin, yunchuan.bailu, today, today=today)
    assert again(yunchuan.bailu).valid_to == today - DAY
    assert not held_by(yunchuan.other_lead, today)


def test_the_order_is_moved_step_by_step_or_set_at_once(yunchuan, admin, today):
    names = lambda: [u.name for u in yunchuan.city.units.all()][:3]  # noqa: E731
    services.move_unit(admin, yunchuan.commerce, -1, today=today)
    assert names() == ["青禾区", "市商务局", "白鹭县"]
    services.move_unit(admin, yunchuan.qinghe, -1, today=today)
    assert names() == ["青禾区", "市商务局", "白鹭县"]
    services.put_in_order(admin, yunchuan.city, [yunchuan.bailu.pk, yunchuan.qinghe.pk], today=today)
    assert names() == ["白鹭县", "青禾区", "市商务局"]


def test_who_saves_an_old_page_is_warned_and_nothing_changes(yunchuan, admin, today):
    shown = yunchuan.qinghe.version
    services.change_unit(admin, yunchuan.qinghe, {"team": "一队"}, today=today, version=shown)
    with pytest.raises(Stale):
        services.change_unit(admin, yunchuan.qinghe, {"team": "二队"}, today=today, version=shown)
    assert again(yunchuan.qinghe).team == "一队"
    event = Event.objects.get(action="unit.change", succeeded=True)
    assert (event.before, event.after) == ('{"team": ""}', '{"team": "一队"}')


def test_units_come_from_the_scheme_once_however_often_they_are_taken(yunchuan, admin, today):
    place = services.save_jurisdiction(
        admin, None, {"code": "990300", "name": "云岭区", "above": yunchuan.city, "scheme": "kaiping-2023"},
        today=today,
    )  # fmt: skip
    first = services.import_units(admin, place, today=today)
    assert first.created[:2] == ("栗园镇", "区妇联")
    assert not first.changed
    assert unit_named(place, "妇联").name == "区妇联"
    count, events = place.units.count(), Event.objects.count()
    again_ = services.import_units(admin, place, today=today)
    assert (again_.created, again_.changed, len(again_.unchanged)) == ((), (), len(first.created))
    assert place.units.count() == count
    assert Event.objects.count() == events + 1  # that it was done


def test_an_import_goes_by_alias_and_keeps_what_the_scheme_does_not_know(yunchuan, admin, today):
    place = services.save_jurisdiction(
        admin, None, {"code": "990300", "name": "云岭区", "above": yunchuan.city, "scheme": "kaiping-2023"},
        today=today,
    )  # fmt: skip
    known = services.create_unit(admin, place, "妇联", {"headcount": 7}, today=today)
    own = services.create_unit(admin, place, "另设专班", {}, today=today)
    services.import_units(admin, place, today=today)
    assert again(known).team == "第一团队"
    assert list(place.units.all())[-1] == own


def test_nobody_but_the_system_administrator_changes_units(yunchuan, today):
    for name, person in yunchuan.people.items():
        if name == "system_administrator":
            continue
        with pytest.raises(Refused):
            services.change_unit(person, yunchuan.qinghe, {"team": "一队"}, today=today)
        with pytest.raises(Refused):
            services.create_unit(person, yunchuan.city, "新单位", {}, today=today)


def test_a_jurisdiction_is_read_from_above_only_where_it_says_so(yunchuan, admin, today):
    values = {"code": "990101", "name": "云岭区", "above": yunchuan.city}
    place = services.save_jurisdiction(admin, None, values, today=today)
    leader = yunchuan.leader
    assert place not in readable_jurisdictions(leader, today)
    services.save_jurisdiction(admin, place, {"read_from_above": True}, today=today)
    assert place in readable_jurisdictions(leader, today)
    assert place not in readable_jurisdictions(yunchuan.reporter, today)


def test_where_a_jurisdiction_has_its_own_administrator_only_that_one_opens_it(yunchuan, admin, today):
    from office_people import also

    from zhaoshang.office.organisation.choices import Role
    from zhaoshang.office.organisation.models import Appointment

    place = Jurisdiction.objects.create(code="990101", name="云岭区", above=yunchuan.city)
    unit = Unit.objects.create(jurisdiction=place, name="区政府办")
    own, _lead = also(unit)
    Appointment.objects.filter(user=own).update(role=Role.SYSTEM_ADMINISTRATOR)
    with pytest.raises(Refused, match="自己的"):
        services.save_jurisdiction(admin, place, {"read_from_above": True}, today=today)
    assert services.save_jurisdiction(own, place, {"read_from_above": True}, today=today).read_from_above


def test_a_jurisdiction_is_not_above_itself(yunchuan, admin, today):
    place = services.save_jurisdiction(
        admin, None, {"code": "990101", "name": "云岭区", "above": yunchuan.city}, today=today
    )
    with pytest.raises(Refused, match="上级"):
        services.save_jurisdiction(admin, yunchuan.city, {"above": place}, today=today)
    with pytest.raises(Refused, match="代码"):
        services.save_jurisdiction(admin, place, {"code": "990100"}, today=today)
