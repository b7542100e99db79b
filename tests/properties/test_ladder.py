"""The rules of the ladder, each over trees and groups drawn at random, and SQL against Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests import cast
from wardmote.accounts.actions.groups import add_to_group
from wardmote.accounts.actions.sanctions import lift_sanctions, silence_member, suspend_member
from wardmote.accounts.models import Member, Membership
from wardmote.boards import ladder, rules
from wardmote.boards.actions.levels import reset_levels, set_levels
from wardmote.boards.models import Post, PostState, Thread
from wardmote.boards.queries.visible import posts_of, posts_visible_to, standing_threads, threads_visible_to
from wardmote.boards.queries.why import why
from wardmote.core import clock, snapshot
from wardmote.core.permissions import Level, Node, cap, decide

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Board

GROUPS = range(1, 6)
MODERATORS = range(101, 109)
"""The group of board n's moderators is 100 + n."""

levels = st.sampled_from(list(Level))
rows = st.dictionaries(st.sampled_from(list(GROUPS)), levels, max_size=4)
memberships = st.frozensets(st.sampled_from([*GROUPS, *MODERATORS]), max_size=5)


@st.composite
def trees(draw: st.DrawFn) -> dict[int, Node]:
    """Draw up to eight boards at most three deep."""
    tree: dict[int, Node] = {}
    depth: dict[int, int] = {}
    for number in range(1, draw(st.integers(1, 8)) + 1):
        above = [None, *(other for other in tree if depth[other] < 2)]
        parent = draw(st.sampled_from(above))
        depth[number] = 0 if parent is None else depth[parent] + 1
        tree[number] = Node(number, parent, draw(rows), 100 + number)
    return tree


def level(tree: Mapping[int, Node], root: Mapping[int, Level], groups: frozenset[int], board: int) -> Level:
    return decide(tree, root, groups, board).level


def plain(groups: frozenset[int]) -> frozenset[int]:
    """Return the groups without those of moderators."""
    return groups - frozenset(MODERATORS)


@given(trees(), rows, memberships)
def test_board_with_rows_uses_only_them(tree: dict[int, Node], root: dict[int, Level], groups: frozenset[int]) -> None:
    root = {group: min(given, Level.START) for group, given in root.items()}
    for board in tree.values():
        if not board.rows or board.parent_id is not None:
            continue
        own = max((given for group, given in board.rows.items() if group in groups), default=Level.NONE)
        assert level(tree, root, plain(groups), board.id) == own


@given(trees(), rows, rows, memberships)
def test_what_stands_above_does_not_matter_to_readable_board_with_rows(
    tree: dict[int, Node], root: dict[int, Level], other: dict[int, Level], groups: frozenset[int]
) -> None:
    """All or nothing: rows further up change nothing but by the cap and by moderating."""
    groups = plain(groups)
    for board in tree.values():
        if not board.rows or board.parent_id is None:
            continue
        changed = {**tree, board.parent_id: Node(board.parent_id, tree[board.parent_id].parent_id, other)}
        parents = level(tree, root, groups, board.parent_id), level(changed, root, groups, board.parent_id)
        if all(Level.READ <= parent < Level.MODERATE for parent in parents):
            assert level(tree, root, groups, board.id) == level(changed, root, groups, board.id)


@given(trees(), rows, memberships)
def test_board_without_rows_is_as_its_parent(
    tree: dict[int, Node], root: dict[int, Level], groups: frozenset[int]
) -> None:
    for board in tree.values():
        if board.rows or board.parent_id is None or board.moderator_group_id in groups:
            continue
        parent = level(tree, root, groups, board.parent_id)
        # What is given to the parent's moderators goes no further where a board above holds them down.
        if tree[board.parent_id].moderator_group_id not in groups or parent == Level.MODERATE:
            assert level(tree, root, groups, board.id) == parent


