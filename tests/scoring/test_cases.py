"""Every case of every pack comes out as written, and the two engines give the same bytes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import zhaoshang.packs
from zhaoshang.ledger import ledger_from_rows
from zhaoshang.problems import ProblemsFound
from zhaoshang.scheme import Case, Scheme, load_cases, load_scheme
from zhaoshang.scoring import score
from zhaoshang.scoring.cases import run_case
from zhaoshang.tables import UnitDirectory

SHIPPED = Path(zhaoshang.packs.__file__).parent
PROBES = Path(__file__).parents[1] / "packs"
PACKS = sorted(p.parent for room in (SHIPPED, PROBES) for p in room.glob("*/scheme.yaml"))
CASES = [(pack, case) for pack in PACKS for case in load_cases(pack)]
SOME = [(pack, case) for pack, case in CASES if case.period is not None][::6]


@cache
def scheme_of(pack: Path, overlays: tuple[str, ...]) -> Scheme:
    return load_scheme(pack, overlays)


def names(cases: list[tuple[Path, Case]]) -> list[str]:
    return [f"{pack.name}:{case.name}" for pack, case in cases]


def test_every_pack_has_cases():
    assert {pack for pack, _ in CASES} == set(PACKS)
    assert len(PACKS) >= 7


@pytest.mark.parametrize(("pack", "case"), CASES, ids=names(CASES))
def test_a_case_comes_out_as_written(pack: Path, case: Case):
    problems = run_case(case, lambda overlays: scheme_of(pack, overlays))
    assert not problems, "\n".join(p.in_language("zh") for p in problems)


def outcome(scheme: Scheme, case: Case, engine: str) -> str | tuple[str, ...]:
    """The result's own text, or what was refused."""
    ledger = ledger_from_rows(case.facts, UnitDirectory.of(scheme.units))
    try:
        return score(scheme, ledger, case.period or "", case.as_of, engine).to_json()
    except ProblemsFound as found:
        return tuple(p.in_language("zh") for p in found.problems)


@pytest.mark.parametrize(("pack", "case"), SOME, ids=names(SOME))
def test_both_engines_give_the_same_bytes(pack: Path, case: Case):
    try:
        scheme = scheme_of(pack, case.overlays)
    except ProblemsFound:
        assert case.refused is not None
        return
    assert outcome(scheme, case, "duckdb") == outcome(scheme, case, "python")
