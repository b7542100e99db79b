from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import cast
from wardmote.accounts import actor as actors
from wardmote.accounts.actions.groups import add_to_group
from wardmote.accounts.actions.roles import create_group
from wardmote.accounts.actions.sanctions import silence_member
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.moderating import lock_thread
from wardmote.core import audit as log
from wardmote.core import options, site
from wardmote.core.models import AuditEntry, SiteOption
from wardmote.core.permissions import Level
from wardmote.pages.models import SitePage
from wardmote.pages.queries.audit import SIZE

pytestmark = pytest.mark.django_db

ADMINISTRATORS_ONLY = [
    ("staff-boards", []),
    ("staff-board-new", []),
    ("staff-board", ["board"]),
    ("staff-levels", ["board"]),
    ("staff-root-levels", []),
    ("staff-why", []),
    ("staff-options", []),
    ("staff-pages", []),
    ("staff-page", ["about", "en"]),
    ("staff-groups", []),
    ("staff-group-new", []),
    ("staff-group", ["group"]),
    ("staff-ranks", []),
    ("staff-credits", []),
]


def address(name: str, arguments: list[Any], board_id: int) -> str:
    from wardmote.accounts import groups

    known = {"board": board_id, "group": groups.by_key("moderators").id}
    return reverse(name, args=[known.get(each, each) for each in arguments])


@pytest.mark.parametrize(("name", "arguments"), ADMINISTRATORS_ONLY)
def test_only_administrators_open_the_page(name: str, arguments: list[Any]) -> None:
    board = cast.board()
    where = address(name, arguments, board.pk)
    for viewer in (cast.guest(), cast.member(), cast.moderator(board.pk)):
        assert cast.browser(viewer).get(where).status_code == 403
        assert cast.browser(viewer).post(where, {"name": "x"}).status_code in {403, 405}
    for language in ("zh-hans", "en"):
        browser = cast.browser(cast.administrator(), headers={"accept-language": language})
        assert browser.get(where).status_code == 200


@pytest.mark.parametrize("name", ["staff-home", "staff-audit"])
def test_staff_pages_of_moderators_are_closed_to_members(name: str) -> None:
    board = cast.board()
    for viewer in (cast.guest(), cast.member()):
        assert cast.browser(viewer).get(reverse(name)).status_code == 403
    for viewer in (cast.moderator(board.pk), cast.administrator()):
        assert cast.browser(viewer).get(reverse(name)).status_code == 200


def test_silenced_administrator_is_none() -> None:
    keeper, other = cast.administrator(), cast.administrator()
    browser = cast.browser(other)
    assert browser.get(reverse("staff-options")).status_code == 200
    silence_member(actor=keeper, member=cast.row(other), until=None, reason="test")
    assert browser.get(reverse("staff-options")).status_code == 403


def test_home_shows_posts_of_moderated_boards_only() -> None:
    mine, theirs = cast.board(approval="all"), cast.board(approval="all")
    cast.thread(mine, title="我的版面里的帖子")
    cast.thread(theirs, title="别处的帖子")
    told = cast.browser(cast.moderator(mine.pk)).get(reverse("staff-home")).content.decode()
    assert "我的版面里的帖子" in told
    assert "别处的帖子" not in told
    told = cast.browser(cast.administrator()).get(reverse("staff-home")).content.decode()
    assert "别处的帖子" in told


# --- options --------------------------------------------------------------------------------------


def site_values(**changed: str) -> dict[str, str]:
    """Return the form of the section "site" with some fields changed."""
    values = {option.key: str(option.get()) for option in options.declared.values() if option.section == "site"}
    return {**values, **changed}


def test_option_is_changed_and_recorded_with_old_and_new() -> None:
    browser = cast.browser(cast.administrator())
    before = site.SITE_NAME.get()
    answer = browser.post(reverse("staff-options"), site_values(site_name="青石桥坊议"))
    assert answer.status_code == 302
    assert site.SITE_NAME.get() == "青石桥坊议"
    entry = AuditEntry.objects.get(act="site.option_changed")
    assert (entry.target_label, entry.details) == ("site_name", {"from": before, "to": "青石桥坊议"})
    browser.post(reverse("staff-options"), site_values())
    assert AuditEntry.objects.filter(act="site.option_changed").count() == 1


