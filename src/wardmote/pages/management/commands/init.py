"""wardmote init: make the database and print the address at which the site is set up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from wardmote.core import site
from wardmote.core.errors import Invalid, WardmoteError
from wardmote.pages.actions.setup import SetupInput, has_administrator, make_token, set_up
from wardmote.pages.starters import STARTERS

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Make or bring up to date the data folder and the database; safe to run again."""

    help = (
        "Make the data folder and the database, and print the address at which the site is set up in a browser. "
        "With --no-input the site is set up at once from the other arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what the set-up page would ask for."""
        parser.add_argument("--no-input", action="store_true", help="Set the site up here instead of in a browser.")
        parser.add_argument("--site-name", default=site.SITE_NAME.default)
        parser.add_argument("--language", default=site.DEFAULT_LANGUAGE.default, help="zh-hans or en.")
        parser.add_argument("--time-zone", default=site.TIME_ZONE.default, help="Such as Asia/Shanghai.")
        parser.add_argument("--admin-name", default="")
        parser.add_argument("--admin-email", default="")
        parser.add_argument(
            "--admin-password-file",
            type=Path,
            help="A file whose first line is the password: arguments can be read by every user of the machine.",
        )
        parser.add_argument("--starter", default="", choices=["", *STARTERS], help="First boards; none by default.")

    def handle(self, **given: Any) -> None:
        """Migrate, then set up or say where to."""
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write(f"The database is ready. Data folder: {settings.DATA}")
        if has_administrator():
            self.stdout.write("The site is set up already. Start it with: wardmote serve")
            return
        if given["no_input"]:
            self._set_up(given)
            return
        address = f"{settings.SITE_URL}{reverse('setup')}?token={make_token()}"
        self.stdout.write(
            "Start the site with “wardmote serve”, then open this address to set it up. It works once, within a week,\n"
            f"and is for you alone:\n\n  {address}\n"
        )

    def _set_up(self, given: dict[str, Any]) -> None:
        file = given["admin_password_file"]
        if not (given["admin_name"] and given["admin_email"] and file):
            raise CommandError("--no-input needs --admin-name, --admin-email and --admin-password-file.")
        try:
            password = file.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
        except OSError as error:
            raise CommandError(f"The password file cannot be read: {error.strerror}.") from None
        try:
            member = set_up(
                SetupInput(
                    given["site_name"],
                    given["language"],
                    given["time_zone"],
                    given["admin_name"],
                    given["admin_email"],
                    password,
                    given["starter"],
                )
            )
        except Invalid as error:
            told = [f"{name or 'all'}: {message}" for name, texts in error.fields.items() for message in texts]
            raise CommandError("\n".join(told)) from None
        except WardmoteError as error:
            raise CommandError(str(error.message)) from None
        self.stdout.write(f"The site is set up; its administrator is {member.name}. Start it with: wardmote serve")
