"""Drafts saved, sent and thrown away at once, as by two devices and an impatient finger."""

from __future__ import annotations

import pytest

from tests import cast
from tests.storm.test_parallel_replies import at_once
from wardmote.boards.actions.posting import reply
from wardmote.core import doctor, options
from wardmote.core.errors import Conflict
from wardmote.drafts.actions.saving import forget_draft, save_draft
from wardmote.drafts.models import Draft

pytestmark = pytest.mark.django_db(transaction=True)


def test_hundred_saves_at_once_leave_one_draft_and_one_count() -> None:
    writer = cast.member()
    results = at_once(100, lambda n: save_draft(actor=writer, place="thread:1", source=f"第 {n} 台设备"))
    saved = [result for result in results if isinstance(result, Draft)]
    assert len(saved) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 99
    assert Draft.objects.get().source == saved[0].source
    assert cast.row(writer).drafts == 1


def test_one_known_stamp_is_good_for_one_save() -> None:
    writer = cast.member()
    draft = save_draft(actor=writer, place="thread:1", source="开头")
    assert draft is not None
    stamp = draft.stamp
    results = at_once(40, lambda n: save_draft(actor=writer, place="thread:1", source=f"接着 {n}", stamp=stamp))
    assert sum(isinstance(result, Draft) for result in results) == 1


def test_many_places_at_once_stay_within_the_number_and_counters_agree() -> None:
    options.store({"drafts_most": 5})
    writer = cast.member()
    at_once(60, lambda n: save_draft(actor=writer, place=f"thread:{n + 1}", source=f"第 {n} 处"))
    assert Draft.objects.count() == cast.row(writer).drafts
    save_draft(actor=writer, place="thread:99", source="再一处")
    assert Draft.objects.count() == cast.row(writer).drafts == 5
    assert doctor.find() == []


def test_sending_saving_and_discarding_at_once_never_wait_in_a_ring() -> None:
    writer, thread = cast.member(), cast.thread(cast.board())
    place = f"thread:{thread.pk}"

    def act(number: int) -> object:
        draft = save_draft(actor=writer, place=place, source=f"第 {number} 句")
        stamp = draft.stamp if draft else None
        if number % 2:
            return reply(actor=writer, thread=thread, source=f"第 {number} 句", draft_stamp=stamp)
        return forget_draft(actor=writer, place=place, stamp=stamp)

    at_once(60, act)
    assert Draft.objects.count() == cast.row(writer).drafts
    assert doctor.find() == []
