"""``zhaoshang office …``: what is done on the machine where the office runs.

Loaded with every command line, so nothing heavy is imported before a command is called.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from zhaoshang.cli.speech import say
from zhaoshang.office.demonstration.command import demo

app = typer.Typer(
    no_args_is_help=True,
    help="网页办公：启动、备份、恢复、核验、定时任务。The web application: serving, backing up, restoring, checking, "
    "periodic jobs.",
)


app.command()(demo)


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="监听的地址，默认只限本机。Where to listen; by default for this machine only.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="端口。The port.")] = 8000,
    workers: Annotated[
        int, typer.Option(min=0, help="进程数，0 按处理器核数。Processes; 0 for one a core.")
    ] = 0,
) -> None:
    """启动网页服务，直到停止。Serve the pages until stopped."""
    _ready()
    from zhaoshang.office.operating import serving

    workers = workers or serving.usual_workers()
    typer.echo(
        say(
            f"http://{host}:{port} ，{workers} 个进程；Ctrl+C 停止",
            f"http://{host}:{port}, {workers} processes; Ctrl+C stops",
        )
    )
    serving.serve(host, port, workers)


@app.command()
def migrate() -> None:
    """建表，或把表升级到这个版本。Make the tables, or bring them to this version."""
    _ready()
    from zhaoshang.office.operating.setting_up import migrate as bring

    steps = bring()
    typer.echo(
        say(f"完成，走了 {steps} 步。", f"Done: {steps} steps.")
        if steps
        else say("已是最新。", "Up to date.")
    )


@app.command()
def backup(
    to: Annotated[
        Path | None,
        typer.Option(
            help="文件夹或 .tar.gz 文件，缺省为 OFFICE_BACKUPS。A folder or a .tar.gz file; by default OFFICE_BACKUPS."
        ),
    ] = None,
) -> None:
    """备份数据库、佐证和日志归档，运行中也可以。Back up database, evidence and log archives, also while serving.

    备份没有加密，也不含密钥；请另存 OFFICE_SECRET_KEY，并把备份放到别处。
    A backup is not encrypted and holds no key: keep OFFICE_SECRET_KEY apart, and the backup on another machine.
    """
    _ready()
    from django.utils import timezone

    from zhaoshang.office.operating.backup import make
    from zhaoshang.office.operating.setting_up import database

    with database():
        made = make(to, timezone.now())
    size = f"{made.size / 1024 / 1024:.1f} MB"
    typer.echo(
        say(
            f"{made.file}：{made.rows} 行，{made.files} 个文件，{size}",
            f"{made.file}: {made.rows} rows, {made.files} files, {size}",
        )
    )
    _tell_wrong(made.files_wrong, say("佐证文件丢失或被改动", "evidence lost or changed"))
    if made.files_wrong:
        raise typer.Exit(1)


@app.command()
def ledger(
    jurisdiction: Annotated[str, typer.Argument(help="辖区代码。The jurisdiction's code.")],
    to: Annotated[
        Path, typer.Argument(help=".xlsx 工作簿，或放 CSV 的文件夹。A workbook (.xlsx), or a folder for CSV.")
    ],
) -> None:
    """把一个辖区已审核的数据写成台账，供考核计分。Write what a jurisdiction has approved as a ledger to be scored."""
    _ready()
    from zhaoshang.office.operating.ledger import write_ledger
    from zhaoshang.office.operating.setting_up import database
    from zhaoshang.office.organisation.models import Jurisdiction
    from zhaoshang.problems import Problem, ProblemsFound, Words

    with database():
        found = Jurisdiction.objects.filter(code=jurisdiction).first()
    if found is None:
        words = Words(
            f"没有代码为{jurisdiction}的辖区", f"there is no jurisdiction with the code {jurisdiction}"
        )
        raise ProblemsFound([Problem("no_such_jurisdiction", words)])
    with database():
        written = write_ledger(found, to)
    typer.echo(say(f"已写入 {to}：{written.digest}", f"Written to {to}: {written.digest}"))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="备份文件。The backup.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="顶替现有的数据。Take the place of what is there.")
    ] = False,
    with_another_key: Annotated[
        bool,
        typer.Option("--with-another-key", help="备份时的密钥已遗失。The key it was made under is lost."),
    ] = False,
) -> None:
    """把备份恢复到空的地方，先验后恢复再核验。Restore a backup into an empty place, checked before and after."""
    _ready()
    from django.utils import timezone

    from zhaoshang.office.operating.restore import restore as bring_back
    from zhaoshang.office.operating.setting_up import database

    with database():
        restored = bring_back(file, timezone.now(), replace=replace, any_key=with_another_key)
    typer.echo(
        say(
            f"已恢复 {restored.made_at} 的备份，{restored.rows} 行。",
            f"Restored the backup of {restored.made_at}: {restored.rows} rows.",
        )
    )
    if restored.put_aside is not None:
        typer.echo(
            say(
                f"原有数据放在 {restored.put_aside}，确认无误后可删。",
                f"What was there is in {restored.put_aside}; delete it when all is well.",
            )
        )
    _tell_checked(restored.checked)


@app.command()
def verify(
    file: Annotated[
        Path | None,
        typer.Argument(help="只核验这个备份文件，不恢复。Only check this backup, without restoring."),
    ] = None,
) -> None:
    """核验日志链、日志归档和每一份佐证。Check the log's chain, its archives and every evidence file."""
    _ready()
    from zhaoshang.office.operating.setting_up import database

    if file is not None:
        from django.conf import settings

        from zhaoshang.office.operating.archive import unpack

        told = unpack(file, None, settings.SECRET_KEY, any_key=False)
        typer.echo(
            say(
                f"备份完整：{told['made_at']}，{len(told['members'])} 个文件",
                f"The backup is whole: {told['made_at']}, {len(told['members'])} files",
            )
        )
        return
    from zhaoshang.office.operating.checking import check

    with database():
        checked = check()
    _tell_checked(checked)


