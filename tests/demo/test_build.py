"""The demo city, built small."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from tests import cast
from wardmote.accounts import capabilities
from wardmote.accounts.actor import actor_of
from wardmote.accounts.models import Member
from wardmote.core import doctor, snapshot
from wardmote.demo.build import SUPER_MODERATOR, City, is_empty


class TestCity(TestCase):
    """A city that is built once, since that takes long."""

    threads: dict[str, int]

    @classmethod
    def setUpTestData(cls) -> None:
        """Build it."""
        snapshot.forget_all()
        city = City(threads=60, posts=500)
        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"], SHARE_FONT="none"):
            city.build(lambda _what: None)
        cls.threads = dict(city.thread_ids)

    def test_doctor_finds_nothing_in_it(self) -> None:
        assert doctor.find() == []
        assert actor_of(Member.objects.get(name=SUPER_MODERATOR)).can(capabilities.SANCTION_MEMBERS)

    def test_it_tells_on_its_front_page_that_it_is_made_up(self) -> None:
        for path, said in (("/", "made up"), ("/page/contact", "青石ICP备")):
            assert said in cast.browser(headers={"accept-language": "en"}).get(path).content.decode()

    def test_it_shows_a_draft_to_its_writer_and_a_card_to_everybody(self) -> None:
        writer = actor_of(Member.objects.get(name="柳巷阿梅"))
        draft = cast.browser(writer).get(f"/t/{self.threads['light']}/reply").content.decode()
        assert "周三：</textarea>" in draft
        shown = cast.browser().get(f"/t/{self.threads['bridge']}").content.decode()
        assert f'<a class="card" href="/t/{self.threads["water"]}"><b>' in shown


@pytest.mark.django_db
def test_too_small_a_city_is_refused_in_a_line() -> None:
    with pytest.raises(CommandError, match="needs more than"):
        call_command("demo", threads=3, posts=10)
    assert is_empty()
