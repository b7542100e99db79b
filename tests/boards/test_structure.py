from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from wardmote.accounts import actor, groups
from wardmote.accounts.models import Group, Member, Membership
from wardmote.boards import ladder
from wardmote.boards.actions import structure
from wardmote.boards.models import Board, BoardLevel, Thread
from wardmote.core import clock, snapshot
from wardmote.core.errors import Conflict, Invalid, NotAllowed, NotFound
from wardmote.core.models import AuditEntry
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db

ADMINISTRATOR = actor.system("test")


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    snapshot.forget_all()
    with translation.override("en"):
        yield


def member(name: str = "柳巷阿梅", **more: object) -> Member:
    now = clock.now()
    fields = {"name": name, "name_key": name, "joined_at": now, "approved_at": now, "email_confirmed_at": now}
    return Member.objects.create(**fields | more)


def board(slug: str = "roads", parent: int | None = None) -> Board:
    return structure.create_board(actor=ADMINISTRATOR, parent_id=parent, slug=slug, name=f"版块 {slug}")


def branch() -> tuple[Board, Board, Board]:
    top = board("city")
    middle = board("roads", top.pk)
    return top, middle, board("buses", middle.pk)


def order(parent: int | None) -> list[str]:
    return [found.slug for found in ladder.forum().boards.values() if found.parent_id == parent]


def test_administrator_makes_board_and_member_cannot() -> None:
    somebody = actor.actor_of(member())
    with pytest.raises(NotAllowed):
        structure.create_board(actor=somebody, parent_id=None, slug="mine", name="我的")
    made = structure.create_board(
        actor=ADMINISTRATOR, parent_id=None, slug="mine", name="我的", name_en="Mine", rules_source="**一**条"
    )
    assert ladder.forum().boards[made.pk].slug == "mine"
    assert "<strong>一</strong>" in made.rules_html
    group = groups.all_groups()[made.moderator_group_id]
    assert (group.kind, group.title, group.title_en, group.stars) == ("board", "版主", "Moderator", 7)
    assert AuditEntry.objects.get(act="board.created").board_id == made.pk


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "大路"),
        ("slug", "new"),
        ("slug", "-a"),
        ("slug", "a" * 41),
        ("name", "\u200b "),
        ("name", "长" * 41),
        ("name_en", "x" * 61),
        ("description", "x" * 301),
        ("colour", "mauve"),
        ("icon", "三个字"),
        ("approval", "sometimes"),
    ],
)
def test_board_refuses_field(field: str, value: str) -> None:
    fields: dict[str, Any] = {"slug": "roads", "name": "道路", field: value}
    with pytest.raises(Invalid) as refused:
        structure.create_board(actor=ADMINISTRATOR, parent_id=None, **fields)
    assert set(refused.value.fields) == {field}
    assert not Board.objects.exists()


def test_slug_is_taken_once() -> None:
    board("roads")
    other = board("bikes")
    with pytest.raises(Invalid, match="address"):
        board("roads")
    with pytest.raises(Invalid, match="address"):
        structure.edit_board(actor=ADMINISTRATOR, board_id=other.pk, slug="roads")
    assert structure.edit_board(actor=ADMINISTRATOR, board_id=other.pk, slug="bikes", name="骑行").name == "骑行"


def test_tree_is_three_deep_at_most() -> None:
    *_above, lowest = branch()
    with pytest.raises(Invalid) as refused:
        board("too-deep", lowest.pk)
    assert set(refused.value.fields) == {"parent_id"}


def test_edit_records_what_changed_and_renames_moderators() -> None:
    made = board("roads")
    structure.edit_board(actor=ADMINISTRATOR, board_id=made.pk, name="道路", slug="streets", type_required=True)
    entry = AuditEntry.objects.get(act="board.edited")
    assert entry.details["changed"] == {
        "slug": ["roads", "streets"],
        "name": ["版块 roads", "道路"],
        "type_required": [False, True],
    }
    assert Group.objects.get(pk=made.moderator_group_id).key == "moderators-streets"
    structure.edit_board(actor=ADMINISTRATOR, board_id=made.pk, name="道路")
    assert AuditEntry.objects.filter(act="board.edited").count() == 1


