from __future__ import annotations

import pytest
from django.urls import reverse

from tests import cast
from wardmote.accounts import groups
from wardmote.accounts.models import CreditRule, Rank
from wardmote.boards import ladder
from wardmote.boards.models import Board, BoardLevel
from wardmote.core.models import AuditEntry
from wardmote.core.permissions import Level

pytestmark = pytest.mark.django_db

FORM = {
    "name": "桥北",
    "slug": "bridge",
    "colour": "teal",
    "icon": "桥",
    "approval": "none",
    "tag_mode": "free",
    "parent_id": "",
}


def test_administrator_makes_a_board_through_the_page() -> None:
    top = cast.category()
    browser = cast.browser(cast.administrator())
    answer = browser.post(reverse("staff-board-new"), {**FORM, "parent_id": str(top.pk), "type_required": "on"})
    made = Board.objects.get(slug="bridge")
    assert (answer.status_code, answer["Location"]) == (302, reverse("staff-board", args=[made.pk]))
    assert (made.parent_id, made.colour, made.type_required) == (top.pk, "teal", True)


def test_refused_board_keeps_what_was_typed() -> None:
    browser = cast.browser(cast.administrator())
    answer = browser.post(reverse("staff-board-new"), {**FORM, "slug": "大桥", "description": "写好的简介"})
    told = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="e-slug"' in told
    assert "写好的简介" in told
    assert not Board.objects.filter(name="桥北").exists()


def test_preview_of_rules_saves_nothing() -> None:
    board = cast.board()
    browser = cast.browser(cast.administrator())
    where = reverse("staff-board", args=[board.pk])
    answer = browser.post(where, {**FORM, "slug": board.slug, "rules_source": "**守则**", "preview": "1"})
    assert "<strong>守则</strong>" in answer.content.decode()
    board.refresh_from_db()
    assert (board.rules_source, board.name) == ("", "道路与出行")


def test_editing_saves_fields_and_place_together_or_not_at_all() -> None:
    board, other = cast.board(), cast.category()
    cast.thread(board)
    browser = cast.browser(cast.administrator())
    where = reverse("staff-board", args=[board.pk])
    refused = browser.post(where, {**FORM, "name": "新名", "parent_id": ""})
    assert refused.status_code == 422
    board.refresh_from_db()
    assert board.name == "道路与出行"
    saved = browser.post(where, {**FORM, "name": "新名", "parent_id": str(other.pk)})
    assert saved.status_code == 302
    board.refresh_from_db()
    assert (board.name, board.parent_id) == ("新名", other.pk)


def test_small_acts_work_for_administrators_and_for_nobody_else() -> None:
    first, board = cast.category(), cast.category()
    somebody = cast.member("丁字尺")
    keeper = cast.moderator(board.pk)
    acts = {
        "up": {},
        "add-type": {"type_name": "路况", "type_name_en": "Traffic"},
        "add-moderator": {"member": "丁字尺"},
        "archive": {"reason": "结束了"},
        "unarchive": {},
        "remove-moderator": {"member": "丁字尺"},
    }
    for act, fields in acts.items():
        where = reverse("staff-board-act", args=[board.pk, act])
        for viewer in (cast.guest(), somebody, keeper):
            assert cast.browser(viewer).post(where, fields).status_code == 403
    assert not AuditEntry.objects.filter(act="board.archived").exists()
    browser = cast.browser(cast.administrator())
    for act, fields in acts.items():
        assert browser.get(reverse("staff-board-act", args=[board.pk, act])).status_code == 405
        assert browser.post(reverse("staff-board-act", args=[board.pk, act]), fields).status_code == 302, act
    assert [found.id for found in ladder.forum().boards.values()] == [board.pk, first.pk]
    kept = ladder.forum().boards[board.pk].types[0]
    assert (kept.name, kept.name_en) == ("路况", "Traffic")
    assert AuditEntry.objects.get(act="board.archived").reason == "结束了"
    other = reverse("staff-board-act", args=[first.pk, "remove-type"])
    assert browser.post(other, {"type": str(kept.id)}).status_code == 404
    assert browser.post(reverse("staff-board-act", args=[board.pk, "burn"])).status_code == 404


def test_unknown_moderator_is_told_beside_the_board() -> None:
    board = cast.board()
    browser = cast.browser(cast.administrator())
    answer = browser.post(reverse("staff-board-act", args=[board.pk, "add-moderator"]), {"member": "没有此人"})
    assert answer.status_code == 422
    assert "没有此人" in answer.content.decode()


def test_levels_page_sets_and_resets() -> None:
    board = cast.board()
    somebody = cast.member()
    browser = cast.browser(cast.administrator())
    where = reverse("staff-levels", args=[board.pk])
    answer = browser.post(where, {"level-guests": "1", "level-members": "2", "level-trust-1": "", "reason": "试行"})
    assert answer.status_code == 302
    assert ladder.level(cast.guest(), board.pk) == Level.SEE
    assert ladder.level(somebody, board.pk) == Level.READ
    assert AuditEntry.objects.get(act="board.levels_set").reason == "试行"
    refused = browser.post(where, {"level-guests": "4"})
    assert refused.status_code == 422
    assert ladder.level(cast.guest(), board.pk) == Level.SEE
    assert cast.browser(somebody).post(reverse("staff-levels-reset", args=[board.pk])).status_code == 403
    assert BoardLevel.objects.filter(board=board).count() == 2
    assert browser.post(reverse("staff-levels-reset", args=[board.pk])).status_code == 302
    assert ladder.level(somebody, board.pk) == Level.START


