"""What a unit could still do, as data and as text. Arithmetic, and it says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zhaoshang.documents.figures import two_decimals
from zhaoshang.documents.text_lines import BLANK, Cell, ColumnHead, TextLine, one_line, table, wrapped
from zhaoshang.problems import Language
from zhaoshang.quantities.numbers import format_points
from zhaoshang.scoring.what_next import Step, WhatNext


def next_steps_as_data(found: WhatNext, language: Language) -> Mapping[str, Any]:
    """For JSON: points are exact decimal strings, places numbers."""

    def step(each: Step) -> dict[str, Any]:
        what = each.what.in_language(language)
        return {"step": what, "points": format_points(each.points), "place": each.place}

    return {
        "unit": found.unit,
        "score": format_points(found.score),
        "place": found.place,
        "steps": [step(each) for each in found.steps],
        "way": [step(each) for each in found.way],
        "reached": found.reached,
        "named": list(found.named),
        "way_out": [step(each) for each in found.way_out],
    }


def next_steps_as_text(
    found: WhatNext, language: Language, width: int = 80, *, demonstration: bool = False
) -> Iterator[TextLine]:
    """A title, the steps from the best on, and the way to the next better place."""
    zh = language == "zh"
    if demonstration:
        yield one_line("notice", "演示数据" if zh else "演示数据 demonstration data")
    place = "—" if found.place is None else str(found.place)
    score = two_decimals(found.score)
    yield one_line(
        "title", f"{found.unit}  得分 {score}，第{place}名" if zh else f"{found.unit}: {score}, place {place}"
    )
    note = (
        "逐项单独试算：只动这一项，别的单位和别的事都不动；按截止日当天完成、已获认定算。只是算术，不是建议。"
        if zh
        else "Each step is tried alone, on the as-of date and accepted, with all else and all others as they "
        "stand. Arithmetic, not advice."
    )
    yield from wrapped("quiet", note, width)
    yield BLANK
    if not found.steps:
        yield one_line(
            "plain", "没有能改变得分的步骤。" if zh else "There is no step that would change the score."
        )
        return
    yield from _table(found.steps, ("能做的", "加分", "名次") if zh else ("step", "points", "place"))
    yield BLANK
    if found.way:
        heading = f"做到第{found.reached}名：" if zh else f"To reach place {found.reached}:"
        yield one_line("heading", heading)
        names = ("依次做", "加分", "到第几名") if zh else ("one after the other", "points", "place then")
        yield from _table(found.way, names)
    else:
        none = "上面这些加起来也到不了更前的名次。" if zh else "All of these together reach no better place."
        yield one_line("plain", none)
    yield from _out_of_the_last(found, zh)


def _out_of_the_last(found: WhatNext, zh: bool) -> Iterator[TextLine]:
    """The way out of the last places, where an outcome names the unit for being there."""
    if not found.named:
        return
    names = "、".join(found.named) if zh else ", ".join(found.named)
    yield BLANK
    if not found.way_out:
        text = (
            f"上面这些加起来还不能免于“{names}”。" if zh else f"All of these together do not avert {names}."
        )
        yield one_line("plain", text)
        return
    yield one_line("heading", f"免于“{names}”：" if zh else f"To avert {names}:")
    heads = ("依次做", "加分", "到第几名") if zh else ("one after the other", "points", "place then")
    yield from _table(found.way_out, heads)


def _table(steps: tuple[Step, ...], names: tuple[str, str, str]) -> Iterator[TextLine]:
    rows: list[tuple[Cell, ...]] = []
    for step in steps:
        what = step.what.zh if names[0] in ("能做的", "依次做") else step.what.en
        place = "—" if step.place is None else str(step.place)
        part: Cell = ("loss" if step.points < 0 else "plain", two_decimals(step.points, signed=True))
        rows.append((("plain", what), part, ("plain", place)))
    yield from table([ColumnHead(names[0], right=False), ColumnHead(names[1]), ColumnHead(names[2])], rows)
