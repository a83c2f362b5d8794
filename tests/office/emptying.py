"""Between tests with real transactions Django empties every table; the log must be told that this is all right."""

from django.db import connections
from django.test import TransactionTestCase

from zhaoshang.office.audit import append_only

_empty = TransactionTestCase._fixture_teardown


def _lift_and_empty(self: TransactionTestCase) -> None:
    for name in self._databases_names(include_mirrors=False):
        append_only.lift(connections[name])
    _empty(self)  # the tables are made to refuse again by what follows a flush


TransactionTestCase._fixture_teardown = _lift_and_empty
