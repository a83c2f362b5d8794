"""Risk notices: what national rules of 2024 to 2026 discourage in schemes of this kind, with the basis.

They warn and never block, and never call a clause unlawful: a person looks the basis up and decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zhaoshang.language import Selection, Tree
from zhaoshang.problems import Problem, Words
from zhaoshang.quantities.dates import to_day
from zhaoshang.scheme.checks.known import narrowed_by_view, rules_of
from zhaoshang.scheme.checks.say import warning
from zhaoshang.scheme.checks.targets import held
from zhaoshang.scheme.model import Node, Scheme, Target
from zhaoshang.scheme.trees import every_part, given

COMPETITION = Words(
    "《公平竞争审查条例》（国务院令第783号，2024-08-01起施行）",
    "Regulation on Fair Competition Review (State Council decree 783, in force 2024-08-01)",
)
COMPETITION_RULES = Words(
    "《公平竞争审查条例实施办法》（2025-04-20起施行）",
    "Measures for implementing the Regulation on Fair Competition Review (in force 2025-04-20)",
)
FORMALISM = Words(
    "《整治形式主义为基层减负若干规定》（2024-08-06）",
    "Provisions against formalism and for lightening the load of the grass roots (2024-08-06)",
)
EXPOSURES = Words(
    "中央层面通报的形式主义典型问题（2025-04-27）", "published exposures of formalism (2025-04-27)"
)
ORDERLY = Words(
    "2025年以来规范招商引资的要求（重实际到位、开工和效益）",
    "the requirements on orderly investment promotion since 2025 (money paid in, starts and benefits first)",
)
IN_FORCE = to_day("2024-08-01")


@dataclass(frozen=True)
class _Phrase:
    """Words in a scheme that call for a notice."""

    code: str
    pattern: re.Pattern[str]
    what: Words
    article: str
    basis: Words


_PHRASES = (
    _Phrase(
        "tax_refund",
        re.compile("税收返还|先征后返|即征即退|财力贡献.{0,6}(奖|补)|(地方留存|留存部分).{0,6}(奖|补|返)"),
        Words("按税收或地方财力贡献返还、奖补", "refunds or rewards in proportion to taxes or local revenue"),
        "10",
        COMPETITION,
    ),
    _Phrase(
        "relocation",
        re.compile("迁入.{0,6}注册|注册地.{0,4}(迁|变更)|不迁离|(在本地|本地).{0,2}(纳税|纳统)|承诺.{0,8}不(迁|变更)"),
        Words("以迁入注册地、在本地纳税或不迁离为条件", "conditions on moving here, paying taxes or not leaving"),
        "9(1); 13(3), 19(3)",
        COMPETITION_RULES,
    ),
    _Phrase(
        "tax_condition",
        re.compile("地方留存|税收(贡献|任务|总额)|纳税额|财政贡献"),
        Words("以税收、地方留存作计分条件", "taxes or local revenue as a condition of points"),
        "10",
        COMPETITION,
    ),
    _Phrase(
        "registrations",
        re.compile("注册.{0,4}(企业|公司)|企业注册|市场主体.{0,4}(数|户|任务)"),
        Words("以企业注册数为任务或计分", "numbers of registered firms as a task or for points"),
        "13(3)",
        COMPETITION_RULES,
    ),
    _Phrase(
        "free_land",
        re.compile("零地价|地价返还|土地出让金.{0,4}返还|租金全免|免租"),
        Words("零地价、地价返还或免租", "land for nothing, refunds of its price, or free rent"),
        "10(3)",
        COMPETITION,
    ),
    _Phrase(
        "case_by_case",
        re.compile("一企一策|一事一议|白名单"),
        Words("一企一策、一事一议或以名单确定受益", "benefits case by case or by a list of named firms"),
        "12; 19(1)",
        COMPETITION_RULES,
    ),
    _Phrase(
        "veto",
        re.compile("一票否决|责任状|军令状|末位(淘汰|调整)|调整(主要负责|岗位|领导)|调整.{0,4}负责同志|待岗|免职"),
        Words("一票否决、责任状或末位调整岗位", "a veto, a written pledge, or losing one's post for coming last"),
        "",
        FORMALISM,
    ),
    _Phrase(
        "deposit",
        re.compile("保证金|押金"),
        Words("向干部职工收取保证金", "deposits from staff"),
        "",
        FORMALISM,
    ),
    _Phrase(
        "ceremonies",
        re.compile("集中(签约|开工)"),
        Words("以集中签约、集中开工活动为任务", "joint signing or ground-breaking ceremonies as a task"),
        "",
        EXPOSURES,
    ),
)  # fmt: skip
_PUBLIC_CRITICISM = re.compile("表态|检查|检讨|说明|通报|约谈|反思")
_NOT_FOR_BUSINESS = re.compile(
    "妇联|团委|团市委|团区委|团县委|共青团|党校|残联|老干部|文联|科协|红十字|工会"
    "|学校|中学|小学|医院|档案|党史|编办|史志"
)


def check(scheme: Scheme) -> Iterator[Problem]:
    """Every notice that a scheme calls for, each with its basis."""
    yield from _review_record(scheme)
    for at, text in _texts(scheme):
        for phrase in _PHRASES:
            found = phrase.pattern.search(text)
            if found:
                yield _notice(scheme, phrase.code, at, phrase.what, phrase.basis, phrase.article, found[0])
    yield from _frequent_rankings(scheme)
    yield from _weekly_forms(scheme)
    yield from _quotas(scheme)
    for rule in rules_of(scheme):
        yield from _traces(scheme, rule)
    yield from _signed_amounts(scheme)


def _notice(
    scheme: Scheme, code: str, at: str, what: Words, basis: Words, article: str = "", text: str | None = None
) -> Problem:
    zh_article, en_article = (f"第{article}条" if article else ""), (f", arts. {article}" if article else "")
    advice = Words(f"依据：{basis.zh}{zh_article}", f"basis: {basis.en}{en_article}")
    return warning(
        scheme, f"policy.{code}", at, f"风险提示：{what.zh}", f"risk notice: {what.en}", advice, text
    )


def _texts(scheme: Scheme) -> Iterator[tuple[str, str]]:
    """What a scheme says in words, each with its place; clauses of a thing said once come after it."""
    for node in scheme.nodes():
        yield f"rules.{node.id}", node.label
    for target in scheme.targets.values():
        yield f"targets.{target.id}", target.label
    for indicator in scheme.indicators.values():
        yield f"indicators.{indicator.id}", indicator.label
    for outcome in scheme.outcomes.values():
        yield f"outcomes.{outcome.id}", "；".join((outcome.label, *(r.outcome for r in outcome.rungs)))
    for duty in scheme.duties.values():
        yield f"duties.{duty.id}", f"{duty.label}；{duty.does}"
    for clause in scheme.clauses.values():
        yield f"clauses.{clause.id}", clause.summary


def _review_record(scheme: Scheme) -> Iterator[Problem]:
    last = scheme.window.last
    if scheme.issued is not None and scheme.issued >= IN_FORCE:
        what = Words(
            "2024-08-01以后印发、涉及经营者经济活动的规定，要有公平竞争审查结论和合法性审核",
            "rules issued since 2024-08-01 that touch firms' activity need a fair competition review on record",
        )
        yield _notice(scheme, "review", "issued", what, COMPETITION, "2, 14, 16")
    elif last is None or last >= IN_FORCE:
        what = Words(
            "适用期延续到2024-08-01以后，涉及经营者经济活动的条款宜对照公平竞争审查要求清理",
            "the window runs past 2024-08-01: clauses that touch firms' activity deserve a fair competition check",
        )
        yield _notice(scheme, "review", "window", what, COMPETITION, "2")


def _frequent_rankings(scheme: Scheme) -> Iterator[Problem]:
    what = Words(
        "按月度、季度排名通报或要求表态、检查；可改为按半年或年度公布，平时只作内部进度表",
        "ranking and naming by the month or quarter; publish by the half or year, keep progress tables internal",
    )
    for outcome in scheme.outcomes.values():
        words = "；".join((outcome.label, *(r.outcome for r in outcome.rungs)))
        if outcome.after in ("month", "quarter") and _PUBLIC_CRITICISM.search(words):
            yield _notice(scheme, "frequent_ranking", f"outcomes.{outcome.id}", what, FORMALISM)
    for deadline in scheme.calendar.values():
        if deadline.kind in ("ranking", "publication") and deadline.every in ("week", "month", "quarter"):
            yield _notice(scheme, "frequent_ranking", f"calendar.{deadline.id}", what, FORMALISM)


def _weekly_forms(scheme: Scheme) -> Iterator[Problem]:
    what = Words(
        "每周报表；同一事实只填一次，其余由系统汇总", "weekly forms; enter each fact once and derive the rest"
    )
    for deadline in scheme.calendar.values():
        if deadline.kind == "report" and deadline.every == "week":
            yield _notice(scheme, "weekly_forms", f"calendar.{deadline.id}", what, FORMALISM)


def _quotas(scheme: Scheme) -> Iterator[Problem]:
    loaded: dict[str, list[str]] = {}
    for target in scheme.targets.values():
        for unit in held(scheme, target):
            if _NOT_FOR_BUSINESS.search(unit):
                loaded.setdefault(unit, []).append(target.label)
    if loaded:
        units = list(loaded)
        shown = "、".join(units[:6]) + ("等" if len(units) > 6 else "")
        what = Words(
            f"给党群、学校、医院等{len(units)}个单位下达招商任务（{shown}）",
            f"investment quotas for {len(units)} party, mass, school or hospital bodies ({', '.join(units[:6])})",
        )
        yield _notice(scheme, "quotas", "targets", what, FORMALISM)
    if scheme.persons is not None or scheme.subject == "person":
        what = Words("招商任务或得分落到个人", "quotas or points for individuals")
        at = "persons" if scheme.persons is not None else "subject"
        yield _notice(scheme, "individuals", at, what, FORMALISM)


def _traces(scheme: Scheme, rule: Node) -> Iterator[Problem]:
    """Points for so many visits or leads, whatever came of them."""
    counted = {rule.each} if rule.each else set()
    trees = [*given(rule.points), *rule.when]
    for tree in list(trees):
        for part in every_part(tree):
            if part.op == "measure":
                trees.append(scheme.measures[part.value].tree)
            elif part.op == "function" and isinstance(part.subject, str) and part.subject in scheme.targets:
                trees.extend(given(scheme.targets[part.subject].done))
    for tree in trees:
        counted |= _counted(tree)
    tables = {scheme.views[v].table if v in scheme.views else v for v in counted}
    if tables & {"activities", "visits", "leads"}:
        what = Words(
            "按外出、走访次数或信息条数计分，容易重痕迹轻实效",
            "points for the number of visits or leads reward traces rather than results",
        )
        yield _notice(scheme, "traces", f"rules.{rule.id}", what, FORMALISM)


def _counted(tree: Tree) -> set[str]:
    return {
        part.subject.view
        for part in every_part(tree)
        if isinstance(part.subject, Selection) and part.value in ("count", "distinct")
    }


def _signed_amounts(scheme: Scheme) -> Iterator[Problem]:
    what = Words(
        "以签约额为主要指标；宜以到位资金、开工、效益为主",
        "signed amounts as an indicator; money paid in, starts and benefits are preferred",
    )
    for target in scheme.targets.values():
        if _sums_signed(scheme, target) and (target.headline is not None or held(scheme, target)):
            yield _notice(scheme, "signed_amount", f"targets.{target.id}", what, ORDERLY)
    for rule in rules_of(scheme):
        narrowed = narrowed_by_view(scheme, rule.each)
        for condition in rule.when:
            narrowed.take(condition)
        if rule.each is not None and narrowed.equal.get("stage") == "signed" and not _deduction(rule.points):
            yield _notice(scheme, "signed_amount", f"rules.{rule.id}", what, ORDERLY)


def _deduction(points: Tree | None) -> bool:
    if points is None:
        return True
    return points.op == "negate" or (points.op == "multiply" and _deduction(points.parts[0]))


def _sums_signed(scheme: Scheme, target: Target) -> bool:
    for tree in given(target.done):
        for part in every_part(tree):
            if part.op == "aggregate" and part.value == "sum" and isinstance(part.subject, Selection):
                narrowed = narrowed_by_view(scheme, part.subject.view)
                for condition in part.parts:
                    narrowed.take(condition)
                if narrowed.equal.get("stage") == "signed":
                    return True
    return False
