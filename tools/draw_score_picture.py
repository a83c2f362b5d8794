"""Draw docs/images/score.svg: the demonstration's ranking and one explained rule, as a terminal shows them.

Run it from the repository: ``python tools/draw_score_picture.py``. Its places and units are invented as its
companies are, for no real office should stand beside made-up results. It names no outside address; every
character is held to its columns, so that Chinese lines up in whatever monospaced font the reader has.
(rich can export a terminal too, but gives Chinese characters half their width.)
"""

from html import escape
from itertools import groupby
from pathlib import Path

from zhaoshang.demonstration import demonstration_ledger, fictional_scheme
from zhaoshang.documents.ranking_text import ranking_as_text
from zhaoshang.documents.score_sheet import make_score_sheet
from zhaoshang.documents.score_sheet_text import score_sheet_as_text
from zhaoshang.documents.text_lines import TextLine
from zhaoshang.documents.typesetting import width_of
from zhaoshang.scoring import score

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "score.svg"
COLUMN, LINE, MARGIN, BAR = 8, 21, 20, 34
"""Widths and heights in pixels: one column, one line, around the text, the window's bar."""
COLUMNS = 84
STYLE = """text { font-family: "Noto Sans Mono CJK SC", "Sarasa Mono SC", Menlo, Consolas, "DejaVu Sans Mono",
  "PingFang SC", "Microsoft YaHei", monospace; font-size: 14.5px; fill: #1f2937; white-space: pre }
.notice { fill: #925800 } .title, .score { font-weight: bold } .below_zero { font-weight: bold; fill: #b42318 }
.heading { font-weight: bold; fill: #0b5e86 } .loss { fill: #b42318 } .quiet { fill: #6b7280 }
.prompt { fill: #15803d; font-weight: bold }"""
UNIT = "听泉镇"


def shown() -> list[TextLine]:
    """What the terminal shows."""
    scheme = fictional_scheme("kaiping-2023")
    ledger = demonstration_ledger(scheme, 1, 2023)
    result = score(scheme, ledger, "2023")
    page = ranking_as_text(result, scheme, "zh", 80, demonstration=True)
    second = next(i for i, line in enumerate(page) if line.text.startswith("第二类别"))
    sheet = score_sheet_as_text(make_score_sheet(result, scheme, ledger, UNIT, "overdue"), "zh", 80)
    asked = "yunchuan 演示台账.xlsx --period 2023"
    return [
        _typed(f"zhaoshang score {asked}"),
        *page[: second + 8],
        TextLine((("quiet", "   …"),)),
        TextLine(()),
        _typed(f"zhaoshang explain {asked} \\"),
        TextLine((("title", f"    --unit {UNIT} --rule overdue"),)),
        *sheet[:-2],
    ]


def _typed(command: str) -> TextLine:
    return TextLine((("prompt", "$ "), ("title", command)))  # type: ignore[arg-type]


def drawn(lines: list[TextLine]) -> str:
    """The lines as a picture."""
    width, height = COLUMNS * COLUMN + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN + BAR
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "<title>zhaoshang score, zhaoshang explain</title>",
        f"<style>{STYLE}</style>",
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" fill="#ffffff" stroke="#d1d5db"/>',
        f'<path d="M0.5 {BAR}H{width - 0.5}" stroke="#e5e7eb"/>',
        *(f'<circle cx="{22 + 20 * i}" cy="{BAR // 2}" r="6" fill="{c}"/>'
          for i, c in enumerate(("#e5e7eb", "#d1d5db", "#9ca3af"))),
    ]  # fmt: skip
    for number, line in enumerate(lines):
        y, column = BAR + MARGIN + number * LINE + 15, 0
        for part, piece in line.pieces:
            for blank, run in groupby(piece, key=lambda c: c == " "):
                text, places = "".join(run), []
                for character in text:
                    places.append(str(MARGIN + column * COLUMN))
                    column += width_of(character)
                if not blank:
                    look = "" if part == "plain" else f' class="{part}"'
                    parts.append(f'<text x="{" ".join(places)}" y="{y}"{look}>{escape(text)}</text>')
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(drawn(shown()), encoding="utf-8")
