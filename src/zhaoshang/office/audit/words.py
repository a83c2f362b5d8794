"""What actions and kinds of objects are called on pages. An app adds its own from its ``ready()``."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

_actions: dict[str, Any] = {
    "seen": _("查看"), "listed": _("查看列表"), "exported": _("导出"),
    "record.file": _("提交签发"), "record.sign": _("签发上报"), "record.recall": _("撤回"),
    "record.approve": _("审核通过"), "record.return": _("退回"), "record.void": _("作废"),
    "record.superseded": _("被更正"),
    "sign_in": _("登录"), "sign_out": _("退出"), "sign_out.idle": _("闲置退出"), "sign_out.age": _("到时退出"),
    "sign_out.address": _("从规定以外的地址登录"),
    "sign_in.wait": _("登录须等待"), "sign_in.under_attack": _("登录受攻击"),
    "password.change": _("更改口令"), "second_factor": _("动态口令"), "second_factor.enrol": _("绑定动态口令"),
    "second_factor.remove": _("解除动态口令"), "second_factor.new_recovery_codes": _("新恢复码"),
    "second_factor.recovery_code_used": _("使用恢复码"),
    "session.end": _("结束会话"), "session.end_others": _("结束其他会话"),
    "account.create": _("新建账号"), "account.rename": _("更改姓名"), "account.deactivate": _("停用账号"),
    "account.reactivate": _("恢复账号"), "account.reset_password": _("重置口令"),
    "account.reset_second_factor": _("重置动态口令"), "account.lift_waiting": _("解除等待"),
    "account.leave": _("离岗"), "account.single_sign_on": _("统一认证登录"), "account.unused": _("账号久未使用"),
    "appointment.create": _("任职"), "appointment.end": _("免职"), "appointment.stand_in": _("代理"),
    "appointment.expired": _("任职到期"), "leave.create": _("请假"), "leave.end": _("销假"),
    "unit.create": _("新建单位"), "unit.change": _("更改单位"), "unit.rename": _("单位更名"),
    "unit.merge": _("单位合并"), "unit.close": _("单位停用"), "unit.aliases": _("单位别名"),
    "unit.order": _("单位排序"), "unit.import": _("导入单位"),
    "jurisdiction.create": _("新建辖区"), "jurisdiction.change": _("更改辖区"),
    "evidence.add": _("上传佐证"), "evidence.view": _("查看佐证"), "evidence.download": _("下载佐证"),
    "evidence.original_seen": _("核验原件"), "evidence.withdraw": _("撤下佐证"),
    "audit.verify": _("核验日志"), "audit.archive": _("归档日志"),
    "office.backup": _("备份"), "office.restore": _("恢复"), "office.begin": _("启用"),
    "office.ledger": _("写出台账"),
}  # fmt: skip


def name_actions(words: dict[str, Any]) -> None:
    """Let an app say what its actions are called; words are translated when they are shown."""
    _actions.update(words)


def action_words(action: str) -> str:
    """An action as people call it; its code where nobody has said."""
    return str(_actions.get(action, action))


def kind_words(kind: str) -> str:
    """A kind of object (``leads.lead``) as people call it."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind


def action_choices() -> list[tuple[str, str]]:
    """Every action that has words, for a filter."""
    return [(action, str(words)) for action, words in _actions.items()]


def kind_choices() -> list[tuple[str, str]]:
    """Every kind of object of the office's own, for a filter."""
    own = (m for m in apps.get_models() if m.__module__.startswith("zhaoshang.office."))
    named = {str(m._meta.verbose_name): m._meta.label_lower for m in own if not hasattr(m, "instance_type")}
    return [(label, words) for words, label in named.items()]