def test_levels_page_tells_caps_and_inheritance() -> None:
    top = cast.category()
    board = cast.board(top)
    browser = cast.browser(cast.administrator(), headers={"accept-language": "en"})
    told = browser.get(reverse("staff-levels", args=[board.pk])).content.decode()
    assert "This board inherits the levels of the whole site." in told
    browser.post(reverse("staff-levels", args=[top.pk]), {"level-guests": "0", "level-members": "4"})
    told = browser.get(reverse("staff-levels", args=[board.pk])).content.decode()
    assert "This board inherits its levels from “城市生活”." in told
    browser.post(reverse("staff-levels", args=[board.pk]), {"level-guests": "2", "level-members": "4"})
    told = browser.get(reverse("staff-levels", args=[board.pk])).content.decode()
    assert "capped by “城市生活” above" in told


# --- groups, ranks, credit rules ------------------------------------------------------------------


def test_role_group_is_made_changed_and_filled() -> None:
    browser = cast.browser(cast.administrator())
    form = {"key": "editors", "name": "编辑", "name_en": "Editors", "stars": "3", "capability": ["edit_any_time"]}
    made = browser.post(reverse("staff-group-new"), form)
    assert made.status_code == 302
    group = groups.by_key("editors")
    assert (group.kind, group.stars, group.capabilities) == ("role", 3, frozenset({"edit_any_time"}))
    writer = cast.member("柳巷阿梅")
    where = reverse("staff-group-act", args=[group.id, "add"])
    refused = browser.post(where, {"member": "柳巷阿梅", "until": "2000-01-01", "reason": "值班"})
    assert refused.status_code == 422
    assert cast.again(writer).can("edit_any_time") is False
    assert browser.post(where, {"member": "柳巷阿梅", "until": "2999-01-01", "reason": "值班"}).status_code == 302
    assert cast.again(writer).can("edit_any_time") is True
    form = {**form, "capability": [], "limit-invitations_a_month": "5"}
    assert browser.post(reverse("staff-group", args=[group.id]), form).status_code == 302
    assert cast.again(writer).can("edit_any_time") is False
    assert cast.again(writer).limits["invitations_a_month"] == 5
    browser.post(reverse("staff-group-act", args=[group.id, "remove"]), {"member": "柳巷阿梅", "reason": "期满"})
    assert group.id not in cast.again(writer).group_ids
    acts = list(AuditEntry.objects.filter(act__startswith="group.").order_by("pk").values_list("act", flat=True))
    assert acts[-4:] == ["group.created", "group.joined", "group.edited", "group.left"]


def test_guests_and_administrators_carry_what_they_carry() -> None:
    browser = cast.browser(cast.administrator())
    form = {"name": "游客", "name_en": "Guests", "stars": "0", "capability": ["see_addresses"]}
    browser.post(reverse("staff-group", args=[groups.guests().id]), form)
    assert groups.guests().capabilities == frozenset()
    kept = groups.administrators().capabilities
    browser.post(reverse("staff-group", args=[groups.administrators().id]), {"name": "站长", "stars": "9"})
    assert (groups.administrators().name, groups.administrators().capabilities) == ("站长", kept)


def test_members_cannot_put_themselves_into_groups() -> None:
    somebody = cast.member("柳巷阿梅")
    where = reverse("staff-group-act", args=[groups.administrators().id, "add"])
    fields = {"member": "柳巷阿梅", "reason": "想当"}
    assert cast.browser(somebody).post(where, fields).status_code == 403
    assert cast.again(somebody).is_administrator is False
    assert cast.browser(cast.administrator()).post(where, fields).status_code == 302
    assert cast.again(somebody).is_administrator is True


def test_ranks_are_replaced_as_a_whole() -> None:
    browser = cast.browser(cast.administrator())
    fields = {
        "title": ["限制", "街坊", "老街坊", ""],
        "title_en": ["Restricted", "Neighbour", "Old neighbour", "gone"],
        "stars": ["0", "1", "5", "9"],
        "least": ["", "-10", "100", "7"],
    }
    assert browser.post(reverse("staff-ranks"), fields).status_code == 302
    assert list(Rank.objects.order_by("stars").values_list("title", "least")) == [
        ("限制", None),
        ("街坊", -10),
        ("老街坊", 100),
    ]
    refused = browser.post(reverse("staff-ranks"), {**fields, "least": ["", "100", "100", ""]})
    assert refused.status_code == 422
    assert 'id="e-least-2"' in refused.content.decode()
    assert Rank.objects.count() == 3
    assert cast.browser(cast.member()).post(reverse("staff-ranks"), fields).status_code == 403


def test_board_gets_a_credit_rule_of_its_own() -> None:
    board = cast.board()
    browser = cast.browser(cast.administrator())
    fields = {"act": "reply", "board": str(board.pk), "amount": "3", "cycle": "day", "most": "5"}
    assert cast.browser(cast.member()).post(reverse("staff-credits"), fields).status_code == 403
    assert browser.post(reverse("staff-credits"), fields).status_code == 302
    rule = CreditRule.objects.get(board_id=board.pk)
    assert (rule.act, rule.amount, rule.cycle, rule.most) == ("reply", 3, "day", 5)
    writer = cast.member()
    before = cast.row(writer).credits
    cast.answer(cast.thread(board), writer)
    assert cast.row(writer).credits - before == 3
    refused = browser.post(reverse("staff-credits"), {**fields, "cycle": "window"})
    assert refused.status_code == 422
    assert browser.post(reverse("staff-credit-remove", args=[rule.pk])).status_code == 302
    assert not CreditRule.objects.filter(board_id=board.pk).exists()
