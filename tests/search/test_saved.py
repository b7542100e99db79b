"""Searches that members keep: their own, a bounded number, seen by nobody else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from wardmote.core import options
from wardmote.core.errors import Conflict, Invalid, NotFound, NotSignedIn
from wardmote.search.actions.saving import SAVED_SEARCHES_MOST, remove_search, save_search
from wardmote.search.models import NAME_MOST, SavedSearch
from wardmote.search.parse import CHARS_MAX
from wardmote.search.queries.saved import saved_searches

pytestmark = pytest.mark.django_db


def test_search_is_saved_listed_asked_again_and_removed() -> None:
    member = cast.member()
    browser = cast.browser(member)
    cast.board(slug="roads")
    answer = browser.post("/search/saved", {"q": "红绿灯 board:roads", "sort": "relevance", "name": "路口"})
    assert answer.status_code == 303
    assert "sort=relevance" in answer["Location"]
    shown = browser.get("/search").content.decode()
    assert ">路口</a>" in shown
    assert "红绿灯 board:roads" in shown
    (saved,) = saved_searches(member)
    assert browser.post(f"/search/saved/{saved.id}/remove").status_code == 303
    assert saved_searches(member) == []


def test_search_that_names_nobody_is_not_saved_and_stays_typed() -> None:
    member = cast.member()
    answer = cast.browser(member).post("/search/saved", {"q": "author:没有", "sort": "new", "name": "路口"})
    assert answer.status_code == 422
    assert 'value="author:没有"' in answer.content.decode()
    assert 'value="路口"' in answer.content.decode()
    assert saved_searches(member) == []


def test_name_is_the_question_unless_given_and_saving_again_renames() -> None:
    member = cast.member()
    assert save_search(actor=member, text="  桥头 早点 ", sort="new").name == "桥头 早点"
    save_search(actor=member, text="桥头 早点", sort="new", name="早饭")
    save_search(actor=member, text="桥头 早点", sort="relevance")
    assert [(one.name, one.sort) for one in saved_searches(member)] == [("早饭", "new"), ("桥头 早点", "relevance")]


def test_nobody_sees_or_removes_those_of_others_and_guests_have_none() -> None:
    member = cast.member()
    saved = save_search(actor=member, text="只有我知道", sort="new")
    for viewer in (cast.member(), cast.moderator(cast.board().pk), cast.administrator()):
        assert "只有我知道" not in cast.browser(viewer).get("/search").content.decode()
        assert cast.browser(viewer).post(f"/search/saved/{saved.pk}/remove").status_code == 404
    assert cast.browser().post(f"/search/saved/{saved.pk}/remove").status_code == 403
    with pytest.raises(NotSignedIn):
        save_search(actor=cast.guest(), text="桥", sort="new")
    with pytest.raises(NotFound):
        remove_search(actor=cast.member(), search_id=saved.pk)
    assert "只有我知道" in cast.browser(member).get("/search").content.decode()


def test_number_is_bounded_and_what_was_typed_stays() -> None:
    member = cast.member()
    options.store({SAVED_SEARCHES_MOST.key: 2})
    for text in ("一", "二"):
        save_search(actor=member, text=text, sort="new")
    with pytest.raises(Conflict):
        save_search(actor=member, text="三", sort="new")
    answer = cast.browser(member).post("/search/saved", {"q": "三", "sort": "new", "name": "第三个"})
    assert answer.status_code == 409
    assert 'value="第三个"' in answer.content.decode()
    save_search(actor=member, text="二", sort="new", name="改个名字")
    assert SavedSearch.objects.filter(member_id=member.own_id).count() == 2


def test_nothing_too_much_and_too_long_a_name_are_refused() -> None:
    member = cast.member()
    for asked in (" ", "桥" * (CHARS_MAX + 1)):
        with pytest.raises(Invalid):
            save_search(actor=member, text=asked, sort="new")
    assert save_search(actor=member, text="桥" * CHARS_MAX, sort="new", name="桥").question == "桥" * CHARS_MAX
    answer = cast.browser(member).post("/search/saved", {"q": "桥", "sort": "new", "name": "长" * (NAME_MOST + 1)})
    assert answer.status_code == 422
    assert 'aria-describedby="e-name"' in answer.content.decode()
    assert cast.browser(member).post("/search/saved", {"q": "桥", "sort": "x"}).status_code == 404


def test_results_cost_no_query_more_and_the_list_one() -> None:
    member = cast.member()
    browser = cast.browser(member)

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    count("/search?q=桥头")
    before = (count("/search?q=桥头"), count("/search"))
    for number in range(5):
        save_search(actor=member, text=f"桥头 {number}", sort="new")
    assert (count("/search?q=桥头"), count("/search")) == before
