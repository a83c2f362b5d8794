import io
import json
import logging

import pytest
import structlog

from zhaoshang.office import logs


@pytest.fixture
def lines():
    """Reads what was said since, a line an object."""
    shape = dict(logs.configuration("INFO")["formatters"]["json"])
    written, level = io.StringIO(), logging.root.level
    handler = logging.StreamHandler(written)
    handler.setFormatter(shape.pop("()")(**shape))
    logging.root.addHandler(handler)
    logging.root.setLevel("INFO")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.root.removeHandler(handler)
    logging.root.setLevel(level)


def test_a_request_is_a_line_with_its_user_and_nothing_that_was_filled_in(client, yunchuan, lines):
    client.force_login(yunchuan.leader)
    client.get("/audit/", {"who": "张三", "phone": "00000"}, REMOTE_ADDR="192.0.2.7")
    (line,) = [said for said in lines() if said["event"] == "request"]
    assert (line["user"], line["path"], line["method"], line["status"]) == ("leader", "/audit/", "GET", 403)
    assert len(line["request_id"]) == 12
    assert not any(word in json.dumps(line, ensure_ascii=False) for word in ("张三", "00000", "192.0.2.7"))


def test_words_of_other_libraries_are_lines_of_the_same_shape(lines):
    logging.getLogger("somebody.else").warning("full: %s", "disk", extra={"request": object()})
    (line,) = lines()
    assert (line["event"], line["level"], line["logger"]) == ("full: disk", "warning", "somebody.else")
    assert "request" not in line


def test_a_failure_is_told_with_its_place(lines):
    try:
        raise ValueError("no")
    except ValueError:
        structlog.get_logger("x").exception("failed", job="j")
    (line,) = lines()
    assert "ValueError: no" in line["exception"]
    assert line["job"] == "j"