@given(trees(), rows, memberships)
def test_category_without_rows_is_as_the_root_says(
    tree: dict[int, Node], root: dict[int, Level], groups: frozenset[int]
) -> None:
    due = max((given for group, given in root.items() if group in groups), default=Level.NONE)
    for board in tree.values():
        if not board.rows and board.parent_id is None and board.moderator_group_id not in groups:
            assert level(tree, root, groups, board.id) == due


@given(trees(), rows, memberships, st.sampled_from([*GROUPS, *MODERATORS]))
def test_adding_a_group_never_lowers_a_level(
    tree: dict[int, Node], root: dict[int, Level], groups: frozenset[int], more: int
) -> None:
    for board in tree:
        assert level(tree, root, groups | {more}, board) >= level(tree, root, groups, board)


@given(trees(), rows, memberships)
def test_level_is_the_highest_over_the_groups_alone(
    tree: dict[int, Node], root: dict[int, Level], groups: frozenset[int]
) -> None:
    """Where every ancestor is readable to each group alone or to none, the union is the maximum."""
    for board in tree.values():
        assume(board.parent_id is None or level(tree, root, groups, board.parent_id) >= Level.READ)
        alone = [level(tree, root, frozenset({group}), board.id) for group in groups]
        assert level(tree, root, groups, board.id) >= max(alone, default=Level.NONE)
        if board.parent_id is None:
            assert level(tree, root, groups, board.id) == max(alone, default=Level.NONE)


@given(trees(), rows, memberships)
def test_below_read_on_the_parent_a_level_is_at_most_the_parents(
    tree: dict[int, Node], root: dict[int, Level], groups: frozenset[int]
) -> None:
    for board in tree.values():
        # The board's own moderators are held to it as well: they are to read what they moderate in.
        if board.parent_id is not None:
            parent = level(tree, root, groups, board.parent_id)
            if parent < Level.READ:
                decision = decide(tree, root, groups, board.id)
                assert decision.level <= parent
                if decision.capped_by is not None:
                    assert decision.capped_by == board.parent_id


@given(trees(), rows, memberships)
def test_who_moderates_a_board_moderates_all_below_whatever_their_rows(
    tree: dict[int, Node], root: dict[int, Level], groups: frozenset[int]
) -> None:
    for board in tree.values():
        if board.parent_id is not None and level(tree, root, groups, board.parent_id) == Level.MODERATE:
            assert level(tree, root, groups, board.id) == Level.MODERATE
    everywhere = any(given == Level.MODERATE and group in groups for group, given in root.items())
    if everywhere:
        assert all(level(tree, root, groups, board) == Level.MODERATE for board in tree)


@given(trees(), rows, memberships)
def test_decision_names_the_row_that_gives_the_level(
    tree: dict[int, Node], root: dict[int, Level], groups: frozenset[int]
) -> None:
    for board in tree:
        decision = decide(tree, root, groups, board)
        if decision.group_id is None:
            assert decision.level == Level.NONE
            continue
        assert decision.group_id in groups
        moderates = decision.rows_of is not None and tree[decision.rows_of].moderator_group_id == decision.group_id
        given = tree[decision.rows_of].rows if decision.rows_of is not None else root
        row = Level.MODERATE if moderates else given[decision.group_id]
        assert decision.level == row if decision.capped_by is None else decision.level <= row


@given(levels, st.booleans(), st.booleans(), st.booleans())
def test_sanctions_cap_last_and_never_raise(held: Level, silenced: bool, confirmed: bool, needed: bool) -> None:
    capped = cap(held, silenced=silenced, confirmed=confirmed, confirmation_needed=needed)
    assert capped <= held
    if silenced or (needed and not confirmed):
        assert capped == min(held, Level.READ)
    else:
        assert capped == held


# --- SQL against Python, over a forum in the database ---------------------------------------------


