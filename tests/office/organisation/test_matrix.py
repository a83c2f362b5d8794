"""Every cell of the declaration of who may do what, tried: as somebody with one role, on such a thing."""

import importlib.util
from pathlib import Path

import matrix_administration
import matrix_projects
import matrix_records
import pytest
from matrix_world import DAY, World, may

from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.matrix import MINE, PARTS
from zhaoshang.office.organisation.models import Appointment

ROOT = Path(__file__).parents[3]
TRY = {**matrix_records.TRY, **matrix_projects.TRY, **matrix_administration.TRY}
ROWS = [row for part in PARTS for row in part.rows]


@pytest.fixture(autouse=True)
def kept_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_the_cells_of_a_role_and_an_action_say_what_happens(yunchuan, today, row, role):
    world = World(yunchuan, role, today)
    found = {whose for whose in row.columns if may(world, TRY[row.key], whose)}
    assert found == row.allowed.get(role, frozenset())


def test_every_declared_action_is_tried_and_nothing_else():
    assert {row.key for row in ROWS} == set(TRY)
    assert len(ROWS) == len(TRY)  # no key stands for two
    for row in ROWS:
        assert all(cells <= set(row.columns) for cells in row.allowed.values())


def test_somebody_without_an_appointment_may_nothing_but_look_after_their_account(yunchuan, today):
    world = World(yunchuan, Role.REPORTER, today)
    Appointment.objects.filter(user=world.user).update(last_day=today - DAY)
    for row in ROWS:
        for whose in row.columns:
            allowed = row.key in ("choose_password", "end_session") and whose is MINE
            assert may(world, TRY[row.key], whose) is allowed, (row.key, whose)


def test_the_page_of_permissions_is_current():
    spec = importlib.util.spec_from_file_location(
        "write_permissions", ROOT / "tools" / "write_permissions.py"
    )
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page(), "run: make generate"
