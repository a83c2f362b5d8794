import io

import pytest

from zhaoshang.office.evidence.scanning import CHUNK, NotScanned, scan


def test_all_of_a_file_goes_to_the_scanner(scanner):
    server, at = scanner(b"stream: OK\0")
    held = b"x" * (CHUNK * 2 + 17)
    file = io.BytesIO(held)
    assert scan(file, at) is None
    assert server.received == held
    assert file.tell() == 0


def test_what_the_scanner_finds_has_a_name(scanner):
    _server, at = scanner(b"stream: Win.Test.EICAR_HDB-1 FOUND\0")
    assert scan(io.BytesIO(b"x"), at) == "Win.Test.EICAR_HDB-1"


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b""])
def test_a_scanner_that_could_not_scan_has_not_said_that_all_is_well(scanner, answer):
    _server, at = scanner(answer)
    with pytest.raises(NotScanned):
        scan(io.BytesIO(b"x"), at)


@pytest.mark.parametrize("at", ["unix:/nowhere/clamd.ctl", "tcp:127.0.0.1:1", "tcp:nonsense", "clamd"])
def test_neither_has_one_that_is_not_there(at):
    with pytest.raises(NotScanned):
        scan(io.BytesIO(b"x"), at)
