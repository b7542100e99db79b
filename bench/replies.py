"""Eight members reply beside eight readers: how long a reply takes, and whether all that was acknowledged is there."""

from __future__ import annotations

import itertools
import statistics
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from bench.corpus.people import WRITERS, writer_name
from bench.load import Asked, wrk
from bench.visitor import Visitor
from wardmote.accounts.queries.recount import find_balances, find_totals
from wardmote.boards.models import Post
from wardmote.boards.queries.recount import (
    find_boards,
    members_recounted,
    threads_recounted,
    wrong_member,
    wrong_thread,
)
from wardmote.core import doctor, options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.server import Server

READERS: Final = 8
THREADS: Final = 4
"""That each writer replies in."""
FREE: Final = {"post_interval_s": 0}
"""A member may write without waiting, as eight of them stand for many."""
DEAR: Final = 2_000_000
"""Above so many posts only what the replies changed is recounted, since all would take hours."""
PARTS: Final = 100
"""Hundredths."""


@dataclass
class _Told:
    """What the writers saw."""

    ms: list[float] = field(default_factory=list)
    taken: dict[int, str] = field(default_factory=dict)
    """What was acknowledged, by the posts' numbers."""
    refused: Counter[str] = field(default_factory=Counter)
    until: float = float("inf")
    seconds: float = 0.0


def measure_replies(
    server: Server, threads: Sequence[int], reading: Sequence[str], *, seconds: float, indexed: bool
) -> dict[str, Any]:
    """Return times of replies and of reading meanwhile, and what a recount says afterwards."""
    options.store(FREE)
    began = time.monotonic()
    told, read = _write_and_read(server, threads, reading, seconds)
    took = time.monotonic() - began
    # Where not even two were answered, a reply takes as long as was waited.
    quantiles = statistics.quantiles(told.ms, n=PARTS) if len(told.ms) > 1 else [took * 1000]
    return {
        "writers": WRITERS,
        "readers": READERS,
        "seconds": round(told.seconds, 1),
        "replies": len(told.taken),
        "replies_per_s": round(len(told.taken) / told.seconds, 1),
        "p50_ms": round(statistics.median(told.ms or [took * 1000]), 1),
        "p99_ms": round(quantiles[-1], 1),
        "max_ms": round(max(told.ms, default=0.0), 1),
        "refused": dict(told.refused),
        "reads_per_s": round(read["requests"] / read["seconds"], 1),
        "read_p99_ms": round(read["p99_ms"], 1),
        "lost": len(told.taken) - _kept(told.taken),
        "differences": recount_changed(threads) if _is_dear() else recount(indexed=indexed),
    }


def _write_and_read(
    server: Server, threads: Sequence[int], reading: Sequence[str], seconds: float
) -> tuple[_Told, dict[str, float]]:
    """Let the writers and the readers begin together, and return what both saw; forms are fetched before."""
    told, ready = _Told(), threading.Barrier(WRITERS + 1)
    writers = [
        threading.Thread(target=_write, args=(server.port, number, threads[number::WRITERS] or threads, told, ready))
        for number in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    ready.wait()
    began = time.monotonic()
    told.until = began + seconds
    read = wrk(server.port, Asked("readers", reading), seconds, connections=READERS)
    for writer in writers:
        writer.join()
    told.seconds = time.monotonic() - began
    return told, read


def _write(port: int, number: int, threads: Sequence[int], told: _Told, ready: threading.Barrier) -> None:
    """Sign in and reply in some threads in turn, until it is time."""
    visitor = Visitor(port, number)
    try:
        visitor.sign_in()
        forms = [(thread, visitor.form(f"/t/{thread}", f"/t/{thread}/reply")) for thread in threads[:THREADS]]
    except BaseException:
        ready.abort()
        raise
    ready.wait()
    for count, (thread, form) in enumerate(itertools.cycle(forms)):
        # The same text again would be refused.
        text = f"第 {count} 次说，{time.monotonic_ns()}：路灯修好了，谢谢大家。"
        began = time.monotonic()
        if began > told.until:
            break
        status, post = visitor.reply(thread, form, text)
        told.ms.append((time.monotonic() - began) * 1000)
        if post:
            told.taken[post] = text
        else:
            told.refused[str(status)] += 1
    visitor.close()


def _kept(taken: dict[int, str]) -> int:
    """Return how many of the acknowledged replies are in the database as they were written."""
    rows = Post.objects.filter(pk__gte=min(taken, default=0), state="public").values_list("pk", "source")
    return sum(taken.get(pk) == source for pk, source in rows)


def recount(*, indexed: bool) -> list[str]:
    """Return what `wardmote doctor` finds wrong; the search index is not asked for where the corpus has none."""
    found = []
    for check in doctor.checks():
        if check.name == "search index" and not indexed:
            continue
        found += [f"{check.name}: {difference}" for difference in check.find()[:10]]
    connection.close()
    return found


def recount_changed(threads: Sequence[int]) -> list[str]:
    """Return what is wrong with the threads, with those who replied, with boards and with credits."""
    writers = [writer_name(number) for number in range(WRITERS)]
    wrong_threads = threads_recounted().filter(wrong_thread(), pk__in=threads)
    wrong_members = members_recounted().filter(wrong_member(), name__in=writers)
    found = [f"thread: {pk}" for pk in wrong_threads.values_list("pk", flat=True)]
    found += [f"member: {name}" for name in wrong_members.values_list("name", flat=True)]
    found += [str(difference) for find in (find_boards, find_balances, find_totals) for difference in find()[:10]]
    connection.close()
    return found


def _is_dear() -> bool:
    return Post.objects.order_by("-pk").values_list("pk", flat=True)[0] > DEAR
