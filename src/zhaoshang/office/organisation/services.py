"""All that is written about jurisdictions and units. Appointments are in ``appointing``."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext as _

import zhaoshang
from zhaoshang.office.accounts.attempts import attempt, check_version, insist
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Appointment, Jurisdiction, Unit, UnitName
from zhaoshang.office.organisation.permissions import grant_refusal, refusal, refusal_anywhere
from zhaoshang.office.organisation.queries import successor
from zhaoshang.office.records.flow import Refused

JURISDICTION_FIELDS = ("code", "name", "above", "read_from_above", "scheme")
UNIT_FIELDS = ("kind", "assessed", "group", "team", "headcount", "valid_from")


def _differences(
    thing: models.Model, fields: Sequence[str], values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set fields, and return what differed, before and after."""
    before, after = {}, {}
    for field in fields:
        if field in values and getattr(thing, field) != values[field]:
            before[field], after[field] = getattr(thing, field), values[field]
            setattr(thing, field, values[field])
    return before, after


def save_jurisdiction(
    by: User,
    jurisdiction: Jurisdiction | None,
    values: Mapping[str, Any],
    *,
    today: datetime.date,
    version: int | None = None,
) -> Jurisdiction:
    """Create a jurisdiction, or change one. Raises Refused, or Stale."""
    if jurisdiction is None:
        return _create_jurisdiction(by, values, today)
    with attempt("jurisdiction.change", by, jurisdiction):
        fresh = Jurisdiction.objects.select_for_update().get(pk=jurisdiction.pk)
        insist(refusal(by, Role.SYSTEM_ADMINISTRATOR, fresh, today))
        check_version(version, fresh.version)
        before, after = _differences(fresh, JURISDICTION_FIELDS, values)
        if "above" in after:
            _not_in_a_circle(by, fresh, today)
        if after.get("read_from_above") or ("above" in after and fresh.read_from_above):
            insist(grant_refusal(by, fresh, today))
        _free_code(fresh)
        if after:
            fresh.version += 1
            fresh.save()
            log.record("jurisdiction.change", by, fresh, before=_plain(before), after=_plain(after))
        return fresh


def _create_jurisdiction(by: User, values: Mapping[str, Any], today: datetime.date) -> Jurisdiction:
    made = Jurisdiction(**{field: values[field] for field in JURISDICTION_FIELDS if field in values})
    with attempt("jurisdiction.create", by, name=made.name):
        if made.above is None:
            insist(refusal_anywhere(by, Role.SYSTEM_ADMINISTRATOR, today))
        else:
            insist(refusal(by, Role.SYSTEM_ADMINISTRATOR, made.above, today))
        _free_code(made)
        made.save()
        log.record(
            "jurisdiction.create", by, made, after=_plain({k: values.get(k) for k in JURISDICTION_FIELDS})
        )
    return made


def _free_code(jurisdiction: Jurisdiction) -> None:
    if Jurisdiction.objects.filter(code=jurisdiction.code).exclude(pk=jurisdiction.pk).exists():
        raise Refused(_("代码%(code)s已被另一辖区使用") % {"code": jurisdiction.code})


def _not_in_a_circle(by: User, jurisdiction: Jurisdiction, today: datetime.date) -> None:
    above = jurisdiction.above
    if above is not None:
        insist(refusal(by, Role.SYSTEM_ADMINISTRATOR, above, today))
    while above is not None:
        if above.pk == jurisdiction.pk:
            raise Refused(_("上级不能是自己或自己的下级"))
        above = above.above


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: str(v) if isinstance(v, models.Model) else v for k, v in values.items()}


def create_unit(
    by: User, jurisdiction: Jurisdiction, name: str, values: Mapping[str, Any], *, today: datetime.date
) -> Unit:
    """Add a unit at the end of the order. Raises Refused."""
    name = name.strip()
    with attempt("unit.create", by, name=name):
        insist(refusal(by, Role.SYSTEM_ADMINISTRATOR, jurisdiction, today))
        _free_name(jurisdiction, name)
        last = jurisdiction.units.aggregate(last=Max("order"))["last"]
        unit = Unit(jurisdiction=jurisdiction, name=name, order=0 if last is None else last + 1)
        _differences(unit, UNIT_FIELDS, values)
        unit.save()
        log.record("unit.create", by, unit, after=_plain({"name": name, **values}))
    return unit


def _locked(unit: Unit, by: User, today: datetime.date, version: int | None) -> Unit:
    fresh = Unit.objects.select_for_update().get(pk=unit.pk)
    insist(refusal(by, Role.SYSTEM_ADMINISTRATOR, fresh.jurisdiction, today))
    check_version(version, fresh.version)
    return fresh


def _save(unit: Unit) -> None:
    unit.version += 1
    unit.save()


