from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from functools import cache
from random import Random
from typing import TYPE_CHECKING

import pytest

from wardmote.demo import compose
from wardmote.demo.boards import BOARDS, BY_SLUG, COLOURS
from wardmote.demo.cast import could_write
from wardmote.demo.material.topics import topics
from wardmote.demo.people import BY_NAME, PEOPLE, Role
from wardmote.demo.words import Speech, articled, spaced

if TYPE_CHECKING:
    from wardmote.demo.model import DemoThread

LINK = re.compile(r"/t/@([\w-]+)")
LEFTOVER = re.compile(r"\{[^}]*\}|\[[^\[\]]*\|[^\[\]]*\]")


@cache
def city() -> tuple[DemoThread, ...]:
    return tuple(compose.threads(1, 400, 6000))


def final_board(thread: DemoThread) -> str:
    return thread.flags.moved_to or thread.board


def test_names_are_unique_and_have_2_to_20_characters() -> None:
    names = [person.name for person in PEOPLE]
    assert {len(name) for name in names} <= set(range(2, 21))
    assert {2, 20} <= {len(name) for name in names}
    assert len({name.casefold() for name in names}) == len(names) >= 60
    assert len({person.email for person in PEOPLE}) == len(names)


def test_every_role_is_there() -> None:
    roles = Counter(person.role for person in PEOPLE)
    assert set(roles) == set(Role)
    assert roles[Role.ADMINISTRATOR] == 1
    assert roles[Role.MODERATOR] == 4


def test_boards_are_a_tree_three_deep_with_parents_first() -> None:
    depth: dict[str, int] = {}
    for board in BOARDS:
        depth[board.slug] = 1 + (depth[board.parent] if board.parent else 0)
        assert board.colour in COLOURS
        assert set(board.moderators) <= set(BY_NAME)
    assert max(depth.values()) == 3
    assert len(depth) == len(BOARDS)


def test_boards_show_every_state() -> None:
    assert BY_SLUG["night"].levels["guests"] == 1
    assert BY_SLUG["staff"].levels["members"] == 0
    assert BY_SLUG["lantern"].archived
    assert BY_SLUG["market"].approve_threads
    assert BY_SLUG["news"].source_required


def test_counts_are_those_asked_for() -> None:
    assert len(city()) == 400
    assert sum(len(thread.posts) for thread in city()) == 6000
    assert max(len(thread.posts) for thread in city()) == 1500
    assert max(thread.views for thread in city()) > 400_000


def test_smaller_city_has_its_counts_too() -> None:
    small = list(compose.threads(3, 60, 900))
    assert len(small) == 60
    assert sum(len(thread.posts) for thread in small) == 900


def test_too_small_city_is_refused() -> None:
    with pytest.raises(ValueError, match="more than"):
        list(compose.threads(1, 10, 6000))
    with pytest.raises(ValueError, match="too few posts"):
        list(compose.threads(1, 400, 600))


def test_same_seed_gives_the_same_city() -> None:
    assert tuple(compose.threads(1, 400, 6000)) == city()
    assert tuple(compose.threads(2, 400, 6000)) != city()


def test_every_board_type_and_author_exists() -> None:
    for thread in city():
        board = BY_SLUG[final_board(thread)]
        assert board.parent is not None
        types = {kind.name for kind in board.types}
        assert thread.type is None or thread.type in types, thread.title
        assert thread.type is not None or not board.type_required, thread.title
        assert thread.board in BY_SLUG
        assert {post.author for post in thread.posts} <= set(BY_NAME)


def test_every_open_board_has_threads() -> None:
    used = {final_board(thread) for thread in city()}
    assert used == {board.slug for board in BOARDS if board.parent}


def test_articles_name_their_source_where_the_board_wants_it() -> None:
    for thread in city():
        if BY_SLUG[thread.board].source_required:
            assert thread.article is not None
            assert thread.article.source or not thread.article.reprint
            assert thread.article.address.startswith("https://") or not thread.article.reprint
            assert thread.article.published_offset >= thread.created_offset
    assert any(thread.article and thread.article.interview for thread in city())


def test_written_threads_come_first_to_the_eye() -> None:
    written = [thread for thread in city() if not thread.key.rpartition("-")[2].isdigit() and thread.key != "trees"]
    assert len(written) >= 12
    assert sum(len(thread.posts) >= 8 for thread in written) >= 12
    assert sum(thread.posts[-1].offset < timedelta(days=1) for thread in written) >= 10


def test_staff_room_holds_staff_only() -> None:
    writers = {post.author for thread in city() if thread.board == "staff" for post in thread.posts}
    assert writers
    assert {BY_NAME[name].role for name in writers} <= {Role.MODERATOR, Role.ADMINISTRATOR}


