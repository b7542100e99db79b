import pytest

from wardmote.core.text.diff import diff_html, diff_texts


@pytest.mark.parametrize(
    ("before", "after", "html"),
    [
        ("今天天气好", "今天的天气很好", "今天<ins>的</ins>天气<ins>很</ins>好"),
        ("the red lamp", "the green lamp", "the <del>red</del><ins>green</ins> lamp"),
        ("a b c d", "a x y d", "a <del>b c</del><ins>x y</ins> d"),
        ("一\n二\n三\n", "一\n三\n", "一\n<del>二\n</del>三\n"),
        ("<b>", "<i>", "&lt;<del>b</del><ins>i</ins>&gt;"),
        ("", "新", "<ins>新</ins>"),
        ("旧", "", "<del>旧</del>"),
        ("同", "同", "同"),
        ("", "", ""),
    ],
)
def test_difference_is_by_word_and_by_chinese_character(before: str, after: str, html: str) -> None:
    assert diff_html(before, after) == html


def test_changed_lines_of_a_long_text_are_found_one_by_one() -> None:
    before = "\n".join(f"第 {number} 行的路灯" for number in range(2500))
    after = "\n".join(f"第 {number} 行的{'路灯' if number % 2 else '井盖'}" for number in range(2500))
    changed = [segment for segment in diff_texts(before, after) if segment.op == "deleted"]
    assert len(changed) == 1250
    assert {segment.text for segment in changed} == {"路灯"}


def test_texts_that_differ_throughout_are_replaced_whole() -> None:
    before = "".join(chr(0x4E00 + number) for number in range(20_000))
    segments = diff_texts(before, before[::-1])
    assert len(segments) < 10
    assert "".join(segment.text for segment in segments if segment.op != "inserted") == before
