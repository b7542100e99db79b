"""wardmote doctor: look whether everything is as it should be, and mend the counters."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from wardmote.core import doctor
from wardmote.pages import serving
from wardmote.pages.health import findings

if TYPE_CHECKING:
    from argparse import ArgumentParser

SHOWN = 100
"""Differences printed at most."""


class Command(BaseCommand):
    """Check the configuration, the database and every counter; exit with 1 where something is left to do."""

    help = "Check the configuration and recount every counter; --mend puts them right. Works while the site serves."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --mend."""
        parser.add_argument("--mend", action="store_true", help="Put counters right that differ.")

    def handle(self, *, mend: bool, **_given: Any) -> None:
        """Print what is found and exit with 1 where faults or differences are left."""
        told = list(findings())
        for finding in told:
            self.stdout.write(f"{'FAULT' if finding.fault else 'note'}  {finding.text}")
        if serving.missing_migrations():
            sys.exit(1)
        before = doctor.find()
        self._print(before, "differs")
        left = before
        if mend and before:
            left = doctor.mend()
            self.stdout.write(f"{len(before)} differences found, {len(left)} left after mending.")
            self._print(left, "left")
        if not left and not any(finding.fault for finding in told):
            names = ", ".join(check.name for check in doctor.checks())
            self.stdout.write(f"All is well: {names}.")
            return
        if left and not mend:
            self.stdout.write("Run wardmote doctor --mend to put them right.")
        sys.exit(1)

    def _print(self, differences: list[doctor.Difference], word: str) -> None:
        for difference in differences[:SHOWN]:
            self.stdout.write(f"{word}  {difference}")
        if len(differences) > SHOWN:
            self.stdout.write(f"{word}  … and {len(differences) - SHOWN} more")
