import pytest

from wardmote.core.text.clean import clean_line, clean_text, is_blank


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("e\u0301", "é"),
        ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
        ("a\x00b\x07c\x1b[0m\x9f", "abc[0m"),
        ("a\u202eb\u2066c", "abc"),
        ("a\ud800b\udc00", "ab"),
        ("\ufeffa\ufdd0\uffff", "a"),
        ("\n\na  \n  b\t \n\n", "a\n  b"),
        ("　　段首空两格", "　　段首空两格"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("a\tb", "a\tb"),
    ],
)
def test_text_is_normalised(written: str, kept: str) -> None:
    assert clean_text(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  柳巷\n的　 路灯 ", "柳巷 的 路灯"),
        ("a\u200b\u200eb\u2060c", "abc"),
        ("a\x00\tb", "a b"),
        ("\u3000", ""),
    ],
)
def test_line_is_folded(written: str, kept: str) -> None:
    assert clean_line(written) == kept


@pytest.mark.parametrize(
    "char", "\u3164\u2800\u200b\u200d\u00a0\u3000\u00ad\u2060\ufeff\u115f\uffa0\ufe0f\u180e\u0301\t\n"
)
def test_what_nobody_sees_is_blank(char: str) -> None:
    assert is_blank(char * 3)
    assert is_blank(f" {char}\n")
    assert not is_blank(f"{char}。")


def test_nothing_is_blank_and_a_sign_is_not() -> None:
    assert is_blank("")
    assert not is_blank("👍")
