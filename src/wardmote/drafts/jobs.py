"""What drafts need from time to time."""

from __future__ import annotations

from wardmote.core import jobs
from wardmote.drafts.actions.saving import sweep_drafts

jobs.register("drafts.sweep", jobs.DAY_S, sweep_drafts)
