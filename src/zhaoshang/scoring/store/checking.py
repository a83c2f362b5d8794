"""What a reader of a store's run should know: facts that the scheme refuses, and values that nobody knows.

Counted, with a few examples, and not named one by one: there may be millions.
"""

from __future__ import annotations

from typing import Any

from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.scoring.algebra import FALSE, Relation, Scalar, Select, Union, pruned
from zhaoshang.scoring.compile.plan import Plan
from zhaoshang.scoring.store.running import StoreBackend, plan_of
from zhaoshang.scoring.store.store import Store

EXAMPLES = 5


def refuse_unexpected(store: Store, plan: Plan, backend: StoreBackend) -> None:
    """Raise ProblemsFound for facts that a view's ``expect`` refuses: how many, and the first of them."""
    problems = []
    for view, relation in plan.expectations:
        count, names, table = _facts(store, backend, relation)
        if count:
            problems.append(
                Problem(
                    "fact.unexpected",
                    Words(
                        f"{_some(names, count, '条')} 不合“{view.label}”的要求",
                        f"{_some_en(names, count)} is not what the view {view.id} expects",
                    ),
                    Place(sheet=table),
                    advice=Words(
                        "更正这些行，或核对方案里的 expect", "correct the rows, or check the view's expect"
                    ),
                )
            )
    if problems:
        raise ProblemsFound(problems)


def warnings_of(store: Store, period: str, as_of: int | None = None) -> list[Problem]:
    """The scheme's and the ledger's warnings, and what was unknown or blank in a run. Raises ProblemsFound."""
    plan = plan_of(store.scheme, store.facts, period, as_of)
    backend = StoreBackend(store)
    found = [*store.scheme.warnings, *store.ledger.warnings, *store.facts.warnings]
    for rule in plan.rules:
        if rule.unknown == FALSE:
            continue
        source = rule.scope.frame.relation
        wanted: dict[str, Scalar] = {"unit_no": source["unit_no"], "line": rule.seq}
        count = _count(store, backend, Select("unknown", source, wanted, rule.unknown))
        if count:
            zh = f"{rule.node.label}：有{count}处的数是空白或未公布，没有计分"
            en = f"{rule.node.id}: {count} values are blank or not published yet, so nothing counts"
            found.append(Problem("value.unknown", Words(zh, en), severity="warning"))
    if plan.compiler.blanks:
        count, names, _ = _facts(store, backend, Union("blanks", tuple(plan.compiler.blanks)))
        if count:
            zh = f"{_some(names, count, '条')} 的数是空白，合计时略过"
            en = f"a value of {_some_en(names, count)} is blank and was left out of sums"
            found.append(Problem("value.blank", Words(zh, en), severity="warning"))
    labels = "、".join(node.label for node in store.scheme.nodes() if not node.published)
    if labels:
        words = Words(
            f"{labels}：文件未公布分值，得分为空",
            f"{labels}: points were never published, so there is no score",
        )
        found.append(Problem("points.unpublished", words, severity="warning"))
    return list(dict.fromkeys(found))


def _count(store: Store, backend: StoreBackend, relation: Relation) -> int:
    (lean,) = pruned(relation)
    ((count,),) = store.rows(f"SELECT count(*) FROM (SELECT DISTINCT * FROM ({backend.text(lean)}))")
    return int(count)


def _facts(store: Store, backend: StoreBackend, relation: Relation) -> tuple[int, list[str], str | None]:
    """How many facts a relation has, the names of the first and their table."""
    (lean,) = pruned(relation)
    asked = f"SELECT DISTINCT fact_no FROM ({backend.text(lean)}) WHERE fact_no IS NOT NULL"
    rows: list[Any] = store.rows(
        f"SELECT fact_name, in_table FROM facts WHERE fact_no IN ({asked}) ORDER BY fact_no LIMIT {EXAMPLES}"
    )
    if not rows:
        return 0, [], None
    ((count,),) = store.rows(f"SELECT count(*) FROM ({asked})")
    return int(count), [name for name, _ in rows], rows[0][1]


def _some(names: list[str], count: int, what: str) -> str:
    return "、".join(names) + (f" 等{count}{what}" if count > len(names) else "")


def _some_en(names: list[str], count: int) -> str:
    return ", ".join(names) + (f" ({count} in all)" if count > len(names) else "")
