"""Words said in private, looked for at every address there is: nobody meets them but who was spoken to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import get_resolver

from tests import cast
from tests.contracts.test_canaries import patterns
from tests.tasks import run_tasks
from wardmote.conversations.actions.arranging import add_members, change_title, leave_conversation
from wardmote.conversations.actions.deleting import delete_message
from wardmote.conversations.actions.sending import send_message, start_conversation
from wardmote.conversations.models import Message

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

CANARY = re.compile(r"夜莺\w*")
SKIPPED = ("account/", "media/", "static/", "language/")
ADMIN = ("conversations", "notifications", "accounts", "boards", "django_tasks_database")


class World:
    """Two who talk, one who came late, one who left, and everybody else."""

    def __init__(self) -> None:
        self.amei, self.zhou, self.late, self.gone = (cast.member() for _one in range(4))
        board = cast.board()
        self.slug = board.slug
        self.thread = cast.thread(board, self.amei)
        self.viewers: dict[str, Actor] = {
            "guest": cast.guest(),
            "member": cast.member(),
            "moderator": cast.moderator(board.pk),
            "administrator": cast.administrator(),
        }
        to = [cast.row(one) for one in (self.zhou, self.gone)]
        first = start_conversation(actor=self.amei, to=to, source="夜莺甲", title="夜莺题")
        self.talk = first.conversation_id
        leave_conversation(actor=self.gone, conversation_id=self.talk)
        for text in ("夜莺乙", "夜莺丙"):
            send_message(actor=self.zhou, conversation_id=self.talk, source=text)
        delete_message(actor=self.zhou, conversation_id=self.talk, number=3)
        add_members(actor=self.amei, conversation_id=self.talk, members=[cast.row(self.late)])
        send_message(actor=self.amei, conversation_id=self.talk, source="夜莺丁")
        change_title(actor=self.amei, conversation_id=self.talk, title="夜莺新题")
        run_tasks()

    def addresses(self) -> list[str]:
        """Return every address, with the numbers of what there is."""
        samples: dict[str, list[Any]] = {
            "conversation_id": [self.talk],
            "thread_id": [self.thread.pk],
            "number": [1, 2, 3, 4],
            "member_id": [self.amei.own_id, self.zhou.own_id],
            "slug": [self.slug],
            "act": ["lock"],
            "key": ["about"],
            "app_label": list(ADMIN),
            "object_id": [1],
        }
        found: list[str] = []
        for pattern in patterns(get_resolver().url_patterns):
            if pattern.startswith(SKIPPED):
                continue
            made = ["/" + pattern.replace("^", "").replace("$", "").replace("\\Z", "")]
            for name in re.findall(r"<(?:\w+:)?(\w+)>", pattern):
                values = samples.get(name, list(Message.objects.values_list("pk", flat=True))[:1])
                made = [re.sub(rf"<(?:\w+:)?{name}>", str(value), one) for one in made for value in values]
            found += made
        extra = [f"/messages?show={show}" for show in ("unread", "left")]
        extra += [f"/messages/{self.talk}?{query}" for query in ("before=3", "from=1", "from=2", "from=4")]
        extra += [f"/messages/new?to={self.amei.name}", "/notices?show=unread", f"/u/{self.amei.own_id}?show=replies"]
        return found + extra

    def words_met_by(self, viewer: Actor) -> tuple[set[str], int]:
        """Return the words that somebody meets anywhere, and how many pages they saw."""
        browser = cast.browser(viewer, raise_request_exception=False)
        met: set[str] = set()
        seen = 0
        for address in self.addresses():
            answer = browser.get(address)
            assert answer.status_code < 500, address
            seen += answer.status_code == 200
            text = "" if answer.streaming else answer.content.decode(errors="replace")
            met |= set(CANARY.findall(text + answer.get("Location", "")))
        return met, seen


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("who", ["guest", "member", "moderator", "administrator"])
def test_nobody_meets_what_others_say_to_each_other(world: World, who: str) -> None:
    met, seen = world.words_met_by(world.viewers[who])
    assert met == set()
    assert seen > (40 if who == "administrator" else 5)


def test_each_member_of_a_conversation_meets_what_was_said_while_they_were_there(world: World) -> None:
    titles = {"夜莺题", "夜莺新题"}
    for viewer, words in (
        (world.amei, {"夜莺甲", "夜莺乙", "夜莺丁"}),
        (world.zhou, {"夜莺甲", "夜莺乙", "夜莺丁"}),
        (world.late, {"夜莺丁"}),
        (world.gone, {"夜莺甲"}),
    ):
        met, _seen = world.words_met_by(viewer)
        assert met - titles == words, viewer.name


def test_who_has_left_is_not_told_of_a_title_given_later(world: World) -> None:
    met, _seen = world.words_met_by(world.gone)
    assert "夜莺题" in met
    assert "夜莺新题" not in met
    shown = cast.browser(world.gone).get(f"/messages/{world.talk}/members").content.decode()
    assert world.zhou.name in shown
    assert world.late.name not in shown, "nor of who came later"
