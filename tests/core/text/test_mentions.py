from collections.abc import Mapping

import pytest

from wardmote.core.text.render import find_mentions, render

MEMBERS = {"柳巷": "/u/1", "柳巷阿梅": "/u/2", "Alice": "/u/3", "li.mei": "/u/4", "王五_2": "/u/5"}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("@柳巷阿梅你好", ("柳巷阿梅",)),
        ("@柳巷你好", ("柳巷",)),
        ("请@柳巷阿梅，@Alice 看", ("柳巷阿梅", "Alice")),
        ("@Alice你好", ("Alice",)),
        ("@Alicexyz", ()),
        ("@Alice's", ("Alice",)),
        ("@li.mei.", ("li.mei",)),
        ("@王五_2！", ("王五_2",)),
        ("**@Alice**", ("Alice",)),
        ("@Alice @Alice", ("Alice",)),
        ("@nobody 和 @柳", ()),
        ("a@Alice.com", ()),
        ("me@Alice", ()),
        ("`@Alice`", ()),
        ("```\n@Alice\n```", ()),
        ("[@Alice](/t/1)", ()),
        ("http://a.b/@Alice", ()),
        ("> @Alice", ()),
        ("@ Alice", ()),
    ],
)
def test_known_names_are_mentioned(source: str, names: tuple[str, ...]) -> None:
    result = render(source, mentions=MEMBERS)
    assert result.mentions == names
    for name in names:
        assert f'<a class="mention" href="{MEMBERS[name]}">@{name}</a>' in result.html


def test_unknown_name_stays_text() -> None:
    assert render("@柳巷阿梅你好").html == "<p>@柳巷阿梅你好</p>\n"
    assert render("@柳巷阿梅你好", mentions=MEMBERS).text == "@柳巷阿梅你好"


def test_resolver_is_asked_once_for_all_beginnings() -> None:
    asked: list[set[str]] = []

    def resolve(names: set[str]) -> Mapping[str, str]:
        asked.append(names)
        return {"阿梅": "/u/1"}

    assert render("@阿梅好 @Bob", mentions=resolve).mentions == ("阿梅",)
    assert asked == [{"阿梅", "阿梅好", "Bob"}]
    assert render("no name", mentions=resolve).mentions == ()
    assert len(asked) == 1


def test_found_names_are_all_beginnings() -> None:
    assert find_mentions("@阿梅好吗 @Bob_2x") == ("Bob_2x", "阿梅", "阿梅好", "阿梅好吗")
    assert find_mentions("[code]@Bob[/code]", "bbcode") == ()


def test_only_so_many_places_are_looked_at() -> None:
    assert len(find_mentions(" ".join(f"@user{number}" for number in range(500)))) == 100


@pytest.mark.parametrize("address", ["javascript:x", '"><script>', "//evil"])
def test_resolver_cannot_bring_in_a_hostile_address(address: str) -> None:
    assert "<a" not in render("@Alice", mentions={"Alice": address}).html


@pytest.mark.parametrize("source_format", ["markdown", "bbcode", "plain"])
def test_every_format_mentions(source_format: str) -> None:
    assert render("请@Alice看", source_format, mentions=MEMBERS).mentions == ("Alice",)
