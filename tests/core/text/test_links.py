import pytest

from tests.core.text.strict_html import read_strictly
from wardmote.core.text.addresses import safe_address
from wardmote.core.text.render import render
from wardmote.core.text.sanitize import sanitize

HOSTILE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript&#58;alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;&#x61;vascript:alert(1)",
    "javascript%3Aalert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://a.b/c",
    "blob:https://a.b/c",
    "view-source:http://a.b",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "http:evil.example",
    "http:/evil.example",
    "http:///evil.example",
    "https://",
    "http://\\evil.example",
    "mailto:",
    "tel:abc",
    "evil.html",
    "?q=1",
    "#top",
    "",
]
GOOD = [
    ("http://a.b", "http://a.b"),
    ("HTTPS://A.B/c?d=1&e=2#f", "HTTPS://A.B/c?d=1&e=2#f"),
    ("https://例子.中国/路", "https://%E4%BE%8B%E5%AD%90.%E4%B8%AD%E5%9B%BD/%E8%B7%AF"),
    ("mailto:a@b.cc", "mailto:a@b.cc"),
    ("tel:+86-10-12345", "tel:+86-10-12345"),
    ("/t/5/3", "/t/5/3"),
    ("www.a.cn", "http://www.a.cn"),
]


@pytest.mark.parametrize("address", HOSTILE)
@pytest.mark.parametrize(
    ("source_format", "link"),
    [
        ("markdown", "[a]({})"),
        ("markdown", "[a](<{}>)"),
        ("markdown", "<{}>"),
        ("markdown", "[a][1]\n\n[1]: {}"),
        ("markdown", "![a]({})"),
        ("markdown", '<a href="{}">a</a>'),
        ("bbcode", "[url={}]a[/url]"),
        ("bbcode", "[url]{}[/url]"),
        ("bbcode", "[img]{}[/img]"),
        ("bbcode", "[media=x,1,1]{}[/media]"),
        ("bbcode", "[flash]{}[/flash]"),
        ("plain", "{}"),
    ],
)
def test_hostile_address_never_becomes_a_link(address: str, source_format: str, link: str) -> None:
    for found in read_strictly(render(link.format(address), source_format).html).links:
        # What is left may be a harmless part that was read as an address of its own.
        assert safe_address(found["href"])
        assert "script" not in found["href"].lower()
        assert not found["href"].lower().startswith(("http:evil", "http:/evil", "http:///", "//"))


@pytest.mark.parametrize("address", [address for address in HOSTILE if address.isprintable()])
def test_sanitiser_alone_drops_a_hostile_address(address: str) -> None:
    assert "href" not in sanitize(f'<a href="{address}">a</a>')


@pytest.mark.parametrize(("address", "href"), GOOD)
@pytest.mark.parametrize(("source_format", "link"), [("markdown", "[a]({})"), ("bbcode", "[url={}]a[/url]")])
def test_good_address_becomes_a_link(address: str, href: str, source_format: str, link: str) -> None:
    (found,) = read_strictly(render(link.format(address), source_format).html).links
    assert found["href"] == href


def test_address_that_is_too_long_stays_text() -> None:
    assert "<a" not in render("http://a.b/" + "c" * 2000, "plain").html
    assert "<a" in render("http://a.b/" + "c" * 1900, "plain").html


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("见https://a.cn/b，好", ["https://a.cn/b"]),
        ("请看https://a.cn/b后来", ["https://a.cn/b"]),
        ("(见 https://a.cn/b_(c)).", ["https://a.cn/b_(c)"]),
        ("https://a.cn/?a=1&b=2.", ["https://a.cn/?a=1&b=2"]),
        ("www.a.cn、www.b.cn。", ["http://www.a.cn", "http://www.b.cn"]),
        ("a@b.cc，写信", ["mailto:a@b.cc"]),
        ("xhttp://a.b", []),
        ("a@b", []),
        ("https://a.cn/__init__.py", ["https://a.cn/__init__.py"]),
        ("https://a.cn/*b*/~c~", ["https://a.cn/*b*/~c"]),
    ],
)
@pytest.mark.parametrize("source_format", ["markdown", "bbcode", "plain"])
def test_bare_address_ends_where_its_sentence_goes_on(text: str, addresses: list[str], source_format: str) -> None:
    result = render(text, source_format)
    assert [link["href"] for link in read_strictly(result.html).links] == addresses
    assert result.links == len(addresses)
    assert result.text == text


def test_address_in_code_or_in_a_link_is_left_alone() -> None:
    assert render("`http://a.b/_c_`").html == "<p><code>http://a.b/_c_</code></p>\n"
    assert render("```\nhttp://a.b/_c_\n```").links == 0
    result = render("[http://c.d](http://a.b/_x_?a=1&amp;b=2)")
    assert [link["href"] for link in read_strictly(result.html).links] == ["http://a.b/_x_?a=1&b=2"]


def test_outgoing_links_say_whom_they_come_from() -> None:
    source = "[a](http://a.b) [b](/t/1)"
    assert render(source).html == (
        '<p><a href="http://a.b" rel="ugc nofollow noopener">a</a> <a href="/t/1">b</a></p>\n'
    )
    assert render(source, trusted=True).html == (
        '<p><a href="http://a.b" rel="ugc noopener">a</a> <a href="/t/1">b</a></p>\n'
    )


def test_remote_image_is_a_link_and_not_loaded() -> None:
    result = render("![路灯](http://a.b/c.png) ![](http://a.b/d.png) [![e](http://a.b/e.png)](/t/1)")
    assert "<img" not in result.html
    assert [(link["href"], link.get("class")) for link in read_strictly(result.html).links] == [
        ("http://a.b/c.png", "image"),
        ("http://a.b/d.png", "image"),
        ("/t/1", None),
    ]
    assert result.text == "路灯 http://a.b/d.png e"
    assert (result.images, result.links) == (3, 0)


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p id=a style='color:red' onclick=b>c</p>", "<p>c</p>"),
        ("<script>a</script><style>b</style>c", "c"),
        ("<form><input><button>a</button></form>", "a"),
        ('<span class="c-red admin">a</span>', '<span class="c-red">a</span>'),
        ('<p class="note">a</p>', '<p class="">a</p>'),
        ('<a href="/a" rel="follow" target="_blank">b</a>', '<a href="/a">b</a>'),
        ('<td colspan="999">a', "a"),
        ('<ol start="-1"><li>a</li></ol>', "<ol><li>a</li></ol>"),
        ("<svg><a xlink:href='javascript:x'>a</a></svg>b", "b"),
        ('<a name="x">a</a> <a href="http://%5Ca">b</a> <a href="/c">d</a>', 'a b <a href="/c">d</a>'),
        ("<b>a", "<b>a</b>"),
    ],
)
def test_sanitiser_keeps_only_what_it_knows(html: str, kept: str) -> None:
    assert sanitize(html) == kept
