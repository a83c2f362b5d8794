#!/usr/bin/env bash
# Writes requirements.lock, requirements-office.lock and requirements-dev.lock anew: every package with its version and hashes,
# for Python 3.11, and no word of where they are fetched from. Run by `make lock`.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=(.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes
    --no-emit-index-url --no-emit-find-links --no-annotate --no-header)
"${uv[@]}" pyproject.toml --group build --output-file requirements.lock
"${uv[@]}" pyproject.toml --extra office --extra postgresql --group build --group assets \
    --constraint requirements.lock --output-file requirements-office.lock
"${uv[@]}" pyproject.toml --extra office --extra postgresql --extra spark \
    --group build --group assets --group test --group check --group docs \
    --constraint requirements-office.lock --output-file requirements-dev.lock
if grep -nE 'https?://|--(index|extra-index|find-links)' requirements.lock requirements-office.lock requirements-dev.lock; then
    echo "a lock file names a place to fetch from" >&2
    exit 1
fi
