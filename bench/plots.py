"""The page of the documentation that shows the figures: tables and plots from the files that are kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bench import holds, results, svg
from bench.site import CHARS_OF_MANY, DATABASES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
PAGE: Final = "reference/benchmarks.md"
NAMES: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
PAGES: Final = {
    "thread-cold": "thread, page 1",
    "thread-deep": "thread, last page",
    "thread-spread-cold": "many threads",
    "board-cold": "board, page 1",
    "board-deep": "board, deep",
    "home-cold": "home",
}
QUERIES: Final = {
    "thread": "thread, page 1",
    "thread-deep": "thread, last page",
    "board": "board, page 1",
    "board-deep": "board, deep",
    "home": "home",
    "feed": "feed",
}
HEAD: Final = """# Benchmarks

Figures that `make bench` and `make bench-full` leave in `bench/results`; `python -m bench plots` writes this page from
them. CPU ms is processor time (user and system) of all processes of the server for a request, by /proc, gzip included;
× hello compares it with hello world on the same server in the same run. Pages take turns, three rounds with four
connections of `wrk`; rows are medians. “Cold” pages are made anew for each request, “hot” ones come from the cache
of guests' pages.
[What pages cost](../explanation/performance.md) tells how that comes about.
"""


def write(kept: Path = results.FOLDER, docs: Path = DOCS) -> None:
    """Write the page and its plots."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(kept.glob("*-*-*.json"))]
    parts = [HEAD, *_of_runs([one for one in found if one["chars"] != CHARS_OF_MANY])]
    for database in DATABASES:
        grown = sorted(
            (one for one in found if one["database"] == database and one["chars"] == CHARS_OF_MANY),
            key=lambda one: int(one["posts"]),
        )
        if len(grown) > 1:
            parts += _of_growth(database, grown, docs)
    (docs / PAGE).write_text("\n".join(parts), encoding="utf-8")


def _of_runs(found: Sequence[Mapping[str, Any]]) -> list[str]:
    parts = []
    for one in sorted(found, key=lambda one: (DATABASES.index(one["database"]), -one["posts"])):
        parts += [
            f"## {NAMES[one['database']]}, {one['posts']:,} posts of {one['chars']} characters\n",
            f"{_told(one)}\n",
            table(
                ["", "CPU ms", "× hello", "database ms", "requests/s", "p50 ms", "p99 ms", "bytes"],
                [
                    [
                        row["name"],
                        f"{row['cpu_ms']:.3g}",
                        f"{row['ratio_to_hello']:,.1f}",
                        f"{row['database_ms']:.2f}",
                        f"{row['rps']:,.0f}",
                        f"{row['p50_ms']:.1f}",
                        f"{row['p99_ms']:.1f}",
                        f"{row['bytes']:,}",
                    ]
                    for row in one["rows"]
                ],
            ),
            _bounds(holds.holds(one)),
            f"{results.in_words(one)}\n",
        ]
    return parts


def _of_growth(database: str, grown: Sequence[Mapping[str, Any]], docs: Path) -> list[str]:
    name = NAMES[database]
    parts = [f"## {name}: cost against number of posts\n", f"{_told(grown[-1])} Posts of {CHARS_OF_MANY} characters.\n"]
    for kind, key, value, chosen in (
        ("Cold pages", "rows", "cpu_ms", PAGES),
        ("SQL of pages", "queries", "ms", QUERIES),
    ):
        lines = [
            svg.Line(shown, points)
            for wanted, shown in chosen.items()
            if (points := [(one["posts"], row[value]) for one in grown for row in one[key] if row["name"] == wanted])
        ]
        picture = f"bench-{database}-{key}.svg"
        (docs / "pictures" / picture).write_text(svg.chart(f"{name}: {kind}", "CPU ms", lines), encoding="utf-8")
        parts.append(f"![{kind} against number of posts]({'../pictures/' + picture})\n")
        parts.append(_figures(kind, lines, grown))
    parts.append(_bounds(holds.growth_holds(grown)))
    memory = [one for one in grown if "memory" in one]
    if memory:
        parts += [_bounds(holds.holds({"rows": [], "memory": memory[-1]["memory"]}))]
    return parts


def _figures(kind: str, lines: Sequence[svg.Line], grown: Sequence[Mapping[str, Any]]) -> str:
    sizes = [one["posts"] for one in grown]
    rows = [[line.name, *(f"{dict(line.points).get(posts, 0):.3g}" for posts in sizes)] for line in lines]
    return table([f"{kind}, CPU ms", *(svg.short(posts) for posts in sizes)], rows)


def _bounds(held: Sequence[holds.Hold]) -> str:
    rows = [[hold.what, f"{hold.found:,g}", f"{hold.most:,g}", "holds" if hold.kept else "**broken**"] for hold in held]
    return table(["bound", "found", "at most", ""], rows)


def _told(one: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in one["versions"].items())
    return f"{one['machine']}; {versions}; {one['date']}."


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
