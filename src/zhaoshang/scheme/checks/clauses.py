"""Every clause has a carrier, every carrier exists, and everything that has effect cites a clause that is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from zhaoshang.problems import Problem, Words
from zhaoshang.scheme.checks.say import error, warning
from zhaoshang.scheme.model import Scheme
from zhaoshang.scheme.names import near
from zhaoshang.tables import TABLES

WITHOUT_ID = ("persons", "total", "units", "workflow", "narrative")
"""Carriers that are one thing: the division among people, the total, the units, the office, plain words."""


def check(scheme: Scheme) -> Iterator[Problem]:
    """Clauses and carriers against each other."""
    yield from _citations(scheme)
    if not scheme.clauses:
        yield warning(
            scheme,
            "no_clauses",
            "title",
            "没有 clauses.csv，对不上条款",
            "there is no clauses.csv to check the citations against",
            Words(
                "列出文件的每一条：clause,place,summary,carrier", "list every clause of the document in it"
            ),
        )
        return
    carriers = _carriers(scheme)
    for clause in scheme.clauses.values():
        at = f"clauses.{clause.id}"
        if not clause.carriers:
            yield error(
                scheme,
                "no_carrier",
                at,
                f"条款 {clause.id} 没有承载",
                f"nothing carries clause {clause.id}",
                Words(
                    "写明由哪条规则、目标……承载；纯叙述的写 narrative",
                    "name its carrier; narrative where it is plain words",
                ),
            )
        for carrier in clause.carriers:
            kind, _, id_ = carrier.partition(":")
            if kind not in carriers and carrier not in WITHOUT_ID:
                known = [*(f"{k}:…" for k in carriers), *WITHOUT_ID]
                advice = near(carrier, [*carriers, *WITHOUT_ID]) or Words(
                    "可用的有 " + " ".join(known), " ".join(known)
                )
                yield error(
                    scheme, "carrier", at, f"不认识的承载“{carrier}”", f"unknown carrier “{carrier}”", advice
                )
            elif kind in carriers and id_ not in carriers[kind]:
                zh, en = (
                    f"条款 {clause.id} 的承载“{carrier}”不存在",
                    f"carrier “{carrier}” of clause {clause.id} does not exist",
                )
                yield error(scheme, "carrier", at, zh, en, near(id_, carriers[kind]))
            elif carrier == "persons" and scheme.persons is None:
                zh = "方案没有分到个人"
                en = "the scheme divides nothing among people"
                yield error(scheme, "carrier", at, zh, en, text=carrier)


def _carriers(scheme: Scheme) -> Mapping[str, Iterable[str]]:
    ledger = {name for table in TABLES.values() for name in (table.key, table.label)}
    ledger |= {name for table in TABLES.values() for c in table.columns for name in (c.key, c.label)}
    return {
        "rule": [n.id for n in scheme.nodes()],
        "target": list(scheme.targets),
        "indicator": list(scheme.indicators),
        "view": list(scheme.views),
        "table": list(scheme.tables),
        "parameter": list(scheme.parameters),
        "measure": list(scheme.measures),
        "ranking": list(scheme.rankings),
        "outcome": list(scheme.outcomes),
        "calendar": list(scheme.calendar),
        "evidence": list(scheme.evidence),
        "review": list(scheme.reviews),
        "duty": list(scheme.duties),
        "ledger": sorted(ledger),
    }


def citing(scheme: Scheme) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Everything that cites clauses: its section, id, label and clauses."""
    for node in scheme.nodes():
        yield "rules", node.id, node.label, node.clauses
    for section in ("targets", "rankings", "outcomes", "calendar", "evidence", "reviews", "duties"):
        for thing in getattr(scheme, section).values():
            yield section, thing.id, thing.label, thing.clauses
    if scheme.total is not None:
        yield "total", "total", scheme.total.label, scheme.total.clauses
    if scheme.persons is not None:
        yield "persons", "persons", "个人", scheme.persons.clauses


def _citations(scheme: Scheme) -> Iterator[Problem]:
    for section, id_, label, clauses in citing(scheme):
        at = section if section in ("total", "persons") else f"{section}.{id_}"
        if (
            not clauses and section != "rules"
        ):  # a rule without one does not load; a section may leave it to its rules
            yield warning(
                scheme,
                "no_clause",
                at,
                f"“{label}”没有条款",
                f"“{label}” cites no clause",
                Words("写 clause：依据文件的哪一条", "write clause: which part of the document it rests on"),
            )
        for clause in clauses if scheme.clauses else ():
            if clause not in scheme.clauses:
                zh, en = (
                    f"“{label}”引的条款 {clause} 不在 clauses.csv 里",
                    f"“{label}” cites {clause}, which clauses.csv lacks",
                )
                yield error(scheme, "unknown_clause", at, zh, en, near(clause, scheme.clauses))
