"""A city whose tables are large enough for its queries to show whether they go by an index."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db.models import F
from django_tasks_db.models import DBTaskResult

from tests import cast
from tests.plans.fill import fill, settle
from wardmote.accounts import models as accounts
from wardmote.api import models as api
from wardmote.boards import models as boards
from wardmote.boards.actions.structure import add_type
from wardmote.conversations import models as conversations
from wardmote.core import clock
from wardmote.core import models as core
from wardmote.drafts import models as drafts
from wardmote.marks import models as marks
from wardmote.notifications import models as notifications
from wardmote.search import index
from wardmote.search import models as search
from wardmote.uploads import models as uploads
from wardmote.webhooks import models as webhooks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wardmote.accounts.actor import Actor

FIRST = 10_000
"""The number of the first of each kind: what the actions have made lies below."""
MEMBERS, THREADS, LONG, SOME = 4_000, 12_000, 6_000, 4_000
TAGS = 4_000


@dataclass(frozen=True)
class City:
    """Whom and what the requests are about."""

    administrator: Actor
    moderator: Actor
    member: Actor
    board: boards.Board
    type_id: int
    thread: int
    long_thread: int
    conversation: int
    tag: str
    upload: str

    def __deepcopy__(self, memo: object) -> City:
        """Return itself: tests change none of it."""
        return self


class Maker:
    """Makes the rows; the same ones every time."""

    def __init__(self) -> None:
        self.now = clock.now()
        self.member, self.administrator = cast.member("柳巷阿梅"), cast.administrator("守桥人")
        self.people = [self.member.own_id, *range(FIRST, FIRST + MEMBERS)]
        self.boards: list[boards.Board] = []

    def make(self) -> City:
        """Fill every table that grows, and return what the requests are about."""
        top = [cast.category(f"区{number}") for number in range(3)]
        self.boards = [cast.board(top[number % 3], f"版块{number}", answers=True) for number in range(15)]
        kind = add_type(actor=self.administrator, board_id=self.boards[0].pk, name="求助")
        moderator = cast.moderator(self.boards[0].pk, "桥头值班员")
        self.members()
        self.threads(kind.pk)
        for make in (self.posts, self.under_posts, self.reading, self.letters, self.keeping):
            make()
        settle()
        return City(
            administrator=self.administrator,
            moderator=moderator,
            member=cast.again(self.member),
            board=self.boards[0],
            type_id=kind.pk,
            thread=FIRST + THREADS - 15,
            long_thread=FIRST,
            conversation=FIRST,
            tag="标签8",
            upload="key7",
        )

    def fill(self, model: Any, rows: Iterator[dict[str, Any]]) -> None:
        """Write the rows of a table."""
        fill(model, rows, self.now)

    def somebody(self, number: int) -> int:
        """Return one of the members; the one the tests look at is every hundredth."""
        return int(self.people[0 if number % 100 == 0 else number * 7919 % len(self.people)])

    def ago(self, number: int, of: int) -> dt.datetime:
        """Return a moment within half a year: the higher the number, the later."""
        return self.now - dt.timedelta(days=180) * (of - number) / of

    def members(self) -> None:
        """Make members and what is theirs alone."""
        ids = range(FIRST, FIRST + MEMBERS)
        old = self.now - dt.timedelta(days=1000)
        accounts.Member.objects.filter(pk=self.member.own_id).update(joined_at=old)
        self.fill(
            accounts.Member,
            (
                {
                    "id": pk,
                    "name": f"居民{pk}",
                    "name_key": f"居民{pk}",
                    "name_pinyin": f"ju min {pk}",
                    "name_initials": f"jm{pk}",
                    "email": f"m{pk}@example.org",
                    "joined_at": old,
                    "approved_at": None if pk % 500 == 0 else old,
                    "last_seen_at": self.ago(pk - FIRST, MEMBERS),
                    "silenced_until": self.now + dt.timedelta(days=3) if pk % 400 == 1 else None,
                }
                for pk in ids
            ),
        )
        self.fill(EmailAddress, ({"user_id": pk, "email": f"m{pk}@example.org", "verified": True} for pk in ids))
        trusted = accounts.Group.objects.get(key="trust-1").pk
        self.fill(accounts.Membership, ({"member_id": pk, "group_id": trusted} for pk in ids))
        self.fill(accounts.CreditBalance, ({"member_id": pk, "kind": "credits", "amount": 9} for pk in ids))
        self.fill(accounts.Block, ({"member_id": pk, "blocked_id": pk + 1} for pk in ids[:-1]))
        self.fill(
            accounts.CreditEntry,
            (
                {
                    "member_id": self.somebody(number),
                    "act": "reply",
                    "kind": "credits",
                    "amount": 1,
                    "at": self.ago(number, 5 * SOME),
                    "unique_key": f"post:{number}",
                    "object_key": f"post:{number}",
                }
                for number in range(5 * SOME)
            ),
        )

    def threads(self, type_id: int) -> None:
        """Make threads; one in five hundred is featured, one in ten has no reply."""
        self.fill(
            boards.Thread,
            (
                {
                    "id": FIRST + number,
                    "board_id": board.pk,
                    "category_id": board.parent_id,
                    "type_id": type_id if number % 30 == 0 else None,
                    "author_id": self.somebody(number),
                    "last_author_id": self.somebody(number + 1),
                    "title": f"第 {number} 个路口的红绿灯",
                    "created_at": self.ago(number, THREADS),
                    "last_post_at": self.ago(number, THREADS),
                    "last_floor": LONG if number == 0 else 1 if number % 10 == 9 else 2,
                    "last_post_floor": LONG if number == 0 else 1 if number % 10 == 9 else 2,
                    "replies": LONG - 1 if number == 0 else 0 if number % 10 == 9 else 1,
                    "digest": number % 500 == 3,
                    "sticky": 1 if number % 2000 == 5 else 0,
                    "answer_id": None,
                    "tags": f"标签{number % TAGS}",
                    "similar_at": self.now,
                    "approved_at": None if number % 1000 == 7 else self.ago(number, THREADS),
                }
                for number in range(THREADS)
                for board in (self.boards[0 if number % 2 else number // 2 % len(self.boards)],)
            ),
        )
        self.fill(
            boards.Tag,
            ({"id": FIRST + number, "key": f"标签{number}", "name": f"标签{number}"} for number in range(TAGS)),
        )
        self.fill(
            boards.ThreadTag,
            ({"thread_id": FIRST + number, "tag_id": FIRST + number % TAGS} for number in range(THREADS)),
        )

    def posts(self) -> None:
        """Make posts: first ones, a reply to most, and a thread of ten thousand floors."""
        places = [(number, 1) for number in range(THREADS)]
        places += [(number, 2) for number in range(1, THREADS) if number % 10 != 9]
        places += [(0, floor) for floor in range(2, LONG + 1)]
        self.fill(
            boards.Post,
            (
                {
                    "id": FIRST + pk,
                    "thread_id": FIRST + number,
                    "author_id": self.somebody(pk if floor > 1 else number),
                    "floor": None if number % 1000 == 7 and floor == 2 else floor,
                    "state": "pending" if number % 1000 == 7 and floor == 2 else "public",
                    "created_at": self.ago(number, THREADS),
                    "source": "早高峰",
                    "html": "<p>早高峰</p>",
                    "text": "早高峰",
                    "renderer": 1,
                }
                for pk, (number, floor) in enumerate(places)
            ),
        )
        boards.Thread.objects.filter(pk__gte=FIRST, pk__lt=FIRST + 1000).update(answer_id=F("pk") + THREADS + 1)

    def under_posts(self) -> None:
        """Make what stands under posts and threads."""
        numbers = range(SOME)
        at = {number: self.ago(number, SOME) for number in numbers}
        by = self.somebody
        post = {number: FIRST + number % 3500 for number in numbers}
        self.fill(
            boards.Reaction,
            ({"post_id": FIRST + n, "member_id": by(n), "kind": "support", "at": at[n]} for n in numbers),
        )
        self.fill(
            boards.Rating,
            ({"post_id": FIRST + n, "member_id": by(n), "kind": "credits", "amount": 1, "at": at[n]} for n in numbers),
        )
        self.fill(boards.PostComment, ({"post_id": post[n], "author_id": by(n), "at": at[n]} for n in numbers))
        self.fill(boards.PostRevision, ({"post_id": FIRST + n, "number": 1} for n in numbers))
        self.fill(boards.ThreadEvent, ({"thread_id": FIRST + n, "kind": "locked", "after_floor": 1} for n in numbers))
        self.fill(boards.Article, ({"thread_id": FIRST + n, "kind": "original"} for n in numbers))
        self.fill(
            boards.Poll,
            (
                {"id": FIRST + n, "thread_id": FIRST + n, "author_id": by(n), "closed_at": self.now, "linked": False}
                for n in numbers
            ),
        )
        self.fill(boards.PollChoice, ({"id": FIRST + n, "poll_id": FIRST + n, "position": 1} for n in numbers))
        self.fill(boards.PollBallot, ({"poll_id": FIRST + n, "member_id": by(n)} for n in numbers))
        self.fill(boards.PollVote, ({"choice_id": FIRST + n, "member_id": by(n)} for n in numbers))
        self.fill(
            boards.BoardDay,
            (
                {"board_id": board.pk, "day": self.now.date() - dt.timedelta(days=day)}
                for board in self.boards
                for day in range(2, 300)
            ),
        )

    def reading(self) -> None:
        """Make marks, follows and notices: the member has read the last week, but for one thread in twenty."""
        week = range(THREADS - THREADS * 7 // 180, THREADS)
        own = [(self.member.own_id, number) for number in week if number % 20]
        others = [(FIRST + number % MEMBERS, number % THREADS) for number in range(5 * SOME)]
        marks_of = {
            (member_id, number): {"member_id": member_id, "thread_id": FIRST + number, "floor": 2}
            for member_id, number in [*own, *others]
        }
        self.fill(boards.ThreadRead, iter(marks_of.values()))
        self.fill(
            boards.BoardRead,
            (
                {"member_id": pk, "board_id": board.pk, "read_to": self.now - dt.timedelta(days=8)}
                for pk in self.people[:300]
                for board in self.boards
            ),
        )
        follows = {(self.somebody(n), FIRST + n % THREADS) for n in range(3 * SOME)}
        self.fill(
            marks.Follow,
            ({"member_id": member_id, "kind": "thread", "target_id": target} for member_id, target in follows),
        )
        self.fill(
            marks.Bookmark,
            ({"member_id": self.somebody(n), "kind": "thread", "target_id": FIRST + n} for n in range(SOME)),
        )
        self.fill(
            notifications.Notification,
            (
                {
                    "recipient_id": self.somebody(n),
                    "kind": "reply",
                    "target": "thread",
                    "target_id": FIRST + n % THREADS,
                    "key": str(n),
                    "group_key": f"reply:{n % THREADS}",
                    "at": self.ago(n, 5 * SOME),
                    "read_at": None if n % 5 == 0 else self.now,
                    "mail": "daily" if n % 50 == 0 else "none",
                }
                for n in range(5 * SOME)
            ),
        )
        accounts.Member.objects.filter(pk=self.member.own_id).update(unread_notices=5 * SOME)
        self.fill(notifications.DigestDay, ({"member_id": pk} for pk in self.people))
        self.fill(notifications.NoticeChoice, ({"member_id": pk, "kind": "reply"} for pk in self.people))

    def letters(self) -> None:
        """Make conversations: the member is in many, and one is long."""
        numbers = range(SOME)
        self.fill(
            conversations.Conversation,
            ({"id": FIRST + n, "started_by_id": self.somebody(n), "members": 2, "last_number": 1} for n in numbers),
        )
        conversations.Conversation.objects.filter(pk=FIRST).update(last_number=SOME)
        pairs = {(FIRST + n, self.somebody(n)) for n in numbers} | {(FIRST + n, FIRST + n) for n in numbers[:-1]}
        self.fill(
            conversations.Participant,
            (
                {"conversation_id": pk, "member_id": member_id, "last_message_at": self.ago(pk - FIRST, SOME)}
                for pk, member_id in pairs
            ),
        )
        said = [(n, 1) for n in numbers] + [(0, number) for number in range(2, SOME + 1)]
        self.fill(
            conversations.Message,
            (
                {"conversation_id": FIRST + n, "number": number, "author_id": FIRST + n, "text": "好"}
                for n, number in said
                if n < MEMBERS
            ),
        )
        self.fill(conversations.ConversationEvent, ({"conversation_id": FIRST + n, "after_number": 1} for n in numbers))

    def keeping(self) -> None:
        """Make what is kept for a while, or beside the texts."""
        numbers = range(SOME)
        by = self.somebody
        at = {number: self.ago(number, SOME) for number in numbers}
        self.fill(
            drafts.Draft, ({"member_id": by(n), "place": f"thread:{FIRST + n}", "updated_at": at[n]} for n in numbers)
        )
        self.fill(
            uploads.Upload,
            (
                {"id": FIRST + n, "key": f"key{n}", "stem": f"stem{n}", "owner_id": by(n), "sha256": str(n)}
                for n in numbers
            ),
        )
        self.fill(
            uploads.UploadUse, ({"upload_id": FIRST + n, "target": "post", "target_id": FIRST + n} for n in numbers)
        )
        self.fill(uploads.Library, ({"member_id": pk} for pk in self.people))
        self.fill(search.SavedSearch, ({"member_id": by(n), "question": f"红绿灯 {n}", "sort": "new"} for n in numbers))
        self.fill(core.RateBucket, ({"key": f"reply:{n}", "updated_ms": n} for n in numbers))
        self.fill(
            core.AuditEntry,
            ({"at": at[n], "act": "thread.locked", "target_type": "thread", "target_id": FIRST + n} for n in numbers),
        )
        self.fill(
            notifications.OutgoingMail,
            ({"made_at": at[n], "state": "sent", "sent_at": at[n], "recipient": "a@example.org"} for n in numbers),
        )
        self.fill(webhooks.Webhook, iter([{"id": FIRST, "name": "城市"}]))
        self.fill(
            webhooks.Delivery,
            (
                {"key": uuid.UUID(int=n), "hook_id": FIRST, "event": "post", "at": at[n], "state": "delivered"}
                for n in numbers
            ),
        )
        self.fill(api.Token, ({"id": FIRST + n, "member_id": by(n), "name": str(n), "digest": str(n)} for n in numbers))
        self.fill(api.KeptAnswer, ({"token_id": FIRST + n, "key": str(n), "claimed_at": at[n]} for n in numbers))
        self.fill(
            DBTaskResult,
            (
                {
                    "id": uuid.UUID(int=n),
                    "status": "SUCCESSFUL",
                    "args_kwargs": {"args": [], "kwargs": {}},
                    "finished_at": at[n],
                    "backend_name": "default",
                    "run_after": at[n],
                }
                for n in numbers
            ),
        )
        self.fill(Session, ({"session_key": str(n), "expire_date": at[n]} for n in numbers))
        index.add("post", ((FIRST + n, ["早高", "高峰"] if n % 10 == 0 else ["晚高", "高峰"]) for n in numbers))
        index.add("thread", ((FIRST + n, ["红绿", "绿灯"]) for n in numbers))
