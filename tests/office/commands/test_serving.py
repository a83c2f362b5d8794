import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest
from office_by_command import RUN


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return tried.getsockname()[1]


@contextmanager
def served(office, port):
    command = [sys.executable, "-c", RUN, "office", "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(
        command, env=office.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        for _ in range(300):
            assert server.poll() is None, server.stderr.read()
            try:
                urllib.request.urlopen(
                    f"http://127.0.0.1:{port}/accounts/sign-in/?next=/secret-query", timeout=30
                )
                break
            except urllib.error.HTTPError:
                raise
            except OSError:
                time.sleep(0.1)
        yield server
    finally:
        server.send_signal(signal.SIGTERM)
        server.said = server.communicate(timeout=60)[1]


def test_it_serves_its_pages_and_files_says_when_a_port_is_taken_and_keeps_restores_away(office, tmp_path):
    office.run("migrate")
    office.run("backup", "--to", str(tmp_path / "b.tar.gz"))
    port = free_port()
    with served(office, port) as server:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/static/vendor/bootstrap.css", timeout=30
        ) as answer:
            assert answer.status == 200
        assert f"127.0.0.1:{port}" in office.run("serve", "--port", str(port), fails=2)
        assert "系统正在运行" in office.run("restore", str(tmp_path / "b.tar.gz"), "--replace", fails=2)
    lines = [json.loads(line) for line in server.said.splitlines() if line.startswith("{")]
    (request,) = [line for line in lines if line["event"] == "request" and "sign-in" in line["path"]]
    assert request["status"] == 200
    assert "secret-query" not in server.said


def test_it_does_not_serve_tables_of_another_version(office):
    assert "zhaoshang office migrate" in office.run("serve", "--port", str(free_port()), fails=2)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"OFFICE_SECRET_KEY": ""}, "OFFICE_SECRET_KEY"),
        ({"OFFICE_IDLE_MINUTES": "soon"}, "设置有误"),
        ({"OFFICE_DATABASE": "postgresql://nobody@127.0.0.1:1/nothing"}, "数据库连不上"),
    ],
)
def test_what_is_badly_set_is_said_in_words(office, more, words):
    office.more = more
    told = office.run("serve", fails=2)
    assert words in told
    assert "Traceback" not in told


def test_djangos_own_commands_are_there(office):
    office.run("migrate")
    assert "accounts" in office.run("manage", "showmigrations")
    office.run("manage", "no-such-command", fails=1)


def test_the_first_administrators_are_three_people(office):
    office.run("migrate")

    def create(name: str, role: str, fails: int | None = None) -> str:
        return office.run(
            "create-administrator", name, "--name", "某人", "--role", role, "--jurisdiction", "990100",
            "--jurisdiction-name", "云川市", "--unit", "市政府办", fails=fails,
        )  # fmt: skip

    for role in ("system", "security", "audit"):
        assert "初始口令" in create(f"{role}1", role)
    assert "已有系统管理员" in create("system2", "system", fails=2)
    assert "没有这类管理员" in create("boss", "boss", fails=2)
    office.run("verify")
