"""Processor time of this process, and of the PostgreSQL that works for it."""

from __future__ import annotations

import time
from pathlib import Path

from django.db import connection

from bench.processes import TICK_MS, cpu_ms


class Spent:
    """What this process has spent, parallel workers of its PostgreSQL backend included."""

    def __init__(self) -> None:
        self.backend = self.postmaster = 0
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.backend = cursor.fetchone()[0]
            self.postmaster = int(Path(f"/proc/{self.backend}/stat").read_text().rsplit(")", 1)[1].split()[1])

    def ms(self) -> float:
        """Return what has been spent so far."""
        mine = time.process_time() * 1000
        if not self.backend:
            return mine
        theirs = int(Path(f"/proc/{self.backend}/schedstat").read_text().split()[0]) / 1e6
        ended = Path(f"/proc/{self.postmaster}/stat").read_text().rsplit(")", 1)[1].split()
        return mine + theirs + (int(ended[13]) + int(ended[14])) * TICK_MS


def backends_ms() -> float:
    """Return what the backends of this database have used so far, our own left out; 0 where they run elsewhere."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cpu_ms([row[0] for row in cursor.fetchall()])
