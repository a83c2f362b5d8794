import re
from pathlib import Path
from xml.etree import ElementTree

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "score.svg"


def test_the_picture_stands_alone_and_is_marked_as_invented() -> None:
    text = PICTURE.read_text(encoding="utf-8")
    ElementTree.fromstring(text)
    outside = re.findall(r"(?:https?:)?//[^\s\"')]+|@import|url\(", text)
    assert outside == ["http://www.w3.org/2000/svg"]
    assert "演示数据" in text
