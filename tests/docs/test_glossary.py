"""Every term of the glossary names something that is there."""

import importlib
import re
from pathlib import Path

import pytest

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
NAMED = sorted(set(re.findall(r"`(zhaoshang[\w.]*):(\w+)`", GLOSSARY.read_text(encoding="utf-8"))))


@pytest.mark.parametrize(("module", "name"), NAMED, ids=[f"{m}:{n}" for m, n in NAMED])
def test_a_term_stands_where_the_glossary_says(module, name):
    assert hasattr(importlib.import_module(module), name)


def test_every_row_of_the_glossary_has_its_chinese():
    rows = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.endswith("` |")]
    assert len(rows) > 40
    for row in rows:
        assert re.search(r"[\u4e00-\u9fff]", row.split("|")[2]), row
