"""Files handed in and taken away, as the people of 云川 do it."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhaoshang.office.exchange import services
from zhaoshang.office.exchange.models import Upload


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path, monkeypatch, today):
    """Files of the tests are kept apart, and pages are opened on the day of the tests."""
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *a, **k: today)


@pytest.fixture
def hand_in(yunchuan, today):
    """Hands a file in for somebody, by default 青禾区's reporter."""

    def upload(content: bytes | Path, name="六月.xlsx", by=None, **more) -> Upload:
        if isinstance(content, Path):
            content = content.read_bytes()
        file = SimpleUploadedFile(name, content)
        return services.keep(by or yunchuan.reporter, yunchuan.city, file, today=today, **more)

    return upload


@pytest.fixture
def look(yunchuan, today):
    """What an upload would do."""
    return lambda upload, by=None: services.look(by or yunchuan.reporter, upload, today)


@pytest.fixture
def take_in(yunchuan, today):
    """Takes an upload in."""
    return lambda upload, by=None, **more: services.take_in(
        by or yunchuan.reporter, upload, today=today, **more
    )
