"""The page of the rule language: grammar, words, units, operators and every function."""

from __future__ import annotations

from reference_pages.markdown import code, fill, table
from zhaoshang.language import parser
from zhaoshang.language.functions import FUNCTIONS, Function
from zhaoshang.language.lexer import KEYWORDS, SIGNS
from zhaoshang.language.types import UNITS, describe

FAMILIES = {
    "value": "Values",
    "aggregate": "Over the rows of a view",
    "period": "Other periods, other rows",
    "target": "Targets",
    "peers": "Peers",
    "score": "After scoring",
}


def page() -> str:
    """The whole page."""
    return fill(
        "language.template.md",
        {
            "grammar": _grammar,
            "keywords": _keywords,
            "signs": _signs,
            "units": _units,
            "functions": _functions,
        },
    )


def _grammar(_: str) -> str:
    lines = (parser.__doc__ or "").partition("::\n\n")[2].splitlines()
    return "```text\n" + "\n".join(line.removeprefix("    ") for line in lines).strip("\n") + "\n```\n"


def _keywords(_: str) -> str:
    return table(("Chinese", "English"), ((code(zh), code(en)) for zh, en in KEYWORDS.items()))


def _signs(_: str) -> str:
    plain: dict[str, list[str]] = {}
    for written, meant in SIGNS.items():
        plain.setdefault(meant, []).append(written)
    return table(
        ("Sign", "Also written"), ((code(sign), " ".join(map(code, also))) for sign, also in plain.items())
    )


def _units(_: str) -> str:
    by_type: dict[tuple[str, str], list[str]] = {}
    for unit, (type_, _size) in UNITS.items():
        by_type.setdefault(describe(type_), []).append(unit)
    return table(
        ("Type", "类型", "Written after the number"),
        ((en, zh, " ".join(map(code, units))) for (zh, en), units in by_type.items()),
    )


def _functions(_: str) -> str:
    parts = []
    for family, title in FAMILIES.items():
        of_family = [f for f in FUNCTIONS.values() if f.family == family]
        parts.append(
            f"### {title}\n\n"
            + table(("Function", "Takes → gives", "Meaning", "Example"), map(_row, of_family))
        )
    return "\n".join(parts)


def _row(f: Function) -> tuple[str, str, str, str]:
    return (f"**{f.chinese}** {code(f.english)}", f"{f.takes} → {f.gives}",
            f"{f.english_meaning}<br>{f.chinese_meaning}", code(f.example))  # fmt: skip
