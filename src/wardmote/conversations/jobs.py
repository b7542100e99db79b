"""What conversations need from time to time."""

from __future__ import annotations

from wardmote.conversations.actions.deleting import forget_deleted
from wardmote.core import jobs

jobs.register("conversations.deleted", jobs.DAY_S, forget_deleted)
