"""The states of a record and what moves it from one to another."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a record stands. Only an approved one counts."""

    DRAFT = "draft", _("草稿")
    FILED = "filed", _("待签发")
    SUBMITTED = "submitted", _("待审核")
    APPROVED = "approved", _("审核通过")
    RETURNED = "returned", _("退回")
    VOID = "void", _("作废")
    SUPERSEDED = "superseded", _("已更正")


class Action(models.TextChoices):
    """What somebody does to a record."""

    FILE = "file", _("提交签发")
    SIGN = "sign", _("签发上报")
    RECALL = "recall", _("撤回")
    APPROVE = "approve", _("审核通过")
    RETURN = "return", _("退回")
    VOID = "void", _("作废")


EDITABLE = (State.DRAFT, State.RETURNED)
"""States in which the words of a record may still be changed, by its own unit."""
LEDGER_STATUS = {
    State.DRAFT: "pending", State.FILED: "pending", State.SUBMITTED: "pending", State.APPROVED: "approved",
    State.RETURNED: "returned", State.VOID: "void", State.SUPERSEDED: "approved",
}  # fmt: skip
"""The ``status`` that a record has in a ledger; a superseded one is named by the row that replaces it."""
