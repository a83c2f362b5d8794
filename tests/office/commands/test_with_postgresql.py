"""The tests' own PostgreSQL is there for one command, and gone after it however that ended."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection

TOOL = Path(__file__).parents[3] / "tools" / "with_postgresql.py"
ASK = """
import os, sys, time, psycopg
address = os.environ["OFFICE_TEST_DATABASE"]
with psycopg.connect(address) as connection:
    settings = [connection.execute(f"SHOW {name}").fetchone()[0] for name in ("fsync", "full_page_writes")]
print(address, *settings, flush=True)
time.sleep(float(sys.argv[1]))
sys.exit(7)
"""


def started(seconds: int) -> subprocess.Popen:
    command = [sys.executable, "-W", "ignore", str(TOOL), sys.executable, "-c", ASK, str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def is_gone(address) -> bool:
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)
    return True


def test_the_server_ends_with_the_command_whose_status_is_given_back():
    process = started(0)
    address, *settings = process.communicate()[0].split()
    assert process.returncode == 7
    assert settings == ["off", "off"]
    assert is_gone(address)


def test_the_server_ends_when_it_is_asked_to():
    process = started(600)
    address = process.stdout.readline().split()[0]
    process.send_signal(signal.SIGTERM)
    process.communicate()
    assert process.returncode == 143
    assert is_gone(address)


def test_these_tests_run_on_the_database_that_was_asked_for():
    asked = os.environ.get("OFFICE_TEST_DATABASE", "sqlite")
    assert asked.startswith(connection.vendor)
