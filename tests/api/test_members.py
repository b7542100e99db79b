"""Members, search, notices, messages, uploads, drafts and marks through the API."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests import cast
from tests.api.client import Api, check
from tests.tasks import run_tasks
from tests.uploads.made import PDF, picture
from wardmote.accounts.actions.blocks import block_member
from wardmote.api.site import description
from wardmote.conversations import edges as letters
from wardmote.conversations.actions.sending import send_message, start_conversation
from wardmote.core import clock, options
from wardmote.marks.models import Follow
from wardmote.notifications.actions.announcing import announce
from wardmote.uploads import files

pytestmark = pytest.mark.django_db


def test_profile_and_what_a_member_wrote() -> None:
    member = cast.member("写字的人")
    board = cast.board()
    threads = [cast.thread(board, member) for _number in range(3)]
    replies = [cast.answer(threads[0], member) for _number in range(3)]
    api = Api()
    assert api.get(f"/members/{member.own_id}")["name"] == member.name
    assert api.ids(f"/members/{member.own_id}/threads") == [str(each.pk) for each in reversed(threads)]
    found = api.all(f"/members/{member.own_id}/replies")
    assert [each["id"] for each in found] == [str(each.pk) for each in reversed(replies)]
    assert found[0]["thread_title"] == threads[0].title
    assert Api()("GET", "/members/999999").status_code == 404
    assert Api()("GET", "/members/999999/threads").status_code == 404


def test_applicant_has_no_profile_yet() -> None:
    applicant = cast.member(approved=False)
    assert Api()("GET", f"/members/{applicant.own_id}").status_code == 404


def test_members_are_found_by_name_pinyin_and_initials() -> None:
    wanted = cast.member("柳巷阿梅")
    api = Api(cast.member())
    for typed in ("柳巷", "liuxiang", "lxam"):
        assert str(wanted.own_id) in [each["id"] for each in api.get("/members", name=typed)["items"]]
    assert Api()("GET", "/members", name="柳").status_code == 401
    for number in range(12):
        cast.member(f"同名的人 {number}")
    assert len(set(api.ids("/members", name="同名", limit=5))) == 12


def test_member_blocks_and_unblocks() -> None:
    member, other = cast.member(), cast.member()
    api = Api(member)
    assert api("PUT", f"/members/{other.own_id}/block", {"hide_posts": True}).status_code == 204
    assert [each["member"]["id"] for each in api.get("/blocks")["items"]] == [str(other.own_id)]
    assert api.get(f"/members/{other.own_id}")["is_blocked"]
    post = cast.answer(cast.thread(cast.board()), other)
    assert api.get(f"/posts/{post.pk}")["is_folded"]
    assert api("DELETE", f"/members/{other.own_id}/block").status_code == 204
    assert api.get("/blocks")["items"] == []
    assert api("PUT", f"/members/{member.own_id}/block", {}).status_code == 422
    many = [cast.member() for _number in range(3)]
    with clock.held_at(clock.now()):  # all at one moment
        for each in many:
            block_member(actor=member, member_id=each.own_id)
    blocked = [each["member"]["id"] for each in api.all("/blocks", limit=1)]
    assert blocked == [str(each.own_id) for each in reversed(many)]


def test_draft_keeps_what_a_form_has_beside_its_text() -> None:
    member = cast.member()
    api, place = Api(member), "message:new"
    first = api("PUT", "/drafts", {"place": place, "to": "柳巷阿梅", "text": "您好"}).json()
    again = api("PUT", "/drafts", {"place": place, "text": "您好，", "stamp": first["stamp"]}).json()
    assert (again["id"], again["to"], again["text"]) == (first["id"], "柳巷阿梅", "您好，")


def test_search_finds_what_one_may_read() -> None:
    board = cast.board()
    thread = cast.thread(board, title="玻璃桥要不要修")
    posts = [cast.answer(thread, source=f"玻璃桥第 {number} 次") for number in range(5)]
    api = Api()
    assert api.ids("/search", q="玻璃桥")[:5] == [str(each.pk) for each in reversed(posts)]
    assert api.ids("/search", q="玻璃桥", sort="relevance")
    whole = [item["id"] for item in api.get("/search", q="玻璃桥")["items"]]
    assert len(whole) == 6
    for sort in ("new", "relevance"):
        assert set(api.ids("/search", q="玻璃桥", sort=sort, limit=4)) == set(whole)
    assert len(api.get("/search", q="玻璃桥", limit=4)["items"]) == 4
    for limit in (0, 101):
        assert api("GET", "/search", q="玻璃桥", limit=limit).json()["errors"][0]["field"] == "limit"
    assert api("GET", "/search", q="board:nowhere x").json()["errors"][0]["field"] == "q"
    assert api("GET", "/search", q="").status_code == 422


def test_searches_are_kept_under_a_name_and_let_go() -> None:
    cast.board(slug="roads")
    api = Api(cast.member())
    kept = api.post("/searches", {"q": "路灯 board:roads", "name": "路灯"}).json()
    assert (kept["name"], kept["q"], kept["sort"]) == ("路灯", "路灯 board:roads", "new")
    assert kept["url"].endswith("board:roads") or "board%3Aroads" in kept["url"]
    again = api.post("/searches", {"q": "路灯 board:roads", "name": "灯"}).json()
    assert (again["id"], again["name"]) == (kept["id"], "灯")
    for number in range(3):
        api.post("/searches", {"q": f"桥 {number}"})
    assert [each["name"] for each in api.all("/searches")] == ["桥 0", "桥 1", "桥 2", "灯"]
    assert api.post("/searches", {"q": " "}).json()["errors"][0]["field"] == "q"
    assert Api(cast.member())("DELETE", f"/searches/{kept['id']}").status_code == 404
    assert api("DELETE", f"/searches/{kept['id']}").status_code == 204
    assert len(api.all("/searches")) == 3
    assert Api().post("/searches", {"q": "桥"}).status_code == 401
    assert Api(cast.member(), "read").post("/searches", {"q": "桥"}).json()["code"] == "narrow-token"


def test_messages_are_searched_by_who_is_in_the_conversation_alone() -> None:
    one, other = cast.member(), cast.member("收信的人")
    letters_of = [
        start_conversation(actor=one, to=[cast.row(other)], title=f"题 {n}", source="玻璃桥？") for n in (1, 2)
    ]
    for letter in letters_of:
        send_message(actor=other, conversation_id=letter.conversation_id, source="玻璃桥修好了 **今天**")
    api = Api(one, "read")
    found = api.all("/messages/search", q="玻璃桥")
    ids = [str(each.conversation_id) for each in letters_of]
    assert [(each["conversation_id"], each["number"]) for each in found] == [
        (ids[1], 2), (ids[0], 2), (ids[1], 1), (ids[0], 1),
    ]  # fmt: skip
    assert (found[0]["author"]["name"], found[0]["conversation_name"]) == ("收信的人", "题 2")
    assert found[0]["excerpt"] == "玻璃桥修好了 今天"
    inside = api.all("/messages/search", q="玻璃桥 author:收信的人", conversation_id=ids[0])
    assert [each["number"] for each in inside] == [2]
    assert Api(cast.administrator()).all("/messages/search", q="玻璃桥") == []
    assert Api(cast.administrator())("GET", "/messages/search", q="玻璃桥", conversation_id=ids[0]).status_code == 404
    assert api("GET", "/messages/search", q="author:没有的人").json()["errors"][0]["field"] == "q"
    assert Api()("GET", "/messages/search", q="玻璃桥").status_code == 401


def test_conversation_is_named_and_joined_by_who_began_it() -> None:
    one, other, third = cast.member(), cast.member(), cast.member()
    letter = start_conversation(actor=one, to=[cast.row(other)], title="周末", source="去吗？")
    path = f"/conversations/{letter.conversation_id}"
    api, theirs, stranger = Api(one), Api(other), Api(third)
    assert api.get(path)["can"] == {"send": True, "arrange": True, "leave": True}
    assert theirs.get(path)["can"] == {"send": True, "arrange": False, "leave": True}
    assert stranger("GET", path).status_code == 404
    assert stranger("GET", f"{path}/members").status_code == 404
    assert api("PATCH", path, {"title": "周日"}).json()["title"] == "周日"
    assert theirs("PATCH", path, {"title": "周一"}).status_code == 403
    assert theirs.post(f"{path}/members", {"members": [str(third.own_id)]}).status_code == 403
    assert api.post(f"{path}/members", {"members": ["999999"]}).json()["errors"][0]["field"] == "members"
    assert api.post(f"{path}/members", {"members": [str(third.own_id)]}).json()["members"] == 3
    people = api.all(f"{path}/members")
    assert [each["member"]["id"] for each in people] == [str(each.own_id) for each in (one, other, third)]
    assert [each["is_starter"] for each in people] == [True, False, False]
    assert api("POST", f"{path}/leave").status_code == 204
    assert api.get(path)["can"] == {"send": False, "arrange": False, "leave": False}
    assert theirs.get(path)["can"]["arrange"], "whoever began it has left"


def test_one_chooses_how_one_is_told_and_reads_announcements() -> None:
    member, chief = cast.member(), cast.administrator()
    api = Api(member)
    rows = {each["kind"]: each for each in api.all("/notifications/choices")}
    assert rows["credits"]["mail"] == "none"
    chosen = api("PUT", "/notifications/choices/credits", {"inbox": False, "mail": "daily"}).json()
    assert (chosen["inbox"], chosen["mail"]) == (False, "daily")
    assert api("PUT", "/notifications/choices/nothing", {"inbox": True, "mail": "now"}).status_code == 404
    said = announce(actor=chief, title="停电通知", source="周六停电")
    found = api.get(f"/announcements/{said.pk}")
    assert found["title"] == "停电通知"
    assert "周六停电" in found["html"]
    assert Api()("GET", f"/announcements/{said.pk}").status_code == 401
    assert api("GET", "/announcements/999999").status_code == 404
    assert api("GET", "/notifications", kind="nothing").status_code == 404
    assert api.all("/notifications", kind="credits") == []


def test_notices_are_listed_and_marked_as_read() -> None:
    member = cast.member()
    thread = cast.thread(cast.board(), member)
    cast.answer(thread, source=f"@{member.name} 您看")
    run_tasks()
    api = Api(member)
    found = api.get("/notifications")["items"]
    assert len(found) == 1
    assert thread.title in found[0]["sentence"]
    assert api.get("/me")["unread_notices"] == 1
    assert Api(cast.member()).post(f"/notifications/{found[0]['id']}/read").status_code == 404
    assert api.post(f"/notifications/{found[0]['id']}/read").status_code == 204
    assert api.get("/notifications", show="unread")["items"] == []
    assert api.post("/notifications/read", {"up_to": found[0]["id"]}).status_code == 204
    assert api.get("/me")["unread_notices"] == 0


def test_two_write_to_each_other_and_nobody_else_reads_it() -> None:
    options.store({letters.MESSAGE_INTERVAL_S.key: 0})
    one, other = cast.member(), cast.member()
    api, theirs = Api(one), Api(other)
    begun = api.post(
        "/conversations", {"to": [str(other.own_id)], "text": "周六去看桥吗？"}, **{"Idempotency-Key": "m"}
    )
    assert begun.status_code == 201, begun.content.decode()
    again = api.post(
        "/conversations", {"to": [str(other.own_id)], "text": "周六去看桥吗？"}, **{"Idempotency-Key": "m"}
    )
    assert again.content == begun.content
    path = begun["Location"].removeprefix("/api/v1")
    conversation = theirs.get("/conversations")["items"][0]
    assert (conversation["unread"], conversation["others"][0]["id"]) == (1, str(one.own_id))
    assert theirs.post(path, {"text": "去"}).status_code == 201
    assert [each["number"] for each in api.all(path)] == [2, 1]
    assert api.post("/conversations", {"to": [str(other.own_id)], "text": "带上伞"})["Location"] == begun["Location"]
    stranger = Api(cast.administrator())
    assert stranger("GET", path).status_code == 404
    assert stranger.post(path, {"text": "让我看看"}).status_code == 404
    assert stranger.get("/conversations")["items"] == []
    root = path.removesuffix("/messages")
    assert theirs.post(f"{root}/read", {"number": 3}).status_code == 204
    assert theirs.get("/conversations")["items"][0]["unread"] == 0
    assert api("DELETE", f"{path}/2").status_code == 403
    assert api("DELETE", f"{path}/1").status_code == 204
    assert theirs.all(path)[-1]["is_deleted"]
    assert api("PUT", f"{root}/mute", {"muted": True}).status_code == 204
    assert api.get("/conversations")["items"][0]["is_muted"]
    assert api("POST", f"{root}/leave").status_code == 204
    assert api.get("/conversations", show="left")["items"][0]["has_left"]
    lost = api.post("/conversations", {"to": ["999999"], "text": "在吗"})
    assert lost.json()["errors"][0]["field"] == "to"


def send(api: Api, name: str, data: bytes, **words: str) -> dict[str, object]:
    file = SimpleUploadedFile(name, data)
    body = encode_multipart(BOUNDARY, {"file": file, **words})
    answer = api.browser.generic(
        "POST",
        "/api/v1/uploads",
        body,
        content_type=MULTIPART_CONTENT,
        headers={"Authorization": f"Bearer {api.secret}", "Idempotency-Key": f"upload-{len(data)}"},
    )
    check("POST", "/api/v1/uploads", answer)
    assert answer.status_code == 201, answer.content.decode()
    found: dict[str, object] = answer.json()
    return found


def test_picture_is_uploaded_used_described_and_deleted() -> None:
    api = Api(cast.member())
    photo = picture(700, 50)
    made = send(api, "路口.png", photo, alt="路口")
    assert (made["kind"], made["alt"], made["is_used"]) == ("picture", "路口", False)
    assert send(api, "路口.png", photo, alt="路口") == made
    path = f"/uploads/{made['id']}"
    assert api("PATCH", path, {"alt": "桥北路口"}).json()["alt"] == "桥北路口"
    thread = cast.thread(cast.board())
    assert api.post(f"/threads/{thread.pk}/posts", {"text": made["markdown"]}).status_code == 201
    assert api("DELETE", path).status_code == 409
    spare = send(api, "计划.pdf", PDF)
    assert api.ids("/uploads") == [spare["id"], made["id"]]
    assert Api(cast.member())("DELETE", f"/uploads/{spare['id']}").status_code == 404
    assert api("DELETE", f"/uploads/{spare['id']}").status_code == 204
    assert api("GET", f"/uploads/{spare['id']}").status_code == 404


def test_what_is_no_picture_is_refused() -> None:
    api = Api(cast.member())
    bad = api.browser.post(
        "/api/v1/uploads",
        {"file": SimpleUploadedFile("a.exe", b"MZ\x00\x00")},
        headers={"Authorization": f"Bearer {api.secret}"},
    )
    check("POST", "/api/v1/uploads", bad)
    assert bad.status_code in {403, 422}
    assert api.post("/uploads").status_code == 422


def test_full_store_says_so_and_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise files.StorageFull

    monkeypatch.setattr(files, "write", full)
    api = Api(cast.member())
    sent = api.browser.post(
        "/api/v1/uploads",
        {"file": SimpleUploadedFile("路口.png", picture(700, 50))},
        headers={"Authorization": f"Bearer {api.secret}"},
    )
    assert (sent.status_code, sent.json()["code"]) == (507, "storage-full")
    assert "507" in description()["paths"]["/api/v1/uploads"]["post"]["responses"]
    assert api.all("/uploads") == []


def test_drafts_are_kept_and_another_device_is_not_overwritten() -> None:
    thread = cast.thread(cast.board())
    api = Api(cast.member())
    place = f"thread:{thread.pk}"
    first = api("PUT", "/drafts", {"place": place, "text": "写了一半"}).json()
    second = api("PUT", "/drafts", {"place": place, "text": "写了大半", "stamp": first["stamp"]}).json()
    assert second["id"] == first["id"]
    stale = api("PUT", "/drafts", {"place": place, "text": "旧手机上的", "stamp": first["stamp"]})
    assert (stale.status_code, stale.json()["current"]["text"]) == (409, "写了大半")
    assert [each["text"] for each in api.get("/drafts")["items"]] == ["写了大半"]
    for number in range(3):
        more = {"place": f"board:{thread.board_id + number}", "text": f"{number}"}
        assert api("PUT", "/drafts", more).status_code == 200
    assert len(set(api.ids("/drafts", limit=1))) == 4
    assert Api(cast.member())("GET", f"/drafts/{first['id']}").status_code == 404
    assert api("DELETE", f"/drafts/{first['id']}").status_code == 204
    assert len(api.get("/drafts")["items"]) == 3
    assert api("PUT", "/drafts", {"place": "nowhere:1", "text": "x"}).status_code == 404


def test_threads_boards_and_members_are_followed_and_left() -> None:
    board = cast.board()
    thread = cast.thread(board)
    other = cast.member()
    api = Api(cast.member())
    for kind, number in (("thread", thread.pk), ("board", board.pk), ("member", other.own_id)):
        assert api("PUT", f"/following/{kind}/{number}").status_code == 204
        assert str(number) in api.ids(f"/following/{kind}s") if kind != "board" else True
    assert [each["id"] for each in api.get("/following/boards")["items"]] == [str(board.pk)]
    assert api.get(f"/threads/{thread.pk}")["is_followed"]
    both = {"started": False, "replied": True}
    chosen = api("PUT", "/following/choices", both).json()
    assert chosen == api.get("/following/choices")
    assert {name: chosen[name] for name in both} == both
    assert api.get(f"/members/{other.own_id}")["is_followed"]
    assert api("DELETE", f"/following/thread/{thread.pk}").status_code == 204
    assert not api.get(f"/threads/{thread.pk}")["is_followed"]
    assert api("PUT", "/following/thread/999999").status_code == 404
    assert api("PUT", "/following/post/1").status_code == 404
    assert Follow.objects.filter(active=True).count() >= 2


def test_bookmarks_are_kept_in_folders_and_let_go() -> None:
    thread = cast.thread(cast.board())
    post = cast.answer(thread)
    api = Api(cast.member())
    folder = api.post("/bookmark-folders", {"name": "道路"}).json()
    last = api.post("/bookmark-folders", {"name": "公园"}).json()
    assert api("POST", f"/bookmark-folders/{last['id']}/up").status_code == 204
    assert [each["name"] for each in api.all("/bookmark-folders", limit=1)] == ["公园", "道路"]
    assert folder["url"].endswith(f"/bookmarks?folder={folder['id']}")
    assert api("DELETE", f"/bookmark-folders/{last['id']}").status_code == 204
    kept = api("PUT", f"/bookmarks/post/{post.pk}", {"note": "要回来看", "folder_id": folder["id"]}).json()
    assert (kept["title"], kept["folder_id"]) == (thread.title, folder["id"])
    assert api("PUT", f"/bookmarks/thread/{thread.pk}", {}).status_code == 200
    assert len(api.all("/bookmarks")) == 2
    assert api.ids("/bookmarks", folder_id=folder["id"]) == api.ids("/bookmarks", q="回来") == [kept["id"]]
    assert api("PATCH", f"/bookmark-folders/{folder['id']}", {"name": "桥"}).status_code == 204
    assert [each["name"] for each in api.get("/bookmark-folders")["items"]] == ["桥"]
    assert api("DELETE", f"/bookmark-folders/{folder['id']}").status_code == 204
    assert api("DELETE", f"/bookmarks/post/{post.pk}").status_code == 204
    assert [each["kind"] for each in api.all("/bookmarks")] == ["thread"]
    assert Api(cast.member()).all("/bookmarks") == []