def change_unit(
    by: User, unit: Unit, values: Mapping[str, Any], *, today: datetime.date, version: int | None = None
) -> Unit:
    """Change what a unit is, but for its name. Raises Refused, or Stale."""
    with attempt("unit.change", by, unit):
        fresh = _locked(unit, by, today, version)
        before, after = _differences(fresh, UNIT_FIELDS, values)
        if after:
            _save(fresh)
            log.record("unit.change", by, fresh, before=_plain(before), after=_plain(after))
    return fresh


def rename_unit(
    by: User, unit: Unit, name: str, day: datetime.date, *, today: datetime.date, version: int | None = None
) -> Unit:
    """Give a unit a new name from a day on; the old one is kept, with the last day it was borne."""
    name = name.strip()
    with attempt("unit.rename", by, unit):
        fresh = _locked(unit, by, today, version)
        _not_later(day, today)
        _still_open(fresh, day)
        if name == fresh.name:
            raise Refused(_("新名称与现名称相同"))
        _free_name(fresh.jurisdiction, name, but=fresh)
        until = day - datetime.timedelta(days=1)
        earlier = fresh.names.filter(until__isnull=False).aggregate(last=Max("until"))["last"]
        if earlier is not None and until <= earlier:
            raise Refused(_("改名日期须晚于上一次改名（%(day)s）") % {"day": earlier})
        old = fresh.name
        fresh.names.filter(name=name).delete()  # the alias becomes the name
        UnitName.objects.update_or_create(unit=fresh, name=old, defaults={"until": until})
        fresh.name = name
        _save(fresh)
        log.record(
            "unit.rename", by, fresh, before={"name": old}, after={"name": name, "from": day.isoformat()}
        )
    return fresh


def merge_unit(
    by: User,
    unit: Unit,
    into: Unit,
    day: datetime.date,
    *,
    today: datetime.date,
    version: int | None = None,
) -> Unit:
    """End a unit from a day on; what it did stays under its name and is read and gone on with by the other."""
    with attempt("unit.merge", by, unit):
        fresh = _locked(unit, by, today, version)
        _not_later(day, today)
        _still_open(fresh, day)
        target = successor(into)
        if target.jurisdiction_id != fresh.jurisdiction_id:
            raise Refused(_("只能并入同一辖区的单位"))
        if target.pk == fresh.pk:
            raise Refused(_("单位不能并入自己"))
        _still_open(target, day)
        fresh.merged_into = target
        ended = _end(fresh, day)
        _save(fresh)
        after = {"into": target.name, "from": day.isoformat(), "appointments_ended": ended}
        log.record("unit.merge", by, fresh, after=after)
    return fresh


def close_unit(
    by: User, unit: Unit, day: datetime.date, *, today: datetime.date, version: int | None = None
) -> Unit:
    """End a unit from a day on, with no successor."""
    with attempt("unit.close", by, unit):
        fresh = _locked(unit, by, today, version)
        _not_later(day, today)
        _still_open(fresh, day)
        ended = _end(fresh, day)
        _save(fresh)
        log.record("unit.close", by, fresh, after={"from": day.isoformat(), "appointments_ended": ended})
    return fresh


def _end(unit: Unit, day: datetime.date) -> int:
    """A unit's last day is the one before; so is that of everybody appointed in it."""
    last = day - datetime.timedelta(days=1)
    unit.valid_to = last
    running = Appointment.objects.filter(Q(last_day__isnull=True) | Q(last_day__gt=last), unit=unit)
    return running.update(last_day=last, version=models.F("version") + 1)


def _not_later(day: datetime.date, today: datetime.date) -> None:
    if day > today:
        raise Refused(_("日期不能晚于今天"))


def _still_open(unit: Unit, day: datetime.date) -> None:
    if unit.valid_to is not None and unit.valid_to < day:
        raise Refused(_("%(unit)s已于%(day)s停用") % {"unit": unit.name, "day": unit.valid_to})
    if unit.valid_from is not None and unit.valid_from >= day:
        raise Refused(_("%(unit)s自%(day)s才启用") % {"unit": unit.name, "day": unit.valid_from})


def _free_name(jurisdiction: Jurisdiction, name: str, but: Unit | None = None) -> None:
    """A name or alias means one unit of a jurisdiction."""
    if not name:
        raise Refused(_("请填写名称"))
    own = 0 if but is None else but.pk
    taken = jurisdiction.units.filter(name=name).exclude(pk=own).first()
    if taken is None:
        alias = UnitName.objects.filter(unit__jurisdiction=jurisdiction, name=name).exclude(unit=own).first()
        taken = None if alias is None else alias.unit
    if taken is not None:
        raise Refused(_("“%(name)s”已是%(unit)s的名称或别名") % {"name": name, "unit": taken.name})