def test_board_moves_up_and_down_among_siblings() -> None:
    one, two, three = board("one"), board("two"), board("three")
    assert order(None) == ["one", "two", "three"]
    structure.move_board(actor=ADMINISTRATOR, board_id=three.pk, step=-1)
    assert order(None) == ["one", "three", "two"]
    structure.move_board(actor=ADMINISTRATOR, board_id=one.pk, step=1)
    assert order(None) == ["three", "one", "two"]
    structure.move_board(actor=ADMINISTRATOR, board_id=two.pk, step=1)
    assert order(None) == ["three", "one", "two"]
    assert AuditEntry.objects.filter(act="board.ordered").count() == 2


def test_board_goes_under_another_parent_with_its_threads() -> None:
    top, middle, lowest = branch()
    other = board("house")
    writer = member()
    now = clock.now()
    thread = Thread.objects.create(
        board=lowest, category=top, author=writer, last_author=writer, title="x", created_at=now, last_post_at=now
    )
    structure.reparent_board(actor=ADMINISTRATOR, board_id=middle.pk, parent_id=other.pk)
    thread.refresh_from_db()
    assert thread.category_id == other.pk
    assert [found.slug for found in ladder.path(lowest.pk)] == ["house", "roads", "buses"]
    with pytest.raises(Invalid, match="holds threads"):
        structure.reparent_board(actor=ADMINISTRATOR, board_id=lowest.pk, parent_id=None)


def test_board_cannot_lie_in_itself_or_too_deep() -> None:
    top, middle, lowest = branch()
    with pytest.raises(Invalid, match="in itself"):
        structure.reparent_board(actor=ADMINISTRATOR, board_id=top.pk, parent_id=lowest.pk)
    other = board("house")
    with pytest.raises(Invalid, match="deep"):
        structure.reparent_board(actor=ADMINISTRATOR, board_id=other.pk, parent_id=lowest.pk)
    with pytest.raises(Invalid, match="deep"):
        structure.reparent_board(actor=ADMINISTRATOR, board_id=top.pk, parent_id=other.pk)
    assert structure.reparent_board(actor=ADMINISTRATOR, board_id=middle.pk, parent_id=other.pk).parent_id == other.pk


def test_archiving_closes_what_lies_below_and_opens_from_the_top() -> None:
    top, middle, lowest = branch()
    structure.archive_board(actor=ADMINISTRATOR, board_id=top.pk)
    assert all(found.archived_at for found in ladder.forum().boards.values())
    with pytest.raises(Conflict):
        structure.unarchive_board(actor=ADMINISTRATOR, board_id=middle.pk)
    structure.unarchive_board(actor=ADMINISTRATOR, board_id=top.pk)
    structure.unarchive_board(actor=ADMINISTRATOR, board_id=middle.pk)
    assert ladder.forum().boards[middle.pk].archived_at is None
    assert ladder.forum().boards[lowest.pk].archived_at is not None
    structure.unarchive_board(actor=ADMINISTRATOR, board_id=top.pk)
    assert AuditEntry.objects.filter(act="board.unarchived").count() == 2


def test_thread_types_are_added_renamed_and_removed() -> None:
    made = board()
    first = structure.add_type(actor=ADMINISTRATOR, board_id=made.pk, name="路况", name_en="Traffic")
    second = structure.add_type(actor=ADMINISTRATOR, board_id=made.pk, name="停车")
    with pytest.raises(Invalid, match="of that name"):
        structure.add_type(actor=ADMINISTRATOR, board_id=made.pk, name=" 路况 ")
    structure.edit_type(actor=ADMINISTRATOR, type_id=second.pk, name="泊车", name_en="Parking")
    assert [(kept.name, kept.name_en) for kept in ladder.forum().boards[made.pk].types] == [
        ("路况", "Traffic"),
        ("泊车", "Parking"),
    ]
    structure.remove_type(actor=ADMINISTRATOR, type_id=first.pk)
    assert [kept.name for kept in ladder.forum().boards[made.pk].types] == ["泊车"]


def test_levels_replace_inheritance_and_reset_restores_it() -> None:
    top, middle, _lowest = branch()
    guest, somebody = actor.guest(), actor.actor_of(member())
    assert (ladder.level(guest, middle.pk), ladder.level(somebody, middle.pk)) == (Level.READ, Level.START)
    structure.set_levels(
        actor=ADMINISTRATOR, board_id=top.pk, levels={"guests": Level.SEE, "members": Level.REPLY}, reason="试行"
    )
    assert (ladder.level(guest, middle.pk), ladder.level(somebody, middle.pk)) == (Level.SEE, Level.REPLY)
    entry = AuditEntry.objects.get(act="board.levels_set")
    assert (entry.reason, entry.details["to"]) == ("试行", {"guests": 1, "members": 3})
    structure.reset_levels(actor=ADMINISTRATOR, board_id=top.pk)
    assert (ladder.level(guest, middle.pk), ladder.level(somebody, middle.pk)) == (Level.READ, Level.START)


