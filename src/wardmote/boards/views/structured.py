"""Threads in the words of schema.org, for search engines that show discussions and answered questions as such."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from markupsafe import Markup

from wardmote.boards.models import PostState, ReactionKind
from wardmote.boards.queries.thread_items import PostItem
from wardmote.core.http.head import breadcrumbs, linked_data, whole
from wardmote.core.language import bilingual
from wardmote.core.share.fonts import face
from wardmote.core.text.excerpt import excerpt
from wardmote.core.text.markup import text_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from wardmote.boards.queries.answers import AnswerItem
    from wardmote.boards.queries.thread_page import ThreadPage

Way: TypeAlias = tuple[tuple[str, str], ...]
"""The boards above a page, by name and path."""
NO_DATA: Final = Markup("")
HTML_START: Final = 6_000
"""So much of a post's HTML holds as much of its text as is told here."""
TEXT: Final = 300
"""Characters of the first post; the whole of it stands on the same page."""
ANSWER: Final = 120
ANSWERS: Final = 5
"""Answers that are told besides the best one. The replies of a discussion are not told again: they are on the page."""


def standing_posts(shown: ThreadPage) -> list[PostItem]:
    """Return the posts of a page that everybody may read who may read the thread, in the order shown."""
    posts = [item for item in shown.items if isinstance(item, PostItem)]
    return [post for post in posts if not post.deleted and post.state == PostState.PUBLIC and not post.folded]


@lru_cache(maxsize=100)
def beginning(html: str, chars: int) -> str:
    """Return how a post begins, as plain text, of what it says itself; what it quotes only where that is all."""
    start = html[:HTML_START]
    if len(html) > HTML_START:
        start = start[: start.rfind("<")] if start.rfind("<") > start.rfind(">") else start
    return excerpt(text_of(start, quotes=False) or text_of(start), chars)


@lru_cache(maxsize=500)
def way_data(way: Way) -> Markup:
    """Return the way to a page."""
    return linked_data((breadcrumbs(way),))


def thread_data(way: Way, shown: ThreadPage, posts: Sequence[PostItem]) -> Markup:
    """Return the way to a thread, and on its first page the thread: a discussion, a question with a best answer."""
    if not posts or posts[0].id != shown.first_id:
        return way_data(way)
    thread, board = shown.thread, shown.board
    if shown.answer is not None:
        question = _question(shown, _told(thread.pk, posts[0]), shown.answer, posts[1:])
        return linked_data((breadcrumbs(way), {"@type": "QAPage", "mainEntity": question}))
    facts = _Discussion(thread.pk, thread.title, thread.replies, bilingual(board.name, board.name_en), board.slug)
    return _discussion_data(way, facts, posts[0], bool(face()))


class _Discussion(NamedTuple):
    """What is told of a discussion beside its first post."""

    thread_id: int
    title: str
    replies: int
    board: str
    slug: str


@lru_cache(maxsize=200)
def _discussion_data(way: Way, told: _Discussion, first: PostItem, pictured: bool) -> Markup:  # noqa: FBT001  a key
    discussion = {
        "@type": "DiscussionForumPosting",
        "headline": told.title,
        **_told(told.thread_id, first),
        "isPartOf": {"@type": "WebPage", "name": told.board, "url": whole(f"/b/{told.slug}")},
        **({"image": whole(f"/t/{told.thread_id}/picture.png")} if pictured else {}),
        "commentCount": told.replies,
    }
    if supports := _supports(first):
        discussion["interactionStatistic"] = {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/LikeAction",
            "userInteractionCount": supports,
        }
    return linked_data((breadcrumbs(way), discussion))


def _told(thread_id: int, first: PostItem) -> dict[str, Any]:
    address = whole(f"/t/{thread_id}")
    told: dict[str, Any] = {
        "@id": address,
        "url": address,
        "text": beginning(first.html, TEXT),
        "author": _person(first.author.id, first.author.name),
        "datePublished": _time(first.created_at),
    }
    if first.edited_at is not None:
        told["dateModified"] = _time(first.edited_at)
    return told


def _question(
    shown: ThreadPage, told: Mapping[str, Any], answer: AnswerItem, replies: Sequence[PostItem]
) -> Mapping[str, Any]:
    accepted: dict[str, Any] = {
        "@type": "Answer",
        "text": text_of(answer.html) if answer.html else answer.excerpt,
        "url": whole(f"/p/{answer.id}"),
        "author": _person(answer.author_id, answer.author),
    }
    others = [reply for reply in replies if reply.id != answer.id]
    for reply in replies:
        if reply.id == answer.id:
            accepted |= {"datePublished": _time(reply.created_at), "upvoteCount": _supports(reply)}
    return {
        "@type": "Question",
        "name": shown.thread.title,
        **told,
        "answerCount": shown.thread.replies,
        "acceptedAnswer": accepted,
        **({"suggestedAnswer": [_answer(reply) for reply in others[:ANSWERS]]} if others else {}),
    }


def _answer(post: PostItem) -> Mapping[str, Any]:
    return {
        "@type": "Answer",
        "text": beginning(post.html, ANSWER),
        "url": whole(f"/p/{post.id}"),
        "author": _person(post.author.id, post.author.name),
        "datePublished": _time(post.created_at),
        "upvoteCount": _supports(post),
    }


def _person(member_id: int, name: str) -> Mapping[str, str]:
    return {"@type": "Person", "name": name, "url": whole(f"/u/{member_id}")}


def _supports(post: PostItem) -> int:
    return next((tally.count for tally in post.under.reactions.tallies if tally.kind == ReactionKind.SUPPORT), 0)


def _time(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="seconds")
