"""Commands that other parts of an installation bring along."""

from importlib.metadata import EntryPoint

import pytest
import typer

from zhaoshang.cli import door


@pytest.fixture
def brought(monkeypatch):
    """Makes the command line find commands under these names."""

    def bring(**values: str) -> None:
        points = [EntryPoint(name, value, "zhaoshang.commands") for name, value in values.items()]
        monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points)

    return bring


other = typer.Typer(help="别处的命令。Commands from elsewhere.")


@other.command()
def hello() -> None:
    """问好。Greet."""
    typer.echo("hello")


@other.command()
def wave() -> None:
    """挥手。Wave."""


def test_a_command_from_elsewhere_is_one_of_ours(brought, capsys):
    brought(other=f"{__name__}:other")
    assert door.enter(["other", "hello"]) == 0
    assert "hello" in capsys.readouterr().out
    door.enter(["--help", "--language", "zh"])
    assert "别处的命令" in capsys.readouterr().out


def test_one_that_is_not_installed_says_so_and_the_others_go_on(brought, capsys):
    brought(office="nowhere_to_be_found.commands:app", other=f"{__name__}:other")
    assert door.enter(["office", "serve", "--port", "1", "--language", "zh"]) == 2
    told = capsys.readouterr().err
    assert "pip install 'zhaoshang[office]'" in told
    assert "nowhere_to_be_found" in told
    assert door.enter(["other", "hello"]) == 0
