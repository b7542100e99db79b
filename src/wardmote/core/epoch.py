"""When pages that are kept for guests must go at once: something was hidden, deleted, moved or restricted.

Nobody has to remember it for what staff does: every act of theirs is in the log (`core.audit`) and every change of
options, groups, ranks and boards has a version (`core.snapshot`), and both end an epoch. What members take back
themselves is in neither, and says so by `end`. All three are written in the change's own transaction, and as rows of
their own, so that no two transactions ever wait for each other here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from wardmote.core import clock, snapshot
from wardmote.core.models import AuditEntry, EpochEnd

if TYPE_CHECKING:
    from collections.abc import Mapping

SPAN: Final = dt.timedelta(seconds=60)
"""How far back `read` looks: longer than a transaction takes, and than the clocks of two machines differ."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """What was found at one moment: the versions of the snapshots, and what has ended epochs of late."""

    versions: Mapping[str, int]
    ends: frozenset[tuple[str, int]]

    def goes_on(self, before: Epoch) -> bool:
        """Say whether nothing has ended the epoch since `before` was read.

        Numbers are compared one by one: a transaction may be over later than another that began after it.
        """
        return self.versions == before.versions and self.ends <= before.ends


def end() -> None:
    """Let no guest see what was kept before this change for longer than a second (1 query); call it inside it."""
    EpochEnd.objects.create(at=clock.now())


def read() -> Epoch:
    """Return what holds now, and let the snapshots know of it (3 queries)."""
    versions = snapshot.refresh()
    since = clock.now() - SPAN
    acts = AuditEntry.objects.filter(at__gt=since).values_list("pk", flat=True)
    ends = EpochEnd.objects.filter(at__gt=since).values_list("pk", flat=True)
    return Epoch(versions, frozenset({*(("act", pk) for pk in acts), *(("end", pk) for pk in ends)}))


def sweep() -> int:
    """Delete what nobody reads any more and return how much that was."""
    return EpochEnd.objects.filter(at__lt=clock.now() - 2 * SPAN).delete()[0]
