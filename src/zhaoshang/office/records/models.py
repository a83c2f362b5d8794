"""What every fact of the ledger has in common: whose it is, where it stands, who had a hand in it.

``state`` has one writer, ``records.flow.move``; a test looks for any other.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import Role, UnitKind
from zhaoshang.office.organisation.models import Jurisdiction, Unit
from zhaoshang.office.records.choices import EDITABLE, State


class Record(models.Model):
    """A fact that a unit reports and an office verifies. Once approved it is never edited or deleted: a
    correction is a new record that ``supersedes`` it and says why."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="+", verbose_name=_("辖区"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    state = models.CharField(
        _("状态"), max_length=12, choices=State.choices, default=State.DRAFT, db_index=True
    )
    recorded_on = models.DateField(_("登记日期"))
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("填报人"))
    created_at = models.DateTimeField(_("填报时间"), auto_now_add=True)
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    verified_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    submitted_at = models.DateTimeField(_("上报时间"), null=True, blank=True)
    verified_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    returned_because = models.TextField(_("退回原因"), blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("更正")
    )
    reason = models.TextField(_("更正事由"), blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    verified_by_role = Role.COMMERCE_VERIFIER
    """Which office verifies such a record, unless the record itself says otherwise."""

    @property
    def verifying_role(self) -> Role:
        """Who verifies this record: the office its kind names, or another where it is that office's own."""
        role = self.proper_role()
        if self.unit.kind == _OFFICE_OF[role]:
            return _INSTEAD_OF[role]
        return role

    def proper_role(self) -> Role:
        """Who verifies such a record of an ordinary unit."""
        return self.verified_by_role

    @property
    def may_be_edited(self) -> bool:
        """Whether its words may still be changed."""
        return self.state in EDITABLE


_OFFICE_OF = {
    Role.COMMERCE_VERIFIER: UnitKind.COMMERCE,
    Role.REFORM_VERIFIER: UnitKind.REFORM,
    Role.STATISTICS_VERIFIER: UnitKind.STATISTICS,
}
_INSTEAD_OF = {
    Role.COMMERCE_VERIFIER: Role.REFORM_VERIFIER,
    Role.REFORM_VERIFIER: Role.COMMERCE_VERIFIER,
    Role.STATISTICS_VERIFIER: Role.COMMERCE_VERIFIER,
}
"""A bureau that is itself assessed does not verify its own."""
