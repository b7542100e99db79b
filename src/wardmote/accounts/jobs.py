"""What the members need from time to time."""

from __future__ import annotations

from wardmote.accounts import credit_rules
from wardmote.accounts.actions import recount, trust, upkeep
from wardmote.core import jobs

jobs.register(credit_rules.TOTALS_JOB, jobs.DAY_S, recount.mend_totals)
jobs.register("trust", jobs.HOUR_S, trust.recompute_all)
jobs.register("accounts.sessions", jobs.DAY_S, upkeep.clear_sessions)
jobs.register("accounts.names", jobs.DAY_S, upkeep.free_names)
