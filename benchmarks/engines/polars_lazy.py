"""Polars: lazy expressions, collected by the streaming engine straight into both files."""

from __future__ import annotations

import os

from engines.common import THREADS, Run

os.environ.setdefault("POLARS_MAX_THREADS", str(THREADS))
import polars as pl
import rules

AWARD = ("unit_id", "rule", "fact_id", "points")


def by_tier(cells: list[pl.Expr]) -> pl.Expr:
    """A choice over the tiers of the amount in yuan."""
    choice = pl.when(pl.col("yuan") < rules.TIERS[0]).then(cells[0])
    for edge, cell in zip(rules.TIERS[1:], cells[1:], strict=False):
        choice = choice.when(pl.col("yuan") < edge).then(cell)
    return choice.otherwise(cells[-1])


TIER = by_tier([pl.lit(tier, pl.Int64) for tier in range(len(rules.TIERS) + 1)])


def worth(stage: int) -> pl.Expr:
    """Hundredths of a point for a stage reached with the amount in yuan."""
    yuan, points, first = pl.col("yuan"), rules.POINTS[stage], rules.TIERS[0]
    pro_rata = (2 * points[0] * yuan + first) // (2 * first)
    stepped = points[-1] + rules.STEP_POINTS[stage] * ((yuan - rules.TIERS[-1]) // rules.STEP)
    return by_tier([pro_rata, *(pl.lit(each, pl.Int64) for each in points[:-1]), stepped])


def award(frame: pl.LazyFrame, rule: pl.Expr, fact: pl.Expr, points: pl.Expr) -> pl.LazyFrame:
    """Awards in the trace's columns and types."""
    return frame.select(
        pl.col("unit_id"),
        rule.cast(pl.Int16).alias("rule"),
        fact.cast(pl.Int64).alias("fact_id"),
        points.cast(pl.Int32).alias("points"),
    )


def stage_awards(milestones: pl.LazyFrame) -> pl.LazyFrame:
    """Rule (a)."""
    stage = pl.col("stage").cast(pl.Int64)
    points = (
        pl.when(stage == rules.SIGNED)
        .then(worth(rules.SIGNED))
        .when(stage == rules.STARTED)
        .then(worth(rules.STARTED))
        .otherwise(worth(rules.LANDED))
    )
    return award(milestones, stage * 10 + TIER, pl.col("fact_id"), points)


def lead_awards(leads: pl.LazyFrame) -> pl.LazyFrame:
    """Rule (b)."""
    approved = leads.filter("approved").sort("unit_id", "date", "lead_id")
    turn = pl.int_range(1, pl.len() + 1).over("unit_id", pl.col("date").dt.truncate("1mo"))
    points = pl.when(turn * rules.LEAD_POINTS <= rules.LEAD_LIMIT).then(rules.LEAD_POINTS).otherwise(0)
    return award(approved, pl.lit(rules.LEAD), pl.col("lead_id"), points)


def quarter_awards(milestones: pl.LazyFrame, units: pl.LazyFrame) -> pl.LazyFrame:
    """Rule (c)."""
    quarter = (pl.col("date").dt.year() - rules.FIRST_DAY.year) * 4 + pl.col("date").dt.quarter() - 1
    signed = milestones.filter(pl.col("stage") == rules.SIGNED, pl.col("yuan") >= rules.TIERS[0])
    signed = signed.select("unit_id", quarter.cast(pl.Int32).alias("quarter")).unique()
    quarters = pl.LazyFrame({"quarter": pl.Series(range(rules.QUARTERS), dtype=pl.Int32)})
    missing = (
        units.select("unit_id")
        .join(quarters, how="cross")
        .join(signed, on=["unit_id", "quarter"], how="anti")
    )
    return award(missing, pl.lit(rules.NO_SIGNING), pl.col("quarter"), pl.lit(rules.NO_SIGNING_POINTS))


def late_awards(milestones: pl.LazyFrame) -> pl.LazyFrame:
    """Rule (d)."""
    limit = pl.duration(days=rules.LATE_DAYS)
    signed = milestones.filter(
        pl.col("stage") == rules.SIGNED,
        pl.lit(rules.LAST_DAY) - pl.col("date") > pl.duration(days=rules.LATE_DAYS),
    )
    landed = milestones.filter(pl.col("stage") == rules.LANDED).select("project_id", landed="date")
    late = signed.join(landed, on="project_id", how="left").filter(
        pl.col("landed").is_null() | (pl.col("landed") - pl.col("date") > limit)
    )
    return award(late, rules.OVERDUE + TIER, pl.col("fact_id"), rules.LATE_TIMES * worth(rules.LANDED))


def totals(awards: pl.LazyFrame, units: pl.LazyFrame) -> pl.LazyFrame:
    """Totals and places from the awards."""
    summed = awards.group_by("unit_id").agg(total=pl.col("points").cast(pl.Int64).sum())
    return units.join(summed, on="unit_id", how="left").select(
        "unit_id",
        "group_id",
        pl.col("total").fill_null(0),
        place=pl.col("total").fill_null(0).rank("min", descending=True).over("group_id").cast(pl.Int64),
    )


def main() -> None:
    """A whole run."""
    run = Run("polars_lazy")
    dollars = pl.when("is_usd").then(pl.col("amount") * rules.YUAN_A_DOLLAR).otherwise("amount")
    milestones = pl.scan_parquet(run.path("milestones")).with_columns(yuan=dollars)
    leads, units = pl.scan_parquet(run.path("leads")), pl.scan_parquet(run.path("units"))
    awards = pl.concat(
        [
            stage_awards(milestones),
            lead_awards(leads),
            quarter_awards(milestones, units),
            late_awards(milestones),
        ]
    )
    awards.sink_parquet(run.trace, compression="snappy", maintain_order=False, engine="streaming")
    run.step("trace")
    totals(pl.scan_parquet(run.trace), units).sink_parquet(
        run.totals, compression="snappy", engine="streaming"
    )
    run.step("totals")
    run.finish()


if __name__ == "__main__":
    main()
