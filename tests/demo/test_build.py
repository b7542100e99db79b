"""The demo city, built small."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from tests import cast
from wardmote.accounts import capabilities
from wardmote.accounts.actor import actor_of
from wardmote.accounts.models import Member
from wardmote.core import doctor
from wardmote.demo.build import SUPER_MODERATOR, City, is_empty

pytestmark = pytest.mark.django_db


def test_doctor_finds_nothing_in_a_new_city() -> None:
    City(threads=60, posts=500).build(lambda _what: None)
    assert doctor.find() == []
    assert actor_of(Member.objects.get(name=SUPER_MODERATOR)).can(capabilities.SANCTION_MEMBERS)


def test_city_tells_on_its_front_page_that_it_is_made_up() -> None:
    City(threads=60, posts=500).build(lambda _what: None)
    for path, said in (("/", "made up"), ("/page/contact", "青石ICP备")):
        assert said in cast.browser(headers={"accept-language": "en"}).get(path).content.decode()


def test_too_small_a_city_is_refused_in_a_line() -> None:
    with pytest.raises(CommandError, match="needs more than"):
        call_command("demo", threads=3, posts=10)
    assert is_empty()


def test_city_shows_a_draft_to_its_writer_and_a_card_to_everybody() -> None:
    city = City(threads=60, posts=500)
    city.build(lambda _what: None)
    writer = actor_of(Member.objects.get(name="柳巷阿梅"))
    light, bridge = city.thread_ids["light"], city.thread_ids["bridge"]
    assert "周三：</textarea>" in cast.browser(writer).get(f"/t/{light}/reply").content.decode()
    assert (
        f'<a class="card" href="/t/{city.thread_ids["water"]}"><b>'
        in cast.browser().get(f"/t/{bridge}").content.decode()
    )
