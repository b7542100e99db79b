"""Work that comes round by itself: each app registers it in its module `jobs`, the worker runs what is due.

When a job ran last is kept in the database (as a bucket of `wardmote.core.rates` with one token a period), so that
restarts do not run it again and of two workers only one does.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.module_loading import autodiscover_modules

from wardmote.core import epoch, rates, tasks
from wardmote.core.errors import TooOften

if TYPE_CHECKING:
    from collections.abc import Callable

HOUR_S: Final = 3600
DAY_S: Final = 86_400

log = logging.getLogger("wardmote.jobs")


@dataclass(frozen=True)
class Job:
    """A function that is called about every `every_s` seconds; it returns how much it did, for the log."""

    name: str
    every_s: int
    run: Callable[[], int]


registered: dict[str, Job] = {}


def register(name: str, every_s: int, run: Callable[[], int]) -> Job:
    """Register a job under a name that no other has."""
    if name in registered:
        msg = f"two jobs are called {name!r}"
        raise ValueError(msg)
    registered[name] = Job(name, every_s, run)
    return registered[name]


def discover() -> None:
    """Import every app's module `jobs`."""
    autodiscover_modules("jobs")


def run_due() -> list[str]:
    """Run what is due and return the names; a job that fails is logged and comes round at its next time."""
    done = []
    for job in registered.values():
        try:
            rates.take(_rate(job), "site")
        except TooOften:
            continue
        try:
            count = job.run()
        except Exception:
            log.exception("the job %s failed", job.name)
        else:
            log.log(logging.INFO if count else logging.DEBUG, "job %s: %s", job.name, count)
            done.append(job.name)
    return done


def hasten(name: str) -> None:
    """Let a job run in the worker's next round, whenever it ran last (1 query)."""
    discover()
    rates.forget(_rate(registered[name]), "site")


def _rate(job: Job) -> rates.Rate:
    return rates.Rate(f"job-{job.name}", 1, job.every_s)


register("rates.sweep", DAY_S, rates.sweep)
register("tasks.sweep", DAY_S, tasks.sweep)
register("epoch.sweep", HOUR_S, epoch.sweep)
