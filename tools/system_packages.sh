#!/usr/bin/env bash
# What the tests need of the system beside Python: installed where Debian's apt-get may be used, else named.
set -euo pipefail
missing=()
need() { command -v "$1" >/dev/null || missing+=("$2"); }
need make make
need python3 python3
need soffice libreoffice-calc       # recalculates the score books
need java default-jre-headless      # runs Spark
need chromium chromium              # opens the office's pages
fc-list :lang=zh 2>/dev/null | grep -q . || missing+=(fontconfig fonts-noto-cjk)  # Chinese in pages and books
python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
((${#missing[@]})) || exit 0
if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
    echo "please install: ${missing[*]}" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}"
