"""Writes the pages of docs/reference from the code, so that they cannot say something else than it does.

Run by ``make generate``. A test calls ``pages()`` and holds the files against what it gives.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from reference_pages import api, command_line, language, ledger, notation, schemes

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"


def pages() -> Mapping[str, str]:
    """Every generated page by its file name, as it should stand."""
    made = {
        "language.md": language.page(),
        "notation.md": notation.page(),
        "ledger.md": ledger.page(),
        "command-line.md": command_line.page(),
        "api.md": api.page(),
        "schemes.md": schemes.page(),
    }
    return {name: text.rstrip() + "\n" for name, text in made.items()}


def main() -> None:
    """Write every page whose text has changed."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        path = REFERENCE / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(path)


if __name__ == "__main__":
    main()
