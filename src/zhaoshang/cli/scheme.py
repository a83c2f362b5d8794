"""``zhaoshang scheme``: list, read, check and test packs, start a new one.

Only carries words between the terminal and the scheme room; errors are raised for the main door to print.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhaoshang.cli.engines import Database, EngineName, Master, engine_of
from zhaoshang.cli.speech import language as reader_language
from zhaoshang.cli.speech import say

if TYPE_CHECKING:
    from rich.console import Console

    from zhaoshang.problems import Language, Words

app = typer.Typer(
    no_args_is_help=True, help="方案：列出、阅读、检查、测试。Schemes: list, read, check, test."
)

Pack = Annotated[
    str, typer.Argument(metavar="PACK", help="自带方案的编号，或文件夹。A shipped pack's id, or a folder.")
]
Overlays = Annotated[
    list[str] | None,
    typer.Option("--overlay", "-o", help="加上这个叠加，可多次。Apply this overlay; may be repeated."),
]
KeysLanguage = Annotated[
    str, typer.Option("--keys", help="键的语言：en 或 zh。Language of the keys: en or zh.")
]


def console() -> Console:
    """Where tables are printed; long lines wrap at the terminal's width."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False)


@app.command("list")
def list_() -> None:
    """列出自带的方案。List the packs that are shipped."""
    from rich.table import Table

    from zhaoshang.problems import ProblemsFound
    from zhaoshang.scheme import list_overlays, load_scheme, shipped_packs

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("编号", "id"), no_wrap=True)
    for zh, en in (("方案", "title"), ("文号", "number")):
        table.add_column(say(zh, en), overflow="fold")
    for zh, en in (("单位", "units"), ("规则", "rules"), ("叠加", "overlays")):
        table.add_column(say(zh, en), justify="right")
    broken = 0
    for id_ in shipped_packs():
        try:
            scheme, overlays = load_scheme(id_), list_overlays(id_)
        except ProblemsFound as found:
            broken += 1
            table.add_row(
                id_, say(f"有{len(found.problems)}处错误", f"{len(found.problems)} errors"), "", "", "", ""
            )
            continue
        rules = sum(not n.rules for n in scheme.nodes())
        cells = (str(len(scheme.units)), str(rules), str(len(overlays)))
        table.add_row(id_, scheme.title, scheme.number or "", *cells)
    console().print(table)
    if broken:
        raise typer.Exit(2)


@app.command()
def show(
    pack: Pack,
    rule: Annotated[
        str | None, typer.Argument(metavar="[RULE]", help="只看这一条规则或一节。One rule or section only.")
    ] = None,
    overlay: Overlays = None,
) -> None:
    """照文件的层次读方案：规则旁边是条款。Read a scheme in its document's outline, clauses beside rules."""
    from zhaoshang.cli.scheme_show import print_rule, print_scheme
    from zhaoshang.scheme import list_overlays, read_pack
    from zhaoshang.scheme.build import build

    read = read_pack(pack, overlay or ())
    scheme = build(read)
    if rule is None:
        print_scheme(console(), scheme, read.root, list_overlays(pack), reader_language())
    else:
        print_rule(console(), scheme, read.root, rule, reader_language())


@app.command("calendar")
def calendar_(
    pack: Pack,
    year: Annotated[int, typer.Option("--year", min=1900, max=2199, help="哪一年。Of which year.")],
    overlay: Overlays = None,
) -> None:
    """一年里每个节点落在哪天，休息日已顺移。What is due when in a year, moved off rest days."""
    from zhaoshang.cli.scheme_calendar import print_calendar
    from zhaoshang.scheme import load_scheme

    print_calendar(load_scheme(pack, overlay or ()), year, console())


@app.command("lint")
def lint_(pack: Pack, overlay: Overlays = None) -> None:
    """检查方案：缺口、矛盾、条款承载、风险提示。Check a scheme for gaps, loose ends and risks.

    有错误时退出码为 2，只有提醒时为 0。Exits with 2 where there are errors, 0 where there are only warnings.
    """
    from zhaoshang.scheme import lint, load_scheme

    language = reader_language()
    problems = lint(load_scheme(pack, overlay or ()))
    errors = sum(p.severity == "error" for p in problems)
    for problem in problems:
        mark = say("错误", "error") if problem.severity == "error" else say("提醒", "warning")
        typer.echo(f"{mark}  {problem.in_language(language)}")
    warnings = len(problems) - errors
    typer.echo(say(f"{errors}处错误，{warnings}处提醒", f"{errors} errors, {warnings} warnings"))
    if errors:
        raise typer.Exit(2)


@app.command()
def test(
    pack: Pack,
    engine: EngineName = "python",
    database: Database = None,
    master: Master = None,
) -> None:
    """跑方案的案例，有不符的退出码为 2。Run a pack's cases; exits with 2 where one does not hold."""
    from zhaoshang.problems import Problem, ProblemsFound
    from zhaoshang.scoring.cases import run_cases

    problems: list[Problem] = []
    chosen = engine_of(engine, database, master, problems)
    if problems:
        raise ProblemsFound(problems)
    language, run, failed = reader_language(), 0, 0
    for report in run_cases(pack, chosen):
        run += 1
        if report.holds:
            continue
        failed += 1
        typer.echo(f"✗ {report.case.name}")
        for problem in report.problems:
            typer.echo(f"    {problem.in_language(language)}")
    if not run:
        typer.echo(
            say("这个方案没有案例；写在 cases/*.yaml", "this pack has no cases; write them in cases/*.yaml")
        )
        return
    typer.echo(say(f"{run}个案例，{failed}个不符", f"{run} cases, {failed} do not hold"))
    if failed:
        raise typer.Exit(2)


@app.command()
def schema(keys: KeysLanguage = "en") -> None:
    """打印 scheme.yaml 的 JSON Schema，供编辑器补全。Print the JSON Schema of scheme.yaml for editors."""
    import json

    from zhaoshang.scheme.json_schema import json_schema

    typer.echo(json.dumps(json_schema(_keys(keys)), ensure_ascii=False, indent=1))


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="要新建的文件夹。The folder to make.")],
) -> None:
    """新建一个带注释、能直接用的小方案。Start a new pack: small, commented, valid."""
    from zhaoshang.scheme.starter import write_starter

    written = write_starter(folder)
    for path in written:
        typer.echo(str(path))
    typer.echo(
        say(
            f"先看 {folder / 'scheme.yaml'}；改完用 zhaoshang scheme lint {folder} 检查",
            f"begin with {folder / 'scheme.yaml'}, then check it: zhaoshang scheme lint {folder}",
        )
    )


@app.command()
def translate(
    pack: Pack,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="要新建的文件夹。The folder to make.")],
    keys: KeysLanguage = "zh",
) -> None:
    """把方案的键换成另一种语言，写到新文件夹，内容不变。Write a pack with its keys in the other language."""
    from zhaoshang.scheme.folders import find_pack
    from zhaoshang.scheme.twins import translate_pack

    written = translate_pack(find_pack(pack), out, _keys(keys))
    typer.echo(say(f"已写{len(written)}个文件到 {out}", f"{len(written)} files written to {out}"))


def _keys(text: str) -> Language:
    if text in ("zh", "en"):
        return "zh" if text == "zh" else "en"
    from zhaoshang.problems import Problem, ProblemsFound, Words

    what: Words = Words("键的语言只有 zh 和 en", "the keys are in zh or en")
    raise ProblemsFound([Problem("scheme.keys", what, text=text)])