def test_nobody_writes_before_joining_or_while_silenced() -> None:
    for thread in city():
        for post in thread.posts:
            assert could_write(BY_NAME[post.author], post.offset.total_seconds() / 3600), (thread.title, post)


def test_times_run_forward_from_opening_to_now() -> None:
    offsets = [thread.created_offset for thread in city()]
    assert offsets == sorted(offsets, reverse=True)
    assert offsets[0] < timedelta(days=246)
    for thread in city():
        moments = [post.offset for post in thread.posts]
        assert moments[0] == thread.created_offset
        assert moments == sorted(moments, reverse=True), thread.title
        assert moments[-1] >= timedelta()
    assert sum(post.offset < timedelta(days=2) for thread in city() for post in thread.posts) > 60


def test_few_people_write_at_night() -> None:
    hour = 20.0
    at = [
        (hour - post.offset.total_seconds() / 3600) % 24
        for thread in city()
        for post in thread.posts
        if thread.key.rpartition("-")[2].isdigit()
    ]
    assert sum(1 <= moment < 6 for moment in at) < len(at) * 0.08


def test_quotes_point_back_within_the_thread() -> None:
    quoted = 0
    for thread in city():
        for index, post in enumerate(thread.posts):
            if post.quotes is not None:
                quoted += 1
                assert 0 <= post.quotes < index
    assert quoted > 200


def test_answers_quote_a_question_of_somebody_else() -> None:
    for thread in city():
        for post in thread.posts:
            if post.quotes:
                assert thread.posts[post.quotes].author != post.author, (thread.title, post.text)


def test_links_lead_to_threads_that_anybody_may_read_and_that_were_there_before() -> None:
    by_key = {thread.key: thread for thread in city()}
    assert len(by_key) == len(city())
    links = 0
    for thread in city():
        for post in thread.posts:
            for key in LINK.findall(post.text):
                links += 1
                assert by_key[key].created_offset > post.offset
                assert not by_key[key].flags.deleted
                assert final_board(by_key[key]) not in {"staff", "night"}
    assert links > 20


def test_titles_are_unique_and_fit() -> None:
    titles = [thread.title for thread in city()]
    assert len(set(titles)) == len(titles)
    assert max(map(len, titles)) <= 120


def test_no_template_is_left_unfilled() -> None:
    for thread in city():
        for text in (thread.title, *(post.text for post in thread.posts)):
            assert text.strip()
            assert not LEFTOVER.search(text), text
            assert "\\n" not in text


def test_no_two_neighbouring_posts_are_alike() -> None:
    for thread in city():
        for before, after in zip(thread.posts, thread.posts[1:], strict=False):
            assert before.text != after.text, (thread.title, after.text)


def test_hardly_any_text_is_said_twice() -> None:
    texts = Counter(post.text for thread in city() if thread.key != "trees" for post in thread.posts)
    posts = sum(texts.values())
    assert 1 - len(texts) / posts < 0.08


def test_quarter_of_the_talk_is_english() -> None:
    latin = sum(not re.search(r"[\u4e00-\u9fff]", post.text) for thread in city() for post in thread.posts)
    assert 0.18 < latin / 6000 < 0.32


def test_every_flag_is_in_use() -> None:
    flags = [thread.flags for thread in city()]
    assert {1, 3} <= {flag.sticky for flag in flags}
    assert {1, 2, 3} <= {flag.digest for flag in flags}
    assert any(flag.locked for flag in flags)
    assert any(flag.deleted for flag in flags)
    assert any(flag.moved_to for flag in flags)
    assert any(flag.highlight for flag in flags)
    assert any(len(thread.posts) == 1 for thread in city())


def test_there_are_forty_topics_each_with_its_own_cases_and_replies() -> None:
    every = [*topics("zh"), *topics("en")]
    assert len(every) >= 40
    for topic in every:
        assert len(topic.cases) >= 2, topic.name
        assert len(topic.replies) >= 6, topic.name
        for case in topic.cases:
            assert case.opening.strip(), case.titles


def test_speech_keeps_what_it_chose_and_varies_what_it_did_not() -> None:
    speech = Speech(Random(4), {"street": ("a", "b", "c")})
    first = speech.say("{street}")
    assert {speech.say("{street}") for _ in range(20)} == {first}
    assert first.lower() not in {speech.say("{street+}").lower() for _ in range(20)}
    assert re.fullmatch(r"7:[1-4][05]", speech.say("{7:10-7:45}"))
    assert speech.say("[link](/t/1)") == "[link](/t/1)"
    with pytest.raises(KeyError, match="nothing"):
        speech.say("{nothing}")


def test_typesetting_sets_spaces_quotes_and_articles() -> None:
    assert spaced('坐63 路到"东门"') == "坐 63 路到“东门”"
    assert articled("a elm, a umbrella, a bus") == "an elm, an umbrella, a bus"
