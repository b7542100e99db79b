"""`wardmote demo`: fill an empty site with a believable city, and serve it if asked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from wardmote.demo import build, people

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Build the demo city."""

    help = "Fill an empty site with a fictitious city of members, boards and threads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the size, and whether to serve."""
        parser.add_argument("--serve", action="store_true", help="serve the site afterwards")
        parser.add_argument("--threads", type=int, default=400)
        parser.add_argument("--posts", type=int, default=6000)

    def handle(self, *, serve: bool, threads: int, posts: int, **_options: Any) -> None:
        """Migrate, build unless a city is there, tell the sign-ins, serve."""
        if settings.PRODUCTION:
            msg = "The demo's passwords are known to everybody; it is not built in production."
            raise CommandError(msg)
        call_command("migrate", verbosity=0, interactive=False)
        if build.is_empty():
            self._build(threads, posts)
        else:
            self.stdout.write("This site is not empty, so it is left as it is.")
        self._tell_sign_ins()
        if serve:
            call_command("serve")

    def _build(self, threads: int, posts: int) -> None:
        try:
            build.City(threads=threads, posts=posts).build(self._tell)
        except ValueError as error:  # The numbers do not go together; nothing is left behind.
            raise CommandError(str(error)) from None

    def _tell(self, what: str) -> None:
        self.stdout.write(f"  … {what}")
        sys.stdout.flush()

    def _tell_sign_ins(self) -> None:
        self.stdout.write(
            f"\nOpen {settings.SITE_URL} and sign in with any of these; every password is {build.PASSWORD}\n"
        )
        for person in people.shown():
            self.stdout.write(f"  {person.role:14} {person.name}  ({person.email})")
        self.stdout.write("")
