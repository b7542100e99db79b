import pytest

from wardmote.core.text.excerpt import excerpt


@pytest.mark.parametrize(
    ("text", "chars", "cut"),
    [
        ("短文", 10, "短文"),
        ("柳巷的路灯已经坏了三天", 6, "柳巷的路灯…"),
        ("the street lamp is broken", 14, "the street…"),
        ("路灯broken了", 5, "路灯…"),
        ("甲，乙，丙", 4, "甲，乙…"),
        ("a  b\n\nc", 10, "a b c"),
        ("Pneumonoultramicroscopicsilicovolcanoconiosis", 10, "Pneumonou…"),
        ("好👨\u200d👩\u200d👧好", 4, "好…"),
        ("好👍🏽好好好", 3, "好…"),
        ("e\u0328\u0301e\u0328\u0301e", 4, "e\u0328\u0301…"),
        ("🇨🇳🇨🇳🇨🇳", 4, "🇨🇳…"),
        ("abc", 1, "…"),
        ("", 5, ""),
    ],
)
def test_excerpt_cuts_between_words_and_characters(text: str, chars: int, cut: str) -> None:
    assert excerpt(text, chars) == cut


def test_excerpt_may_keep_lines() -> None:
    assert excerpt("一行  a\n二行", 20, keep_lines=True) == "一行 a\n二行"
