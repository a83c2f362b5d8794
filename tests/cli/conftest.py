from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from zhaoshang.cli import main
from zhaoshang.ledger import ledger_from_rows, write_csv_folder, write_workbook

ROWS = {
    "projects": [
        {"project": "P1", "name": "虚构甲子纸鸢生产线", "unit": "栗园镇", "amount": "3000"},
        {"project": "P2", "name": "虚构乙丑风车物流园", "unit": "洼里镇", "amount": "12000"},
    ],
    "milestones": [
        {"project": "P1", "stage": "签约", "date": "2023-02-20"},
        {"project": "P2", "stage": "签约", "date": "2023-03-01"},
        {"project": "P2", "stage": "落地", "date": "2023-03-20"},
    ],
    "leads": [
        {"lead": f"X{n}", "unit": "区科协", "date": f"2023-02-{n:02}", "company": "虚构丙寅泥人有限公司",
         "amount": "6000"} for n in range(1, 8)
    ],
}  # fmt: skip


class Ran(NamedTuple):
    status: int
    out: str
    err: str


Zhaoshang = Callable[..., Ran]


@pytest.fixture
def zhaoshang(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Zhaoshang:
    """Run one command line in this process, in Chinese unless a test says otherwise."""
    for name in ("ZHAOSHANG_LANGUAGE", "ZHAOSHANG_DEBUG", "LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: object, **environment: str) -> Ran:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        capfd.readouterr()
        status = main([str(argument) for argument in arguments])
        return Ran(status, *capfd.readouterr())

    return run


@pytest.fixture(scope="session")
def csv_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ledgers") / "台账"
    write_csv_folder(ledger_from_rows(ROWS), folder)
    return folder


@pytest.fixture(scope="session")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("ledgers") / "台账.xlsx"
    write_workbook(ledger_from_rows(ROWS), file)
    return file
