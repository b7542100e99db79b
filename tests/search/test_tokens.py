"""How texts are cut, folded and marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.steps import steps_of
from wardmote.search.fold import fold, fold_with_places
from wardmote.search.marks import marked_excerpt, places
from wardmote.search.parse import Asked, parse
from wardmote.search.tokens import WORD_MAX, title_tokens, tokens

KEYS = frozenset({"author", "in", "before"})
CHINESE = st.text(alphabet="红绿灯紅綠燈桥北路口早高峰的了站", min_size=2, max_size=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("红绿灯", ["红绿", "绿灯"]),
        ("紅綠燈", ["红绿", "绿灯"]),
        ("灯", ["灯"]),
        ("红，绿灯。", ["红", "绿灯"]),
        ("3号线开通 Line 3", ["3", "号线", "线开", "开通", "line", "3"]),
        ("ＡＢＣ Straße", ["abc", "strasse"]),
        ("foo_bar c++ don't", ["foo", "bar", "c", "don", "t"]),
        ("", []),
        ("!?…", []),
        ("x" * 130, ["x" * 60, "x" * 60, "x" * 10]),
        ("カタカナ", ["カタ", "タカ", "カナ"]),
    ],
)
def test_text_is_cut_into_pairs_of_chinese_and_words_of_the_rest(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_title_holds_its_single_characters_as_well() -> None:
    assert title_tokens("红绿灯 A") == ["红绿", "绿灯", "a", "红", "绿", "灯"]


@given(CHINESE, st.integers(0, 28), st.integers(2, 6))
def test_every_part_of_a_run_is_a_run_of_its_tokens(text: str, start: int, length: int) -> None:
    part = text[start : start + length]
    if len(part) >= 2:
        whole, wanted = tokens(text), tokens(part)
        assert any(whole[at : at + len(wanted)] == wanted for at in range(len(whole)))


@given(st.text(max_size=200))
def test_no_token_is_too_long_empty_or_holds_a_space(text: str) -> None:
    assert all(0 < len(token) <= WORD_MAX and not any(char.isspace() for char in token) for token in tokens(text))


@given(st.text(max_size=80))
def test_places_lead_back_to_what_was_written(text: str) -> None:
    folded, origins = fold_with_places(text)
    assert len(folded) == len(origins)
    assert all(0 <= place < len(text) for place in origins)
    assert origins == sorted(origins)


def test_marks_stand_around_what_was_written_in_either_script() -> None:
    assert places("桥北的紅綠燈坏了", ["红绿灯"]) == [(3, 6)]
    shown = marked_excerpt("<b>" + "字" * 300 + "紅綠燈" + "尾" * 300, ["红绿灯"], 100)
    assert "<mark>紅綠燈</mark>" in shown
    assert shown.startswith("…字")
    assert "<b>" not in marked_excerpt("<b>红绿灯</b>", ["红绿灯"], 100)


def test_words_are_marked_whole_and_not_inside_others() -> None:
    assert marked_excerpt("This misunderstanding is his.", ["is"], 100).count("<mark>is</mark>") == 1
    assert places("light at 17路, not lights", ["light", "17", "路"]) == [(0, 5), (9, 12)]
    long = "this " * 199 + "thi" + "s is " + "this " * 400
    assert marked_excerpt(long, ["is"], 100).count("<mark>") == 1
    assert "<mark>" not in marked_excerpt("this " * 900, ["is"], 100)


def test_what_the_index_takes_for_neighbours_is_marked_whatever_stands_between() -> None:
    assert places("the traffic, light", ["traffic light"]) == [(4, 18)]
    assert places("trafficlight", ["traffic light"]) == []
    assert places("桥北", ["桥*"]) == [(0, 1)]
    assert places("...", ["."]) == []


def test_fold_knows_width_case_and_script() -> None:
    assert fold("ＴＡＸＩ臺灣") == "taxi台湾"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("红绿灯 堵", Asked(("红绿灯", "堵"))),
        ('"two words" -not -"not these"', Asked(("two words",), ("not", "not these"))),
        ("author:柳巷阿梅 in:title 灯", Asked(("灯",), (), (("author", "柳巷阿梅"), ("in", "title")))),
        ('author："a b" 灯', Asked(("灯",), (), (("author", "a b"),))),
        ("http://x.example/a:b", Asked(("http://x.example/a:b",))),
        ("foo:bar", Asked(("foo:bar",))),
        ("author:a author:a", Asked((), (), (("author", "a"),))),
        ("author:a author:b", Asked((), (), (("author", "a"),), repeated=("author",))),
        ("灯 -author:a in:", Asked(("灯",), (), (("in", ""),), (("author", "a"),))),
        ('"never closed', Asked(("never closed",))),
        ("“中文引号”", Asked(("中文引号",))),
        ("-", Asked(("-",))),
        ("' OR 1=1; DROP TABLE x --", Asked(("'", "OR", "1=1;", "DROP", "TABLE", "x"), ("-",))),
    ],
)
def test_question_is_read_as_people_mean_it(typed: str, expected: Asked) -> None:
    assert parse(typed, KEYS) == expected


@given(st.text(max_size=300))
def test_no_question_is_an_error(text: str) -> None:
    asked = parse(text, KEYS)
    for match in (asked.match(), asked.title_match(), asked.all_in_titles()):
        assert match is None or match.wanted


def test_place_far_in_a_long_text_is_found_across_the_steps_that_are_looked_at() -> None:
    for before in (0, 100, 119, 121, 998, 999, 1_000, 1_990, 31_000):
        shown = marked_excerpt("字" * before + "紅綠燈" + "尾" * 50, ["红绿灯"], 160)
        assert shown.count("<mark>紅綠燈</mark>") == 1, before
    assert marked_excerpt("字" * 500 + "紅綠燈、" * 9, ["红绿灯"], 160).count("<mark>") == 9


@pytest.mark.parametrize("piece", ["路灯a ", "甲乙丙丁", "ﬁ", "ﷺ", "e\u0301", "㍿"])
def test_marking_a_text_of_four_times_the_length_takes_four_times_the_steps(piece: str) -> None:
    fold("先")  # the table of characters is made once a process
    short, long = (steps_of_marking((piece * chars)[:chars]) for chars in (8_000, 32_000))
    assert long < 5 * short
    assert long < 4 * 32_000


def steps_of_marking(text: str) -> int:
    return steps_of(lambda: marked_excerpt(text, ["没有这个词", "路灯灯", "صلى و"], 160))
