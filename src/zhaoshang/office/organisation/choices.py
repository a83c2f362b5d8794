"""Roles, and what a unit is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is appointed to in a unit."""

    REPORTER = "reporter", _("填报员")
    UNIT_LEAD = "unit_lead", _("签发人")
    COMMERCE_VERIFIER = "commerce_verifier", _("商务审核员")
    REFORM_VERIFIER = "reform_verifier", _("发改审核员")
    STATISTICS_VERIFIER = "statistics_verifier", _("统计审核员")
    PANEL_REVIEWER = "panel_reviewer", _("评审专家")
    LEADER = "leader", _("领导")
    ORGANISATION_DEPARTMENT = "organisation_department", _("组织部门")
    AUDITOR = "auditor", _("审计人员")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("系统管理员")
    SECURITY_ADMINISTRATOR = "security_administrator", _("安全管理员")
    AUDIT_ADMINISTRATOR = "audit_administrator", _("审计管理员")


VERIFIERS = (Role.COMMERCE_VERIFIER, Role.REFORM_VERIFIER, Role.STATISTICS_VERIFIER)
ADMINISTRATORS = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)
"""The three separated administrators: nobody holds two of these, nor one of them beside any other role."""


class UnitKind(models.TextChoices):
    """Whether a unit is assessed, and whether it verifies."""

    ASSESSED = "assessed", _("被考核单位")
    COMMERCE = "commerce", _("商务部门")
    REFORM = "reform", _("发展改革部门")
    STATISTICS = "statistics", _("统计部门")
    ORGANISATION = "organisation", _("组织部门")
    OTHER = "other", _("其他")
