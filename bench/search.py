"""What search costs on a large forum: processor milliseconds of the process and its PostgreSQL, recall, sizes.

    python -m bench search build [--posts N] [--chars N]       rows, and the index as `wardmote reindex` fills it
    python -m bench search measure [--posts N] [--chars N]     writes bench/results/search-<database>.json

Nothing here reads a clock on the wall: a machine that does other work as well tells the same.
"""

from __future__ import annotations

import itertools
import json
import random
import re
import statistics
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from bench import results
from bench.corpus.build import ensure
from bench.corpus.words import ENGLISH, FOUR, INSIDE, ONCE
from bench.spent import Spent
from wardmote.accounts import actor as actors
from wardmote.accounts.models import Member
from wardmote.boards.actions import similar
from wardmote.boards.models import Board, Post, Thread
from wardmote.boards.queries import search
from wardmote.boards.queries.search_filters import KEYS
from wardmote.boards.queries.similar import similar_threads, similar_to_title
from wardmote.search import index, sources
from wardmote.search.fold import fold
from wardmote.search.parse import parse
from wardmote.search.tokens import CJK

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.site import Size

TIMES_LEAST, SECONDS = 5, 0.4
SAMPLES = 200


def cost(spent: Spent, run: Callable[[], Any]) -> dict[str, Any]:
    """Return the median and the worst of several runs, in milliseconds, after one that warms up."""
    run()
    found: list[float] = []
    began = time.process_time()
    while len(found) < TIMES_LEAST or (time.process_time() - began < SECONDS and len(found) < 200):
        before = spent.ms()
        run()
        found.append(spent.ms() - before)
    return {"ms": round(statistics.median(found), 2), "worst_ms": round(max(found), 2), "runs": len(found)}


def hits(results: search.Results) -> int:
    """Return how many posts a page of results shows or counts."""
    return sum(len(thread.hits) + thread.more for thread in results.threads)


