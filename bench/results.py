"""Figures as they are kept: one file a database and size, and `latest.json`."""

from __future__ import annotations

import json
import os
import platform
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import django
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.load import Row
    from bench.site import Size

FOLDER: Final = Path(__file__).parent / "results"


def result(size: Size, hello: float, rows: Sequence[Row], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of a run; `hello` is the floor in ms of processor time."""
    return {
        "machine": machine(),
        "date": time.strftime("%Y-%m-%d"),
        "database": connection.vendor,
        "posts": size.posts,
        "rows": [
            {
                "name": row.name,
                "cpu_ms": row.cpu_ms,
                "ratio_to_hello": round(row.cpu_ms / hello, 2),
                "rps": row.rps,
                "p50_ms": row.p50_ms,
                "p99_ms": row.p99_ms,
                "bytes": row.bytes,
                "database_ms": row.database_ms,
            }
            for row in rows
        ],
        "chars": size.chars,
        "indexed": size.indexed,
        "versions": versions(),
        **more,
    }


def machine() -> str:
    """Return what the machine is, without its name."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return f"{os.cpu_count()} cores, {next(models, platform.machine())}"


def versions() -> dict[str, str]:
    """Return the versions that matter."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version" if connection.vendor == "postgresql" else "SELECT sqlite_version()")
        of_database = str(cursor.fetchone()[0])
    return {"python": platform.python_version(), "django": django.get_version(), connection.vendor: of_database}


def keep(told: Mapping[str, Any], folder: Path = FOLDER) -> None:
    """Keep a result, under its own name and as the latest."""
    own = f"{told['database']}-{told['posts']}-{told['chars']}.json"
    for name in (own, "latest.json"):
        write(folder / name, told)


def write(path: Path, told: Mapping[str, Any]) -> None:
    """Write a file of figures."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def table(told: Mapping[str, Any]) -> str:
    """Return the rows of a result as lines."""
    head = f"{'':22} {'CPU ms':>9} {'× hello':>8} {'db ms':>7} {'req/s':>9} {'p50 ms':>8} {'p99 ms':>8} {'bytes':>7}"
    return "\n".join(
        [
            head,
            *(
                f"{row['name']:22} {row['cpu_ms']:9.3f} {row['ratio_to_hello']:8.1f} {row['database_ms']:7.2f} "
                f"{row['rps']:9.0f} {row['p50_ms']:8.2f} {row['p99_ms']:8.2f} {row['bytes']:7}"
                for row in told["rows"]
            ),
        ]
    )


def in_words(one: Mapping[str, Any]) -> str:
    """Return what stands in no row: start, memory, replies."""
    said = [f"The first request was answered {one['start_ms'] / 1000:.1f} s after the start, in {one['start_mb']} MB."]
    if replies := one.get("replies"):
        said.append(
            f"{replies['writers']} members wrote {replies['replies']:,} replies in {replies['seconds']} s beside "
            f"{replies['readers']} readers: p50 {replies['p50_ms']} ms, p99 {replies['p99_ms']} ms."
        )
    if memory := one.get("memory"):
        said.append(
            f"After {memory['requests']:,} requests of {memory['pages']:,} pages a worker had {memory['end_mb']} MB of "
            f"its own, {memory['slope_mb_per_100k']:+} MB for each further 100,000."
        )
    return " ".join(said)
