import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

import zhaoshang.scoring
from zhaoshang import __version__
from zhaoshang.cli.speech import usual_language

Zhaoshang = Callable[..., Any]
"""Runs a command line and gives its status, output and errors."""

COMMANDS = (
    (), ("score",), ("explain",), ("compare",), ("demo",), ("ledger",), ("scheme",), ("ledger", "check"),
    ("ledger", "template"), ("ledger", "convert"), ("scheme", "list"), ("scheme", "show"),
    ("scheme", "lint"), ("scheme", "test"),
)  # fmt: skip
CHINESE = re.compile(r"[\u3400-\u9fff]")
RUN = "import sys; from zhaoshang.cli import main; sys.exit(main())"


def test_the_version_is_told(zhaoshang: Zhaoshang) -> None:
    assert zhaoshang("--version") == (0, f"zhaoshang {__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_chinese_or_english_and_never_both(zhaoshang: Zhaoshang, command: tuple[str, ...]) -> None:
    chinese = zhaoshang(*command, "--help")
    english = zhaoshang(*command, "--help", "--language", "en")
    assert chinese.status == english.status == 0
    assert chinese.out.startswith("用法：zhaoshang") and "显示本帮助" in chinese.out
    assert english.out.startswith("Usage: zhaoshang") and "Show this help" in english.out
    assert not CHINESE.search(english.out)


def test_every_command_and_option_has_its_help(zhaoshang: Zhaoshang) -> None:
    from zhaoshang.cli.door import _command
    from zhaoshang.cli.help import half

    def walk(command: object) -> list[object]:
        below = getattr(command, "commands", {}).values()
        return [command, *(each for one in below for each in walk(one))]

    for command in walk(_command()):
        texts = [command.help, *(p.help for p in command.params)]  # type: ignore[attr-defined]
        for text in texts:
            assert text and CHINESE.search(half(text, "zh")) and not CHINESE.search(half(text, "en"))


def test_help_imports_nothing_heavy() -> None:
    looked = (
        "import sys; from zhaoshang.cli import main; main(['--help'])\n"
        "heavy = {'rich', 'duckdb', 'yaml', 'pydantic', 'xlsxwriter', 'python_calamine', 'zhaoshang.scheme',\n"
        "         'zhaoshang.ledger', 'zhaoshang.scoring'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, encoding="utf-8")
    assert ran.stderr.strip() == "[]"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "zh"),
        ({"LANG": "C"}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"ZHAOSHANG_LANGUAGE": "zh", "LANG": "en_US.UTF-8"}, "zh"),
        ({"ZHAOSHANG_LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_language_is_chinese_unless_clearly_english(environment: dict[str, str], language: str) -> None:
    assert usual_language(environment) == language


@pytest.mark.parametrize(
    "line", [("--language", "en", "score", "a", "b"), ("score", "a", "b", "--language=en")]
)
def test_the_language_may_be_asked_for_anywhere(zhaoshang: Zhaoshang, line: tuple[str, ...]) -> None:
    ran = zhaoshang(*line)
    assert ran.status == 2 and "--period is missing" in ran.err


def test_a_language_that_is_not_spoken_is_refused(zhaoshang: Zhaoshang) -> None:
    ran = zhaoshang("--language", "fr", "--help")
    assert (ran.status, ran.out) == (2, "")
    assert "没有这种语言" in ran.err and "fr" in ran.err


@pytest.mark.parametrize(
    ("line", "zh", "en"),
    [
        (("scroe",), "没有这个命令（原文：scroe）；可用的有 score", "there is no such command"),
        (("score",), "缺少 SCHEME", "SCHEME is missing"),
        (("score", "a", "b", "--perod", "x"), "是否指 --period", "perhaps --period"),
        (("score", "a", "b", "--period"), "选项 --period 缺少值", "--period needs a value"),
        (("score", "a", "b", "c", "-p", "2023"), "多出的参数（原文：c）", "an argument too many"),
        (("demo", "--seed", "many"), "“--seed”：看不懂这个值", "“--seed”"),
    ],
)
def test_a_mistyped_command_line_is_bad_input(
    zhaoshang: Zhaoshang, line: tuple[str, ...], zh: str, en: str
) -> None:
    for language, said in (("zh", zh), ("en", en)):
        ran = zhaoshang(*line, "--language", language)
        assert (ran.status, ran.out) == (2, "")
        assert said in ran.err


def test_no_command_at_all_shows_the_help(zhaoshang: Zhaoshang) -> None:
    ran = zhaoshang()
    assert ran.status == 2
    assert "用法：zhaoshang" in ran.out + ran.err


def _broken(*arguments: object, **named: object) -> None:
    raise RuntimeError("a wheel came off")


def test_a_bug_is_called_one_and_its_traceback_is_put_aside(
    zhaoshang: Zhaoshang, csv_ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zhaoshang_scoring(), "score", _broken)
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, "--period", "2023")
    assert (ran.status, ran.out) == (1, "")
    assert "Traceback" not in ran.err and "这是软件的缺陷" in ran.err
    found = re.search(r"(\S+zhaoshang-\S+\.txt)", ran.err)
    assert found is not None
    file = Path(found[1])
    assert "a wheel came off" in file.read_text(encoding="utf-8")
    file.unlink()


@pytest.mark.parametrize(("options", "environment"), [(("--debug",), {}), ((), {"ZHAOSHANG_DEBUG": "1"})])
def test_the_traceback_of_a_bug_is_shown_to_who_asks(
    zhaoshang: Zhaoshang,
    csv_ledger: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    environment: dict[str, str],
) -> None:
    monkeypatch.setattr(zhaoshang_scoring(), "score", _broken)
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, "--period", "2023", *options, **environment)
    assert ran.status == 1
    assert "Traceback" in ran.err and "a wheel came off" in ran.err


