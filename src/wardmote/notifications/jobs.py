"""What notices and mails need from time to time."""

from __future__ import annotations

from wardmote.core import jobs
from wardmote.notifications import outbox
from wardmote.notifications.actions.digests import queue_digests
from wardmote.notifications.actions.sweeping import sweep_notices

DIGEST_EVERY_S = 600

jobs.register("outbox.sweep", jobs.DAY_S, outbox.sweep)
jobs.register("notices.sweep", jobs.DAY_S, sweep_notices)
jobs.register("notices.digest", DIGEST_EVERY_S, queue_digests)
