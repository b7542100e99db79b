"""What the mails need from time to time."""

from __future__ import annotations

from wardmote.core import jobs
from wardmote.notifications import outbox

jobs.register("outbox.sweep", jobs.DAY_S, outbox.sweep)