def test_root_levels_are_set_by_none() -> None:
    made = board()
    levels = {"guests": Level.NONE, "members": Level.READ, "moderators": Level.MODERATE}
    structure.set_levels(actor=ADMINISTRATOR, board_id=None, levels=levels)
    assert ladder.level(actor.guest(), made.pk) == Level.NONE
    assert ladder.level(actor.actor_of(member()), made.pk) == Level.READ
    assert AuditEntry.objects.get(act="site.levels_set").board_id is None


@pytest.mark.parametrize("levels", [{}, {"nobody": Level.READ}, {"guests": Level.REPLY}])
def test_levels_refuse(levels: dict[str, Level]) -> None:
    made = board()
    with pytest.raises(Invalid):
        structure.set_levels(actor=ADMINISTRATOR, board_id=made.pk, levels=levels)
    assert not BoardLevel.objects.filter(board=made).exists()


def test_moderator_moderates_below_and_no_longer_when_removed() -> None:
    top, middle, lowest = branch()
    keeper = member("丁字尺")
    structure.add_moderator(actor=ADMINISTRATOR, board_id=middle.pk, member=keeper)
    structure.add_moderator(actor=ADMINISTRATOR, board_id=middle.pk, member=keeper)
    acting = actor.actor_of(keeper)
    assert ladder.level(acting, lowest.pk) == Level.MODERATE
    assert ladder.level(acting, top.pk) == Level.START
    assert AuditEntry.objects.filter(act="board.moderator_added").count() == 1
    structure.remove_moderator(actor=ADMINISTRATOR, board_id=middle.pk, member=keeper)
    assert ladder.level(actor.actor_of(keeper), lowest.pk) == Level.START


def test_member_who_awaits_approval_becomes_no_moderator() -> None:
    made = board()
    with pytest.raises(Invalid, match="awaits approval"):
        structure.add_moderator(actor=ADMINISTRATOR, board_id=made.pk, member=member(approved_at=None))
    assert not Membership.objects.exists()


def test_only_administrators_change_the_structure() -> None:
    top, middle, _lowest = branch()
    kept = structure.add_type(actor=ADMINISTRATOR, board_id=middle.pk, name="路况")
    keeper = member("丁字尺")
    structure.add_moderator(actor=ADMINISTRATOR, board_id=top.pk, member=keeper)
    acting = actor.actor_of(keeper)
    assert ladder.level(acting, middle.pk) == Level.MODERATE
    before = AuditEntry.objects.count()
    for change in (
        lambda: structure.edit_board(actor=acting, board_id=middle.pk, name="x"),
        lambda: structure.move_board(actor=acting, board_id=middle.pk, step=1),
        lambda: structure.reparent_board(actor=acting, board_id=middle.pk, parent_id=None),
        lambda: structure.archive_board(actor=acting, board_id=middle.pk),
        lambda: structure.unarchive_board(actor=acting, board_id=middle.pk),
        lambda: structure.add_type(actor=acting, board_id=middle.pk, name="x"),
        lambda: structure.edit_type(actor=acting, type_id=kept.pk, name="x"),
        lambda: structure.remove_type(actor=acting, type_id=kept.pk),
        lambda: structure.set_levels(actor=acting, board_id=middle.pk, levels={"members": Level.READ}),
        lambda: structure.reset_levels(actor=acting, board_id=middle.pk),
        lambda: structure.add_moderator(actor=acting, board_id=middle.pk, member=keeper),
        lambda: structure.remove_moderator(actor=acting, board_id=top.pk, member=keeper),
    ):
        with pytest.raises(NotAllowed):
            change()
    assert AuditEntry.objects.count() == before


def test_unknown_board_is_not_found() -> None:
    for change in (
        lambda: structure.edit_board(actor=ADMINISTRATOR, board_id=999, name="x"),
        lambda: structure.archive_board(actor=ADMINISTRATOR, board_id=999),
        lambda: structure.reset_levels(actor=ADMINISTRATOR, board_id=999),
        lambda: structure.add_type(actor=ADMINISTRATOR, board_id=999, name="x"),
    ):
        with pytest.raises(NotFound):
            change()