@app.command()
def tick() -> None:
    """做到期的定时任务；每分钟调用一次。Do the periodic jobs that are due; to be called every minute."""
    _ready()
    from django.utils import timezone

    from zhaoshang.office import ticking
    from zhaoshang.office.operating.setting_up import database

    with database():
        ran = ticking.tick(timezone.now())
    if ran is None:
        typer.echo(say("上一次还没有做完，这次不做。", "The last one is still at it; nothing done."))
        return
    for job in ran:
        if job.outcome or not job.succeeded:
            typer.echo(f"{job.name}: {job.outcome}", err=not job.succeeded)
    if not all(job.succeeded for job in ran):
        raise typer.Exit(1)


@app.command("create-administrator")
def create_administrator(
    username: Annotated[str, typer.Argument(help="用户名。The user name.")],
    name: Annotated[str, typer.Option(help="姓名。The person's name.")],
    role: Annotated[str, typer.Option(help="system、security 或 audit。One of system, security, audit.")],
    jurisdiction: Annotated[str, typer.Option(help="辖区代码。The jurisdiction's code.")],
    unit: Annotated[str, typer.Option(help="所在单位，没有就新建。The unit; made where there is none.")],
    jurisdiction_name: Annotated[
        str, typer.Option(help="辖区名称，用来新建辖区。The jurisdiction's name, to make it.")
    ] = "",
) -> None:
    """任命第一批管理员，三类各一人。Appoint the first administrators, one person for each of the three."""
    _ready()
    from django.utils import timezone

    from zhaoshang.office.operating.beginning import create_administrator as create
    from zhaoshang.office.operating.setting_up import cannot, need_migrated
    from zhaoshang.office.organisation.choices import ADMINISTRATORS
    from zhaoshang.office.records.flow import Refused

    need_migrated()
    roles = {r.value.removesuffix("_administrator"): r for r in ADMINISTRATORS}
    if role not in roles:
        raise cannot("usage.role", "没有这类管理员", "there is no such administrator", role)
    try:
        user, password = create(
            username, name, roles[role], jurisdiction, jurisdiction_name, unit, today=timezone.localdate()
        )
    except Refused as refused:
        raise cannot("office.refused", str(refused), str(refused)) from None
    typer.echo(
        say(
            f"{user.username} 的初始口令（只显示这一次，首次登录须改）：{password}",
            f"First password of {user.username} (shown once, to be changed at first sign-in): {password}",
        )
    )


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
)
def manage(context: typer.Context) -> None:
    """Django 自己的命令，如 manage check --deploy。Django's own commands, such as manage check --deploy."""
    _ready()
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["zhaoshang office manage", *context.args])
    except SystemExit as left:
        raise typer.Exit(left.code if isinstance(left.code, int) else 1) from None


def _ready() -> None:
    from zhaoshang.office.operating.setting_up import ready

    ready()


def _tell_checked(checked: Any) -> None:
    if checked.log.holds:
        typer.echo(
            say(
                f"日志链完整：{checked.log.count} 条，止于第 {checked.log.last} 条",
                f"The log holds: {checked.log.count} events, up to {checked.log.last}",
            )
        )
    else:
        typer.echo(
            say(
                f"日志链有问题（{checked.log.broken.what}）：{checked.log.broken.words}",
                f"The log is broken ({checked.log.broken.what}) at event {checked.log.broken.number}",
            ),
            err=True,
        )
    typer.echo(say(f"佐证 {checked.files} 份", f"{checked.files} evidence files"))
    _tell_wrong(checked.files_wrong, say("佐证文件丢失或被改动", "evidence lost or changed"))
    _tell_wrong(checked.archives_wrong, say("日志归档丢失或被改动", "log archives lost or changed"))
    if not checked.holds:
        raise typer.Exit(1)


def _tell_wrong(names: list[str], words: str) -> None:
    for name in names[:20]:
        typer.echo(f"{words}: {name}", err=True)
    if len(names) > 20:
        typer.echo(f"… {len(names)}", err=True)