def common_words() -> dict[str, str]:
    """Return what stands in many posts: the commonest pair, a middling one, four characters, from a sample."""
    pairs: dict[str, int] = {}
    fours: dict[str, int] = {}
    last = Post.objects.order_by("-pk").values_list("pk", flat=True)[0]
    texts = list(Post.objects.filter(pk__in=range(1, last, max(1, last // 5000))).values_list("text", flat=True))
    for text in texts:
        for run in re.findall(f"[{CJK}]+", text):
            for start in range(len(run) - 1):
                pairs[run[start : start + 2]] = pairs.get(run[start : start + 2], 0) + 1
            for start in range(len(run) - 3):
                fours[run[start : start + 4]] = fours.get(run[start : start + 4], 0) + 1
    by_count = sorted(pairs, key=lambda pair: -pairs[pair])
    own = set(INSIDE)
    ranked = [pair for pair in by_count if not set(pair) & own]
    by_count = sorted(fours, key=lambda one: -fours[one])
    four = next(one for one in by_count if not set(one) & own and len(set(one)) == 4)
    twice = next(one for one in by_count if not set(one) & own and one[:2] == one[2:])
    return {
        "common": ranked[0],
        "middling": ranked[400],
        "four": four,
        "twice": twice,
        "twenty": " ".join(ranked[:20]),
        "many": " ".join(ranked[:60]),
    }


def questions(words: dict[str, str]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return what is asked, by what it shows."""
    twenty = words["twenty"].split()
    name = Member.objects.order_by("pk").values_list("name", flat=True)
    return {
        "two characters that stand in one post": (ONCE, {}),
        "two characters, the commonest pair": (words["common"], {}),
        "two characters, a middling pair": (words["middling"], {}),
        "four characters, in one post of 5,000": (FOUR, {}),
        "four characters, the commonest": (words["four"], {}),
        "four characters, a common pair twice": (words["twice"], {}),
        "English phrase": (f'"{ENGLISH}"', {}),
        "English words": (ENGLISH, {}),
        "English word, common": ("the", {}),
        "nothing such": ("鱻麤驫", {}),
        "commonest pair, by best match": (words["common"], {"sort": search.RELEVANCE}),
        "middling pair, by best match": (words["middling"], {"sort": search.RELEVANCE}),
        "four characters, by best match": (words["four"], {"sort": search.RELEVANCE}),
        "only in closed boards": (INSIDE, {}),
        "only in closed boards, by best match": (INSIDE, {"sort": search.RELEVANCE}),
        "common pair by a rare author": (f"{words['common']} author:{name[len(name) - 2]}", {}),
        "common pair in the smallest board": (f"{words['common']} board:board-38", {}),
        "common pair before the first month": (f"{words['common']} before:2014-03-01", {}),
        "common pair before there was a post": (f"{words['common']} before:2000-01-01", {}),
        "before there was a post": ("before:2000-01-01", {}),
        "common pair with a picture": (f"{words['common']} has:picture", {}),
        "common pair in one thread": (f"{words['common']} thread:{Thread.objects.order_by('pk')[777].pk}", {}),
        "twenty common pairs": (words["twenty"], {}),
        "two that exclude each other": (f"{twenty[0]} -{twenty[0]}", {}),
        "one common, nineteen not": (f"{twenty[0]} " + " ".join(f"-{one}" for one in twenty[1:]), {}),
        "sixty words, some cut off": (words["many"], {}),
        "long phrase of common pairs": ("".join(twenty), {}),
        "title: single character": ("路", {}),
        "title: pair": (f"in:title {words['common']}", {}),
        "title: single character, best match": ("路", {"sort": search.RELEVANCE}),
        "title character and common pair": (f"路 {words['common']}", {}),
        "author alone": (f"author:{name[len(name) - 2]}", {}),
        "board alone": ("board:board-38", {}),
    }


def measure_questions(spent: Spent) -> dict[str, Any]:
    """Ask as a guest, to whom half of the boards are closed, and print as it goes."""
    told: dict[str, Any] = {}
    guest = actors.guest()
    words = common_words()
    print(words)
    for name, (text, more) in questions(words).items():
        found = search.search_posts(guest, text, **more)
        told[name] = cost(spent, partial(search.search_posts, guest, text, **more)) | {"found": hits(found)}
        print(
            f"{name:42} {told[name]['ms']:9.2f} ms, worst {told[name]['worst_ms']:9.2f}, {told[name]['found']} found",
            flush=True,
        )
    admin = actors.actor_of(Member.objects.order_by("pk")[0])
    for name, text in (
        ("commonest pair, administrator", words["common"]),
        ("closed boards, administrator", INSIDE),
    ):
        told[name] = cost(spent, partial(search.search_posts, admin, text))
        print(f"{name:42} {told[name]['ms']:9.2f} ms", flush=True)
    deep = Post.objects.order_by("pk").values_list("pk", flat=True)[2000]
    for name, text in (
        ("commonest pair, the last page", words["common"]),
        ("middling pair, the last page", words["middling"]),
    ):
        told[name] = cost(spent, partial(search.search_posts, guest, text, after=deep))
        print(f"{name:42} {told[name]['ms']:9.2f} ms", flush=True)
    settings.ALLOWED_HOSTS = ["*"]
    call_command("collectstatic", interactive=False, verbosity=0)
    for name, text in (("whole page, commonest pair", words["common"]), ("whole page, four characters", FOUR)):
        told[name] = cost(spent, partial(page, text))
        print(f"{name:42} {told[name]['ms']:9.2f} ms", flush=True)
    return told


def measure_similar(spent: Spent) -> dict[str, Any]:
    """Compare titles as a guest: twenty that threads bear, and the longest one that words of many titles make."""
    told: dict[str, Any] = {}
    guest = actors.guest()
    last = Thread.objects.order_by("-pk").values_list("pk", flat=True)[0]
    threads = list(Thread.objects.filter(pk__in=range(last // 40, last, last // 20)).order_by("pk"))
    titles = [thread.title for thread in threads]
    common = common_words()["twenty"].replace(" ", "，")
    for thread in threads:
        similar._find(thread.pk)  # noqa: SLF001
    threads = list(Thread.objects.filter(pk__in=[thread.pk for thread in threads]).order_by("pk"))
    turns = itertools.cycle(range(len(titles)))
    for name, run in (
        ("similar, while a title is typed or in its preview", lambda: similar_to_title(guest, titles[next(turns)])),
        ("similar, a title of twenty common pairs", lambda: similar_to_title(guest, common)),
        ("similar, under a thread", lambda: similar_threads(guest, threads[next(turns)])),
        ("similar, the worker for one thread", lambda: similar._find(threads[next(turns)].pk)),  # noqa: SLF001
    ):
        told[name] = cost(spent, run)
        print(f"{name:42} {told[name]['ms']:9.2f} ms, worst {told[name]['worst_ms']:9.2f}", flush=True)
    return told


_addresses = iter(range(1, 10**6))
_client = Client()
"""One for all: each builds the handler anew, and that looks at every static file, which a server does once."""


def page(text: str) -> None:
    """Ask for the page as a guest of another address each time: a guest's rate is bounded."""
    number = next(_addresses)
    address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
    answer = _client.get("/search", {"q": text}, REMOTE_ADDR=address)
    if answer.status_code != 200:
        raise SystemExit(f"{text}: {answer.status_code}")


def recall() -> dict[str, Any]:
    """Compare what the index finds with what LIKE finds, for parts of Chinese text of 2 to 6 characters."""
    letters = random.Random(200)
    admin = actors.actor_of(Member.objects.order_by("pk")[0])
    last = Post.objects.order_by("-pk").values_list("pk", flat=True)[0]
    rows = {pk: fold(text) for pk, text in Post.objects.values_list("pk", "text").iterator(chunk_size=20_000)}
    titles = {pk: fold(title) for pk, title in Post.objects.filter(floor=1).values_list("pk", "thread__title")}
    asked: list[str] = []
    while len(asked) < SAMPLES:
        runs = [run for run in re.findall(f"[{CJK}]+", rows[letters.randint(1, last)]) if len(run) > 5]
        if runs:
            run, length = letters.choice(runs), letters.randint(2, 6)
            start = letters.randint(0, len(run) - length)
            asked.append(run[start : start + length])
    recalls, extra = [], 0
    for number, text in enumerate(asked, start=1):
        wanted = {pk for pk, said in rows.items() if text in said} | {pk for pk, said in titles.items() if text in said}
        found = every(admin, text)
        recalls.append(len(wanted & found) / len(wanted))
        extra += len(found - wanted)
        if number % 20 == 0:
            print(f"{number} of {SAMPLES}: least {min(recalls)}, found beside {extra}", flush=True)
    return {"samples": SAMPLES, "recall": statistics.mean(recalls), "least": min(recalls), "not_wanted": extra}


def every(viewer: Any, text: str) -> set[int]:
    """Return the numbers of all posts that are found for a text, without a page's limit."""
    match = parse(text, KEYS).match()
    assert match is not None
    rows = search._standing(viewer)  # noqa: SLF001
    every_look = [index.numbered(rows, "boards_post.id", looked.found) for looked in index.newest("post", match)]
    return {pk for found in every_look for pk in found.values_list("pk", flat=True)}


def sizes() -> dict[str, float]:
    """Return what lies in the database, in MB."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND relname IN "
                "('boards_post', 'boards_thread', 'search_post', 'search_thread')"
            )
            return {name: round(size / 1e6, 1) for name, size in cursor.fetchall()}
        cursor.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY 1")
        found: dict[str, float] = {}
        for name, size in cursor.fetchall():
            whole = re.sub(r"_(data|idx|docsize|config|content)$", "", name) if name.startswith("search_") else name
            found[whole] = found.get(whole, 0) + size / 1e6
        return {name: round(size, 1) for name, size in found.items() if size > 1}


def build(size: Size) -> None:
    """Make the rows, then the index as `wardmote reindex` does, and tell what that costs."""
    ensure(size)
    spent = Spent()
    told = {}
    for kind in ("thread", "post"):
        before = spent.ms()
        done = sources.fill(kind, lambda _seen, done: done % 100_000 or print(done, flush=True))
        told[kind] = {"entered": done, "cpu_s": round((spent.ms() - before) / 1000, 1)}
        told[kind]["per_cpu_s"] = round(done / told[kind]["cpu_s"])
    print(told)
    keep({"reindex": told, "posts": size.posts})


def keep(told: dict[str, Any]) -> None:
    """Add to the database's file of figures."""
    path = results.FOLDER / f"search-{connection.vendor}.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    kept |= {"database": connection.vendor, "machine": results.machine(), "date": time.strftime("%Y-%m-%d")}
    kept |= {"versions": results.versions(), **told}
    results.write(path, kept)


def measure(*, with_recall: bool) -> None:
    """Measure everything, cheapest first."""
    spent = Spent()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    keep({"questions": measure_questions(spent), "similar": measure_similar(spent)})
    keep({"sizes_mb": sizes(), "boards": Board.objects.count()})
    if with_recall:
        keep({"recall": recall()})