def test_refused_option_shows_every_fault_and_what_was_typed() -> None:
    browser = cast.browser(cast.administrator(), headers={"accept-language": "en"})
    answer = browser.post(
        reverse("staff-options"), site_values(time_zone="Mars/Olympus", site_name="x" * 41, filing_number="备 1 号")
    )
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "Mars/Olympus" in told
    assert 'id="e-time_zone"' in told
    assert 'id="e-site_name"' in told
    assert "备 1 号" in told
    assert not SiteOption.objects.exists()


@pytest.mark.parametrize("section", ["members", "posting", "limits"])
def test_each_section_saves_itself_unchanged(section: str) -> None:
    browser = cast.browser(cast.administrator())
    declared = [option for option in options.declared.values() if option.section == section]
    values = {
        option.key: "on" if option.kind == "boolean" else "" if option.get() is None else str(option.get())
        for option in declared
        if option.kind != "boolean" or option.get()
    }
    answer = browser.post(f"{reverse('staff-options')}?section={section}", values)
    assert answer.status_code == 302
    assert not SiteOption.objects.exists()


def test_unknown_section_is_not_found() -> None:
    assert cast.browser(cast.administrator()).get(f"{reverse('staff-options')}?section=x").status_code == 404


# --- site pages -----------------------------------------------------------------------------------


def test_administrator_writes_a_page_that_guests_read_safely() -> None:
    browser = cast.browser(cast.administrator())
    where = reverse("staff-page", args=["about", "zh-hans"])
    preview = browser.post(where, {"title": "关于", "source": "**粗**", "preview": "1"})
    assert "<strong>粗</strong>" in preview.content.decode()
    assert not AuditEntry.objects.filter(act="site.page_written").exists()
    written = browser.post(where, {"title": "关于", "source": "**本站** {site} <script>alert(1)</script>"})
    browser.post(reverse("staff-options"), site_values(site_name="<坊议>"))
    assert written.status_code == 302
    told = cast.browser().get(reverse("site-page", args=["about"]), headers={"accept-language": "zh"}).content.decode()
    assert "<strong>本站</strong>" in told
    assert "<script>alert" not in told
    assert "{site}" not in told
    assert "&lt;坊议&gt;" in told
    assert AuditEntry.objects.get(act="site.page_written").details == {"key": "about", "language": "zh-hans"}


def test_page_falls_back_to_the_other_language() -> None:
    SitePage.objects.all().delete()
    browser = cast.browser(cast.administrator())
    browser.post(reverse("staff-page", args=["about", "zh-hans"]), {"title": "关于", "source": "只有中文"})
    told = cast.browser().get(reverse("site-page", args=["about"]), headers={"accept-language": "en"})
    assert told.status_code == 200
    assert '<div class="prose" lang="zh-Hans">' in told.content.decode()
    assert cast.browser().get(reverse("site-page", args=["contact"])).status_code == 404
    assert cast.browser().get("/page/nothing").status_code == 404


def test_headings_of_a_page_follow_its_title() -> None:
    keeper = cast.browser(cast.administrator())
    source = "## 一\n\n#### 二\n\n## 三\n\n`<h5>`"
    keeper.post(reverse("staff-page", args=["about", "zh-hans"]), {"title": "关于", "source": source})
    told = cast.browser().get(reverse("site-page", args=["about"]), headers={"accept-language": "zh"}).content.decode()
    assert re.findall(r"<h(\d)\b[^>]*>(?:<a[^>]*></a>)?([一二三])", told) == [("2", "一"), ("3", "二"), ("2", "三")]
    assert "&lt;h5&gt;" in told


