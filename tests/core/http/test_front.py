"""What guests get from the front is what Django would have answered them, and nobody else's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as conf
from django.db import Error
from django.http import HttpResponse, StreamingHttpResponse

from tests import cast
from tests.front import Server
from wardmote.boards.actions.moderating import delete_thread
from wardmote.core import epoch, options
from wardmote.core.http.front_marks import AGE_S
from wardmote.core.http.headers import CONTENT_SECURITY_POLICY
from wardmote.core.site import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from wardmote.boards.models import Thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def thread() -> Thread:
    return cast.thread(cast.board(slug="harbour"))


def behind(
    answer: Callable[[], HttpResponse | StreamingHttpResponse], **more: Any
) -> tuple[Server, list[dict[str, Any]]]:
    """Return a server whose application answers as told, and what it was asked."""
    asked: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        asked.append(environ)
        made = answer()
        cookies = [("Set-Cookie", one.output(header="")) for one in made.cookies.values()]
        start_response(f"{made.status_code} {made.reason_phrase}", [*made.items(), *cookies])
        return made

    return Server(application, **more), asked


# --- what is kept ----------------------------------------------------------------------------


def test_second_guest_costs_no_query_and_gets_the_same_page(
    server: Server, thread: Thread, django_assert_num_queries: Any
) -> None:
    first = server.get(f"/t/{thread.pk}")
    with django_assert_num_queries(0):
        second = server.get(f"/t/{thread.pk}", HTTP_USER_AGENT="another", REMOTE_ADDR="192.0.2.8")
    assert first == second
    assert first.status == 200
    assert thread.title in first.text
    assert server.made == 1


def test_page_is_what_django_answers_a_guest(server: Server, thread: Thread) -> None:
    for path in ("/", "/b/harbour", f"/t/{thread.pk}", "/robots.txt", "/feed.atom"):
        alone = cast.browser().get(path, headers={"host": "localhost"})
        kept = server.get(path)
        assert kept.body == alone.content
        ours = {"ETag", "Vary", "Content-Length"}
        assert {k: v for k, v in kept.headers.items() if k not in ours} == {
            k: v for k, v in alone.headers.items() if k not in ours
        }
        assert set(alone.get("Vary", "").split(", ")) - {""} <= set(kept.headers["Vary"].split(", "))


def test_page_is_made_anew_when_its_age_is_over(server: Server, thread: Thread) -> None:
    address = f"/t/{thread.pk}"
    author = cast.member()
    server.get(address)
    cast.answer(thread, author, source="一个新的回复，刚刚写的。")
    server.clock.pass_by(1.9)
    assert "刚刚写的" not in server.get(address).text
    server.clock.pass_by(0.2)
    assert "刚刚写的" in server.get(address).text


@pytest.mark.parametrize(("age_s", "made"), [(0, 0), (1, 2), (10, 1)])
def test_age_is_an_option_and_none_keeps_nothing(server: Server, thread: Thread, age_s: int, made: int) -> None:
    options.store({AGE_S.key: age_s})
    for _look in range(2):
        assert server.get(f"/t/{thread.pk}").status == 200
        server.clock.pass_by(1.5)
    assert server.made == made
    assert server.front.counts.passes == (0 if made else 2)


def test_security_headers_stay_on_what_is_kept(server: Server, thread: Thread) -> None:
    for _look in range(2):
        headers = server.get(f"/t/{thread.pk}").headers
        assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"


def test_browsers_ask_again_each_time_and_no_proxy_keeps_a_page(server: Server, thread: Thread) -> None:
    for path in ("/", "/b/harbour", f"/t/{thread.pk}"):
        headers = server.get(path).headers
        assert headers["Cache-Control"] == "private, no-cache"
        assert set(headers["Vary"].split(", ")) == {"Accept-Encoding", "Cookie", "Accept-Language"}


def test_headers_that_a_server_changes_are_its_own() -> None:
    server, _asked = behind(lambda: HttpResponse("page"))
    told: list[Any] = []
    for _look in range(2):
        server.call({"PATH_INFO": "/"}, lambda _status, headers, _info=None: told.append(headers))
        told[0].append(("X-Server", "1"))
    assert ("X-Server", "1") not in told[1]


# --- who gets it -----------------------------------------------------------------------------


def test_members_never_get_guests_pages_nor_guests_theirs(server: Server, thread: Thread) -> None:
    member = cast.member("望海的人")
    for path in ("/", "/b/harbour", f"/t/{thread.pk}"):
        for _look in range(2):
            assert "望海的人" not in server.get(path).text
            shown = server.get(path, client=cast.browser(member))
            assert "望海的人" in shown.text
            assert "ETag" not in shown.headers
    assert server.front.counts.passes == 6


@pytest.mark.parametrize(
    "header",
    [
        {"HTTP_COOKIE": f"{conf.SESSION_COOKIE_NAME}=nobody"},
        {"HTTP_COOKIE": f"a=b; {conf.SESSION_COOKIE_NAME}="},
        {"HTTP_COOKIE": f"{conf.CSRF_COOKIE_NAME}=x"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"HTTP_HOST": "elsewhere.example"},
        {"HTTP_HOST": "bad host"},
        {"REQUEST_METHOD": "POST"},
        {"REQUEST_METHOD": "OPTIONS"},
        {"SCRIPT_NAME": "/below"},
    ],
)
def test_what_is_no_guests_reading_passes_through_as_it_is(header: dict[str, str]) -> None:
    server, asked = behind(lambda: HttpResponse("page"))
    environ = {"PATH_INFO": "/", "QUERY_STRING": "x=1", **header}
    sent = server.call(environ)
    assert asked[0] is sent
    assert sent.items() >= environ.items()


def test_cookies_of_others_do_not_keep_a_guest_from_the_front(server: Server, thread: Thread) -> None:
    server.get(f"/t/{thread.pk}")
    server.get(f"/t/{thread.pk}", HTTP_COOKIE=f"my{conf.SESSION_COOKIE_NAME}=1; statistics=csrf")
    assert server.made == 1
    assert server.front.counts.passes == 0


def test_unmarked_addresses_pass_through(server: Server) -> None:
    for path in ("/search?q=x", "/account/login/", "/api/v1/", "/nothing/here", "/static/nothing.css"):
        server.get(path)
    assert server.made == 0
    assert server.front.counts.passes == 5


# --- what it is made of ----------------------------------------------------------------------

JUNK: dict[str, Any] = {
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_FORWARDED_PROTO": "gopher",
    "HTTP_X_FORWARDED_FOR": "198.51.100.66",
    "HTTP_X_ORIGINAL_URL": "/account/login/",
    "HTTP_X_REWRITE_URL": "/account/login/",
    "HTTP_X_HTTP_METHOD_OVERRIDE": "POST",
    "HTTP_FORWARDED": "host=evil.example;proto=gopher",
    "HTTP_REFERER": "https://evil.example/",
    "HTTP_ORIGIN": "https://evil.example",
    "HTTP_USER_AGENT": "<script>alert(1)</script>",
    "HTTP_ACCEPT": "application/json",
    "HTTP_ACCEPT_CHARSET": "utf-16",
    "HTTP_ACCEPT_ENCODING": "x" * 5000,
    "HTTP_ACCEPT_LANGUAGE": "xx, " * 5000,
    "HTTP_RANGE": "bytes=0-0",
    "HTTP_IF_RANGE": "x",
    "HTTP_IF_MODIFIED_SINCE": "Fri, 01 Jan 2999 00:00:00 GMT",
    "HTTP_IF_UNMODIFIED_SINCE": "x",
    "HTTP_IF_MATCH": '"x"',
    "HTTP_X_JUNK": "j" * 60_000,
    "HTTP_COOKIE": "theme=dark; evil=" + "e" * 5000,
    "HTTP_TE": "trailers",
    "HTTP_EXPECT": "100-continue",
    "HTTP_UPGRADE": "h2c",
    "HTTP_MAX_FORWARDS": "0",
    "CONTENT_TYPE": "text/plain; charset=rot13",
    "REMOTE_USER": "admin",
    "HTTP_REMOTE_USER": "admin",
    "HTTP_HOST": "127.0.0.1:99",
}


@pytest.mark.parametrize(
    "names", [*([name] for name in JUNK), list(JUNK)], ids=lambda names: names[0] if len(names) == 1 else "all"
)
def test_nothing_that_is_no_key_reaches_a_page(names: list[str], settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    thread = cast.thread(cast.board())
    clean = Server().get(f"/t/{thread.pk}")
    server = Server()
    server.get(f"/t/{thread.pk}", **{name: JUNK[name] for name in names})
    assert server.made == 1
    assert server.get(f"/t/{thread.pk}") == clean
    assert server.made == 1


def test_django_is_asked_in_the_fronts_own_words() -> None:
    server, asked = behind(lambda: HttpResponse("page"))
    server.get("/?x=1", **JUNK, wsgi_more="x")
    told = {name: value for name, value in asked[0].items() if not name.startswith("wsgi.")}
    assert told == {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost:8000",
        "HTTP_ACCEPT_LANGUAGE": "zh-hans",
    }


def test_parameters_are_told_once_in_order_and_only_those_that_the_page_reads() -> None:
    server, asked = behind(lambda: HttpResponse("page"))
    same = [
        "?order=reverse&page=2",
        "?page=2&order=reverse",
        "?page=1&utm_source=x&order=reverse&page=2&page=2",
        "?%70age=2&order=%72everse;&order=reverse",
    ]
    for query in same:
        server.get(f"/t/1{query}")
    assert [one["QUERY_STRING"] for one in asked] == ["page=2&order=reverse"]
    server.get("/t/1?utm_source=y")
    assert asked[1]["QUERY_STRING"] == ""


@pytest.mark.parametrize("query", ["page=%00", "page=" + "1" * 400, "page=é"])
def test_odd_queries_pass_through(query: str) -> None:
    server, asked = behind(lambda: HttpResponse("page"))
    assert asked == [server.call({"PATH_INFO": "/t/1", "QUERY_STRING": query})]


@pytest.mark.parametrize(
    "path",
    [
        "//t/{}",
        "/t/{}/",
        "/t//{}",
        "/./t/{}",
        "/t/{}/../../",
        "/t/%FF{}",
        "/t/{}%00",
        "/%74/{}%20",
        "/T/{}",
        "/t/{}%2F",
        "/t/{};x",
        "/b/%C0%AFharbour",
    ],
)
def test_odd_paths_are_answered_as_django_answers_them(server: Server, thread: Thread, path: str) -> None:
    address = path.format(thread.pk)
    for _look in range(2):
        asked = server.get(address)
        assert asked.status == cast.browser().get(address).status_code
        assert asked.status in {301, 400, 404}
    assert server.get(f"/t/{thread.pk}").status == 200


def test_another_way_to_write_a_path_is_the_same_page(server: Server, thread: Thread) -> None:
    assert server.get(f"/t/{thread.pk}") == server.get(f"/%74/{thread.pk}")
    assert server.made == 1


def test_language_is_of_the_address_then_the_cookie_then_the_browser_then_the_site(server: Server) -> None:
    def language(query: str = "", **headers: Any) -> str:
        return server.get(f"/{query}", **headers).headers["Content-Language"]

    cookie = {"HTTP_COOKIE": f"{conf.LANGUAGE_COOKIE_NAME}=en"}
    chinese = {"HTTP_ACCEPT_LANGUAGE": "zh-CN,zh;q=0.9"}
    assert language() == "zh-Hans"
    assert language(**chinese) == "zh-Hans"
    assert server.made == 1
    assert language(HTTP_ACCEPT_LANGUAGE="en-GB, zh;q=0.1") == "en"
    assert language(**cookie, **chinese) == "en"
    assert server.made == 2
    assert language("?lang=zh-hans", **cookie) == "zh-Hans"
    assert language("?lang=EN") == "en"
    assert language("?lang=xx", **cookie) == "en"
    options.store({DEFAULT_LANGUAGE.key: "en"})
    server.clock.pass_by(1)
    assert language() == "en"
    assert language(**chinese) == "zh-Hans"


def test_further_host_shows_the_site_under_its_own_address(server: Server, thread: Thread, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost", ".example.org"]
    server = Server()
    pages = {server.get("/", HTTP_HOST=host).body for host in ("localhost", "a.example.org", "b.example.org:81")}
    assert len(pages) == server.made == 1
    assert server.get("/", HTTP_HOST="example.com").status == 400


# --- what is never kept ----------------------------------------------------------------------


def answers() -> dict[str, Callable[[], Any]]:
    def with_cookie() -> HttpResponse:
        response = HttpResponse("page")
        response.set_cookie("csrf", "token")
        return response

    return {
        "cookie": with_cookie,
        "not found": lambda: HttpResponse("page", status=404),
        "forbidden": lambda: HttpResponse("page", status=403),
        "moved": lambda: HttpResponse(status=301, headers={"Location": "/t/2"}),
        "other success": lambda: HttpResponse("page", status=203),
        "fault": lambda: HttpResponse("page", status=500),
        "stream": lambda: StreamingHttpResponse([b"pa", b"ge"]),
        "not to be stored": lambda: HttpResponse("page", headers={"Cache-Control": "private, no-store"}),
        "varies by all": lambda: HttpResponse("page", headers={"Vary": "*"}),
    }


@pytest.mark.parametrize("kind", answers())
def test_what_is_not_for_everybody_is_made_each_time(kind: str) -> None:
    server, asked = behind(answers()[kind])
    tags = [server.get("/", HTTP_IF_NONE_MATCH="*").headers.get("ETag") for _look in range(3)]
    assert tags == [None] * 3
    assert len(asked) == 3


def test_unmarked_view_is_not_kept_whatever_it_says_of_itself() -> None:
    server, asked = behind(lambda: HttpResponse("page", headers={"Cache-Control": "public, max-age=600"}))
    for _look in range(2):
        server.get("/search")
    assert len(asked) == 2


def test_feed_with_a_token_is_not_kept(server: Server) -> None:
    assert server.get("/feed.atom?token=x").status == 403
    assert server.front.counts.passes == 1
    assert server.get("/feed.atom").status == 200
    assert server.made == 1


def test_view_that_raises_fails_and_leaves_the_way_free() -> None:
    def fail() -> HttpResponse:
        raise RuntimeError

    server, asked = behind(fail)
    for _look in range(2):
        with pytest.raises(RuntimeError):
            server.get("/")
    assert len(asked) == 2


# --- how it is sent --------------------------------------------------------------------------


def test_each_encoding_has_its_own_tag_and_holds_the_same_page(server: Server, thread: Thread) -> None:
    address = f"/t/{thread.pk}"
    plain, gzipped, brotlied = (server.get(address, HTTP_ACCEPT_ENCODING=one) for one in ("", "gzip", "gzip, br"))
    assert [one.headers.get("Content-Encoding") for one in (plain, gzipped, brotlied)] == [None, "gzip", "br"]
    assert plain.text == gzipped.text == brotlied.text
    assert len({one.headers["ETag"] for one in (plain, gzipped, brotlied)}) == 3
    assert all(int(one.headers["Content-Length"]) == len(one.body) for one in (plain, gzipped, brotlied))
    assert server.made == 1


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("gzip;q=0", None),
        ("br;q=0.0, gzip", "gzip"),
        ("GZIP", "gzip"),
        ("deflate, gzip;q=1.0, *;q=0.5", "gzip"),
        ("identity", None),
        ("gzipped, brotli", None),
        (";;,,q=", None),
    ],
)
def test_encoding_is_one_that_the_client_takes(server: Server, accepted: str, sent: str | None) -> None:
    assert server.get("/", HTTP_ACCEPT_ENCODING=accepted).headers.get("Content-Encoding") == sent


def test_feeds_are_compressed_too(server: Server, thread: Thread) -> None:
    for _post in range(3):
        cast.answer(thread)
    sent = server.get(f"/t/{thread.pk}/feed.atom", HTTP_ACCEPT_ENCODING="gzip")
    assert sent.headers["Content-Encoding"] == "gzip"
    assert sent.text.startswith("<?xml")


def test_pictures_and_small_pages_are_not_compressed() -> None:
    for body, kind in ((b"\0" * 5000, "image/png"), (b"a" * 400, "text/html")):
        server, _asked = behind(lambda body=body, kind=kind: HttpResponse(body, content_type=kind))  # type: ignore[misc]
        assert "Content-Encoding" not in server.get("/", HTTP_ACCEPT_ENCODING="gzip, br").headers


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_client_that_has_the_page_is_told_so(server: Server, thread: Thread, encoding: str) -> None:
    address = f"/t/{thread.pk}"
    first = server.get(address, HTTP_ACCEPT_ENCODING=encoding)
    tag = first.headers["ETag"]
    for said in (tag, f"W/{tag}", f'"x", {tag}', f'W/"x",W/{tag}', "*"):
        again = server.get(address, HTTP_ACCEPT_ENCODING=encoding, HTTP_IF_NONE_MATCH=said)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == tag
        assert again.headers["Vary"] == first.headers["Vary"]
        assert again.headers["Cache-Control"] == "private, no-cache"
    for said in ('"x"', tag.strip('"'), "", tag[:-1], '"" , x' * 3000):
        assert server.get(address, HTTP_ACCEPT_ENCODING=encoding, HTTP_IF_NONE_MATCH=said).status == 200


def test_tag_of_one_encoding_does_not_stand_for_another(server: Server) -> None:
    tag = server.get("/", HTTP_ACCEPT_ENCODING="gzip").headers["ETag"]
    assert server.get("/", HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=tag).status == 200


def test_same_page_keeps_its_tag_when_made_anew_and_a_changed_one_does_not(server: Server, thread: Thread) -> None:
    address = f"/t/{thread.pk}"
    tag = server.get(address).headers["ETag"]
    server.clock.pass_by(60)
    assert server.get(address, HTTP_IF_NONE_MATCH=tag).status == 304
    cast.answer(thread)
    server.clock.pass_by(60)
    assert server.get(address, HTTP_IF_NONE_MATCH=tag).status == 200
    assert server.made == 3


def test_feed_readers_may_ask_by_time(server: Server, thread: Thread) -> None:
    changed = server.get("/feed.atom").headers["Last-Modified"]
    assert server.get("/feed.atom", HTTP_IF_MODIFIED_SINCE=changed).status == 304
    assert server.get("/feed.atom", HTTP_IF_MODIFIED_SINCE="Thu, 01 Jan 1970 00:00:00 GMT").status == 200
    assert server.get("/feed.atom", HTTP_IF_MODIFIED_SINCE="soon").status == 200
    assert server.get("/feed.atom", HTTP_IF_MODIFIED_SINCE=changed, HTTP_IF_NONE_MATCH='"x"').status == 200
    assert server.get(f"/t/{thread.pk}", HTTP_IF_MODIFIED_SINCE=changed).status == 200


def test_head_is_the_same_answer_without_the_page(server: Server, thread: Thread) -> None:
    address = f"/t/{thread.pk}"
    head = server.get(address, method="HEAD", HTTP_ACCEPT_ENCODING="gzip")
    got = server.get(address, HTTP_ACCEPT_ENCODING="gzip")
    assert (head.status, head.headers, head.body) == (200, got.headers, b"")
    assert server.get(address, method="HEAD", HTTP_IF_NONE_MATCH="*").status == 304
    assert server.made == 1


# --- how much is kept ------------------------------------------------------------------------


def test_store_is_bounded_in_bytes_and_what_was_made_first_goes_first() -> None:
    server = behind(lambda: HttpResponse(b"x" * 10_000), most_bytes=100_000)[0]
    for number in range(10):
        server.get(f"/t/{number}")
    kept = server.front._store
    assert 0 < kept.size_bytes <= 100_000
    assert kept.evicted == 10 - len(kept)
    made = server.made
    server.get("/t/9")
    assert server.made == made
    server.get("/t/0")
    assert server.made == made + 1


def test_page_over_the_bound_is_sent_and_not_kept() -> None:
    server = behind(lambda: HttpResponse(b"x" * 200_000), most_bytes=100_000)[0]
    assert [len(server.get("/").body) for _look in range(2)] == [200_000] * 2
    assert server.made == 2
    assert server.front._store.size_bytes == 0


# --- the epoch -------------------------------------------------------------------------------


def test_what_was_hidden_is_gone_within_a_second(server: Server, thread: Thread) -> None:
    address = f"/t/{thread.pk}"
    assert server.get(address).status == 200
    delete_thread(actor=cast.administrator(), thread=thread, reason="广告")
    server.clock.pass_by(1)
    assert server.get(address).status == 404
    assert thread.title not in server.get("/").text


def test_nothing_but_a_second_of_time_is_lost_when_an_epoch_ends(server: Server, thread: Thread) -> None:
    server.get("/")
    epoch.end()
    server.get("/")
    assert server.made == 1
    server.clock.pass_by(1)
    for _look in range(3):
        server.get("/")
        server.clock.pass_by(0.3)
    assert server.made == 2


def test_end_that_was_written_first_and_committed_last_is_noticed() -> None:
    late, soon = ("end", 5), ("end", 6)
    first = epoch.Epoch({}, frozenset({soon}))
    assert epoch.Epoch({}, frozenset({soon})).goes_on(first)
    assert epoch.Epoch({}, frozenset()).goes_on(first)
    assert not epoch.Epoch({}, frozenset({late, soon})).goes_on(first)
    assert not epoch.Epoch({"options": 1}, frozenset({soon})).goes_on(first)


def test_pages_are_dropped_while_nobody_can_say_whether_they_hold(
    server: Server, thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.get("/")
    with monkeypatch.context() as away:
        away.setattr(epoch, "read", lambda: (_ for _ in ()).throw(Error()))
        server.clock.pass_by(1)
        server.get("/")
    assert server.made == 2
    server.clock.pass_by(1)
    server.get("/")
    assert server.made == 2


def test_check_costs_three_queries_and_comes_once_a_second(server: Server, django_assert_num_queries: Any) -> None:
    options.store({AGE_S.key: 10})
    server.get("/")
    for _second in range(3):
        server.clock.pass_by(1)
        with django_assert_num_queries(3):
            server.get("/")
            server.get("/")


def test_sweep_takes_ends_that_nobody_reads_any_more() -> None:
    epoch.end()
    assert epoch.sweep() == 0


def test_pages_hold_nothing_that_changes_from_one_making_to_the_next(server: Server, thread: Thread) -> None:
    for path in (
        "/",
        "/b/harbour",
        f"/t/{thread.pk}",
        f"/t/{thread.pk}?view=read",
        "/new",
        "/unanswered",
        "/feed.atom",
    ):
        first = server.get(path)
        server.clock.pass_by(5)
        assert server.get(path) == first
        assert not re.search("csrfmiddlewaretoken|Set-Cookie", first.text + str(first.headers))
