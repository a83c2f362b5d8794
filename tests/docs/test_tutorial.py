"""The tutorial works when pasted: its blocks run one after the other, and print what it says they print."""

import os
import re
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"^```(\w+)(?: title=\"(\w+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run(blocks, folder):
    """Run the blocks in one shell, as somebody would who pastes them, and give what each printed."""
    script = ["exec 2>&1", "set -e"]
    for number, (language, text) in enumerate(blocks):
        script.append(f"echo '== {number} =='")
        script.append(text if language == "bash" else f"python - <<'PYTHON'\n{text}PYTHON")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)], cwd=folder, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout
    return re.split(r"^== \d+ ==\n", done.stdout, flags=re.MULTILINE)[1:]


def plain(text):
    return re.sub(r"\s+", " ", text)


def test_every_block_of_the_tutorial_runs_and_prints_what_the_tutorial_says(tmp_path):
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    found = [(language, title, body) for language, title, body in BLOCK.findall(text) if title != "once"]
    assert {(language, title) for language, title, _ in found} == {
        ("bash", ""),
        ("python", ""),
        ("text", "prints"),
    }
    printed = run([(language, body) for language, title, body in found if title != "prints"], tmp_path)
    number, missing = -1, []
    for _, title, body in found:
        if title != "prints":
            number += 1
            continue
        missing += [
            f"{line!r} in:\n{printed[number]}"
            for line in body.splitlines()
            if plain(line) not in plain(printed[number])
        ]
    assert not missing, "\n".join(missing)
