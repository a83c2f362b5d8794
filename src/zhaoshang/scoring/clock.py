"""Which days a run looks at: its period as people write it, and the day as of which it is seen."""

from __future__ import annotations

from collections.abc import Sequence

from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.quantities.dates import LATEST_DAY, first_day_of_month, month_of
from zhaoshang.quantities.periods import Period, grain_of, parse_period
from zhaoshang.quantities.workdays import next_workday, previous_workday
from zhaoshang.scheme.model import Scheme
from zhaoshang.scoring.compile.periods import Clock


def make_clock(scheme: Scheme, period: str, as_of: int | None) -> Clock:
    """The period and horizon of a run. Raises ProblemsFound for a period that cannot be scored."""
    if period == "campaign":
        if scheme.window.last is None and as_of is None:
            raise ProblemsFound([_no_end(scheme)])
        span = Period(scheme.window.first, scheme.window.last or LATEST_DAY)
    else:
        try:
            span = parse_period(period)
        except ValueError:
            raise ProblemsFound([_no_such_period(period)]) from None
    allowed = scheme.periods
    kind = "window" if period == "campaign" else grain_of(span)
    named = {"campaign" if p == "window" else p for p in allowed}
    asked = "campaign" if kind == "window" else kind
    if named and asked is not None and asked not in named:
        raise ProblemsFound([_refused_period(scheme, period, sorted(named))])
    snapshot = snapshot_day(scheme, span) if as_of is None else None
    horizon = min(span.last, as_of if as_of is not None else snapshot or span.last)
    return Clock(scheme, span, horizon)


def snapshot_day(scheme: Scheme, period: Period) -> int | None:
    """The scheme's own snapshot day in a period's last month, moved to a working day as the scheme says."""
    if scheme.snapshot_day is None or grain_of(period) is None:
        return None
    last_month = first_day_of_month(month_of(period.last))
    day = min(last_month + scheme.snapshot_day - 1, period.last)
    if scheme.snapshot_roll == "previous":
        return previous_workday(day).day
    return next_workday(day).day if scheme.snapshot_roll == "next" else day


def _no_end(scheme: Scheme) -> Problem:
    return Problem(
        "period.no_end",
        Words(
            f"《{scheme.title}》没有写到哪天为止，不能按整个活动期计分",
            f"{scheme.id} does not say when it ends, so its whole campaign cannot be scored",
        ),
        Place(field="period"),
        "campaign",
        advice=Words(
            "写明某年、某季或某月，或用 --as-of 给出截止日", "name a year, quarter or month, or an as-of date"
        ),
    )


def _no_such_period(text: str) -> Problem:
    return Problem(
        "period.unreadable",
        Words("看不懂这个考核期", "this period cannot be read"),
        Place(field="period"),
        text,
        Words(
            "2023、2023-H1、2023-Q1、2023-03、2022-01..2022-09 或 campaign",
            "2023, 2023-H1, 2023-Q1, 2023-03, 2022-01..2022-09 or campaign",
        ),
    )


_PERIOD_NAMES = {
    "month": "按月", "quarter": "按季", "half": "按半年", "year": "按年", "campaign": "整个活动期（campaign）",
}  # fmt: skip


def _refused_period(scheme: Scheme, text: str, allowed: Sequence[str]) -> Problem:
    return Problem(
        "period.refused",
        Words(f"《{scheme.title}》不按这样的期间计分", f"{scheme.id} is not scored for such a period"),
        Place(field="period"),
        text,
        Words("、".join(_PERIOD_NAMES[a] for a in allowed), ", ".join(allowed)),
    )
