"""Load by `wrk`: what a request costs the server, and how long it takes."""

from __future__ import annotations

import http.client
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.server import Server

SCRIPT: Final = Path(__file__).with_name("load.lua")
CONNECTIONS: Final = 4
HEAD_MOST: Final = 2_000
"""Bytes of an answer without a body."""
ADDRESSES: Final = 1 << 24
"""Network addresses that requests may come from: each run begins at another, since rates count for minutes."""
GZIP: Final = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Asked:
    """What is measured under a name: addresses that are asked for in turn, with what headers."""

    name: str
    addresses: Sequence[str]
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Row:
    """What a request costs: medians of the rounds."""

    name: str
    cpu_ms: float
    """Processor time of the server's processes, without a database server's."""
    database_ms: float
    """Processor time of the database server's processes; SQLite works within the server's."""
    rps: float
    p50_ms: float
    p99_ms: float
    bytes: int
    """Of the first address's answer as it travels, without its head."""


def require_wrk() -> None:
    """Say what is missing, if it is."""
    if shutil.which("wrk") is None:
        sys.exit("The load comes from wrk, which is missing here: apt-get install wrk (or brew install wrk).")


def fetch(port: int, address: str, headers: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers (their names in small letters) and body, as they travel."""
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    try:
        connection.request("GET", address, headers={**GZIP, **headers})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def wrk(port: int, asked: Asked, seconds: float, *, connections: int = CONNECTIONS) -> dict[str, float]:
    """Load the server for some seconds and return what wrk tells.

    Raises:
        SystemExit: an answer was an error.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("\n".join(asked.addresses) + "\n")
        listed.flush()
        headers = [part for name, value in {**GZIP, **asked.headers}.items() for part in ("-H", f"{name}: {value}")]
        done = subprocess.run(
            [
                *("wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "20s"),
                *headers,
                *("-s", str(SCRIPT), f"http://localhost:{port}", "--", listed.name, str(random.randrange(ADDRESSES))),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    if told["errors"]:
        raise SystemExit(f"{asked.name}: {told['errors']:.0f} of {told['requests']:.0f} answers were errors")
    return told


def measure(
    server: Server,
    all_asked: Sequence[Asked],
    *,
    seconds: float,
    rounds: int,
    database_ms: Callable[[], float] = lambda: 0.0,
) -> list[Row]:
    """Return what a request of each kind costs.

    They take turns, some rounds: what else the machine has to do for some seconds disturbs one round of many, and the
    median of none.
    """
    lengths = [_length(server, asked) for asked in all_asked]
    found: list[list[dict[str, float]]] = [[] for _asked in all_asked]
    for _round in range(rounds):
        for asked, runs in zip(all_asked, found, strict=True):
            runs.append(_run(server, asked, seconds, database_ms))
    return [_middle(*one) for one in zip(all_asked, found, lengths, strict=True)]


def _length(server: Server, asked: Asked) -> int:
    status, _headers, body = fetch(server.port, asked.addresses[0], asked.headers)
    if status != asked.status:
        raise SystemExit(f"{asked.name}: {asked.addresses[0]} answers {status}, not {asked.status}")
    return len(body)


def _run(server: Server, asked: Asked, seconds: float, database_ms: Callable[[], float]) -> dict[str, float]:
    before, of_database = server.cpu_ms(), database_ms()
    told = wrk(server.port, asked, seconds)
    if asked.status == http.HTTPStatus.NOT_MODIFIED and told["bytes"] > told["requests"] * HEAD_MOST:
        raise SystemExit(f"{asked.name}: the page changed while it was asked for")
    told["cpu_ms"] = (server.cpu_ms() - before) / told["requests"]
    told["database_ms"] = (database_ms() - of_database) / told["requests"]
    told["rps"] = told["requests"] / told["seconds"]
    return told


def _middle(asked: Asked, runs: Sequence[Mapping[str, float]], length: int) -> Row:
    """Return the medians of the rounds."""
    middle = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    return Row(
        asked.name,
        round(middle["cpu_ms"], 4),
        round(middle["database_ms"], 4),
        round(middle["rps"], 1),
        round(middle["p50_ms"], 2),
        round(middle["p99_ms"], 2),
        length,
    )
