"""What must hold, and whether it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HOT_MOST: Final = 3.0
UNCHANGED_MOST: Final = 2.0
COLD_MOST: Final = 60.0
DEEP_MOST: Final = 1.15
GROWN_QUERY_MOST: Final = 1.3
GROWN_PAGE_MOST: Final = 1.15
HTML_MOST: Final = 16_000
VISIT_MOST: Final = 40_000
REPLY_MS_MOST: Final = 500
MEMORY_MB_MOST: Final = 150
SLOPE_MB_MOST: Final = 2.0
"""Of memory, for each 100,000 requests: less is flat."""
TIMES_HELLO: Final = {
    "thread-hot": HOT_MOST,
    "board-hot": HOT_MOST,
    "home-hot": HOT_MOST,
    "thread-304": UNCHANGED_MOST,
    "thread-cold": COLD_MOST,
    "board-cold": COLD_MOST,
    "home-cold": COLD_MOST,
}
DEEP: Final = {"thread-deep": "thread-cold", "board-deep": "board-cold"}
GROWN_FROM: Final = 100_000
GROWING: Final = ("thread-cold", "thread-deep", "thread-spread-cold", "board-cold", "board-deep", "home-cold")


@dataclass(frozen=True)
class Hold:
    """A bound, what was measured, and whether it is kept."""

    what: str
    most: float
    found: float

    @property
    def kept(self) -> bool:
        """Say whether it is."""
        return self.found <= self.most


def holds(result: Mapping[str, Any]) -> list[Hold]:
    """Return the bounds that a result speaks of."""
    rows = {row["name"]: row for row in result["rows"]}
    return [
        *(
            Hold(f"{name}: times hello world", most, rows[name]["ratio_to_hello"])
            for name, most in TIMES_HELLO.items()
            if name in rows
        ),
        *(
            Hold(f"{deep}: times {first}", DEEP_MOST, round(rows[deep]["cpu_ms"] / rows[first]["cpu_ms"], 2))
            for deep, first in DEEP.items()
            if deep in rows
        ),
        *_of_wire(result.get("wire")),
        *_of_replies(result.get("replies")),
        *_of_memory(result.get("memory")),
    ]


def _of_wire(wire: Mapping[str, Any] | None) -> list[Hold]:
    if wire is None:
        return []
    return [
        Hold("first visit: bytes of HTML, gzip", HTML_MOST, wire["bytes"]["html"]),
        Hold("first visit: bytes of everything", VISIT_MOST, wire["all_bytes"]),
        Hold("first visit: scripts", 0, wire["scripts"]),
        Hold("first visit: requests for CSS", 1, wire["css_requests"]),
    ]


def _of_replies(replies: Mapping[str, Any] | None) -> list[Hold]:
    if replies is None:
        return []
    return [
        Hold("replies: refused or failed", 0, sum(replies["refused"].values())),
        Hold("replies: ms of the slowest hundredth (p99)", REPLY_MS_MOST, replies["p99_ms"]),
        Hold("replies: acknowledged and lost", 0, replies["lost"]),
        Hold("replies: counters that are wrong", 0, len(replies["differences"])),
    ]


def _of_memory(memory: Mapping[str, Any] | None) -> list[Hold]:
    if memory is None:
        return []
    return [
        Hold(f"memory: MB of a worker after {memory['requests']:,} requests", MEMORY_MB_MOST, memory["end_mb"]),
        Hold("memory: MB more for each 100,000 requests", SLOPE_MB_MOST, memory["slope_mb_per_100k"]),
    ]


def growth_holds(results: Sequence[Mapping[str, Any]]) -> list[Hold]:
    """Return the bounds of growth for results of one database: each larger forum against GROWN_FROM posts."""
    of = {result["posts"]: result for result in results}
    if GROWN_FROM not in of:
        return []
    base = of[GROWN_FROM]
    found = []
    for posts in sorted(of):
        if posts <= GROWN_FROM:
            continue
        of_page = _grown(base["rows"], of[posts]["rows"], "cpu_ms", GROWING)
        of_query = _grown(base.get("queries", []), of[posts].get("queries", []), "ms", None)
        found += [Hold(f"{name} at {posts:,}: times {GROWN_FROM:,}", GROWN_PAGE_MOST, by) for name, by in of_page]
        found += [
            Hold(f"SQL of {name} at {posts:,}: times {GROWN_FROM:,}", GROWN_QUERY_MOST, by) for name, by in of_query
        ]
    return found


def _grown(
    small: Sequence[Mapping[str, Any]], large: Sequence[Mapping[str, Any]], key: str, names: Sequence[str] | None
) -> list[tuple[str, float]]:
    before = {row["name"]: row[key] for row in small}
    return [
        (row["name"], round(row[key] / before[row["name"]], 2))
        for row in large
        if before.get(row["name"]) and (names is None or row["name"] in names)
    ]


def table(held: Sequence[Hold]) -> str:
    """Return the bounds as lines."""
    wide = max((len(hold.what) for hold in held), default=0)
    return "\n".join(
        f"{'holds ' if hold.kept else 'BROKEN'}  {hold.what:<{wide}}  {hold.found:>10,g}  at most {hold.most:,g}"
        for hold in held
    )
