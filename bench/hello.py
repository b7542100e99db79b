"""The floor: what the same server needs for a fixed line, with the same processes, threads and bounds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces

if TYPE_CHECKING:
    from collections.abc import Callable


def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Answer."""
    start_response("200 OK", [("content-type", "text/plain")])
    return [b"hello world"]


def main() -> None:
    """Serve as `wardmote serve` does."""
    from django.conf import settings

    from wardmote.pages.management.commands.serve import WAITING_PER_THREAD

    Granian(
        "bench.hello:application",
        address="127.0.0.1",
        port=int(os.environ["PORT"]),
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=settings.WORKERS,
        blocking_threads=settings.THREADS,
        backpressure=settings.THREADS * WAITING_PER_THREAD,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    main()
