"""All that is written about projects. Facts are drafted here and moved along by ``records.flow.move`` alone."""

from __future__ import annotations

from zhaoshang.office.projects.services.facts import (
    act,
    add_change,
    add_credit,
    add_milestone,
    change_fact,
    correct_fact,
)
from zhaoshang.office.projects.services.handing_over import answer_offer, offer, take_back
from zhaoshang.office.projects.services.many import NewProject, create_projects
from zhaoshang.office.projects.services.projects import (
    PROJECT_FIELDS,
    change_project,
    correct_project,
    create_project,
)
from zhaoshang.office.projects.services.troubles import change_difficulty, raise_difficulty

__all__ = [
    "PROJECT_FIELDS", "NewProject", "act", "add_change", "add_credit", "add_milestone", "answer_offer",
    "change_difficulty", "change_fact", "change_project", "correct_fact", "correct_project", "create_project",
    "create_projects", "offer", "raise_difficulty", "take_back",
]  # fmt: skip
