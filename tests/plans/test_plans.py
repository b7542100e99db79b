"""Every hot query goes by an index: none walks a table that grows, none sorts more than a page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar
from unittest.mock import patch

from django.apps import apps
from django.db import connection, transaction
from django.test import TestCase

from tests import cast
from tests.plans.city import FIRST, SOME, City, Maker
from tests.plans.grow import GROWING, SMALL
from tests.plans.measure import Watch
from wardmote.accounts.actions.blocks import block_member
from wardmote.api.actions.tokens import make_token
from wardmote.boards.models import Post, Thread
from wardmote.boards.moments import format_key
from wardmote.core import jobs, snapshot, tasks
from wardmote.notifications import outbox
from wardmote.notifications.actions.digests import queue_digests
from wardmote.notifications.actions.sweeping import sweep_notices

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plans.measure import Looked
    from wardmote.accounts.actor import Actor

SQLITE = connection.vendor == "sqlite"
WORK = 8_000 if SQLITE else SOME + 500
"""Steps, or rows: a table of SOME rows PostgreSQL rightly reads whole, where SQLite says that it scans."""
SORTED_WORK = 2_000
SORTED_ROWS = 500
"""PostgreSQL sorts some hundred rows that it found by an index rather than walk another one in order."""


@dataclass(frozen=True)
class Known:
    """A query that does more, and why that is bounded; told by a part of its text."""

    part: str
    why: str
    steps: int = 0
    rows: int = 0
    scans: tuple[str, ...] = ()
    sorts: int = 0

    @property
    def work(self) -> int:
        """Return the bound on this database."""
        return self.steps if SQLITE else self.rows


KNOWN = (
    Known(
        "LIMIT 50000",
        "what is over its time, here most of it, looked up once for all batches",
        200_000,
        21_000,
        ("notifications_notification",),
    ),
    Known(
        'HAVING COUNT("notifications_notification"."id") >',
        "counts the notices of each member, once a day",
        200_000,
        21_000,
        ("notifications_notification",),
    ),
    Known(
        '"mailed_at" IS NULL AND "notifications_notification"."recipient_id"',
        "the latest of what waits for one member's digest, in the hour when digests go",
        10_000,
        2_000,
        sorts=2_000,
    ),
    Known('SET "mailed_at"', "marks what goes in one member's digest", 20_000, 2_000),
    Known('SET "read_at"', "marks what one member has not read, all at once", 20_000, 2_000),
    Known("DELETE FROM", "a batch of five hundred", 30_000, 5_000),
    Known("LIMIT 1501", "pages are numbered up to 50, so that it counts no further", 30_000, 6_000, ("boards_thread",)),
    Known("OFFSET 1470", "page 50, the last with a number: the 1,500 threads before it", 30_000, 6_000),
    Known("marks_follow", "sorts what one member follows", 10_000, 15_000, ("boards_thread",), 500),
    Known("LIMIT 1000)", "sorts the threads of a member's latest 1,000 posts", 20_000, 2_000, sorts=1_000),
    Known("boards_threadread", "passes over what a member has read in the last week", 60_000, 10_000, sorts=500),
    Known(
        'AND "boards_thread"."author_id" = (%s)) ORDER BY',
        "sorts the threads that one member began",
        10_000,
        5_000,
        sorts=500,
    ),
    Known('U0."floor" >', "passes over what others wrote in a thread after a member did", 8_000, 15_000),
    Known(
        "LIMIT 400",
        "the latest 400 tags that threads got; PostgreSQL walks them from the end once there are many more",
        15_000,
        50_000,
        ("boards_thread", "boards_threadtag"),
        20_000,
    ),
    Known("counted)", "a part of all tags, each with its threads counted up to a bound", 30_000, 9_000),
    Known(
        'AS "block"', "the sitemap's index, once an hour in each process", 900_000, 21_000, ("boards_thread",), 20_000
    ),
    Known('"boards_thread"."id" >=', "a sitemap: five thousand threads in a row", 150_000, 11_000, sorts=5_000),
    Known(
        "COUNT(DISTINCT",
        "counts what one member wrote, on their own page of trust",
        15_000,
        21_000,
        ("boards_thread",),
        2_500,
    ),
    Known('NOT ("conversations_message"."author_id"', "counts what is unread in one conversation", 60_000, 4_500),
    Known("AND tokens && %s::int[] AND object_id <", "a step of the search: two blocks", 8_000, 8_200, sorts=8_200),
    Known("json_each", "the first step of a search without words: a hundred rows by number", 8_000, 500, sorts=500),
    Known('COUNT("accounts_membership"', "counts the members of each group, for the staff", 60_000, 5_000),
    Known('accounts_member"."name" ASC LIMIT 200', "sorts the members under a sanction, for the staff", 8_000, 5_000),
)


class TestPlans(TestCase):
    """One large city for all of them."""

    city: ClassVar[City]

    @classmethod
    def setUpTestData(cls) -> None:
        """Fill it once."""
        snapshot.forget_all()
        cls.city = Maker().make()

    def test_every_table_is_known_to_grow_or_to_stay_small_and_those_that_grow_are_filled(self) -> None:
        tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
        assert set(tables) == GROWING | set(SMALL)
        assert not GROWING & set(SMALL)
        rows = {name: tables[name]._default_manager.count() for name in GROWING}
        assert not {name: count for name, count in rows.items() if count < SOME // 2}

    def test_guests_pages(self) -> None:
        city = self.city
        board, member = f"/b/{city.board.slug}", f"/u/{city.member.own_id}"
        self.assert_planned(None, "/", *self._of_board(board), *self._of_threads())
        self.assert_planned(
            None,
            *(member, f"{member}?show=threads", f"{member}?show=replies"),
            *("/new", "/unanswered", "/tags", f"/tag/{city.tag}"),
        )

    def test_feeds_and_sitemaps(self) -> None:
        city = self.city
        feeds = ("", f"b/{city.board.slug}/", f"t/{city.long_thread}/", f"u/{city.member.own_id}/", f"tag/{city.tag}/")
        self.assert_planned(
            None,
            *(f"/{place}feed.atom" for place in feeds),
            "/sitemap.xml",
            "/sitemap-boards.xml",
            "/sitemap-threads-3.xml",
        )

    def test_members_pages(self) -> None:
        city = self.city
        board = f"/b/{city.board.slug}"
        self.assert_planned(
            city.member,
            *("/", board, f"{board}?show=mine", f"/t/{city.thread}", f"/t/{city.long_thread}?page=250"),
            *("/unread", "/unread?part=followed", "/unread?part=participated", "/participated", "/following"),
            *("/new", "/unanswered", "/notices", "/notices?show=unread", "/drafts", "/bookmarks", "/uploads"),
            *("/settings/credits", "/settings/blocks", "/settings/trust"),
        )

    def test_members_pages_with_somebody_folded(self) -> None:
        city = self.city
        for pk in (FIRST + 7, FIRST + 8):
            block_member(actor=city.member, member_id=pk, hide_posts=True)
        viewer = cast.again(city.member)
        assert viewer.blocks
        self.assert_planned(
            viewer,
            *("/", f"/b/{city.board.slug}", "/unread", "/unread?part=followed", "/unread?part=participated", "/new"),
        )

    def test_messages(self) -> None:
        last = f"/messages/{self.city.conversation}"
        self.assert_planned(self.city.member, "/messages", last, f"{last}?before=2000", "/messages/search?q=好")

    def test_search_by_date(self) -> None:
        city = self.city
        asked = ("早高峰", "高峰", "author:柳巷阿梅", f"早高 board:{city.board.slug}", "红绿 in:title", "早高 -晚高")
        for viewer in (None, city.member):
            self.assert_planned(viewer, *(f"/search?q={words}" for words in asked))

    def test_moderators_and_the_staffs_pages(self) -> None:
        city = self.city
        self.assert_planned(city.moderator, f"/b/{city.board.slug}", f"/t/{city.long_thread}", "/staff/")
        self.assert_planned(
            city.administrator,
            *("/staff/", "/staff/audit", "/staff/members", "/staff/invitations", "/staff/mail", "/staff/sanctions"),
            *("/staff/webhooks", f"/staff/webhooks/{FIRST}", "/staff/groups"),
        )

    def test_lists_of_the_api(self) -> None:
        city = self.city
        lists = (
            *(
                "boards",
                f"boards/{city.board.pk}/threads",
                "threads",
                "threads?sort=new",
                "tags",
                f"tags/{city.tag}/threads",
            ),
            *(f"threads/{city.thread}", f"threads/{city.long_thread}/posts", f"threads/{city.thread}"),
            *(f"members/{city.member.own_id}/{what}" for what in ("threads", "replies")),
            *("search?q=早高", f"posts/{FIRST}/comments", f"posts/{FIRST}/reactions", f"posts/{FIRST}/ratings"),
        )
        own = (
            *("unread", "notifications", "bookmarks", "drafts", "uploads", "blocks", "conversations", "me"),
            *("following/threads", "following/boards", f"conversations/{city.conversation}/messages"),
        )
        self.assert_planned(None, *(f"/api/v1/{path}" for path in lists))
        token = make_token(actor=city.member, name="plans", scope="read", days=7).secret
        self.assert_planned(None, *(f"/api/v1/{path}" for path in own), headers={"authorization": f"Bearer {token}"})

    def test_writing(self) -> None:
        city = self.city
        thread = f"/t/{city.long_thread}"
        post = Post.objects.get(thread_id=city.long_thread, floor=51)
        said = {"text": f"@居民{FIRST} 我也数过。", "submit_key": str(uuid.uuid4())}
        begun = {"title": "桥北", "text": "三个灯", "submit_key": str(uuid.uuid4()), "tags": "标签7"}
        client = cast.browser(city.member)
        for path, form in (
            (f"{thread}/reply", said),
            (f"/b/{city.board.slug}/new", begun),
            (f"/p/{post.pk}/react", {"reaction": "support"}),
            (f"/p/{post.pk}/comment", {"comment": "好", "submit_key": str(uuid.uuid4())}),
            (f"/follow/thread/{city.thread}", {"follow": "yes"}),
            ("/notices/read", {"up_to": str(2 * FIRST)}),
            (f"/messages/{city.conversation}", {"text": "好的", "submit_key": str(uuid.uuid4())}),
        ):
            self.assert_work(f"POST {path}", partial(client.post, path, form))

    def test_the_workers_work(self) -> None:
        self.assert_work("tasks", lambda: (tasks.take_over(), tasks.run_ready(most=5)))
        self.assert_work("outbox", lambda: (outbox.take_over(), outbox.claim_next(), outbox.sweep()))
        self.assert_work("digests", queue_digests)
        self.assert_work("notices", sweep_notices)
        jobs.discover()
        for name in ("boards.polls", "boards.tags", "boards.similar", "drafts.sweep", "uploads.unused", "api.answers"):
            self.assert_work(name, jobs.registered[name].run)
        for name in ("tasks.sweep", "rates.sweep", "accounts.sessions", "webhooks.sweep", "conversations.deleted"):
            self.assert_work(name, jobs.registered[name].run)

    def _of_board(self, board: str) -> list[str]:
        rows = Thread.objects.filter(board=self.city.board, approved_at__isnull=False).order_by("-last_post_at", "-id")
        far = rows[3_000]
        shows = ("digest", "new", "unanswered", "solved", "unsolved")
        return [
            *(board, f"{board}?page=50", f"{board}?after={format_key(far.last_post_at, far.pk)}"),
            *(f"{board}?show={show}" for show in shows),
            *(f"{board}?show={show}&after={format_key(far.last_post_at, far.pk)}" for show in shows),
            f"{board}?type={self.city.type_id}",
        ]

    def _of_threads(self) -> list[str]:
        thread, long = f"/t/{self.city.thread}", f"/t/{self.city.long_thread}"
        author = f"{long}?author={self.city.member.own_id}"
        return [thread, long, f"{long}?page=200", f"{long}?page=250&order=reverse", f"{long}?order=reverse", author]

    def assert_planned(self, viewer: Actor | None, *paths: str, **more: Any) -> None:
        """Ask for the pages and judge their queries."""
        client = cast.browser(viewer, **more)
        found = [finding for path in paths for finding in self._watched(path, partial(client.get, path))]
        assert not found, "\n".join(found)

    def assert_work(self, name: str, work: Callable[[], Any]) -> None:
        """Do some work and judge its queries."""
        found = self._watched(name, work)
        assert not found, "\n".join(found)

    def _watched(self, name: str, work: Callable[[], Any]) -> list[str]:
        watch = Watch()
        # Nothing else can be asked between statements that are sent together, and each is explained before it runs.
        alone = patch.object(connection, "read_all", lambda asked: [connection.read(*one) for one in asked])  # type: ignore[attr-defined]
        with transaction.atomic():
            with alone, connection.execute_wrapper(watch):
                answer = work()
            watch.stop()
            transaction.set_rollback(True)
        if getattr(answer, "status_code", 200) not in {200, 302, 303}:
            return [f"{name}: {answer.status_code}"]
        return [f"{name}: {finding}" for query in watch.queries if (finding := judge(query))]


def judge(query: Looked) -> str:
    """Return what is wrong with a query, or nothing."""
    known = next((one for one in KNOWN if one.part in query.sql), None)
    work = known.work if known else WORK
    if SQLITE:
        sorts = query.sorted_rows > 0 and query.work > (known.work if known and known.sorts else SORTED_WORK)
    else:
        sorts = query.sorted_rows > max(known.sorts if known else 0, SORTED_ROWS)
    if query.work <= work and not sorts and not query.scanned & GROWING - set(known.scans if known else ()):
        return ""
    found = f"{query.work} steps or rows, sorts {query.sorted_rows}, scans {sorted(query.scanned)}"
    return f"{found}\n{query.sql}\n{query.plan}\n"
