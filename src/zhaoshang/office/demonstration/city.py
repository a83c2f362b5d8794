"""The city of the demonstration: its units and its people, begun and appointed as a real office is.

云川市 is nowhere; its people are the first of the hundred surnames with the stems and branches for names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from zhaoshang.office.accounts.models import User
from zhaoshang.office.accounts.services import choose_password, create_account
from zhaoshang.office.demonstration.clock import Clock
from zhaoshang.office.operating.beginning import create_administrator
from zhaoshang.office.organisation import services
from zhaoshang.office.organisation.appointing import appoint, stand_in, take_leave
from zhaoshang.office.organisation.choices import Role, UnitKind
from zhaoshang.office.organisation.models import Appointment, Jurisdiction, Unit

CODE, NAME, RUN_BY = "990100", "云川市", "市政府办"
_PLACES = (Path(__file__).parent, Path(__file__).resolve().parents[4] / "docs")
SCHEME = next(there for place in _PLACES if (there := place / "yunchuan-2026").is_dir())
"""The invented city's scheme: beside this module where it is installed, among the documentation in a checkout."""
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华"
_GIVEN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥角徵宫商羽律"

ASSESSED = (
    ("qinghe", "青禾区", "县区"), ("bailu", "白鹭县", "县区"), ("shiliu", "石榴县", "县区"),
    ("yueya", "月牙开发区", "县区"), ("baigong", "百工局", "部门"), ("yuanke", "远客局", "部门"),
)  # fmt: skip
OFFICES = (
    ("commerce", "市商务局", UnitKind.COMMERCE, False),
    ("reform", "市发展改革委", UnitKind.REFORM, False),
    ("statistics", "市统计局", UnitKind.STATISTICS, False),
    ("organisation", "市委组织部", UnitKind.ORGANISATION, False),
)
_R = Role
LOGINS = (
    ("reporter", "qinghe", _R.REPORTER),
    ("lead", "qinghe", _R.UNIT_LEAD),
    ("commerce", "commerce", _R.COMMERCE_VERIFIER),
    ("reform", "reform", _R.REFORM_VERIFIER),
    ("statistics", "statistics", _R.STATISTICS_VERIFIER),
    ("reviewer", "reform", _R.PANEL_REVIEWER),
    ("leader", "government", _R.LEADER),
    ("organisation", "organisation", _R.ORGANISATION_DEPARTMENT),
    ("auditor", "government", _R.AUDITOR),
)
"""One login a role beside the three administrators: user name, unit, role."""


@dataclass
class City:
    """The jurisdiction, its units by their short names, and who does what."""

    clock: Clock
    jurisdiction: Jurisdiction
    units: dict[str, Unit]
    people: dict[str, User]
    reporters: dict[int, User] = field(default_factory=dict)
    leads: dict[int, User] = field(default_factory=dict)

    def reporter(self, unit: Unit) -> User:
        """Who fills in for a unit."""
        return self.reporters[unit.pk]

    def lead(self, unit: Unit) -> User:
        """Who signs for a unit."""
        return self.leads[unit.pk]

    def verifier(self, role: Role) -> User:
        """Who verifies in a role."""
        return self.people[role.removesuffix("_verifier")]


def begin(clock: Clock) -> City:
    """Begin the office: administrators by the command's own way, everybody else by the administrators."""
    names = iter(f"{a}{b}" for a, b in zip(_SURNAMES, _GIVEN, strict=True))
    people = {}
    for key, role in (
        ("system", _R.SYSTEM_ADMINISTRATOR), ("security", _R.SECURITY_ADMINISTRATOR),
        ("audit", _R.AUDIT_ADMINISTRATOR),
    ):  # fmt: skip
        create_administrator(key, next(names), role, CODE, NAME, RUN_BY, today=clock.today)
        people[key] = User.objects.get(username=key)
    place = Jurisdiction.objects.get(code=CODE)
    units = _units(clock, place, people["system"])
    city = City(clock, place, units, people)

    def engage(username: str, unit: Unit, role: Role) -> User:
        user, _password = create_account(people["security"], username, next(names), today=clock.today)
        appoint(people["security"], user, unit, role, clock.today, today=clock.today)
        return User.objects.get(pk=user.pk)  # afresh: what somebody holds is remembered with the object

    for username, key, role in LOGINS:
        people[username] = engage(username, units[key], role)
    people["commerce2"] = engage("commerce2", units["commerce"], _R.COMMERCE_VERIFIER)
    for key, _name, _group in (*ASSESSED, ("commerce", "", "")):
        unit = units[key]
        own = (people["reporter"], people["lead"]) if key == "qinghe" else None
        city.reporters[unit.pk], city.leads[unit.pk] = own or (
            engage(f"{key}_reporter", unit, _R.REPORTER), engage(f"{key}_lead", unit, _R.UNIT_LEAD)
        )  # fmt: skip
    people["qinghe_second"] = engage("qinghe_second", units["qinghe"], _R.REPORTER)
    return city


def _units(clock: Clock, place: Jurisdiction, system: User) -> dict[str, Unit]:
    today = clock.today
    services.save_jurisdiction(system, place, {"scheme": str(SCHEME)}, today=today)
    place.refresh_from_db()
    services.import_units(system, place, today=today)
    units = {"government": place.units.get(name=RUN_BY)}
    for number, (key, name, group) in enumerate(ASSESSED):
        there = place.units.filter(name=name).first()
        units[key] = there or services.create_unit(system, place, name, {"group": group}, today=today)
        units[key] = services.change_unit(system, units[key], {"headcount": 12 + 3 * number}, today=today)
    for key, name, kind, assessed in OFFICES:
        values = {"group": "部门", "kind": kind, "assessed": assessed}
        units[key] = services.create_unit(system, place, name, values, today=today)
    services.set_aliases(system, units["yueya"], ["月牙区", "月牙经开区"], today=today)
    order = [units[key].pk for key, *_ in (*ASSESSED, *OFFICES)]
    services.put_in_order(system, place, order, today=today)
    return units


def on_leave(city: City) -> None:
    """Somebody is away these days, and somebody stands in for them."""
    security, today = city.people["security"], city.clock.today
    unit = city.units["bailu"]
    first, last = city.clock.before(2), city.clock.after(12)
    leave = take_leave(security, city.lead(unit), first, last, today=today, note="休假")
    held = Appointment.objects.get(user=city.lead(unit), role=Role.UNIT_LEAD)
    deputy, _password = create_account(security, "bailu_deputy", "金角", today=today)
    stand_in(security, deputy, held, leave, first, last, today=today)
    city.people["bailu_deputy"] = deputy


def hand_out_password() -> None:
    """Everybody chooses the one password of the demonstration."""
    for user in User.objects.order_by("pk"):
        choose_password(user, settings.DEMONSTRATION_PASSWORD)
