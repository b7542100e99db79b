from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from tests import cast
from wardmote.accounts import actor as actors
from wardmote.accounts.actions.avatar import remove_avatar, set_avatar
from wardmote.accounts.actions.credits import pay, reverse
from wardmote.accounts.actions.preferences import update_preferences, update_profile, update_signature
from wardmote.accounts.actions.sanctions import silence_member
from wardmote.accounts.models import CreditEntry, Member
from wardmote.core import clock, options
from wardmote.core.errors import Invalid, NotAllowed, NotSignedIn

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

PAGES = ["", "/avatar", "/display", "/privacy", "/credits", "/trust"]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def png(colour: str = "teal", side: int = 64) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, "PNG")
    return out.getvalue()


def silenced() -> Actor:
    member = cast.member()
    silence_member(actor=cast.SYSTEM, member=cast.row(member), until=None, reason="测试")
    return cast.again(member)


def files_in(folder: Path) -> set[str]:
    return {file.name for file in folder.rglob("*.webp")}


# --- actions


def test_member_changes_preferences_and_leaves_the_others() -> None:
    member = cast.member()
    update_preferences(actor=member, language="en", time_zone="Asia/Tokyo", theme="dark", posts_per_page=50)
    update_preferences(actor=member, show_online=False)
    row = cast.row(member)
    assert (row.language, row.time_zone, row.theme, row.posts_per_page) == ("en", "Asia/Tokyo", "dark", 50)
    assert (row.show_online, row.show_last_seen) == (False, True)


@pytest.mark.parametrize(
    ("field", "bad", "good"),
    [
        ("language", "fr", "en"),
        ("time_zone", "Mars/Olympus", "Asia/Shanghai"),
        ("time_zone", "../../etc/passwd", ""),
        ("theme", "pink", ""),
        ("posts_per_page", "9", "10"),
        ("posts_per_page", "101", "100"),
        ("posts_per_page", "many", ""),
        ("about", "长" * 501, "长" * 500),
    ],
)
def test_value_that_does_not_fit_is_refused_and_the_next_one_taken(field: str, bad: str, good: str) -> None:
    member = cast.member()
    with pytest.raises(Invalid) as refusal:
        update_preferences(actor=member, **{field: bad})
    assert list(refusal.value.fields) == [field]
    update_preferences(actor=member, **{field: good})


def test_guest_has_no_preferences() -> None:
    with pytest.raises(NotSignedIn):
        update_preferences(actor=actors.guest(), theme="dark")
    with pytest.raises(NotSignedIn):
        update_signature(actor=actors.guest(), source="x")


def test_silenced_member_says_nothing_but_may_choose_colours() -> None:
    member = silenced()
    update_preferences(actor=member, theme="dark")
    for act in (
        lambda who: update_preferences(actor=who, about="x"),
        lambda who: update_signature(actor=who, source="x"),
        lambda who: update_profile(actor=who, about="x", signature=""),
        lambda who: set_avatar(actor=who, data=png()),
    ):
        with pytest.raises(NotAllowed):
            act(member)
        act(cast.member())


def test_signature_is_rendered_within_its_bounds() -> None:
    member = cast.member()
    update_signature(actor=member, source="**老桥北** [主页](https://example.org)")
    assert "<strong>老桥北</strong>" in cast.row(member).signature_html
    assert "nofollow" in cast.row(member).signature_html
    for wrong in (
        "长" * 201,
        "a\n\n" * 5,
        "![](https://a.example/x.png)",
        "https://a.example https://b.example https://c.example",
    ):
        with pytest.raises(Invalid) as refusal:
            update_signature(actor=member, source=wrong)
        assert list(refusal.value.fields) == ["signature"], wrong
    assert "老桥北" in cast.row(member).signature_html
    update_signature(actor=member, source=" \u200b\n")
    assert (cast.row(member).signature_source, cast.row(member).signature_html) == ("", "")


def test_signature_holds_no_script() -> None:
    member = cast.member()
    update_signature(actor=member, source="<script>alert(1)</script> [x](javascript:alert(1))")
    assert "<script" not in cast.row(member).signature_html
    assert 'href="javascript' not in cast.row(member).signature_html


