"""Which kind of year suits a scheme, seen from the targets it has; a scheme of no known kind gets an ordinary one.

By its targets and not by its name, so that an office's own copy of a shipped scheme is demonstrated as well.
"""

from __future__ import annotations

from collections.abc import Callable

from zhaoshang.demonstration.bureaus import add_bureaus
from zhaoshang.demonstration.daily_work import add_activities, add_leads, add_returns
from zhaoshang.demonstration.districts import add_districts
from zhaoshang.demonstration.groups import add_groups
from zhaoshang.demonstration.leaders import add_leaders
from zhaoshang.demonstration.projects import add_projects
from zhaoshang.demonstration.showpieces import add_showpieces, add_untidy_rows
from zhaoshang.demonstration.winter import add_campaign
from zhaoshang.demonstration.year import Year
from zhaoshang.scheme import Scheme

_KINDS: tuple[tuple[frozenset[str], Callable[[Year], None]], ...] = (
    (frozenset({"reserves", "outings", "signed_1b", "resumed"}), add_campaign),
    (frozenset({"monthly_tips", "chemical_landed", "contacts"}), add_bureaus),
    (frozenset({"group_funds", "group_registrations", "entities"}), add_groups),
    (frozenset({"visits_secretary", "led_secretary", "funds_rate"}), add_leaders),
    (frozenset({"signed_100m", "start_rate", "outings"}), add_districts),
)


def year_for(scheme: Scheme) -> Callable[[Year], None]:
    """What writes the year of a scheme."""
    for targets, write in _KINDS:
        if targets <= scheme.targets.keys():
            return write
    reports = (e.label for e in scheme.calendar.values() if e.kind == "report" and e.every == "month")
    report = next(reports, "月度进展")
    return lambda year: _ordinary(year, report)


def _ordinary(year: Year, report: str) -> None:
    for profile in year.profiles:
        add_projects(year, profile)
        add_leads(year, profile)
        add_activities(year, profile)
        add_returns(year, profile, report)
        year.told(profile.unit)
    add_showpieces(year)
    add_untidy_rows(year)
