"""The benchmarks' own environment, ``benchmarks/.venv``, made from ``requirements.lock``. Standard library only.

The product's environment is another one: nothing of what other engines need ever comes near it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCK = HERE / "requirements.lock"
OWN = HERE / ".venv"
PYTHON = OWN / "bin" / "python"


def make() -> None:
    """Make the environment, or leave it where it was made from this very lock."""
    stamp, wanted = OWN / "made-from", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("making benchmarks/.venv …", file=sys.stderr)
    venv.create(OWN, with_pip=True, clear=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(LOCK)], check=True)
    stamp.write_text(wanted)


def enter() -> None:
    """Go on in the environment: does not return where it is not in it yet."""
    make()
    if Path(sys.prefix).resolve() != OWN.resolve():
        os.execv(PYTHON, [str(PYTHON), *sys.argv])


def lock() -> None:
    """Take the newest versions into the lock, with hashes and without any word of where they came from."""
    beside = HERE.parent / ".venv" / "bin" / "uv"
    uv = str(beside) if beside.exists() else "uv"
    command = [uv, "pip", "compile", "--quiet", "--upgrade", "--universal", "--python-version", "3.11"]
    plain = [
        "--generate-hashes",
        "--no-emit-index-url",
        "--no-emit-find-links",
        "--no-annotate",
        "--no-header",
    ]
    subprocess.run([*command, *plain, str(HERE / "requirements.in"), "--output-file", str(LOCK)], check=True)
    if "://" in LOCK.read_text():
        raise SystemExit("the lock names a place to fetch from")
