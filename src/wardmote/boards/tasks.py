"""The deferred half of posting: tell everybody who is to hear of it, each once and by the strongest reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django_tasks import task

from wardmote.boards import happenings, notices
from wardmote.boards.queries.news import News, authors_of, hear_otherwise, news_of
from wardmote.marks.models import FollowKind
from wardmote.marks.queries.followers import followers, have_left
from wardmote.notifications.tasks import deliver

if TYPE_CHECKING:
    from collections.abc import Collection

    from wardmote.notifications.kinds import Kind

AT_ONCE: Final = 1_000
"""Followers told in one task: mails and other tasks get their turn between two, and one that is killed does not begin
from the start."""

SOURCES: Final = (FollowKind.THREAD, FollowKind.MEMBER, FollowKind.BOARD)


@task()
def tell_of_post(*, post_id: int, source: str = "", after: int = 0) -> int:
    """Tell of a post that has become public; return how many were told.

    First whom it addresses: the mentioned, then the quoted, then who started the thread. Then followers of the thread,
    of the author, and, for a new thread, of the board, in parts: `source` and `after` say where an earlier task ended.
    Run again, it changes nothing.
    """
    news = news_of(post_id)
    if news is None:
        return 0
    addressed = _addressed(news)
    told = 0
    if not source:
        happenings.told.send(News, post_id=post_id)
        told = sum(_deliver(news, kind, *_place(news, kind), to) for kind, to in addressed)
    known = {member_id for _kind, to in addressed for member_id in to} | {news.author_id}
    return told + _tell_followers(news, known, FollowKind(source or FollowKind.THREAD), after)


@task()
def tell_of_mentions(*, post_id: int, member_ids: list[int]) -> int:
    """Tell those whom an edit has newly mentioned, unless the post has told them before."""
    news = news_of(post_id)
    if news is None:
        return 0
    to = [member_id for member_id in news.mentioned if member_id in set(member_ids)]
    return _deliver(news, notices.MENTION, "post", post_id, to)


def _addressed(news: News) -> list[tuple[Kind, list[int]]]:
    """Return whom the post speaks to, each in one place (at most 2 queries)."""
    seen = {news.author_id}
    found = []
    starter = [] if news.is_first else [news.starter_id]
    left = have_left(FollowKind.THREAD, news.thread_id, starter)
    for kind, wanted in (
        (notices.MENTION, news.mentioned),
        (notices.QUOTE, authors_of(news.quotes)),
        (notices.REPLY, [member_id for member_id in starter if member_id not in left]),
    ):
        found.append((kind, [member_id for member_id in dict.fromkeys(wanted) if member_id not in seen]))
        seen.update(wanted)
    return found


def _tell_followers(news: News, known: set[int], first: FollowKind, after: int) -> int:
    """Tell one source of followers after the other, and put the rest off once AT_ONCE have been told."""
    told = looked = 0
    for source in SOURCES[SOURCES.index(first) :]:
        if source == (FollowKind.THREAD if news.is_first else FollowKind.BOARD):
            continue
        for part in followers(source, _followed(news, source), after):
            others = hear_otherwise(news, source, part)
            kind = _KINDS[source]
            to = [member_id for member_id in part if member_id not in known and member_id not in others]
            told += _deliver(news, kind, *_place(news, kind), to)
            looked += len(part)
            if looked >= AT_ONCE:
                tell_of_post.enqueue(post_id=news.post_id, source=source.value, after=part[-1])
                return told
        after = 0
    return told


_KINDS: Final = {
    FollowKind.THREAD: notices.FOLLOWED_THREAD,
    FollowKind.MEMBER: notices.FOLLOWED_MEMBER,
    FollowKind.BOARD: notices.FOLLOWED_BOARD,
}


def _followed(news: News, source: FollowKind) -> Collection[int]:
    if source == FollowKind.BOARD:
        return news.board_ids
    return [news.thread_id if source == FollowKind.THREAD else news.author_id]


def _place(news: News, kind: Kind) -> tuple[str, int]:
    """Return what a notice is about: the thread where several people's posts make one line, else the post."""
    return ("new-posts", news.thread_id) if kind.many else ("post", news.post_id)


def _deliver(news: News, kind: Kind, target: str, target_id: int, to: list[int]) -> int:
    if not to:
        return 0
    event = f"post {news.post_id}"
    return deliver(kind.key, to=to, target=target, target_id=target_id, actor_id=news.author_id, event=event)
