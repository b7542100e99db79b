"""Delete many rows without holding up who writes meanwhile."""

from __future__ import annotations

import time
from typing import Any, Final

from django.db.models import QuerySet

BATCH: Final = 500
"""Rows of one transaction: some ten milliseconds."""
LOOKED_UP: Final = 50_000
"""Rows that are looked up at once, so that what lies between them is passed over once and not for each batch."""
PAUSE_MOST_S: Final = 0.1


def delete_in_batches(rows: QuerySet[Any]) -> int:
    """Delete rows some at a time, and return how many went, with those that hung on them.

    Call it outside of transactions: each batch has its own. After a full one it rests as long as that took, since
    SQLite has one writer at a time, and those who wait for their turn look only now and then.
    """
    done = 0
    while found := list(rows.order_by().values_list("pk", flat=True)[:LOOKED_UP]):
        for start in range(0, len(found), BATCH):
            began = time.monotonic()
            batch = found[start : start + BATCH]
            # By number alone: with the condition SQLite would pass over all that it holds for, each time.
            done += QuerySet(rows.model, using=rows.db).filter(pk__in=batch).delete()[0]
            if len(batch) == BATCH:
                time.sleep(min(PAUSE_MOST_S, time.monotonic() - began))
    return done