def _threads(board: Board, author: Actor, keeper: Actor) -> None:
    """Make a thread of every state in a board, with a reply of every state in each."""
    now = clock.now()
    for state in ("standing", "pending", "deleted", "merged"):
        writer, other = cast.row(author), cast.row(keeper)
        thread = Thread.objects.create(
            board=board,
            category_id=ladder.forum().boards[board.pk].category_id,
            author=writer,
            last_author=writer,
            title=state,
            created_at=now,
            last_post_at=now,
            approved_at=None if state == "pending" else now,
            deleted_at=now if state == "deleted" else None,
            merged_into=Thread.objects.order_by("pk").first() if state == "merged" else None,
        )
        floor = 0
        for by in (writer, other):
            for post_state in PostState.values:
                for deleted in (None, now):
                    floor += 1
                    Post.objects.create(
                        thread=thread,
                        author=by,
                        floor=floor if post_state == PostState.PUBLIC else None,
                        state=post_state,
                        created_at=now,
                        source="x",
                        html="x",
                        text="x",
                        renderer=1,
                        deleted_at=deleted,
                    )


@pytest.fixture
def forum(db: None) -> dict[str, Any]:
    """Make three boards of one branch with everything in them, and the people who look."""
    top = cast.category()
    middle = cast.board(top)
    lowest = cast.board(middle)
    people = {
        "guest": cast.guest(),
        "member": cast.member(),
        "other": cast.member(),
        "unconfirmed": cast.member(confirmed=False),
        "waiting": cast.member(approved=False),
        "moderator": cast.moderator(middle.pk),
        "administrator": cast.administrator(),
    }
    for board in (middle, lowest):
        _threads(board, people["member"], people["moderator"])
    return {"boards": [top, middle, lowest], "people": people}


board_rows = st.dictionaries(
    st.sampled_from(["guests", "members", "trust-0", "trust-2", "moderators"]), levels, min_size=1, max_size=4
).filter(lambda given: given.get("guests", 0) <= Level.READ)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_sql_and_python_agree_on_who_sees_what(forum: dict[str, Any], data: st.DataObject) -> None:
    with transaction.atomic():
        for board in forum["boards"]:
            given_rows = data.draw(st.none() | board_rows)
            if given_rows is None:
                reset_levels(actor=cast.SYSTEM, board_id=board.pk)
            else:
                set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=given_rows)
        people = {name: _as_drawn(person, data) for name, person in forum["people"].items()}
        threads = list(Thread.objects.all())
        posts = list(Post.objects.select_related("thread"))
        for name, viewer in people.items():
            seen = set(threads_visible_to(viewer).values_list("pk", flat=True))
            assert seen == {thread.pk for thread in threads if rules.may_see_thread(viewer, thread)}, name
            read = set(posts_visible_to(viewer).values_list("pk", flat=True))
            assert read == {post.pk for post in posts if rules.may_see_post(viewer, post, post.thread)}, name
            by_thread = (posts_of(viewer, thread).values_list("pk", flat=True) for thread in threads)
            assert read == {pk for found in by_thread for pk in found}, name
            assert set(standing_threads(viewer).values_list("pk", flat=True)) <= seen
            for board in forum["boards"]:
                assert why(viewer, board.pk).level == ladder.level(viewer, board.pk)
        transaction.set_rollback(True)
    snapshot.forget_all()


def _as_drawn(person: Actor, data: st.DataObject) -> Actor:
    """Put somebody into groups and under sanctions as drawn, and return them as they are then."""
    if not person.is_member or person.is_administrator:
        return person
    member = Member.objects.get(pk=person.own_id)
    Membership.objects.filter(member=member, group__kind="trust").delete()
    group = data.draw(st.sampled_from(["", "trust-2", "moderators"]))
    if group:
        add_to_group(actor=cast.SYSTEM, member=member, group_key=group, reason="drawn")
    lift_sanctions(actor=cast.SYSTEM, member=member, reason="drawn")
    sanction = data.draw(st.sampled_from([None, silence_member, suspend_member]))
    if sanction is not None:
        sanction(actor=cast.SYSTEM, member=member, until=None, reason="drawn")
    return cast.again(person)
