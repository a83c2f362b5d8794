"""pandas: whole columns in memory, NumPy for the tiers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import rules

from engines.common import Run


def tier_and_points(yuan: np.ndarray, stage: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Tiers and hundredths of a point, from tables indexed by stage and tier."""
    tier = np.searchsorted(np.array(rules.TIERS), yuan, side="right")
    fixed = np.array([[0] * 7, *([0, *rules.POINTS[stage]] for stage in rules.STAGES)])
    points = fixed[stage, tier]
    small, first = tier == 0, rules.TIERS[0]
    points[small] = (2 * fixed[stage[small], 1] * yuan[small] + first) // (2 * first)
    large = tier == len(rules.TIERS)
    step = np.array([0, *(rules.STEP_POINTS[stage] for stage in rules.STAGES)])
    points[large] += step[stage[large]] * ((yuan[large] - rules.TIERS[-1]) // rules.STEP)
    return tier, points


def award(unit: pd.Series, rule: object, fact: object, points: object) -> pd.DataFrame:
    """Awards in the trace's columns and types."""
    frame = pd.DataFrame({"unit_id": unit, "rule": rule, "fact_id": fact, "points": points})
    return frame.astype({"rule": "int16", "fact_id": "int64", "points": "int32"})


def stage_awards(milestones: pd.DataFrame) -> pd.DataFrame:
    """Rule (a)."""
    stage = milestones["stage"].to_numpy().astype("int64")
    tier, points = tier_and_points(milestones["yuan"].to_numpy(), stage)
    return award(milestones["unit_id"], stage * 10 + tier, milestones["fact_id"], points)


def lead_awards(leads: pd.DataFrame) -> pd.DataFrame:
    """Rule (b)."""
    approved = leads[leads["approved"]].sort_values(["unit_id", "date", "lead_id"])
    month = approved["date"].dt.year * 12 + approved["date"].dt.month
    turn = approved.groupby([approved["unit_id"], month]).cumcount() + 1
    points = np.where(turn * rules.LEAD_POINTS <= rules.LEAD_LIMIT, rules.LEAD_POINTS, 0)
    return award(approved["unit_id"], rules.LEAD, approved["lead_id"], points)


def quarter_awards(milestones: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Rule (c), by a table of units and quarters in which signings leave a mark."""
    signed = milestones[(milestones["stage"] == rules.SIGNED) & (milestones["yuan"] >= rules.TIERS[0])]
    quarter = (signed["date"].dt.year - rules.FIRST_DAY.year) * 4 + signed["date"].dt.quarter - 1
    marks = np.zeros((int(units["unit_id"].max()) + 1, rules.QUARTERS), bool)
    marks[signed["unit_id"], quarter] = True
    row, missing = np.nonzero(~marks[units["unit_id"]])
    unit = units["unit_id"].iloc[row].reset_index(drop=True)
    return award(unit, rules.NO_SIGNING, missing, rules.NO_SIGNING_POINTS)


def late_awards(milestones: pd.DataFrame) -> pd.DataFrame:
    """Rule (d)."""
    limit = pd.Timedelta(days=rules.LATE_DAYS)
    due = milestones["date"] < pd.Timestamp(rules.LAST_DAY) - limit
    signed = milestones.loc[
        (milestones["stage"] == rules.SIGNED) & due, ["unit_id", "project_id", "fact_id", "yuan", "date"]
    ]
    landed = milestones.loc[milestones["stage"] == rules.LANDED, ["project_id", "date"]]
    both = signed.merge(landed.rename(columns={"date": "landed"}), on="project_id", how="left")
    late = both[both["landed"].isna() | (both["landed"] - both["date"] > limit)]
    tier, points = tier_and_points(late["yuan"].to_numpy(), np.full(len(late), rules.LANDED))
    return award(late["unit_id"], rules.OVERDUE + tier, late["fact_id"], rules.LATE_TIMES * points)


def totals(awards: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Totals and places from the awards."""
    summed = awards.groupby("unit_id")["points"].sum().astype("int64")
    found = units.assign(total=summed.reindex(units["unit_id"], fill_value=0).to_numpy())
    place = found.groupby("group_id")["total"].rank("min", ascending=False).astype("int64")
    return found.assign(place=place)


def main() -> None:
    """A whole run."""
    run = Run("pandas_frames")
    milestones, leads, units = (
        pd.read_parquet(run.path(table)) for table in ("milestones", "leads", "units")
    )
    for frame in (milestones, leads):
        frame["date"] = pd.to_datetime(frame["date"])
    run.step("read")
    dollars = milestones["is_usd"].to_numpy()
    milestones["yuan"] = milestones["amount"] * np.where(dollars, rules.YUAN_A_DOLLAR, 1)
    parts = [
        stage_awards(milestones),
        lead_awards(leads),
        quarter_awards(milestones, units),
        late_awards(milestones),
    ]
    awards = pd.concat(parts, ignore_index=True)
    summed = totals(awards, units)
    run.step("score")
    awards.to_parquet(run.trace, index=False)
    summed.to_parquet(run.totals, index=False)
    run.step("write")
    run.finish()


if __name__ == "__main__":
    main()
