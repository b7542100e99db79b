"""What the API needs from time to time."""

from __future__ import annotations

from wardmote.api.actions.answers import sweep_answers
from wardmote.api.actions.tokens import sweep_tokens
from wardmote.core import jobs

jobs.register("api.answers", jobs.HOUR_S, sweep_answers)
jobs.register("api.tokens", jobs.DAY_S, sweep_tokens)
