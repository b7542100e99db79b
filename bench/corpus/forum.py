"""Threads, posts and what stands under them, as rows that the actions would have left."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from bench.corpus.people import is_digest
from bench.corpus.plan import LONG_THREAD, PAGE
from bench.corpus.rendered import said
from bench.corpus.shapes import Shape, at
from wardmote.boards.models import Board, BoardDay, Post, PostComment, Reaction, Tag, Thread, ThreadTag
from wardmote.boards.queries.documents import post_tokens, thread_tokens
from wardmote.boards.tag_names import tag_key
from wardmote.core.text.render import RENDERER_VERSION
from wardmote.search import index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.corpus.people import Place
    from bench.corpus.plan import Plan
    from bench.corpus.rendered import Said, Texts
    from bench.corpus.words import Writer

BATCH: Final = 10_000
TAGS: Final = 200
DAYS: Final = 7
"""Of so many last days the boards keep what was written."""

TAG_SHAPE: Final = Shape(Tag, "id", "key", "name", "created_at")
THREAD_TAG: Final = Shape(ThreadTag, "thread_id", "tag_id", "position")
THREAD: Final = Shape(
    Thread,
    *("id", "board_id", "category_id", "type_id", "author_id", "title", "created_at", "approved_at"),
    *("last_post_at", "last_author_id", "last_floor", "last_post_floor", "replies", "views"),
    *("sticky", "digest", "tags", "similar", "similar_at"),
)
POST: Final = Shape(
    Post,
    *("id", "thread_id", "author_id", "floor", "created_at", "source", "html", "text", "renderer"),
    *("supports", "thanks", "comments"),
)
REACTION: Final = Shape(Reaction, "post_id", "member_id", "kind", "at")
COMMENT: Final = Shape(PostComment, "post_id", "author_id", "text", "at")
"""Every table that grows with the posts."""
GROWING: Final = (THREAD, POST, THREAD_TAG, REACTION, COMMENT)


def batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    """Yield rows some at a time."""
    while batch := list(itertools.islice(rows, BATCH)):
        yield batch


class Forum:
    """Writes the rows of a plan."""

    def __init__(
        self, plan: Plan, places: Sequence[Place], writer: Writer, texts: Texts, *, members: int, indexed: bool
    ) -> None:
        self.plan, self.places, self.writer, self.texts = plan, places, writer, texts
        self.members, self.indexed = members, indexed
        self.tags: list[str] = []
        self.titles: list[str] = []
        """Of the threads, as long as the index is to know them."""

    def write_tags(self) -> None:
        """Write tags."""
        found: dict[str, str] = {}
        while len(found) < TAGS:
            name = self.writer.word()
            found.setdefault(tag_key(name), name)
        self.tags = list(found.values())
        made = at(self.plan.moment(0))
        TAG_SHAPE.insert((pk, key, name, made) for pk, (key, name) in enumerate(found.items(), start=1))

    def write_threads(self) -> None:
        """Write threads with their tags."""
        for batch in batches(self._threads()):
            THREAD.insert(row for row, _tags in batch)
            THREAD_TAG.insert((row[0], tag + 1, position) for row, tags in batch for position, tag in enumerate(tags))
            if self.indexed:
                self.titles += [row[5] for row, _tags in batch]
                index.add("thread", [(row[0], thread_tokens(row[5], row[16])) for row, _tags in batch])

    def _threads(self) -> Iterator[tuple[tuple[Any, ...], list[int]]]:
        plan, rng = self.plan, self.writer.random
        of_board = Counter[int]()
        for thread in range(plan.threads):
            place = self.places[plan.board_of[thread]]
            of_board[place.pk] += 1
            first, last, floors = plan.first[thread], plan.last[thread], plan.floors[thread]
            begun = at(plan.moment(first))
            tags = rng.sample(range(TAGS), rng.randint(1, 3)) if thread % 5 < 2 else []
            similar = {rng.randrange(1, thread + 1) for _one in range(5)} if thread > 50 and thread % 3 == 0 else set()
            yield (
                (
                    *(thread + 1, place.pk, place.category, rng.choice(place.types) if place.types else None),
                    *(plan.author_of[first] + 1, self.writer.title(), begun, begun),
                    *(at(plan.moment(last)), plan.author_of[last] + 1, floors, floors, floors - 1),
                    floors * rng.randint(5, 40),
                    3 if thread == 1 else int(of_board[place.pk] == 3),  # one on the whole site, one on each board
                    1 + thread % 3 if is_digest(thread) else 0,
                    " ".join(self.tags[tag] for tag in tags),
                    json.dumps(sorted(similar)),
                    begun,
                ),
                tags,
            )

    def write_posts(self, told: Callable[[int], object]) -> None:
        """Write posts with what stands under them; `told` hears how many are there."""
        done = 0
        for batch in batches(self._posts()):
            POST.insert(row for row, _title in batch)
            self._write_responses([row for row, _title in batch])
            if self.indexed:
                index.add("post", [(row[0], post_tokens(row[2], row[7], title)) for row, title in batch])
            done += len(batch)
            told(done)

    def _posts(self) -> Iterator[tuple[tuple[Any, ...], str]]:
        plan, draw = self.plan, self.writer.random.random
        floors, shown = [0] * plan.threads, self._first_page()
        closed = [self.places[board].closed for board in plan.board_of]
        for post, (thread, author) in enumerate(zip(plan.thread_of, plan.author_of, strict=True)):
            floors[thread] += 1
            floor = floors[thread]
            if thread == LONG_THREAD and floor <= PAGE:
                text = shown[floor - 1]
            else:
                text = self.texts.text(post, closed=closed[thread])
            liked = draw()
            yield (
                (
                    *(post + 1, thread + 1, author + 1, floor, at(plan.moment(post))),
                    *text,
                    RENDERER_VERSION,
                    *(1 + int(liked * 40) if liked < 0.08 else 0, int(0.08 < liked < 0.1), int(0.1 < liked < 0.115)),
                ),
                self.titles[thread] if floor == 1 and self.indexed else "",
            )

    def _first_page(self) -> list[Said]:
        """Return the posts of the long thread's first page: real prose, each of exactly the characters asked for."""
        return [said(self.writer.prose(self.texts.chars)) for _floor in range(PAGE)]

    def _write_responses(self, rows: Sequence[tuple[Any, ...]]) -> None:
        REACTION.insert(
            (row[0], (row[0] + number) % self.members + 1, kind, row[4])
            for row in rows
            for number, kind in enumerate(["support"] * row[9] + ["thanks"] * row[10])
        )
        COMMENT.insert((row[0], (row[0] * 7) % self.members + 1, "说得对，顶一下。", row[4]) for row in rows if row[11])

    def count_boards(self) -> None:
        """Write the counters of boards, and of their last days."""
        plan = self.plan
        threads, posts, last = Counter(plan.board_of), Counter[int](), dict[int, int]()
        for thread, board in enumerate(plan.board_of):
            posts[board] += plan.floors[thread]
            if board not in last or plan.last[thread] > plan.last[last[board]]:
                last[board] = thread
        for board, newest in last.items():
            counted = {"threads": threads[board], "posts": posts[board], "last_thread_id": newest + 1}
            Board.objects.filter(pk=self.places[board].pk).update(**counted)
        self._count_days()

    def _count_days(self) -> None:
        plan = self.plan
        since = max(0, plan.posts - int(dt.timedelta(days=DAYS) / plan.step))
        posts, threads = Counter[tuple[int, dt.date]](), Counter[tuple[int, dt.date]]()
        for post in range(since, plan.posts):
            thread = plan.thread_of[post]
            key = (self.places[plan.board_of[thread]].pk, plan.moment(post).date())
            posts[key] += 1
            threads[key] += plan.first[thread] == post
        BoardDay.objects.bulk_create(
            BoardDay(board_id=board, day=day, posts=count, threads=threads[board, day])
            for (board, day), count in posts.items()
        )
