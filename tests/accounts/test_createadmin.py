"""`wardmote createadmin`."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from wardmote.accounts.actor import actor_of
from wardmote.accounts.models import Member

pytestmark = pytest.mark.django_db


def create(monkeypatch: pytest.MonkeyPatch, password: str, **options: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    call_command("createadmin", **options)


def test_administrator_is_made_with_the_password_from_the_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    create(monkeypatch, "a long enough phrase", name="admin", email="Admin@Example.org")
    member = Member.objects.get(name="admin")
    assert member.check_password("a long enough phrase")
    assert actor_of(member).is_administrator
    assert actor_of(member).confirmed


@pytest.mark.parametrize(
    ("password", "name", "email"),
    [
        ("short", "admin", "a@example.org"),
        ("a long enough phrase", "x", "a@example.org"),
        ("a long enough phrase", "admin", "a"),
    ],
)
def test_what_does_not_fit_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, password: str, name: str, email: str
) -> None:
    with pytest.raises(CommandError) as error:
        create(monkeypatch, password, name=name, email=email)
    assert "\n" not in str(error.value)
    assert not Member.objects.exists()
