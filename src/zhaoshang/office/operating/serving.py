"""Serving pages with granian, once all that it needs is known to be there."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from zhaoshang.office.operating.setting_up import cannot, in_use, need_migrated
from zhaoshang.problems import Words

TARGET = "zhaoshang.office.wsgi:application"


def usual_workers() -> int:
    """Processes where nobody says how many: one a core, from two to eight."""
    return min(max(os.cpu_count() or 2, 2), 8)


def serve(host: str, port: int, workers: int) -> None:
    """Serve until stopped. Raises ProblemsFound where the tables are old or the port is taken."""
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces

    need_migrated()
    _need_port(host, port)
    lay_static_files()
    with in_use("serve.lock", alone=False) as free:
        if not free:
            raise cannot(
                "office.restoring",
                "正在恢复备份，等它结束再启动",
                "a backup is being restored; start when it is done",
            )
        Granian(
            TARGET, address=host, port=port, interface=Interfaces.WSGI, workers=workers, blocking_threads=4,
            backlog=1024, respawn_failed_workers=True, workers_kill_timeout=30, websockets=False,
            log_dictconfig=settings.LOGGING,
        ).serve()  # fmt: skip


def lay_static_files() -> Path:
    """Put styles, scripts and icons where the server takes them from. Raises ProblemsFound where the package
    came without them."""
    from django.conf import settings
    from django.contrib.staticfiles import finders
    from django.core.management import call_command

    if finders.find("vendor/bootstrap.css") is None:
        raise cannot(
            "office.assets", "网页所用的样式和脚本不在安装包里", "the pages' styles and scripts are not in the package",
            advice=Words("源码里运行 make assets；安装包请重装", "in a checkout run make assets; else install again"),
        )  # fmt: skip
    call_command("collectstatic", interactive=False, verbosity=0)
    return Path(settings.STATIC_ROOT)


def _need_port(host: str, port: int) -> None:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
    except PermissionError as error:
        raise cannot(
            "office.port", "不允许使用这个端口", "this port may not be used", f"{host}:{port}",
            Words("1024 以下的端口留给反向代理，用 --port 8000", "those below 1024 are the proxy's; use --port 8000"),
        ) from error  # fmt: skip
    except OSError as error:
        raise cannot(
            "office.port", "这个地址和端口用不了，多半已有别的程序在用",
            "this address and port cannot be had; probably another program has it", f"{host}:{port}",
            Words("停掉那个程序，或用 --port 换一个", "stop that program, or choose another with --port"),
        ) from error  # fmt: skip
