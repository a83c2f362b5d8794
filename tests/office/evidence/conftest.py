"""Where evidence is kept in tests, and a scanner."""

import socketserver
import struct
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from evidence_files import PDF


@pytest.fixture(autouse=True)
def kept_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "evidence"
    return settings.MEDIA_ROOT


@pytest.fixture
def a_file():
    return lambda content=PDF, name="签约合同.pdf": SimpleUploadedFile(name, content)


@pytest.fixture
def scanner(tmp_path):
    """A clamd that finds what is told to it; gives the address, and keeps what it was sent."""
    servers = []

    def start(answer: bytes):
        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                assert self.rfile.read(10) == b"zINSTREAM\0"
                received = b""
                while size := struct.unpack("!L", self.rfile.read(4))[0]:
                    received += self.rfile.read(size)
                server.received = received
                self.wfile.write(answer)

        server = socketserver.UnixStreamServer(str(tmp_path / f"clamd{len(servers)}"), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return server, f"unix:{server.server_address}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def sent_up(yunchuan, today):
    """Signs a draft and sends it up, so that those who verify and read see it."""
    from zhaoshang.office.records.choices import Action
    from zhaoshang.office.records.flow import move

    def send(record, reporter=None, leader=None):
        record = move(record, Action.FILE, reporter or yunchuan.reporter, today=today)
        return move(record, Action.SIGN, leader or yunchuan.unit_lead, today=today)

    return send