def test_preview_of_a_signature_tells_how_many_links_fit_by_its_own_bounds() -> None:
    browser = cast.browser(cast.member())
    links = [f"[甲{number}](https://example.org/{number})" for number in range(3)]
    one, two, three = (" ".join(links[:count]) for count in (1, 2, 3))
    shown = browser.post("/settings/signature", {"text": one}).content.decode()
    assert 'data-from="1" hidden' in shown
    assert "链接：2 / 2" in browser.post("/settings/signature", {"text": two}).content.decode()
    for wrong, words in ((three, "3 个链接"), (f"{one} ![图](https://example.org/4.png)", "1 张图片")):
        refused = browser.post("/settings/signature", {"text": wrong})
        assert refused.status_code == 422
        assert words in refused.content.decode()


def test_signature_is_shown_beforehand_as_it_would_be_stored() -> None:
    member = cast.member()
    browser = cast.browser(member)
    shown = browser.post("/settings/signature", {"text": "**老桥北**"}).content.decode()
    assert "<strong>老桥北</strong>" in shown
    assert "<main" not in shown
    assert cast.row(member).signature_source == ""
    wrong = browser.post("/settings/signature", {"text": "1\n2\n3\n4\n5"}).content.decode()
    assert "error" in wrong
    assert cast.browser().post("/settings/signature", {"text": "x"}).status_code == 403


def test_site_bounds_signatures_by_an_option() -> None:
    member = cast.member()
    options.store({"signature_most": 5})
    with pytest.raises(Invalid):
        update_signature(actor=member, source="123456")
    update_signature(actor=member, source="12345")


def test_profile_is_stored_whole_or_not_at_all() -> None:
    member = cast.member()
    with pytest.raises(Invalid) as refusal:
        update_profile(actor=member, about="长" * 501, signature="长" * 201)
    assert set(refusal.value.fields) == {"about", "signature"}
    with pytest.raises(Invalid):
        update_profile(actor=member, about="住在桥北", signature="长" * 201)
    assert cast.row(member).about == ""
    update_profile(actor=member, about="住在桥北", signature="签名")
    assert cast.row(member).about == "住在桥北"


