"""Who may do what: the declaration. docs/office/permissions.md is written from it, and tests try every cell.

It decides nothing. The rules are in each app's ``permissions``; a cell that says otherwise than they do fails its
test, so that neither can be changed without the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from zhaoshang.office.organisation.choices import ADMINISTRATORS, VERIFIERS, Role


class Whose(StrEnum):
    """Whose the thing is that something is done to."""

    OWN = "own"
    OTHER = "other"
    MINE = "mine"
    OPEN = "open"
    CLOSED = "closed"
    ABOVE = "above"


OWN, OTHER, MINE = Whose.OWN, Whose.OTHER, Whose.MINE
OPEN, CLOSED, ABOVE = Whose.OPEN, Whose.CLOSED, Whose.ABOVE
Cells = Mapping[Role, frozenset[Whose]]


@dataclass(frozen=True)
class Row:
    """An action: its words, which columns it has, and where each role may. A role not named may nowhere."""

    key: str
    zh: str
    en: str
    allowed: Cells
    columns: tuple[Whose, ...] = (OWN, OTHER, MINE)


@dataclass(frozen=True)
class Part:
    """Rows that share what their columns mean."""

    title: str
    about: str
    heads: Mapping[Whose, str]
    rows: tuple[Row, ...]


def _may(whose: tuple[Whose, ...], *roles: Role) -> dict[Role, frozenset[Whose]]:
    return {role: frozenset(whose) for role in roles}


_FILERS = _may((OWN, MINE), Role.REPORTER, Role.UNIT_LEAD)
_READERS = _may(
    (OWN, OTHER, MINE),
    *VERIFIERS, Role.PANEL_REVIEWER, Role.LEADER, Role.ORGANISATION_DEPARTMENT, Role.AUDITOR,
)  # fmt: skip
_OF_THE_UNIT = _may((OWN,), *(role for role in Role if role not in ADMINISTRATORS))

RECORDS = Part(
    "Records",
    "*Own unit*: a record of the unit in which the role is held, that somebody else wrote. *Other unit*: a record "
    "of another unit of the same jurisdiction. *Own record*: one that the person wrote, for a reporter or unit "
    "lead in their present unit, for everybody else in a unit where they worked before.",
    {OWN: "own unit", OTHER: "other unit", MINE: "own record"},
    (
        Row("read_draft", "阅读草稿", "read what has not been sent up", {**_OF_THE_UNIT, **_FILERS}),
        Row("read", "阅读", "read what was sent up", {**_FILERS, **_READERS}),
        Row("create", "填报", "write a draft for a unit", _may((OWN,), Role.REPORTER, Role.UNIT_LEAD), (OWN, OTHER)),
        Row("edit", "修改草稿或退回件", "change a draft, or one returned", _FILERS),
        Row("void", "作废草稿", "give up a draft", _FILERS),
        Row("file", "提交签发", "file for signature", _FILERS),
        Row("recall", "撤回", "recall before verification", _FILERS),
        Row("send_back", "签发前退回", "send back instead of signing", _may((OWN, MINE), Role.UNIT_LEAD)),
        Row("sign", "签发上报", "sign and submit", _may((OWN,), Role.UNIT_LEAD)),
        Row("verify_lead", "审核线索", "verify a lead", _may((OTHER,), Role.COMMERCE_VERIFIER)),
        Row("return_lead", "退回线索", "return a lead with a reason", _may((OTHER,), Role.COMMERCE_VERIFIER)),
        Row(
            "verify_commerce", "审核商务部门的线索", "verify a lead of the commerce bureau",
            _may((OTHER,), Role.REFORM_VERIFIER), (OTHER,),
        ),
        Row("verify_signed", "审核签约及以后", "verify signing and after", _may((OTHER,), Role.REFORM_VERIFIER)),
        Row("verify_enrolled", "审核入统", "verify enrolment", _may((OTHER,), Role.STATISTICS_VERIFIER)),
        Row("correct", "更正已审核的记录", "begin a correction of an approved record", _FILERS),
        Row("add_evidence", "上传佐证", "add evidence", _FILERS),
        Row(
            "original_seen", "核验线索佐证原件", "say that the original of a lead's evidence was seen",
            _may((OTHER,), Role.COMMERCE_VERIFIER),
        ),
        Row("first_report", "认定首报", "decide who reported first", _may((OTHER,), Role.COMMERCE_VERIFIER)),
        Row("file_late", "补报", "file late, with the reason", _FILERS),
        Row("appeal", "对首报认定申诉", "appeal against who was first, for the unit that lost",
            _may((OWN, MINE), Role.UNIT_LEAD)),
        Row("answer_appeal", "答复申诉", "answer an appeal that somebody else's decision met",
            _may((OTHER,), *VERIFIERS)),
        Row("to_project", "转为项目", "turn an approved lead into a project", _FILERS),
        Row("read_evidence", "查看佐证", "look at the evidence of what was sent up", {**_FILERS, **_READERS}),
        Row("withdraw_evidence", "撤下草稿的佐证", "withdraw evidence of a draft", _FILERS),
        Row("refuse_evidence", "撤下已上报的佐证", "withdraw evidence of a lead that was sent up",
            _may((OTHER,), Role.COMMERCE_VERIFIER)),
        Row("search", "搜索", "find it by searching", {**_FILERS, **_READERS}),
        Row("export", "导出", "export it in a list", {**_FILERS, **_READERS}),
        Row("import", "导入", "import rows for a unit", _may((OWN,), Role.REPORTER, Role.UNIT_LEAD), (OWN, OTHER)),
    ),
)  # fmt: skip

_ASKED = {**_FILERS, **_may((OWN, OTHER, MINE), *VERIFIERS)}

PROJECTS = Part(
    "Projects",
    "The columns are those of records; a project's own unit is the one that looks after it now. What the tables "
    "above say of records holds of projects, shares, stages and events of identity as well.",
    {OWN: "own unit", OTHER: "other unit", MINE: "own record"},
    (
        Row("read_project_draft", "阅读项目草稿", "read a project not sent up", {**_OF_THE_UNIT, **_FILERS}),
        Row("read_project", "阅读项目档案", "read the archive of a project", {**_FILERS, **_READERS}),
        Row("create_project", "登记项目", "register a project",
            _may((OWN,), Role.REPORTER, Role.UNIT_LEAD), (OWN, OTHER)),
        Row("verify_project", "审核项目", "verify a project", _may((OTHER,), Role.COMMERCE_VERIFIER)),
        Row("add_milestone", "登记进展", "report a stage", _FILERS),
        Row("add_credit", "登记归属", "write a share down", _FILERS),
        Row("agree_credit", "签发本单位的归属", "sign the share of one's unit in another unit's project",
            _may((OWN,), Role.UNIT_LEAD), (OWN, OTHER)),
        Row("verify_credit", "审核归属", "verify a share", _may((OTHER,), Role.COMMERCE_VERIFIER)),
        Row("add_change", "登记项目变更", "report an event of identity", _FILERS),
        Row("verify_change", "审核项目变更", "verify an event of identity", _may((OTHER,), Role.REFORM_VERIFIER)),
        Row("offer", "提出移交", "offer a signed project to another unit", _may((OWN, MINE), Role.UNIT_LEAD)),
        Row("take_back", "撤回移交", "take an unanswered offer back", _FILERS),
        Row("accept", "接收移交", "accept or decline a project offered to a unit",
            _may((OWN,), Role.UNIT_LEAD), (OWN, OTHER)),
        Row("raise_difficulty", "提出问题", "raise a difficulty", _ASKED),
        Row("answer_difficulty", "办理问题", "write on a difficulty that a unit is to see to",
            {**_may((OWN,), Role.REPORTER, Role.UNIT_LEAD), **_may((OWN, OTHER), *VERIFIERS)}, (OWN, OTHER)),
        Row("correct_project", "更正项目", "begin a correction of an approved project", _FILERS),
        Row("export_archive", "导出项目档案", "export the archive of a project", {**_FILERS, **_READERS}),
    ),
)  # fmt: skip

_READS_UPWARD = _may(
    (OPEN,),
    *VERIFIERS, Role.PANEL_REVIEWER, Role.LEADER, Role.ORGANISATION_DEPARTMENT, Role.AUDITOR,
)  # fmt: skip

ACROSS = Part(
    "Across jurisdictions",
    "Somebody with the role in one jurisdiction, and a record that another sent up. *Below, open*: a jurisdiction "
    "directly below that lets those above read. *Below, closed*: one directly below that does not. *Above*: the one "
    "above one's own.",
    {OPEN: "below, open", CLOSED: "below, closed", ABOVE: "above"},
    tuple(
        Row(key, zh, en, allowed, (OPEN, CLOSED, ABOVE))
        for key, zh, en, allowed in (
            ("read_across", "阅读", "read a lead and a project", _READS_UPWARD),
            ("evidence_across", "查看佐证", "look at evidence", _READS_UPWARD),
            ("search_across", "搜索", "find a record of another jurisdiction by searching", _READS_UPWARD),
            ("export_across", "导出", "export a record of another jurisdiction in a list", _READS_UPWARD),
            ("archive_across", "导出项目档案", "export a project's archive of another jurisdiction", _READS_UPWARD),
            ("log_across", "阅读日志", "read another jurisdiction's log",
             {**_may((OPEN,), Role.AUDITOR), **_may((OPEN, CLOSED), Role.AUDIT_ADMINISTRATOR)}),
            ("write_across", "办理", "write, move along, verify, correct, decide, hand over or prove anything", {}),
        )
    ),
)  # fmt: skip

_SYSTEM = _may((OWN,), Role.SYSTEM_ADMINISTRATOR)
_SECURITY = _may((OWN,), Role.SECURITY_ADMINISTRATOR)
_EVERYBODY = _may((MINE,), *Role)

ADMINISTRATION = Part(
    "Administration",
    "*Own jurisdiction*: that in which the role is held, and all below it. *Other jurisdiction*: one that is "
    "neither. *Oneself*: one's own account.",
    {OWN: "own jurisdiction", OTHER: "other jurisdiction", MINE: "oneself"},
    (
        Row("jurisdiction", "设置辖区", "change a jurisdiction", _SYSTEM, (OWN, OTHER)),
        Row("unit", "新增和修改单位", "create and change units", _SYSTEM, (OWN, OTHER)),
        Row("rename_unit", "单位更名", "rename a unit", _SYSTEM, (OWN, OTHER)),
        Row("merge_unit", "单位合并、停用", "merge or close a unit", _SYSTEM, (OWN, OTHER)),
        Row("order_units", "礼宾次序", "set the protocol order", _SYSTEM, (OWN, OTHER)),
        Row("account", "开设账号", "open an account", _SECURITY, (OWN,)),
        Row("appoint", "任职、免职", "appoint and end appointments", _SECURITY),
        Row("leave", "登记请假、安排代理", "write down leave, let somebody stand in", _SECURITY),
        Row("reset_password", "重置口令", "reset a password", _SECURITY),
        Row("reset_second_factor", "解除动态口令", "reset a second factor", _SECURITY),
        Row("deactivate", "停用账号", "close an account", _SECURITY),
        Row("end_session", "结束会话", "end a session", {**_EVERYBODY,
            Role.SECURITY_ADMINISTRATOR: frozenset((OWN, MINE))}),
        Row("choose_password", "更改自己的口令", "choose one's own password", _EVERYBODY, (MINE,)),
        Row("read_log", "阅读日志", "read the log",
            _may((OWN,), Role.AUDIT_ADMINISTRATOR, Role.AUDITOR), (OWN, OTHER)),
        Row("verify_log", "核验日志链", "verify the chain of the log",
            _may((OWN,), Role.AUDIT_ADMINISTRATOR, Role.AUDITOR), (OWN,)),
        Row("lead_rules", "设置补报和申诉期限", "set the days for late filing and appeals", _SYSTEM, (OWN, OTHER)),
        Row("read_from_above", "允许上级阅读", "let those above read", _SYSTEM, (OWN, OTHER)),
    ),
)  # fmt: skip

PARTS = (RECORDS, PROJECTS, ACROSS, ADMINISTRATION)
