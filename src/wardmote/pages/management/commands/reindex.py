"""wardmote reindex: fill the search index, while the site serves."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from wardmote.search import index, sources

if TYPE_CHECKING:
    from argparse import ArgumentParser

TOLD_EVERY = 10_000


class Command(BaseCommand):
    """Enter all that the index lacks; begun again, it goes on where it was."""

    help = "Enter into the search index what it lacks; --fresh empties it first. Works while the site serves."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --fresh."""
        parser.add_argument("--fresh", action="store_true", help="Empty the index first: searches find less meanwhile.")

    def handle(self, *, fresh: bool, **_given: Any) -> None:
        """Fill it and say how far it is."""
        for kind in sources.registered():
            if fresh:
                index.empty(kind)
            done = sources.fill(kind, partial(self._tell, kind))
            self.stdout.write(f"{kind}: {done} entered")

    def _tell(self, kind: str, looked_at: int, entered: int) -> None:
        if looked_at and looked_at % TOLD_EVERY == 0:
            self.stdout.write(f"{kind}: {looked_at} looked at, {entered} entered …")
            self.stdout.flush()
