"""Whether a worker's memory stays flat over many requests of many pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bench.load import CONNECTIONS, Asked, wrk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.server import Server

STEP_S: Final = 10.0


def measure_memory(
    server: Server, addresses: Sequence[str], requests: int, told: Callable[[int, float], object]
) -> dict[str, Any]:
    """Ask for many pages and return the largest process's own memory on the way, in MB."""
    start = server.worker_mb()
    done, samples = 0, [(0, start)]
    while done < requests:
        # Each step begins elsewhere in the list, so that pages do not come round in the same order.
        turned = [*addresses[done % len(addresses) :], *addresses[: done % len(addresses)]]
        done += int(wrk(server.port, Asked("memory", turned), STEP_S, connections=CONNECTIONS)["requests"])
        samples.append((done, server.worker_mb()))
        told(*samples[-1])
    later = [sample for sample in samples if sample[0] >= done / 2]
    return {
        "requests": done,
        "pages": len(addresses),
        "start_mb": round(start, 1),
        "end_mb": round(samples[-1][1], 1),
        "slope_mb_per_100k": round(slope(later) * 100_000, 1),
        "samples": [[count, round(mb, 1)] for count, mb in samples],
    }


def slope(samples: Sequence[tuple[int, float]]) -> float:
    """Return how much each request adds, by least squares; 0 for fewer than two samples."""
    mean_x = sum(x for x, _y in samples) / max(1, len(samples))
    mean_y = sum(y for _x, y in samples) / max(1, len(samples))
    spread = sum((x - mean_x) ** 2 for x, _y in samples)
    return sum((x - mean_x) * (y - mean_y) for x, y in samples) / spread if spread else 0.0
