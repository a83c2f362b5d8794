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


OWN, OTHER, MINE = Whose.OWN, Whose.OTHER, Whose.MINE
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
    ),
)  # fmt: skip

PARTS = (RECORDS, ADMINISTRATION)
