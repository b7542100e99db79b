"""The page of figures, made from results that are kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from bench import plots, svg

if TYPE_CHECKING:
    from pathlib import Path


def result(posts: int, chars: int, cold: float) -> dict[str, Any]:
    row = {"name": "thread-cold", "cpu_ms": cold, "ratio_to_hello": cold / 0.05, "database_ms": 0.0}
    row |= {"rps": 300.0, "p50_ms": 3.0, "p99_ms": 9.0, "bytes": 15_000}
    return {
        "machine": "2 cores",
        "date": "2026-11-29",
        "database": "sqlite",
        "posts": posts,
        "chars": chars,
        "rows": [row],
        "queries": [{"name": "thread", "ms": 1.0}],
        "versions": {"python": "3.11", "sqlite": "3.40"},
        "start_ms": 2100,
        "start_mb": 90.0,
    }


def test_the_page_tells_every_run_and_how_cost_grows(tmp_path: Path) -> None:
    kept, docs = tmp_path / "results", tmp_path / "docs"
    for folder in (kept, docs / "reference", docs / "pictures"):
        folder.mkdir(parents=True)
    for one in (result(100_000, 400, 2.5), result(100_000, 100, 2.0), result(1_000_000, 100, 2.4)):
        (kept / f"sqlite-{one['posts']}-{one['chars']}.json").write_text(json.dumps(one))
    (kept / "latest.json").write_text("{}")
    plots.write(kept, docs)
    page = (docs / plots.PAGE).read_text()
    assert "## SQLite, 100,000 posts of 400 characters" in page
    assert "| thread-cold at 1,000,000: times 100,000 | 1.2 | 1.15 | **broken** |" in page
    drawn = ET.fromstring((docs / "pictures" / "bench-sqlite-rows.svg").read_text())
    assert "thread, page 1: 2 CPU ms at 100 k, 2.4 CPU ms at 1 M" in "".join(drawn.itertext())


def test_axes_have_round_steps() -> None:
    assert [svg.nice(value) for value in (0.03, 0.7, 1, 1.2, 4.4, 9)] == [0.05, 1, 1, 2, 5, 10]
    assert [svg.short(posts) for posts in (500, 10_000, 10_000_000)] == ["500", "10 k", "10 M"]
