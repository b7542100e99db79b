"""Build the demo city by calling the actions, each at its own time in the past."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db import transaction

from wardmote.accounts import actor as actors
from wardmote.accounts import groups
from wardmote.accounts.actions.groups import add_to_group
from wardmote.accounts.actions.members import create_member
from wardmote.accounts.actions.preferences import update_preferences, update_signature
from wardmote.accounts.actions.sanctions import silence_member, suspend_member
from wardmote.accounts.actions.trust import recompute_all
from wardmote.accounts.models import Member
from wardmote.boards.actions import moderating, poll_upkeep, tally
from wardmote.boards.actions.approval import approve_post
from wardmote.boards.actions.articles import ArticleInput
from wardmote.boards.actions.board_tags import set_board_tags
from wardmote.boards.actions.levels import add_moderator, set_levels
from wardmote.boards.actions.posting import reply, start_thread
from wardmote.boards.actions.structure import add_type, archive_board, create_board, edit_board
from wardmote.boards.models import Board, Post, Thread, ThreadType
from wardmote.core import clock, options
from wardmote.core.permissions import Level
from wardmote.core.text.quote import quote_markdown
from wardmote.demo import boards, compose, letters, marks, people, pictures, places, polls, tags
from wardmote.demo.begun import leave_draft
from wardmote.demo.people import Role
from wardmote.demo.responses import Readers

if TYPE_CHECKING:
    from collections.abc import Callable

    from wardmote.accounts.actor import Actor
    from wardmote.demo.model import DemoArticle, DemoPost, DemoThread

PASSWORD = "bluestone-bridge"  # noqa: S105  shown to everybody: the demo is no site
NOTICE = (
    "**演示站** 青石桥的人和事都是编的，用演示账号登录可以随便试。 "
    "*A demonstration: the people and places are made up, and the demo accounts may try everything.*"
)
REASONS = {
    "locked": "话已说完，先锁上，需要再开请站内留言。",
    "sticky": "常有人问到，放在上面。",
    "digest": "写得清楚，值得留存。",
    "highlight": "近期重要。",
    "moved": "更适合放在那个版。",
    "deleted": "广告。",
}


FOLLOWED = ("roads", "food")
"""Boards that those whose sign-ins are shown follow."""
SUPER_MODERATOR = next(person.name for person in people.PEOPLE if person.role == Role.MODERATOR)
"""The moderator whose sign-in is shown: in a group with capabilities besides the boards'."""


