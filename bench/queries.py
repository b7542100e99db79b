"""The SQL of the pages that guests read, caught from a request and timed by itself."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from bench.spent import Spent

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.addresses import Addresses

RUNS: Final = 40
WARM: Final = 3


class _Caught:
    """Notes each statement with its values."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, Any]] = []

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001  as Django passes it
        context: dict[str, Any],
    ) -> Any:
        """Note a statement and let it pass."""
        if sql.startswith("SELECT"):
            self.statements.append((sql, params))
        return execute(sql, params, many, context)


def measure_queries(addresses: Addresses) -> list[dict[str, Any]]:
    """Return for each page its queries and what they take, in ms of processor time (medians)."""
    settings.ALLOWED_HOSTS = ["*"]
    call_command("collectstatic", interactive=False, verbosity=0)
    spent = Spent()
    pages = {
        "thread": addresses.thread,
        "thread-deep": addresses.thread_end,
        "board": addresses.board,
        "board-deep": addresses.board_deep,
        "home": "/",
        "feed": f"{addresses.board}/feed.atom",
        **{f"search-{name}": address for name, address in addresses.searches.items()},
    }
    return [_page(name, address, spent) for name, address in pages.items()]


def _page(name: str, address: str, spent: Spent) -> dict[str, Any]:
    client = Client()
    client.get(address)  # what a process keeps is not read again
    caught = _Caught()
    with connection.execute_wrapper(caught):
        status = client.get(address, REMOTE_ADDR="10.1.1.1").status_code
    if status != 200:
        raise SystemExit(f"{name}: {address} answers {status}")
    each = [_time(sql, params, spent) for sql, params in caught.statements]
    worst = max(range(len(each)), key=each.__getitem__)
    return {
        "name": name,
        "queries": len(each),
        "ms": round(sum(each), 3),
        "slowest_ms": round(each[worst], 3),
        "slowest": caught.statements[worst][0][:300],
        "each_ms": [round(one, 3) for one in each],
    }


def _time(sql: str, params: Any, spent: Spent) -> float:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            cursor.fetchall()

    for _warm in range(WARM):
        run()
    found = []
    for _run in range(RUNS):
        before = spent.ms()
        run()
        found.append(spent.ms() - before)
    return statistics.median(found)
