from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core import signing
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests import cast
from wardmote.accounts import actor as actors
from wardmote.accounts.models import Member
from wardmote.boards import ladder
from wardmote.boards.models import Board
from wardmote.core import clock, options, site
from wardmote.core.errors import Conflict
from wardmote.core.models import AuditEntry, SiteOption
from wardmote.pages.actions.setup import SetupInput, make_token, set_up
from wardmote.pages.models import SitePage
from wardmote.pages.starters import STARTERS, Plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.django_db

FORM = {
    "site_name": "青石桥坊议",
    "language": "en",
    "time_zone": "Asia/Urumqi",
    "name": "当家人",
    "email": "Keeper@example.org",
    "password": "a long enough pass phrase",
    "starter": "town",
}


def where() -> str:
    return f"{reverse('setup')}?token={make_token()}"


def test_site_is_set_up_once_in_a_browser() -> None:
    browser, address = cast.browser(), where()
    assert browser.get(address).status_code == 200
    answer = browser.post(address, FORM)
    assert (answer.status_code, answer["Location"]) == (302, reverse("staff-home"))
    keeper = Member.objects.get()
    assert (keeper.name, keeper.email, keeper.is_staff) == ("当家人", "keeper@example.org", True)
    assert keeper.check_password(FORM["password"])
    assert actors.actor_of(keeper).confirmed
    assert (site.SITE_NAME.get(), site.DEFAULT_LANGUAGE.get(), site.TIME_ZONE.get()) == (
        "青石桥坊议",
        "en",
        "Asia/Urumqi",
    )
    assert browser.get(reverse("staff-options")).status_code == 200
    assert AuditEntry.objects.filter(act="site.set_up").count() == 1
    for again in (cast.browser(), browser):
        assert again.get(address).status_code == 404
        assert again.post(address, {**FORM, "name": "别人"}).status_code == 404
    assert Member.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x", "InNldC11cCI:1xVGfm:0qdMJQMZDgyb5rvfE8lhYU99Glx2Z7iFmpPNarvW3Qg"])
def test_without_a_good_token_there_is_nothing(token: str) -> None:
    assert cast.browser().get(f"{reverse('setup')}?token={token}").status_code == 404
    assert cast.browser().post(f"{reverse('setup')}?token={token}", FORM).status_code == 404
    assert not Member.objects.exists()
    assert cast.browser().get(where()).status_code == 200


def test_token_is_for_this_purpose_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    other = signing.dumps("set-up", salt="something else")
    assert cast.browser().get(f"{reverse('setup')}?token={other}").status_code == 404
    address = where()
    later = clock.now() + dt.timedelta(days=8)
    monkeypatch.setattr("django.core.signing.time.time", later.timestamp)
    assert cast.browser().get(address).status_code == 404


def test_refused_set_up_tells_all_faults_keeps_what_was_typed_and_changes_nothing() -> None:
    wrong = {**FORM, "site_name": " ", "time_zone": "Mars", "name": "x", "email": "nobody", "password": "1234"}
    answer = cast.browser().post(where(), wrong)
    told = answer.content.decode()
    assert answer.status_code == 422
    for field in ("site_name", "time_zone", "email", "name", "password"):
        assert f'id="e-{field}"' in told, field
    assert 'value="nobody"' in told
    assert "1234" not in told
    assert [model.objects.count() for model in (Member, Board, SiteOption)] == [0, 0, 0]


def test_password_that_everybody_guesses_is_refused() -> None:
    answer = cast.browser().post(where(), {**FORM, "password": "password123"})
    assert answer.status_code == 422
    assert not Member.objects.exists()


def test_two_set_ups_make_one_administrator() -> None:
    set_up(SetupInput("坊", "en", "UTC", "当家人", "a@example.org", FORM["password"]))
    with pytest.raises(Conflict):
        set_up(SetupInput("坊", "en", "UTC", "另一人", "b@example.org", FORM["password"]))
    assert Member.objects.count() == 1


def plans(given: tuple[Plan, ...]) -> Iterator[Plan]:
    for plan in given:
        yield plan
        yield from plans(plan.below)


@pytest.mark.parametrize("starter", STARTERS)
def test_every_starter_makes_its_boards_in_both_languages(starter: str) -> None:
    cast.browser().post(where(), {**FORM, "starter": starter})
    due = list(plans(STARTERS[starter].boards))
    made = ladder.forum().boards.values()
    assert [board.slug for board in made] == [plan.slug for plan in due]
    for board, plan in zip(made, due, strict=True):
        assert board.name
        assert board.name_en
        assert bool(board.description) == bool(board.description_en) == bool(plan.description)
        assert [f"{kept.name}/{kept.name_en}" for kept in board.types] == list(plan.types)
    somebody = cast.member()
    board = next(board for board in made if not board.is_category)
    assert cast.thread(Board.objects.get(pk=board.id), somebody, type_id=None).title


def test_site_pages_are_there_in_both_languages() -> None:
    made = set(SitePage.objects.values_list("key", "language"))
    assert made == {(key, code) for key in ("about", "terms", "privacy", "contact") for code in ("zh-hans", "en")}
    for key in ("about", "terms", "privacy", "contact"):
        assert cast.browser().get(reverse("site-page", args=[key])).status_code == 200


# --- wardmote init --------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("init", *arguments, stdout=out)
    return out.getvalue()


def test_init_prints_an_address_that_works() -> None:
    told = run()
    path = next(line.strip() for line in told.splitlines() if "/setup?token=" in line)
    assert cast.browser().get(path[path.index("/setup") :]).status_code == 200


def test_init_on_a_site_that_is_set_up_prints_no_address() -> None:
    cast.administrator()
    assert "/setup" not in run()


def test_init_without_input_sets_the_site_up(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text(FORM["password"] + "\n")
    given = [
        "--no-input",
        "--admin-name",
        "当家人",
        "--admin-email",
        "keeper@example.org",
        "--starter",
        "neighbourhood",
    ]
    with pytest.raises(CommandError, match="password-file"):
        run(*given)
    with pytest.raises(CommandError, match="time_zone"):
        run(*given, "--admin-password-file", str(password), "--time-zone", "Mars")
    assert not Member.objects.exists()
    told = run(*given, "--admin-password-file", str(password), "--site-name", "我们院")
    assert "当家人" in told
    assert site.SITE_NAME.get() == "我们院"
    assert Member.objects.get().check_password(FORM["password"])
    assert options.declared["default_language"].get() == "zh-hans"
