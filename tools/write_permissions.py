"""Writes docs/office/permissions.md from the office's declaration of who may do what.

Run by ``make generate``. A test holds the file against what ``page()`` gives.
"""

from __future__ import annotations

import os
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "office" / "permissions.md"
MARKS = {True: "yes", False: "–"}

BEGINNING = """\
# Who may do what

<!-- Written by tools/write_permissions.py from zhaoshang.office.organisation.matrix: change that. -->

What somebody may do hangs on their appointments of the day, never on the account. Somebody with several roles may
do what any of them may, but for what separation of duties takes away again:

- nobody signs or verifies what they wrote, filed or signed themselves;
- nobody verifies a record of a unit in which they hold any role; what would be verified by its own bureau goes to
  another (the commerce bureau's leads to development and reform);
- whoever [stands in](sign-in.md#standing-in) for somebody on leave may do what that one may, in that unit, on those
  days, and neither signs nor verifies what that one wrote, filed or signed;
- the system, security and audit administrators are three people, and none of them holds any other role.

A verifier's role can be held in the bureau that verifies only. A unit merged into another is that other's own unit.
A jurisdiction's readers also read a jurisdiction directly below that allows it; nothing else crosses.

Every cell below is tried by `tests/office/organisation/test_matrix.py`: as somebody with that role and no other, on
such a thing, through the function that a page would call. “–” is refused, and the refusal is written down.
"""


def page() -> str:
    """The page as it should stand."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaoshang.office.settings")
    os.environ.setdefault("OFFICE_DEMONSTRATION", "yes")
    import django

    django.setup()
    from django.utils import translation

    from zhaoshang.office.organisation.choices import Role
    from zhaoshang.office.organisation.matrix import PARTS

    lines = [BEGINNING]
    with translation.override("zh-hans"):
        for part in PARTS:
            lines += [f"## {part.title}", "", part.about, ""]
            for row in part.rows:
                lines += [f"### {row.en[0].upper()}{row.en[1:]} {row.zh}", ""]
                named = {role: cells for role, cells in row.allowed.items() if cells}
                lines.append("| role | " + " | ".join(part.heads[whose] for whose in row.columns) + " |")
                lines.append("|---|" + "---|" * len(row.columns))
                for role in Role:
                    if role in named:
                        words = " | ".join(MARKS[whose in named[role]] for whose in row.columns)
                        lines.append(f"| {role.label} `{role.value}` | {words} |")
                if len(named) < len(Role):
                    lines.append("| everybody else | " + " | ".join([MARKS[False]] * len(row.columns)) + " |")
                lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """Write the page if its text has changed."""
    text = page()
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")
        print(PAGE)


if __name__ == "__main__":
    main()