def set_aliases(
    by: User, unit: Unit, aliases: Sequence[str], *, today: datetime.date, version: int | None = None
) -> Unit:
    """Replace the aliases of a unit; the names it once bore stay."""
    wanted = list(dict.fromkeys(a.strip() for a in aliases if a.strip()))
    with attempt("unit.aliases", by, unit):
        fresh = _locked(unit, by, today, version)
        borne = {fresh.name, *fresh.names.filter(until__isnull=False).values_list("name", flat=True)}
        wanted = [alias for alias in wanted if alias not in borne]
        for alias in wanted:
            _free_name(fresh.jurisdiction, alias, but=fresh)
        had = list(fresh.names.filter(until__isnull=True).order_by("id").values_list("name", flat=True))
        if had != wanted:
            fresh.names.filter(until__isnull=True).delete()
            UnitName.objects.bulk_create(UnitName(unit=fresh, name=alias) for alias in wanted)
            _save(fresh)
            log.record("unit.aliases", by, fresh, before={"aliases": had}, after={"aliases": wanted})
    return fresh


def put_in_order(by: User, jurisdiction: Jurisdiction, keys: Sequence[int], *, today: datetime.date) -> None:
    """Set the protocol order of a jurisdiction's units; those not named follow in the order they had."""
    with attempt("unit.order", by, jurisdiction):
        insist(refusal(by, Role.SYSTEM_ADMINISTRATOR, jurisdiction, today))
        units = {unit.pk: unit for unit in jurisdiction.units.select_for_update().order_by("order", "id")}
        unknown = [key for key in keys if key not in units]
        if unknown:
            raise Refused(_("排序中有不属于本辖区的单位"))
        before = [unit.name for unit in units.values()]
        ordered = [units[key] for key in dict.fromkeys(keys)]
        ordered += [unit for key, unit in units.items() if key not in set(keys)]
        for place, unit in enumerate(ordered):
            unit.order = place
        Unit.objects.bulk_update(ordered, ["order"])
        after = [unit.name for unit in ordered]
        if after != before:
            log.record("unit.order", by, jurisdiction, before={"units": before}, after={"units": after})


def move_unit(by: User, unit: Unit, places: int, *, today: datetime.date) -> None:
    """Move a unit up (negative) or down in the protocol order."""
    keys = list(unit.jurisdiction.units.order_by("order", "id").values_list("pk", flat=True))
    here = keys.index(unit.pk)
    keys.insert(min(max(here + places, 0), len(keys) - 1), keys.pop(here))
    put_in_order(by, unit.jurisdiction, keys, today=today)


@dataclass(frozen=True)
class Imported:
    """What an import of units did: the names of units created, changed, and left as they were."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


def import_units(by: User, jurisdiction: Jurisdiction, *, today: datetime.date) -> Imported:
    """Take the units of the jurisdiction's scheme: names, groups, teams, order, head counts and aliases. What is
    there already, by name or alias, is brought up to date; nothing is removed. Raises Refused, or the library's
    ProblemsFound where the scheme cannot be read."""
    created: list[str] = []
    changed: list[str] = []
    unchanged: list[str] = []
    with attempt("unit.import", by, jurisdiction):
        insist(refusal(by, Role.SYSTEM_ADMINISTRATOR, jurisdiction, today))
        if not jurisdiction.scheme:
            raise Refused(_("%(jurisdiction)s还没有考核方案") % {"jurisdiction": jurisdiction.name})
        there = {unit.name: unit for unit in jurisdiction.units.all()}
        for known in UnitName.objects.filter(unit__jurisdiction=jurisdiction).select_related("unit"):
            there.setdefault(known.name, known.unit)
        order: list[int] = []
        for said in sorted(zhaoshang.load_scheme(jurisdiction.scheme).units, key=lambda u: u.order or 0):
            unit = next((there[n] for n in (said.name, *said.aliases) if n in there), None)
            values = {"group": said.group or "", "team": said.team or "", "headcount": said.headcount}
            if unit is None:
                unit = create_unit(by, jurisdiction, said.name, values, today=today)
                created.append(said.name)
                before = unit.version
            else:
                before = unit.version
                unit = change_unit(by, unit, values, today=today)
            aliases = unit.names.filter(until__isnull=True).values_list("name", flat=True)
            unit = set_aliases(by, unit, [*aliases, *said.aliases], today=today)
            if said.name not in created:
                (changed if unit.version != before else unchanged).append(unit.name)
            order.append(unit.pk)
        put_in_order(by, jurisdiction, order, today=today)
        counts = {"created": len(created), "changed": len(changed), "unchanged": len(unchanged)}
        log.record("unit.import", by, jurisdiction, after={"scheme": jurisdiction.scheme, **counts})
    return Imported(tuple(created), tuple(changed), tuple(unchanged))