def test_first_avatar_pays_once_and_a_new_one_takes_the_old_ones_place(
    media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    member = cast.member()
    before = cast.row(member).credits
    with django_capture_on_commit_callbacks(execute=True):
        first = set_avatar(actor=member, data=png("teal"))
    assert cast.row(member).avatar == first
    assert len(files_in(media)) == 2
    with django_capture_on_commit_callbacks(execute=True):
        second = set_avatar(actor=member, data=png("navy"))
    assert second != first
    assert files_in(media) == {Path(second).name, Path(second).name.replace(".webp", "-large.webp")}
    assert cast.row(member).credits == before + 5
    with django_capture_on_commit_callbacks(execute=True):
        remove_avatar(actor=member)
    assert files_in(media) == set()
    assert cast.row(member).avatar == ""
    assert cast.row(member).credits == before + 5


def test_avatar_that_cannot_be_stored_leaves_no_files(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    member = cast.member()

    def fail(**_given: Any) -> int:
        raise RuntimeError

    monkeypatch.setattr("wardmote.accounts.actions.avatar.pay", fail)
    with pytest.raises(RuntimeError):
        set_avatar(actor=member, data=png())
    assert files_in(media) == set()
    assert cast.row(member).avatar == ""


# --- pages


@pytest.mark.parametrize("page", PAGES)
def test_settings_are_for_members(page: str) -> None:
    refused = cast.browser().get(f"/settings{page}")
    assert refused.status_code == 403
    shown = cast.browser(cast.member()).get(f"/settings{page}")
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]


@pytest.mark.parametrize("page", PAGES)
def test_settings_say_nothing_of_others(page: str) -> None:
    other = cast.member("别家的人")
    update_profile(actor=other, about="别人的介绍", signature="别人的签名")
    body = cast.browser(cast.member()).get(f"/settings{page}").content.decode()
    for said in ("别家的人", "别人的介绍", "别人的签名"):
        assert said not in body


def test_profile_form_stores_and_shows_again() -> None:
    member = cast.member()
    browser = cast.browser(member)
    answer = browser.post("/settings", {"about": "住在 <b>桥北</b>", "signature": "*签名*"})
    assert (answer.status_code, answer["Location"]) == (303, "/settings")
    body = browser.get("/settings").content.decode()
    assert "住在 &lt;b&gt;桥北&lt;/b&gt;" in body
    assert "<em>签名</em>" in body


def test_refused_profile_keeps_what_was_typed() -> None:
    answer = cast.browser(cast.member()).post("/settings", {"about": "好好写的介绍", "signature": "字" * 300})
    assert answer.status_code == 422
    assert "好好写的介绍" in answer.content.decode()
    assert "字" * 300 in answer.content.decode()


def test_display_form_changes_language_and_colours_of_the_next_page() -> None:
    browser = cast.browser(cast.member())
    sent = {"language": "en", "time_zone": "Asia/Tokyo", "theme": "dark", "posts_per_page": "30"}
    assert browser.post("/settings/display", sent).status_code == 303
    body = browser.get("/settings/display").content.decode()
    assert '<html lang="en" data-theme="dark"' in re.sub(r"\s+", " ", body)
    assert '<option value="Asia/Tokyo" selected>' in body
    refused = browser.post("/settings/display", {**sent, "posts_per_page": "5"})
    assert refused.status_code == 422
    assert "from 10 to 100" in refused.content.decode()
    assert 'value="5"' in refused.content.decode()


def test_unticked_boxes_hide_visits() -> None:
    member = cast.member()
    assert cast.browser(member).post("/settings/privacy", {"show_online": "on"}).status_code == 303
    row = cast.row(member)
    assert (row.show_online, row.show_last_seen) == (True, False)


def upload(data: bytes, name: str = "me.png", kind: str = "image/png") -> dict[str, Any]:
    return {"picture": SimpleUploadedFile(name, data, kind)}


def test_uploaded_picture_is_served_for_good_as_what_it_is() -> None:
    member = cast.member()
    browser = cast.browser(member)
    assert browser.post("/settings/avatar", upload(png())).status_code == 303
    path = cast.row(member).avatar
    for address in (f"/media/{path}", f"/media/{path}".replace(".webp", "-large.webp")):
        assert address in browser.get("/settings/avatar").content.decode()
        answer = cast.browser().get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/webp"
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer.getvalue()[8:12] == b"WEBP"
        assert not answer.cookies


@pytest.mark.parametrize(
    "name",
    ["../secret-key", "..%2Fsecret-key", "a.webp", "x" * 20 + ".png", "0" * 20 + ".webp", "%00", "0" * 20 + ".webp/x"],
)
def test_no_other_file_is_served(name: str, media: Path) -> None:
    (media / "secret-key").write_text("secret")
    (media / "avatars").mkdir(exist_ok=True)
    (media / "avatars" / "a.webp").write_text("secret")
    assert cast.browser().get(f"/media/avatars/{name}").status_code in {400, 404}


@pytest.mark.parametrize(
    ("data", "name", "status", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "me.svg", 422, "no JPEG, PNG, GIF or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "me.png", 422, "no JPEG, PNG, GIF or WebP"),
        (png()[:60], "me.png", 422, "damaged or incomplete"),
        (png(side=1), "me.png", 422, "too small"),
        (png() + b"\0" * 10 * 1024 * 1024, "me.png", 413, "at most 10 MB"),
    ],
)
def test_hostile_picture_is_refused_with_its_reason(data: bytes, name: str, status: int, reason: str) -> None:
    member = cast.member(language="en")
    answer = cast.browser(member).post("/settings/avatar", upload(data, name))
    assert answer.status_code == status
    assert reason in answer.content.decode()
    assert cast.row(member).avatar == ""


def test_form_without_a_picture_asks_for_one() -> None:
    browser = cast.browser(cast.member(language="en"))
    answer = browser.post("/settings/avatar", {})
    assert answer.status_code == 422
    assert "Choose a picture first." in answer.content.decode()


def test_uploads_are_bounded_in_number() -> None:
    browser = cast.browser(cast.member())
    answers = [browser.post("/settings/avatar", upload(b"nothing", "x.png")).status_code for _ in range(13)]
    assert answers == [422] * 12 + [429]
    assert cast.browser(cast.member()).post("/settings/avatar", upload(b"nothing", "x.png")).status_code == 422


def test_ledger_shows_own_lines_page_by_page() -> None:
    member, other = cast.member(confirmed=False, language="en"), cast.member(confirmed=False)
    for number in range(35):
        pay(act="reply", member_id=cast.row(member).pk, object_key=f"post:{number}")
    pay(act="featured", member_id=cast.row(other).pk, object_key="digest:1")
    reverse(object_key="post:34")
    browser = cast.browser(member)
    first = browser.get("/settings/credits").content.decode()
    # 35 replies, one taken back, and the visit of the day.
    assert first.count('<th scope="row">') == 30
    assert "taken back" in first
    assert "A featured thread" not in first
    older = re.search(r'href="(/settings/credits\?before=\d+)"', first)
    assert older
    second = browser.get(older[1]).content.decode()
    assert second.count('<th scope="row">') == 7
    assert "before=" not in second


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "９", "1" * 30, ""])
def test_ledger_from_nowhere_is_not_found(before: str) -> None:
    browser = cast.browser(cast.member())
    assert browser.get("/settings/credits", {"before": before}).status_code == 404
    assert browser.get("/settings/credits", {"before": "1"}).status_code == 200


