"""What webhooks need of the worker."""

from __future__ import annotations

from typing import Final

from wardmote.core import jobs, loops
from wardmote.webhooks import queue
from wardmote.webhooks.actions.settling import pause_full
from wardmote.webhooks.delivering import deliver_next

LANES: Final = 3
"""Receivers that are spoken to at a time: one that hangs leaves the others a way."""
FULL_EVERY_S: Final = 300

loops.register("webhooks", deliver_next, threads=LANES)
jobs.register("webhooks.sweep", jobs.DAY_S, queue.sweep)
jobs.register("webhooks.full", FULL_EVERY_S, pause_full)
