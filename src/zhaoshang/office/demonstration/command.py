"""``zhaoshang office demo``: the invented city, opened in a browser. Imports nothing heavy before it is called."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from zhaoshang.cli.speech import say


def demo(
    host: Annotated[str, typer.Option(help="监听的地址。Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="端口。The port.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="进程数。Processes.")] = 2,
    only_make: Annotated[
        bool, typer.Option("--only-make", help="只造数据，不启动。Make the data and stop.")
    ] = False,
) -> None:
    """造出虚构的云川市一年的数据并打开网页；已有数据就沿用。Open the office on a fictional year, kept if there."""
    os.environ["OFFICE_DEMONSTRATION"] = "yes"
    from zhaoshang.office.operating import serving
    from zhaoshang.office.operating.setting_up import migrate, ready

    ready()
    migrate()
    from django.conf import settings
    from django.utils import timezone

    from zhaoshang.office.accounts.templatetags.accounts import demonstration_logins
    from zhaoshang.office.demonstration.year import make
    from zhaoshang.office.organisation.models import Jurisdiction

    if Jurisdiction.objects.exists():
        typer.echo(say(f"沿用 {settings.DATA} 里的数据", f"Using what is in {settings.DATA}"))
    else:
        typer.echo(say("正在造一年的虚构数据……", "Making a fictional year…"))
        make(timezone.localdate())
    logins = demonstration_logins()
    assert logins is not None
    typer.echo(say(f"口令都是 {logins['password']} ：", f"Everybody's password is {logins['password']}:"))
    for person in logins["people"]:
        typer.echo(f"  {person['username']:<14}{person['role']}（{person['unit']}）")
    if only_make:
        return
    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    typer.echo(say(f"打开 http://{host}:{port} ；Ctrl+C 停止", f"Open http://{host}:{port}; Ctrl+C stops"))
    serving.serve(host, port, workers)