def test_contact_address_stands_on_the_contact_page() -> None:
    where = reverse("site-page", args=["contact"])
    assert "{contact}" not in cast.browser().get(where).content.decode()
    keeper = cast.browser(cast.administrator())
    for typed, shown in (
        ("us@example.org", '<a href="mailto:us@example.org">'),
        ("<b>box</b> 7", "&lt;b&gt;box&lt;/b&gt; 7"),
    ):
        keeper.post(reverse("staff-options"), site_values(contact_address=typed))
        assert shown in cast.browser().get(where).content.decode()


@pytest.mark.parametrize(("field", "value"), [("title", "\u200b"), ("title", "x" * 81), ("source", " \n ")])
def test_page_refuses_empty_and_too_long(field: str, value: str) -> None:
    browser = cast.browser(cast.administrator())
    where = reverse("staff-page", args=["about", "en"])
    answer = browser.post(where, {"title": "About", "source": "kept text", field: value})
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.content.decode()


@pytest.mark.parametrize("name", ["staff-boards", "staff-audit", "staff-groups", "staff-home", "staff-root-levels"])
def test_cost_of_a_page_does_not_grow_with_the_site(name: str) -> None:
    browser = cast.browser(cast.administrator())

    def queries() -> int:
        browser.get(reverse(name))
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse(name)).status_code == 200
        return len(captured)

    cast.thread(cast.board(approval="all"))
    before = queries()
    for number in range(6):
        board = cast.board(approval="all")
        cast.thread(board)
        cast.moderator(board.pk)
        create_group(actor=cast.SYSTEM, key=f"role-{number}", name=f"组{number}")
    assert queries() == before


# --- the log --------------------------------------------------------------------------------------


def test_moderator_sees_the_log_of_own_boards_and_who_sees_the_log_more() -> None:
    mine, theirs = cast.board(), cast.board()
    hidden = cast.board()
    set_levels(actor=cast.SYSTEM, board_id=hidden.pk, levels={"administrators": Level.READ})
    for board, title in ((mine, "甲帖"), (theirs, "乙帖"), (hidden, "丙帖")):
        author = cast.administrator() if board is hidden else cast.member()
        lock_thread(actor=cast.SYSTEM, thread=cast.thread(board, author, title=title), reason="原因")
    seen = {}
    keeper = cast.moderator(mine.pk)
    overseer = cast.member()
    create_group(actor=cast.SYSTEM, key="auditors", name="监督员", capabilities=["see_audit_log"])
    add_to_group(actor=cast.SYSTEM, member=cast.row(overseer), group_key="auditors", reason="test")
    for name, viewer in (("keeper", keeper), ("overseer", overseer), ("administrator", cast.administrator())):
        told = cast.browser(viewer).get(f"{reverse('staff-audit')}?act=thread").content.decode()
        seen[name] = [title for title in ("甲帖", "乙帖", "丙帖") if title in told]
    assert seen == {"keeper": ["甲帖"], "overseer": ["甲帖", "乙帖"], "administrator": ["甲帖", "乙帖", "丙帖"]}


def test_log_is_narrowed_by_act_member_and_board() -> None:
    board, other = cast.board(), cast.board()
    keeper = cast.moderator(board.pk)
    lock_thread(actor=keeper, thread=cast.thread(board, title="甲帖"), reason="原因")
    lock_thread(actor=cast.SYSTEM, thread=cast.thread(other, title="乙帖"), reason="原因")
    browser = cast.browser(cast.administrator())
    for query in (f"member={keeper.member_id}", f"board={board.pk}"):
        told = browser.get(f"{reverse('staff-audit')}?act=thread.locked&{query}").content.decode()
        assert "甲帖" in told
        assert "乙帖" not in told
    told = browser.get(f"{reverse('staff-audit')}?act=board").content.decode()
    assert "甲帖" not in told


