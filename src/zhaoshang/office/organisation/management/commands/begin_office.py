"""``begin_office``: make the first jurisdiction and the three administrators."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zhaoshang.office.organisation.beginning import begin
from zhaoshang.office.organisation.queries import today
from zhaoshang.office.records.flow import Refused


class Command(BaseCommand):
    """Make the first jurisdiction, the unit that runs it and its three administrators."""

    help = "建立第一个辖区和三个管理员，显示他们的初始口令（只显示一次）"

    def add_arguments(self, parser: CommandParser) -> None:
        """Code and name of the jurisdiction, and the unit that runs it."""
        parser.add_argument("code", help="行政区划代码")
        parser.add_argument("name", help="辖区名称")
        parser.add_argument("unit", help="主管单位，三个管理员在此任职")
        parser.add_argument("--scheme", default="", help="考核方案")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and print each user name with its first password."""
        try:
            made = begin(
                options["code"], options["name"], options["unit"], today=today(), scheme=options["scheme"]
            )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        for username, password in made.items():
            self.stdout.write(f"{username}\t{password}")