@pytest.mark.parametrize("stop", [KeyboardInterrupt, typer.Abort])
def test_an_interruption_is_taken_politely(
    zhaoshang: Zhaoshang, csv_ledger: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    def interrupted(*arguments: object, **named: object) -> None:
        raise stop

    monkeypatch.setattr(zhaoshang_scoring(), "score", interrupted)
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, "--period", "2023")
    assert ran.status == 130
    assert "已中断" in ran.err and "Traceback" not in ran.err


def zhaoshang_scoring() -> object:
    return zhaoshang.scoring


def test_a_reader_who_has_read_enough_is_no_error(csv_ledger: Path) -> None:
    """As with ``zhaoshang score … | head -1``."""
    asked = [sys.executable, "-c", RUN, "score", "kaiping-2023", str(csv_ledger), "-p", "2023", "-f", "json"]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        said = process.stderr.read()
        assert (process.wait(), said) == (0, b"")


@pytest.mark.parametrize(("period", "status"), [("2023-Q1", 0), ("2023-Q9", 2)])
def test_the_process_ends_with_the_status(csv_ledger: Path, period: str, status: int) -> None:
    asked = [sys.executable, "-c", RUN, "score", "kaiping-2023", str(csv_ledger), "--period", period]
    ran = subprocess.run(asked, capture_output=True)
    assert ran.returncode == status
    assert bool(ran.stdout) == (status == 0) and bool(ran.stderr) == (status == 2)


def test_output_survives_a_terminal_that_lacks_chinese(csv_ledger: Path) -> None:
    asked = [sys.executable, "-c", RUN, "score", "kaiping-2023", str(csv_ledger), "--period", "2023-Q1"]
    ran = subprocess.run(asked, capture_output=True, env={"PYTHONIOENCODING": "ascii"})
    assert ran.returncode == 0 and b"-9.40" in ran.stdout


def test_bad_input_in_a_pipe_stands_on_one_line_each(zhaoshang: Zhaoshang) -> None:
    ran = zhaoshang("score", "没有这个方案" * 9, "没有这个台账" * 9, "--period", "2023", COLUMNS="40")
    assert ran.status == 2 and len(ran.err.splitlines()) == 3


def test_a_name_no_file_can_have_is_bad_input(zhaoshang: Zhaoshang) -> None:
    ran = zhaoshang("score", "没有这个方案" * 99, "台账.xlsx", "--period", "2023")
    assert (ran.status, ran.out) == (2, "")
    assert "没有这个方案" in ran.err and len(ran.err) < 1000


def test_a_folder_nobody_may_write_to_is_bad_input(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, "--period", "2023", "--out", "/proc/结果.txt")
    assert (ran.status, ran.out) == (2, "")
    assert "结果.txt" in ran.err