def test_log_goes_on_by_keys() -> None:
    board = cast.board()
    for number in range(SIZE + 3):
        log.record(cast.SYSTEM, "test.done", board, board_id=board.pk, reason=f"第{number}条")
    browser = cast.browser(cast.administrator())
    first = browser.get(f"{reverse('staff-audit')}?act=test.done").content.decode()
    assert f"第{SIZE + 2}条" in first
    assert "第2条" not in first
    before = AuditEntry.objects.filter(act="test.done").order_by("-pk")[SIZE - 1].pk
    assert f"before={before}" in first
    second = browser.get(f"{reverse('staff-audit')}?act=test.done&before={before}").content.decode()
    assert [number for number in range(SIZE + 3) if f"第{number}条" in second] == [0, 1, 2]
    assert browser.get(f"{reverse('staff-audit')}?before=x").status_code == 422


def test_log_escapes_what_it_tells_and_shows_unknown_acts_raw() -> None:
    board = cast.board(name="<b>x</b>")
    log.record(cast.SYSTEM, "test.done", board, reason="<i>y</i>", details={"from": "<u>%(z)s</u>"})
    told = cast.browser(cast.administrator()).get(f"{reverse('staff-audit')}?act=test.done").content.decode()
    assert "<b>x</b>" not in told
    assert "&lt;b&gt;x&lt;/b&gt;" in told
    assert "<i>y</i>" not in told
    assert "test.done" in told


def test_every_recorded_act_has_a_sentence() -> None:
    from tests.pages.test_doctor import busy_forum

    busy_forum()
    from wardmote.pages.audit_sentences import SENTENCES

    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert len(acts) > 10
    assert acts <= SENTENCES.keys()
    browser = cast.browser(cast.administrator(), headers={"accept-language": "en"})
    assert browser.get(reverse("staff-audit")).status_code == 200


# --- why ------------------------------------------------------------------------------------------


def test_why_names_the_row_that_decided() -> None:
    board = cast.board()
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels={"guests": Level.NONE, "members": Level.REPLY})
    somebody = cast.member("柳巷阿梅")
    browser = cast.browser(cast.administrator(), headers={"accept-language": "en"})
    where = reverse("staff-why")
    told = browser.get(f"{where}?board={board.slug}&member=柳巷阿梅").content.decode()
    assert "The row that decided gives “Members” this level." in told
    told = browser.get(f"{where}?board={board.slug}").content.decode()
    assert "A guest on" in told
    assert "0 · does not know of it" in told
    told = browser.get(f"{where}?board={board.slug}&group=trust-2").content.decode()
    assert "Somebody in “Trust 2”" in told
    assert "3 · replies" in told
    told = browser.get(f"{where}?board={board.slug}&group=moderators").content.decode()
    assert "No board on the way up" in told
    assert "5 · moderates" in told
    silence_member(actor=cast.SYSTEM, member=cast.row(somebody), until=None, reason="test")
    told = browser.get(f"{where}?board={board.slug}&member=柳巷阿梅").content.decode()
    assert "The member is silenced and can read at most." in told
    told = browser.get(f"{where}?board={board.slug}&member=没有这个人").content.decode()
    assert "There is no member of that name." in told


def test_why_for_unconfirmed_and_administrators() -> None:
    board = cast.board()
    cast.member("未确认者", confirmed=False)
    keeper = cast.administrator("当家人")
    browser = cast.browser(keeper, headers={"accept-language": "en"})
    told = browser.get(f"{reverse('staff-why')}?board={board.slug}&member=未确认者").content.decode()
    assert "The e-mail address is not confirmed" in told
    told = browser.get(f"{reverse('staff-why')}?board={board.slug}&member=当家人").content.decode()
    assert "Administrators have level 5 everywhere" in told
    assert actors.actor_of(cast.row(keeper)).is_administrator


def test_desk_is_led_to_from_every_page_for_who_has_one() -> None:
    link, where = 'href="/staff/"', cast.board()
    assert link in cast.browser(cast.moderator(where.pk)).get("/").content.decode()
    assert link in cast.browser(cast.administrator()).get("/").content.decode()
    assert link not in cast.browser(cast.member()).get("/").content.decode()
    silenced = cast.moderator(where.pk)
    silence_member(actor=cast.SYSTEM, member=cast.row(silenced), until=None, reason="test")
    assert link not in cast.browser(silenced).get("/").content.decode()
