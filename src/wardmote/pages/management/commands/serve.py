"""`wardmote serve`: the site, with its mail worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from wardmote.pages import serving

if TYPE_CHECKING:
    from argparse import ArgumentParser

WAITING_PER_THREAD = 32
"""Requests that may wait for each thread; more are left to the kernel's queue, and in the end refused."""


class Command(BaseCommand):
    """Serve until SIGTERM or SIGINT."""

    help = "Serve the site on PORT and send its mails, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what differs from the environment."""
        parser.add_argument("--without-worker", action="store_true", help="Leave the mails to a worker elsewhere.")

    def handle(self, *_args: object, **options: object) -> None:
        """Check the database, collect the static files, then serve."""
        self._ready_database()
        self._ready_port()
        if serving.collect_static():
            self.stdout.write("Static files collected.")
        # The server's processes open connections of their own; a handle shared with them would corrupt both.
        serving.leave_database()
        server = Granian(
            "wardmote.conf.serving:application",
            address=settings.BIND,
            port=settings.PORT,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=10_000),
            websockets=False,
            workers=settings.WORKERS,
            blocking_threads=settings.THREADS,
            backpressure=settings.THREADS * WAITING_PER_THREAD,
            respawn_failed_workers=True,
            workers_kill_timeout=30,
            log_access=False,
        )
        worker = None if options["without_worker"] else serving.MailWorker()
        if worker is not None:
            worker.start()
        self.stdout.write(f"Wardmote answers on {settings.SITE_URL} (Ctrl-C stops it).")
        self.stdout.flush()
        try:
            server.serve()
        finally:
            if worker is not None:
                worker.stop()

    @staticmethod
    def _ready_port() -> None:
        where = f"port {settings.PORT} of {settings.BIND}"
        try:
            free = serving.port_is_free(settings.BIND, settings.PORT)
        except OSError as error:
            raise CommandError(f"The server cannot listen on {where}: {error.strerror}.") from None
        if not free:
            raise CommandError(f"Something listens on {where} already. Choose another by PORT, or stop it.")

    def _ready_database(self) -> None:
        missing = serving.missing_migrations()
        if not missing:
            return
        if settings.PRODUCTION:
            listed = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")  # noqa: PLR2004  a line's worth
            msg = f"The database lacks {len(missing)} migrations ({listed}). Run “wardmote migrate” first."
            raise CommandError(msg)
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write("Database brought up to date.")
