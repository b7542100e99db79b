"""What members or staff hide, guests see for a second more at the most, however long pages are kept."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import wardmote
from tests import cast
from tests.front import Server
from tests.uploads.made import picture
from wardmote.accounts import ranks
from wardmote.accounts.actions import avatar, members, preferences
from wardmote.accounts.actions.ranks import set_ranks
from wardmote.accounts.models import Member
from wardmote.boards.actions import commenting, editing, levels, merging, moderating, structure, tag_upkeep, tagging
from wardmote.boards.models import Post, Tag, Thread
from wardmote.core import audit, clock, options, snapshot
from wardmote.core.http.front_marks import AGE_S
from wardmote.core.permissions import Level
from wardmote.core.site import SITE_NOTICE
from wardmote.pages.actions.options import save_options
from wardmote.pages.actions.site_pages import save_site_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import PostComment

pytestmark = pytest.mark.django_db

WORDS = "金丝雀"
SYSTEM = cast.SYSTEM
OPEN = {"guests": Level.READ, "members": Level.START}
SHUT = {"guests": Level.NONE, "members": Level.START}


@dataclass(frozen=True)
class Hiding:
    """Where guests see `words` until `act`."""

    address: str
    act: Callable[[], object]
    words: str = WORDS


def a_post() -> tuple[str, Post, Actor]:
    thread, author = cast.thread(cast.board()), cast.member()
    return f"/t/{thread.pk}", cast.answer(thread, author, source=WORDS), author


def a_thread() -> tuple[str, Thread]:
    thread = cast.thread(cast.board(), title=WORDS)
    return f"/b/{thread.board.slug}", thread


def a_comment() -> tuple[str, PostComment, Actor]:
    thread, author = cast.thread(cast.board()), cast.member()
    made = commenting.add_comment(actor=author, post=cast.first_post(thread), text=WORDS)
    return f"/t/{thread.pk}", made, author


def a_tag() -> tuple[str, Tag]:
    author = cast.member()
    thread = cast.thread(cast.board(), author)
    tagging.set_tags(actor=author, thread=thread, names=[WORDS])
    return f"/t/{thread.pk}", Tag.objects.get(name=WORDS)


def own_edit() -> Hiding:
    address, post, author = a_post()
    return Hiding(address, lambda: editing.edit_post(actor=author, post=post, source="没有别的。"))


def foreign_edit() -> Hiding:
    (address, post, _author), chief = a_post(), cast.administrator()
    return Hiding(address, lambda: editing.edit_post(actor=chief, post=post, source="没有别的。", reason="试"))


def own_delete() -> Hiding:
    address, post, author = a_post()
    return Hiding(address, lambda: editing.delete_post(actor=author, post=post))


def foreign_delete() -> Hiding:
    (address, post, _author), chief = a_post(), cast.administrator()
    return Hiding(address, lambda: editing.delete_post(actor=chief, post=post, reason="试"))


def hide_history() -> Hiding:
    _address, post, author = a_post()
    editing.edit_post(actor=author, post=post, source="没有别的。", reason="试")
    post.refresh_from_db()
    act = lambda: editing.hide_history(actor=SYSTEM, post=post, reason="试")  # noqa: E731
    return Hiding(f"/p/{post.pk}/history", act)


def own_comment() -> Hiding:
    address, comment, author = a_comment()
    return Hiding(address, lambda: commenting.delete_comment(actor=author, comment=comment))


def foreign_comment() -> Hiding:
    (address, comment, _author), chief = a_comment(), cast.administrator()
    return Hiding(address, lambda: commenting.delete_comment(actor=chief, comment=comment, reason="试", erase=True))


def delete_thread() -> Hiding:
    address, thread = a_thread()
    return Hiding(address, lambda: moderating.delete_thread(actor=SYSTEM, thread=thread, reason="试"))


def delete_own_thread() -> Hiding:
    author = cast.member()
    thread = cast.thread(cast.board(), author, title=WORDS)
    return Hiding("/", lambda: editing.delete_post(actor=author, post=cast.first_post(thread)))


def move_thread() -> Hiding:
    _address, thread = a_thread()
    closed = cast.board()
    levels.set_levels(actor=SYSTEM, board_id=closed.pk, levels=SHUT)
    act = lambda: moderating.move_thread(actor=SYSTEM, thread=thread, board_id=closed.pk, reason="试")  # noqa: E731
    return Hiding(f"/t/{thread.pk}", act)


def merge_threads() -> Hiding:
    address, thread = a_thread()
    into = cast.thread(thread.board, title="另一个主题")
    return Hiding(address, lambda: merging.merge_threads(actor=SYSTEM, thread=thread, into=into, reason="试"))


def split_thread() -> Hiding:
    address, post, _author = a_post()
    more = {"post_ids": [post.pk], "title": "分出来的", "reason": "试"}
    return Hiding(address, lambda: merging.split_thread(actor=SYSTEM, thread=post.thread, **more))  # type: ignore[arg-type]


def set_levels() -> Hiding:
    _address, thread = a_thread()
    act = lambda: levels.set_levels(actor=SYSTEM, board_id=thread.board_id, levels=SHUT)  # noqa: E731
    return Hiding(f"/t/{thread.pk}", act)


def shut_site() -> Hiding:
    _address, thread = a_thread()
    return Hiding(f"/t/{thread.pk}", lambda: levels.set_levels(actor=SYSTEM, board_id=None, levels=SHUT))


def reset_levels() -> Hiding:
    _address, thread = a_thread()
    levels.set_levels(actor=SYSTEM, board_id=thread.board_id, levels=OPEN)
    levels.set_levels(actor=SYSTEM, board_id=None, levels={"guests": Level.SEE, "members": Level.START})
    levels.set_levels(actor=SYSTEM, board_id=thread.board.parent_id, levels=OPEN)
    levels.set_levels(actor=SYSTEM, board_id=thread.board.parent_id, levels=OPEN | {"trust-1": Level.START})
    act = lambda: levels.reset_levels(actor=SYSTEM, board_id=thread.board.parent_id or 0)  # noqa: E731
    return Hiding(f"/t/{thread.pk}", act)


def reparent_board() -> Hiding:
    _address, thread = a_thread()
    above = cast.category()
    levels.set_levels(actor=SYSTEM, board_id=above.pk, levels=SHUT)
    act = lambda: structure.reparent_board(actor=SYSTEM, board_id=thread.board_id, parent_id=above.pk)  # noqa: E731
    return Hiding(f"/t/{thread.pk}", act)


def edit_board() -> Hiding:
    board = cast.board(name=WORDS)
    return Hiding("/", lambda: structure.edit_board(actor=SYSTEM, board_id=board.pk, name="别的名字"))


def a_type() -> tuple[str, int]:
    board = cast.board()
    made = structure.add_type(actor=SYSTEM, board_id=board.pk, name=WORDS)
    cast.thread(board, type_id=made.pk)
    return f"/b/{board.slug}", made.pk


def edit_type() -> Hiding:
    address, number = a_type()
    return Hiding(address, lambda: structure.edit_type(actor=SYSTEM, type_id=number, name="别的"))


def remove_type() -> Hiding:
    address, number = a_type()
    return Hiding(address, lambda: structure.remove_type(actor=SYSTEM, type_id=number))


def rename_tag() -> Hiding:
    (address, tag), chief = a_tag(), cast.administrator()
    return Hiding(address, lambda: tag_upkeep.rename_tag(actor=chief, tag=tag, name="别的", reason="试"))


def delete_tag() -> Hiding:
    (_address, tag), chief = a_tag(), cast.administrator()
    return Hiding(f"/tag/{WORDS}", lambda: tag_upkeep.delete_tag(actor=chief, tag=tag, reason="试"))


def change_name() -> Hiding:
    person = cast.member(WORDS)
    thread = cast.thread(cast.board(), person)
    act = lambda: members.change_name(actor=SYSTEM, member=cast.row(person), name="别的名字", reason="试")  # noqa: E731
    return Hiding(f"/t/{thread.pk}", act)


def an_avatar() -> tuple[str, str, Actor]:
    person = cast.member()
    return (
        f"/u/{person.own_id}",
        avatar.set_avatar(actor=person, data=picture()).rpartition("/")[2].partition(".")[0],
        person,
    )


def remove_avatar() -> Hiding:
    address, name, person = an_avatar()
    return Hiding(address, lambda: avatar.remove_avatar(actor=person), name)


def set_avatar() -> Hiding:
    address, name, person = an_avatar()
    return Hiding(address, lambda: avatar.set_avatar(actor=person, data=picture()), name)


def update_signature() -> Hiding:
    thread, person = cast.thread(cast.board()), cast.member()
    preferences.update_signature(actor=person, source=WORDS)
    cast.answer(thread, person)
    return Hiding(f"/t/{thread.pk}", lambda: preferences.update_signature(actor=person, source=""))


def update_profile() -> Hiding:
    person = cast.member()
    preferences.update_profile(actor=person, about=WORDS, signature="")
    act = lambda: preferences.update_profile(actor=person, about="", signature="")  # noqa: E731
    return Hiding(f"/u/{person.own_id}", act)


def update_preferences() -> Hiding:
    person = cast.member(WORDS)
    Member.objects.filter(pk=person.own_id).update(last_seen_at=clock.now())
    return Hiding("/", lambda: preferences.update_preferences(actor=person, show_online=False))


def set_rank() -> Hiding:
    person = cast.member()
    given = ranks.all_ranks()
    named = [ranks.RankInfo(WORDS, "", rank.stars, rank.least) for rank in given[:2]]
    set_ranks(actor=SYSTEM, given=named)
    return Hiding(f"/u/{person.own_id}", lambda: set_ranks(actor=SYSTEM, given=given))


def save_notice() -> Hiding:
    chief = cast.administrator()
    save_options(actor=chief, values={SITE_NOTICE.key: WORDS})
    return Hiding("/", lambda: save_options(actor=chief, values={SITE_NOTICE.key: ""}))


def save_page() -> Hiding:
    chief = cast.administrator()

    def save(source: str) -> None:
        save_site_page(actor=chief, key="about", language="zh-hans", title="关于", source=source)

    save(WORDS)
    return Hiding("/page/about", lambda: save("没有别的。"))


HIDES: dict[str, list[Callable[[], Hiding]]] = {
    "accounts.avatar.remove_avatar": [remove_avatar],
    "accounts.avatar.set_avatar": [set_avatar],
    "accounts.members.change_name": [change_name],
    "accounts.preferences.update_preferences": [update_preferences],
    "accounts.preferences.update_profile": [update_profile],
    "accounts.preferences.update_signature": [update_signature],
    "accounts.ranks.set_ranks": [set_rank],
    "boards.commenting.delete_comment": [own_comment, foreign_comment],
    "boards.editing.delete_post": [own_delete, foreign_delete, delete_own_thread],
    "boards.editing.edit_post": [own_edit, foreign_edit],
    "boards.editing.hide_history": [hide_history],
    "boards.levels.reset_levels": [reset_levels],
    "boards.levels.set_levels": [set_levels, shut_site],
    "boards.merging.merge_threads": [merge_threads],
    "boards.merging.split_thread": [split_thread],
    "boards.moderating.delete_thread": [delete_thread],
    "boards.moderating.move_thread": [move_thread],
    "boards.structure.edit_board": [edit_board],
    "boards.structure.edit_type": [edit_type],
    "boards.structure.remove_type": [remove_type],
    "boards.structure.reparent_board": [reparent_board],
    "boards.tag_upkeep.delete_tag": [delete_tag],
    "boards.tag_upkeep.rename_tag": [rename_tag],
    "pages.options.save_options": [save_notice],
    "pages.site_pages.save_site_page": [save_page],
}
"""Every action that takes from guests something which they could read."""

SHOWS: dict[str, tuple[str, ...]] = {
    "adds something, or shows it again": (
        "accounts.members.approve_member",
        "accounts.members.create_member",
        "accounts.members.sign_up",
        "boards.approval.approve_post",
        "boards.commenting.add_comment",
        "boards.commenting.restore_comment",
        "boards.editing.restore_post",
        "boards.editing.show_history",
        "boards.moderating.restore_thread",
        "boards.posting.reply",
        "boards.posting.start_thread",
        "boards.rating.rate_post",
        "boards.structure.add_type",
        "boards.structure.create_board",
    ),
    "changes how things stand, and hides none of them": (
        "accounts.adjusting.adjust_credits",
        "accounts.ranks.remove_credit_rule",
        "accounts.ranks.set_credit_rule",
        "boards.answering.mark_answer",
        "boards.board_tags.set_board_tags",
        "boards.moderating.lock_thread",
        "boards.moderating.set_digest",
        "boards.moderating.set_highlight",
        "boards.moderating.set_sticky",
        "boards.moderating.set_type",
        "boards.moderating.unlock_thread",
        "boards.polls.close_poll",
        "boards.polls.set_closing",
        "boards.reacting.react",
        "boards.structure.archive_board",
        "boards.structure.move_board",
        "boards.structure.unarchive_board",
        "boards.tagging.set_tags",
        "boards.voting.vote",
        "boards.voting.withdraw_vote",
    ),
    "is made of actions above, each of which says so itself": (
        "boards.moderating.remove_thread",
        "boards.structure.rewrite_board",
        "boards.tag_upkeep.merge_tags",
    ),
    "is in the log, which ends the epoch, though no page that is kept shows it": (
        "accounts.groups.add_to_group",
        "accounts.groups.remove_from_group",
        "accounts.roles.create_group",
        "accounts.roles.edit_group",
        "accounts.sanctions.lift_sanctions",
        "accounts.sanctions.silence_member",
        "accounts.sanctions.suspend_member",
        "boards.approval.refuse_post",
        "boards.levels.add_moderator",
        "boards.levels.remove_moderator",
        "boards.rating.take_back_rating",
        "notifications.announcing.announce",
    ),
    "is about what guests never see": (
        "accounts.blocks.block_member",
        "accounts.blocks.unblock_member",
        "accounts.feed_tokens.make_feed_token",
        "accounts.feed_tokens.revoke_feed_token",
        "accounts.invitations.make_invitation",
        "accounts.invitations.withdraw_invitation",
        "accounts.members.refuse_member",
        "accounts.preferences.preview_signature",
        "boards.reading.*",
        "notifications.*",
        "search.saving.*",
        "uploads.adding.add_upload",
        "uploads.describing.describe_upload",
        "uploads.removing.delete_upload",
        "api.tokens.*",
        "conversations.*",
        "drafts.*",
        "marks.*",
        "webhooks.*",
    ),
}
"""Every other action that somebody takes, by why it need not end an epoch."""


def actions() -> Iterator[str]:
    root = Path(wardmote.__file__).parent
    for path in sorted(root.glob("*/actions/*.py")):
        app, name = path.parent.parent.name, path.stem
        module = importlib.import_module(f"wardmote.{app}.actions.{name}")
        for function, value in inspect.getmembers(module, inspect.isfunction):
            wrapped = inspect.unwrap(value)
            given = inspect.signature(wrapped).parameters.get("actor")
            own = wrapped.__module__ == module.__name__ and not function.startswith("_")
            if own and given is not None and given.kind is given.KEYWORD_ONLY:
                yield f"{app}.{name}.{function}"


def test_every_action_is_known_to_hide_something_or_not() -> None:
    harmless = {name for names in SHOWS.values() for name in names}
    whole = tuple(name.removesuffix("*") for name in harmless if name.endswith("*"))
    found = set(actions())
    assert {name for name in found - HIDES.keys() - harmless if not name.startswith(whole)} == set()
    assert {name for name in HIDES.keys() | harmless if not name.endswith("*")} <= found


@pytest.mark.parametrize("made", [each for cases in HIDES.values() for each in cases], ids=lambda made: made.__name__)
def test_what_is_hidden_is_gone_within_a_second(made: Callable[[], Hiding]) -> None:
    options.store({AGE_S.key: 10})
    hiding = made()
    snapshot.forget_all()
    server = Server()
    before = server.get(hiding.address)
    assert before.status == 200
    assert hiding.words in before.text
    assert server.get(hiding.address) == before
    hiding.act()
    server.clock.pass_by(1)
    assert hiding.words not in server.get(hiding.address).text


def test_whatever_staff_do_ends_the_epoch() -> None:
    options.store({AGE_S.key: 10})
    server = Server()
    person, chief = cast.member(), cast.administrator()
    server.get("/")
    audit.record(chief, "test.done", cast.row(person), reason="试")
    server.clock.pass_by(1)
    server.get("/")
    assert server.made == 2