def test_trust_page_says_what_one_has_and_what_is_needed() -> None:
    member = cast.member(language="en")
    thread = cast.thread(cast.board())
    cast.answer(thread, member)
    body = re.sub(r"\s+", " ", cast.browser(member).get("/settings/trust").content.decode())
    assert "Your step is T0" in body
    assert '<th scope="row">Posts that stand</th><td class="n">1</td><td class="n nowrap">3</td>' in body
    assert "Reports do not exist on this forum yet" in body


def test_wrong_method_is_told() -> None:
    browser = cast.browser(cast.member())
    assert browser.delete("/settings").status_code == 405
    assert browser.post("/settings/trust").status_code == 405
    assert browser.get("/settings").status_code == 200


def test_settings_cost_the_same_queries_whatever_the_ledger_holds(django_assert_max_num_queries: Any) -> None:
    member = cast.member()
    browser = cast.browser(member)
    browser.get("/settings/credits")
    counts = []
    for number in range(2):
        CreditEntry.objects.filter(member_id=cast.row(member).pk).count()
        with translation.override("en"), django_assert_max_num_queries(9) as queries:
            assert browser.get("/settings/credits").status_code == 200
        counts.append(len(queries))
        for line in range(40):
            pay(act="reply", member_id=cast.row(member).pk, object_key=f"post:{number}-{line}")
    assert counts[0] == counts[1]


def test_new_member_begins_with_what_the_formula_gives_for_nothing() -> None:
    options.store({"credits_formula": "credits.credits + 10"})
    member = cast.member(confirmed=False)
    assert Member.objects.get(pk=cast.row(member).pk).credits == 10


def test_boxes_stand_as_they_were_stored() -> None:
    member = cast.member()
    browser = cast.browser(member)
    browser.post("/settings/privacy", {"show_online": "on"})
    boxes = re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", browser.get("/settings/privacy").content.decode())
    assert [re.search(r'name="(\w+)"', box)[1] for box in boxes] == ["show_online", "show_last_seen"]  # type: ignore[index]
    assert [" checked " in box for box in boxes] == [True, False]


def test_first_visit_of_each_day_pays_who_stays_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    # Shortly after noon in Shanghai, so that six hours later is the same day and twelve hours later the next.
    start = clock.now().replace(hour=5)
    now = start
    monkeypatch.setattr(clock, "now", lambda: now)
    member = cast.member(confirmed=False)
    browser = cast.browser(member)

    def paid() -> int:
        return CreditEntry.objects.filter(member_id=cast.row(member).pk, act="sign-in").count()

    counts = []
    for hours in (0, 1, 6, 12, 13, 36):
        now = start + dt.timedelta(hours=hours)
        assert browser.get("/settings/privacy").status_code == 200
        counts.append(paid())
    assert counts == [1, 1, 1, 2, 2, 3]
