"""Measure Wardmote: what pages cost, over a large forum, against the same server's hello world.

    python -m bench run [--posts N] [--chars N] [--database sqlite|postgresql] [--full] [--strict]
    python -m bench corpus [--posts N] [--chars N] [--database …]     the forum alone
    python -m bench growth [--posts N] [--database …]     the same over 10 thousand posts, ten times as many, up to N
    python -m bench plots                     the plots of the documentation, from the figures that are kept
    python -m bench search build|measure      what search costs, by kinds of questions

Corpora are kept in WARDMOTE_BENCH_DATA (./var/bench) and made once. For PostgreSQL, DATABASE_URL names a database whose
user may create others: each corpus is one of its own beside it.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from bench import load, site

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.holds import Hold

GROWTH: Final = (10_000, 100_000, 1_000_000, 10_000_000)


def main() -> int:
    """Do what is asked."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Wardmote over a large forum.")
    parser.add_argument("what", choices=DO)
    parser.add_argument("how", nargs="?", choices=("build", "measure"), default="measure", help="of search")
    parser.add_argument("--posts", type=int, default=100_000, help="of the forum; for growth of the largest")
    parser.add_argument("--chars", type=int, help="characters of a post on average")
    parser.add_argument("--database", choices=site.DATABASES, default=site.SQLITE)
    parser.add_argument("--unindexed", action="store_true", help="leave the search index empty")
    parser.add_argument("--full", action="store_true", help="measure longer, and the memory as well")
    parser.add_argument("--memory", type=int, metavar="N", help="look at the memory over so many requests")
    parser.add_argument("--quick", action="store_true", help="only try whether it works: no figures are kept")
    parser.add_argument("--strict", action="store_true", help="fail where a bound is broken")
    parser.add_argument("--no-recall", action="store_true", help="search: without comparing with LIKE")
    given = parser.parse_args()
    # A clean end, so that no server is left behind.
    signal.signal(signal.SIGTERM, lambda *_given: sys.exit(128 + signal.SIGTERM))
    return DO[given.what](given)


def run(given: argparse.Namespace) -> int:
    """Measure one forum."""
    load.require_wrk()
    size = site.size_of(given.posts, given.chars, indexed=not given.unindexed)
    site.prepare(given.database, size)
    from bench import holds, results
    from bench.run import FULL, QUICK, USUAL
    from bench.run import run as measured

    effort = FULL if given.full else QUICK if given.quick else USUAL
    if given.memory is not None:
        effort = dataclasses.replace(effort, memory_requests=given.memory)
    told = measured(size, effort)
    if not given.quick:
        results.keep(told)
    print(f"\n{told['database']}, {told['posts']:,} posts of {told['chars']} characters, {told['machine']}")
    print(results.table(told))
    print(f"\n{results.in_words(told)}")
    return tell(holds.holds(told), strict=given.strict)


def corpus(given: argparse.Namespace) -> int:
    """Make a forum and leave it for later."""
    site.prepare(given.database, size := site.size_of(given.posts, given.chars, indexed=not given.unindexed))
    from bench.corpus.build import ensure

    print("The forum is made." if ensure(size) else "The forum is there.")
    return 0


def growth(given: argparse.Namespace) -> int:
    """Measure forums of rising size, each in a process of its own, and compare."""
    from bench import holds, results

    sizes = [posts for posts in GROWTH if posts <= given.posts]
    for posts in sizes:
        words = ["run", "--posts", str(posts), "--chars", str(site.CHARS_OF_MANY), "--unindexed"]
        words += ["--database", given.database, *(["--full"] if given.full and posts == sizes[-1] else [])]
        subprocess.run([sys.executable, "-m", "bench", *words], check=True)
    kept = [results.FOLDER / f"{given.database}-{posts}-{site.CHARS_OF_MANY}.json" for posts in sizes]
    return tell(holds.growth_holds([json.loads(path.read_text()) for path in kept]), strict=given.strict)


def search(given: argparse.Namespace) -> int:
    """Measure search."""
    size = site.size_of(given.posts, given.chars or SEARCH_CHARS, indexed=False)
    site.prepare(given.database, size)
    from bench import search as measured

    if given.how == "build":
        measured.build(size)
    else:
        measured.measure(with_recall=not given.no_recall)
    return 0


def plots(_given: argparse.Namespace) -> int:
    """Draw what is kept."""
    from bench import plots as drawn

    drawn.write()
    return 0


def tell(held: list[Hold], *, strict: bool) -> int:
    """Print the bounds and return the exit status."""
    from bench import holds

    print(f"\n{holds.table(held)}")
    return int(strict and not all(hold.kept for hold in held))


SEARCH_CHARS: Final = 85
DO: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    "run": run,
    "corpus": corpus,
    "growth": growth,
    "plots": plots,
    "search": search,
}

if __name__ == "__main__":
    sys.exit(main())
