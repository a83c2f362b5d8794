"""The table of environment variables says what the settings read, no more and no less."""

import re
from pathlib import Path

from zhaoshang.office import settings

READ = re.compile(r"""(?:environ(?:\.get)?[\[(]|_flag\()\s*["'](OFFICE_[A-Z_]+)["']""")
TABLE = Path(__file__).resolve().parents[3] / "docs" / "office" / "operations.md"


def test_every_variable_is_in_the_table_and_every_line_is_a_variable():
    read = set(READ.findall(Path(settings.__file__).read_text(encoding="utf-8")))
    told = re.findall(r"^\| `(OFFICE_[A-Z_]+)` \|", TABLE.read_text(encoding="utf-8"), re.M)
    assert len(told) == len(set(told))
    assert set(told) == read
