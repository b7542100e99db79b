"""What the people of the demo city make of each other's posts, by calling the actions."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import TYPE_CHECKING, Final

from wardmote.accounts import capabilities
from wardmote.boards import ladder, rules
from wardmote.boards.actions.answering import mark_answer
from wardmote.boards.actions.commenting import add_comment
from wardmote.boards.actions.rating import rate_post
from wardmote.boards.actions.reacting import react
from wardmote.boards.models import Post, PostState, ReactionKind, Thread
from wardmote.boards.queries.comments import may_comment
from wardmote.core import clock
from wardmote.demo.people import PEOPLE, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wardmote.accounts.actor import Actor

POSTS_A_REACTION: Final = 5
FIRST_POSTS_LIKED: Final = 8
"""An opening post is met by so many more readers than a reply."""
KINDS: Final[Mapping[str, int]] = {ReactionKind.SUPPORT: 66, ReactionKind.THANKS: 28, ReactionKind.OPPOSE: 6}
HOURS_LATER: Final = 9.0
"""When somebody reacts, on average."""
POSTS_A_COMMENT: Final = 60
REMARKS: Final[Mapping[str, Sequence[str]]] = {
    "zh": (
        "这个数字我记下了，回头核一下。",
        "照片里那个路口我天天走，确实这样。",
        "楼主写得清楚，省了我打三个电话。",
        "补一句：周末人更多。",
        "同感，上个月也是这个情况。",
        "先收着，月底再来看有没有变化。",
        "这条应该放到首楼去。",
        "我问过窗口，答复和你说的一致。",
        "第二段那句说到点子上了。",
        "有没有原文链接？想转给家里人看。",
        "谢谢，按你说的走通了。",
        "时间写错了吧，应该是八点半。",
        "不太同意，但话说得在理。",
        "已经转到楼栋群里了。",
        "等后续。",
        "图例能不能再大一点，手机上看不清。",
    ),
    "en": (
        "Worth pinning, this.",
        "Can confirm, passed there this morning.",
        "The second sentence is the whole point.",
        "Do you have a link for the figure?",
        "Tried it today and it worked, thank you.",
        "It is worse at weekends.",
        "Half past eight, surely, not half past seven.",
        "I asked at the counter and heard the same.",
        "Not sure I agree, but well put.",
        "Forwarded to our stairwell group.",
    ),
}
REPLIES_OF_ANSWERED: Final = 3
POSTS_A_RATING: Final = 200
RATING_REASONS: Final[Mapping[str, Sequence[str]]] = {
    "zh": ("说得清楚", "很有帮助", "有理有据", "谢谢分享", "数据扎实"),
    "en": ("Clear and useful", "Well documented", "Thanks for the figures"),
}
_QUIET: Final = {Role.UNCONFIRMED, Role.AWAITING, Role.SUSPENDED, Role.SILENCED}


class Readers:
    """The members who react, and what they can react to."""

    def __init__(self, actors: Mapping[str, Actor], *, seed: int, now: dt.datetime) -> None:
        """Take the people by name; the same seed lets the same people say the same."""
        self.rng, self.now = Random(seed), now
        self.people = [actors[person.name] for person in PEOPLE if person.role not in _QUIET]
        standing = Post.objects.filter(state=PostState.PUBLIC, deleted_at=None, thread__deleted_at=None)
        self.posts: Sequence[Post] = list(standing.select_related("thread").order_by("pk"))

    def react(self) -> None:
        """Let them react to what they read, openings above all."""
        weights = [FIRST_POSTS_LIKED if post.floor == 1 else 1 for post in self.posts]
        for post in self.rng.choices(self.posts, weights, k=len(self.posts) // POSTS_A_REACTION):
            actor, at = self.rng.choice(self.people), self.moment_after(post)
            if self.was_here(actor, at) and may_react(actor, post):
                with clock.held_at(at):
                    react(actor=actor, post=post, kind=self.rng.choices(list(KINDS), list(KINDS.values()))[0])

    def comment(self) -> None:
        """Let them put a line under a post now and then, in its thread's language."""
        for post in self.rng.sample(self.posts, len(self.posts) // POSTS_A_COMMENT):
            lines = self.rng.sample(
                REMARKS["en" if post.thread.title.isascii() else "zh"], self.rng.choice((1, 1, 2, 3))
            )
            moments = sorted(self.moment_after(post) for _line in lines)
            for line, at in zip(lines, moments, strict=True):
                actor = self.rng.choice(self.people)
                if self.was_here(actor, at) and post.author_id != actor.member_id and may_comment(actor, post.thread):
                    with clock.held_at(at):
                        add_comment(actor=actor, post=post, text=line)

    def rate(self) -> None:
        """Let those who moderate give credits for openings that say something."""
        givers = [actor for actor in self.people if actor.can(capabilities.RATE_POSTS)]
        openings = [post for post in self.posts if post.floor == 1 and post.supports]
        for post in self.rng.sample(openings, min(len(openings), len(self.posts) // POSTS_A_RATING)):
            actor, at = self.rng.choice(givers), self.moment_after(post)
            if self.was_here(actor, at) and may_react(actor, post):
                reason = self.rng.choice(RATING_REASONS["en" if post.thread.title.isascii() else "zh"])
                with clock.held_at(at):
                    rate_post(actor=actor, post=post, amount=self.rng.choice((1, 2, 2, 3, 5)), reason=reason)

    def answer(self) -> None:
        """Let some who asked on a board with best answers mark the reply that was liked best."""
        boards = ladder.forum().boards
        for thread_id, posts in self.by_thread().items():
            thread = posts[0].thread
            others = [post for post in posts if post.floor != 1 and post.author_id != thread.author_id]
            if boards[thread.board_id].answers and len(others) >= REPLIES_OF_ANSWERED and thread_id % 3 == 0:
                asker = next((one for one in self.people if one.member_id == thread.author_id), None)
                best = max(others, key=lambda post: (post.supports + post.thanks, -post.pk))
                if asker is not None and rules.may_answer(asker, thread):
                    with clock.held_at(self.moment_after(best)):
                        mark_answer(actor=asker, thread=Thread.objects.get(pk=thread_id), post=best)

    def by_thread(self) -> Mapping[int, Sequence[Post]]:
        """Return the posts by thread."""
        found: dict[int, list[Post]] = {}
        for post in self.posts:
            found.setdefault(post.thread_id, []).append(post)
        return found

    def moment_after(self, post: Post) -> dt.datetime:
        """Return when somebody may have read a post: soon after it, and before now."""
        later = dt.timedelta(hours=self.rng.expovariate(1 / HOURS_LATER))
        return post.created_at + min(later, (self.now - post.created_at) * 0.9)

    def was_here(self, actor: Actor, at: dt.datetime) -> bool:
        """Say whether somebody had joined by then."""
        return actor.joined_at is not None and actor.joined_at < at


def may_react(actor: Actor, post: Post) -> bool:
    """Say whether somebody may react to a post that stands."""
    thread = post.thread
    return rules.may_react(actor, thread.board_id, author_id=post.author_id, stands=thread.stands)
