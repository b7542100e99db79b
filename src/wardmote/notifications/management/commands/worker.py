"""`wardmote worker`: send mails, deliver notices, run what actions put off and the jobs that come round."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from wardmote.notifications import delivery, worker

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Work until SIGTERM or SIGINT."""

    help = "Send mails, deliver notices and run periodic jobs, until stopped. `wardmote serve` runs one by itself."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the two modes."""
        parser.add_argument("--once", action="store_true", help="Do what is due, then end.")
        parser.add_argument(
            "--with-parent", type=int, metavar="PID", help="End when the process PID, which started it, has ended."
        )

    def handle(self, *_args: object, **options: Any) -> None:
        """Work; the mail at hand is finished before the end."""
        way = delivery.configured()
        if options["once"]:
            sent = worker.run_once(way)
            way.rest()
            self.stdout.write(f"{sent} sent")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_received: stop.set())
        worker.run(way, stop, parent=options["with_parent"])