class City:
    """The city while it is being built: who and what has been made so far, by the names of the material."""

    def __init__(self, *, threads: int = 400, posts: int = 6000, seed: int = 1) -> None:
        """Take the size; the same seed builds the same city around the present time."""
        self.threads, self.posts, self.seed = threads, posts, seed
        self.now = clock.now()
        self.system = actors.system("demo")
        self.actors: dict[str, Actor] = {}
        self.boards: dict[str, int] = {}
        self.types: dict[tuple[int, str], int] = {}
        self.thread_ids: dict[str, int] = {}

    @transaction.atomic
    def build(self, tell: Callable[[str], None]) -> None:
        """Make everything in one transaction, so that a city is whole or not there; about a minute."""
        options.store(
            {
                "site_name": places.SITE_NAME,
                "time_zone": "Asia/Shanghai",
                "site_tagline": "问得清楚，答得明白",
                "site_name_en": "Qingshiqiao Forum",
                "site_tagline_en": "Ask plainly, answer plainly",
                "contact_address": "desk@qingshiqiao.example",
                "site_notice": NOTICE,
                "filing_number": "青石ICP备00000000号",
            }
        )
        tell("members")
        for person in people.PEOPLE:
            self._add_person(person)
        # One hash for all: sixty of them would take as long as the rest of the members.
        Member.objects.update(password=make_password(PASSWORD))
        tell("boards")
        self._add_boards()
        self._refresh_actors()
        for number, thread in enumerate(self._composed()):
            if number % 50 == 0:
                tell(f"threads {number}/{self.threads}")
            self._add_thread(thread)
        # A thread is written to its end before the next begins, so the last written is not the last in time.
        for board_id in self.boards.values():
            tally.refresh_last_thread(board_id)
        tell("reactions")
        readers = Readers(self.actors, seed=self.seed, now=self.now)
        readers.react()
        readers.comment()
        readers.rate()
        readers.answer()
        self._vote()
        self._close_archives()
        self._sanction()
        letters.write(self.actors, self.now)
        tell("notices")
        self._mark()
        leave_draft(self.actors, self.thread_ids)
        tell("visits")
        self._visits()
        recompute_all()

    def _composed(self) -> list[DemoThread]:
        hour = self.now.astimezone(dt.timezone(dt.timedelta(hours=8)))
        return list(compose.threads(self.seed, self.threads, self.posts, hour=hour.hour + hour.minute / 60))

    def _add_person(self, person: people.DemoPerson) -> None:
        joined = self.now - dt.timedelta(days=person.joined_days)
        with clock.held_at(joined):
            member = create_member(
                actor=self.system,
                name=person.name,
                email=person.email,
                password=None,
                confirmed=person.role != Role.UNCONFIRMED,
                approved=person.role != Role.AWAITING,
                language=person.language,
                joined_at=joined,
            )
            if person.role == Role.ADMINISTRATOR:
                add_to_group(actor=self.system, member=member, group_key=groups.ADMINISTRATORS, reason="建站")
            if person.name == SUPER_MODERATOR:
                add_to_group(actor=self.system, member=member, group_key=groups.MODERATORS, reason="建站")
            if person.role in {Role.SUSPENDED, Role.AWAITING}:
                return
            actor = actors.actor_of(member)
            update_preferences(
                actor=actor,
                about=person.about,
                time_zone=person.time_zone,
                show_last_seen=not person.hides_last_seen,
            )
            if person.signature:
                update_signature(actor=actor, source=person.signature)

    def _add_boards(self) -> None:
        since = self.now - dt.timedelta(days=1000)
        with clock.held_at(since):
            for given in boards.BOARDS:
                self._add_board(given)

    def _add_board(self, given: boards.DemoBoard) -> None:
        board = create_board(
            actor=self.system,
            parent_id=self.boards[given.parent] if given.parent else None,
            slug=given.slug,
            name=given.name,
            name_en=given.name_en,
            description=given.description,
            description_en=given.description_en,
            rules_source=given.rules,
            colour=given.colour,
            icon=given.icon,
            type_required=given.type_required,
            article_required=given.source_required,
            answers=given.answers,
            tag_mode=tags.mode_of(given.slug),
        )
        self.boards[given.slug] = board.pk
        for kind in given.types:
            made = add_type(actor=self.system, board_id=board.pk, name=kind.name, name_en=kind.name_en)
            self.types[board.pk, kind.name] = made.pk
        if given.levels:
            levels = {key: Level(level) for key, level in given.levels.items()}
            set_levels(actor=self.system, board_id=board.pk, levels=levels, reason="建站")
        if listed := tags.LISTED.get(given.slug):
            set_board_tags(actor=self.system, board_id=board.pk, names=listed)
        for name in given.moderators:
            add_moderator(actor=self.system, board_id=board.pk, member=Member.objects.get(name=name), reason="建站")

    def _refresh_actors(self) -> None:
        self.actors = {member.name: actors.actor_of(member) for member in Member.objects.all()}

    def _add_thread(self, given: DemoThread) -> None:
        board_id = self.boards[given.board]
        texts = [self._linked(post.text) for post in given.posts]
        for floor, post in enumerate(given.posts):
            with clock.held_at(self.now - post.offset):
                texts[floor] = pictures.illustrate(given.key, floor + 1, self.actors[post.author], texts[floor])
        poll = polls.POLLS.get(given.key)
        with clock.held_at(self.now - given.created_offset):
            first = start_thread(
                actor=self.actors[given.author],
                board_id=board_id,
                title=given.title,
                source=texts[0],
                type_id=self.types.get((board_id, given.type or "")),
                article=self._article(given.article),
                poll=poll.made_at(self.now) if poll else None,
                tags=tags.tags_for(given.board, given.title),
            )
        thread = Thread.objects.get(pk=first.thread_id)
        self.thread_ids[given.key] = thread.pk
        made = [first]
        for post, text in zip(given.posts[1:], texts[1:], strict=True):
            made.append(self._add_reply(thread, post, text, made))
        Thread.objects.filter(pk=thread.pk).update(views=given.views)
        last = given.posts[-1].offset
        self._apply(thread, given, self.now - last * 0.9)

    def _add_reply(self, thread: Thread, given: DemoPost, text: str, made: list[Post]) -> Post:
        quoted = made[given.quotes] if given.quotes is not None else None
        if quoted is not None and quoted.floor is not None:
            author = next(name for name, actor in self.actors.items() if actor.member_id == quoted.author_id)
            text = (
                quote_markdown(author_name=author, post_id=quoted.pk, floor=quoted.floor, html=quoted.html).rstrip()
                + "\n\n"
                + text
            )
        with clock.held_at(self.now - given.offset):
            return reply(
                actor=self.actors[given.author],
                thread=thread,
                source=text,
                quotes_id=quoted.pk if quoted else None,
            )

    def _linked(self, text: str) -> str:
        return re.sub(r"/t/@([\w-]+)", lambda match: f"/t/{self.thread_ids[match[1]]}", text)

    def _article(self, given: DemoArticle | None) -> ArticleInput | None:
        if given is None:
            return None
        if not given.reprint:
            return ArticleInput("original", interview=given.interview)
        day = (self.now - given.published_offset).date()
        return ArticleInput("reprint", given.source, given.address, given.author, day, given.interview)

    def _apply(self, thread: Thread, given: DemoThread, at: dt.datetime) -> None:
        flags = given.flags
        administrator = self.actors[people.PEOPLE[0].name]
        with clock.held_at(at):
            if flags.moved_to:
                to = self.boards[flags.moved_to]
                kind = self.types.get((to, given.type or ""))
                thread = moderating.move_thread(
                    actor=administrator, thread=thread, board_id=to, type_id=kind, reason=REASONS["moved"]
                )
            if flags.sticky:
                moderating.set_sticky(actor=administrator, thread=thread, level=flags.sticky, reason=REASONS["sticky"])
            if flags.digest:
                moderating.set_digest(actor=administrator, thread=thread, level=flags.digest, reason=REASONS["digest"])
            if flags.highlight:
                moderating.set_highlight(
                    actor=administrator, thread=thread, highlight=flags.highlight, reason=REASONS["highlight"]
                )
            if flags.locked:
                moderating.lock_thread(actor=administrator, thread=thread, reason=REASONS["locked"])
            if flags.deleted:
                moderating.delete_thread(actor=administrator, thread=thread, reason=REASONS["deleted"])

    def _vote(self) -> None:
        able = {Role.ADMINISTRATOR, Role.MODERATOR, Role.MEMBER}
        voters = [self.actors[person.name] for person in people.PEOPLE if person.role in able]
        for key, poll in polls.POLLS.items():
            if key in self.thread_ids:
                polls.cast_votes(Thread.objects.get(pk=self.thread_ids[key]), poll, voters, self.now)
        poll_upkeep.close_due()
        poll_upkeep.forget_votes()

    def _close_archives(self) -> None:
        for given in boards.BOARDS:
            if given.archived:
                archive_board(actor=self.system, board_id=self.boards[given.slug], reason="内容已并入新版")
            if given.approve_threads:
                edit_board(actor=self.system, board_id=self.boards[given.slug], approval="threads")
                self._leave_some_waiting(self.boards[given.slug])

    def _leave_some_waiting(self, board_id: int) -> None:
        """Put two new threads into the queue, and let one through."""
        writers = [person.name for person in people.PEOPLE if person.role == Role.NEWCOMER][:2]
        waiting = []
        for number, name in enumerate(writers):
            with clock.held_at(self.now - dt.timedelta(minutes=50 - 15 * number)):
                waiting.append(
                    start_thread(
                        actor=self.actors[name],
                        board_id=board_id,
                        title=("出一台电风扇，银杏苑自提", "Selling a bicycle, barely used")[number],
                        source=(
                            "刚搬来，房东留了一台，用不上。七成新，三档风都正常，四十块，晚上七点以后都在。",
                            "Blue frame, new tyres, one careful owner who prefers walking. 180 yuan, Mill Yard.",
                        )[number],
                        type_id=next((pk for (board, _n), pk in self.types.items() if board == board_id), None),
                    )
                )
        if waiting and waiting[0].floor is None:
            approve_post(actor=self.system, post=Post.objects.select_related("thread").get(pk=waiting[0].pk))

    def _sanction(self) -> None:
        for person in people.PEOPLE:
            member = Member.objects.get(name=person.name)
            if person.role == Role.SILENCED:
                silence_member(
                    actor=self.system, member=member, until=self.now + dt.timedelta(days=7), reason="多次刷屏"
                )
            if person.role == Role.SUSPENDED:
                suspend_member(actor=self.system, member=member, until=None, reason="发布广告")

    def _mark(self) -> None:
        """Let those whose sign-ins are shown follow and keep some things, and tell everybody of the latest posts."""
        shown = [self.actors[person.name] for person in people.shown()]
        boards_ = [board_id for slug, board_id in self.boards.items() if slug in FOLLOWED]
        for somebody in shown:
            marks.mark(somebody, members=[other.own_id for other in shown], boards=boards_)
        marks.tell_latest(self.now, shown)

    def _visits(self) -> None:
        """Say when each was here last: writers at their last post, a few of them right now."""
        for number, person in enumerate(people.PEOPLE):
            rows = Member.objects.filter(name=person.name)
            last = (
                Post.objects.filter(author__name=person.name).order_by("-created_at").values_list("created_at").first()
            )
            seen = self.now - dt.timedelta(minutes=number % 9) if number % 4 == 0 else last[0] if last else None
            rows.update(last_seen_at=seen)
        for person in people.shown():
            Member.objects.filter(name=person.name).update(last_visit_at=self.now - dt.timedelta(hours=20))
            marks.read(actors.actor_of(Member.objects.get(name=person.name)), self.now)


def is_empty() -> bool:
    """Say whether there is neither a board nor a member yet."""
    return not Board.objects.exists() and not Member.objects.exists() and not ThreadType.objects.exists()
