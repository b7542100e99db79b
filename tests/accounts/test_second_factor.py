"""The second factor: authenticator apps and recovery codes, by the pages."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from tests import cast

pytestmark = pytest.mark.django_db


def code_of(secret: str, steps: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def sign_in(client: Client, name: str) -> None:
    """Sign in and say it is me once more, as what concerns the account's safety asks."""
    client.post("/account/login/", {"login": name, "password": cast.PASSWORD})
    client.post("/account/reauthenticate/", {"password": cast.PASSWORD})


def with_app(client: Client, name: str) -> str:
    sign_in(client, name)
    page = client.get("/account/2fa/totp/activate/").content.decode()
    found = re.search(r"<code>([A-Z2-7]{16,})</code>", page)
    assert found is not None
    assert client.post("/account/2fa/totp/activate/", {"code": "000000"}).status_code == 422
    assert client.post("/account/2fa/totp/activate/", {"code": code_of(found[1])}).status_code == 302
    return found[1]


def test_app_is_asked_for_at_the_next_sign_in() -> None:
    cast.member("Walter")
    first, second = Client(), Client()
    secret = with_app(first, "Walter")
    assert second.post("/account/login/", {"login": "Walter", "password": cast.PASSWORD}).headers["Location"] == (
        "/account/2fa/authenticate/"
    )
    assert second.get("/account/email/").status_code == 302, "not signed in yet"
    assert second.post("/account/2fa/authenticate/", {"code": "123"}).status_code == 422
    assert second.post("/account/2fa/authenticate/", {"code": code_of(secret, 1)}).status_code == 302
    assert second.get("/account/email/").status_code == 200


def test_recovery_code_works_once() -> None:
    cast.member("Walter")
    first = Client()
    with_app(first, "Walter")
    page = first.get("/account/2fa/recovery-codes/").content.decode()
    codes = re.findall(r"<code>([0-9]{8})</code>", page)
    assert len(codes) == 10
    assert codes[0] in first.get("/account/2fa/recovery-codes/download/").content.decode()
    answers = []
    for _time in range(2):
        client = Client()
        client.post("/account/login/", {"login": "Walter", "password": cast.PASSWORD})
        answers.append(client.post("/account/2fa/authenticate/", {"code": codes[0]}).status_code)
    assert answers == [302, 422]


def test_codes_cannot_be_guessed() -> None:
    cast.member("Walter")
    secret = with_app(Client(), "Walter")
    client = Client()
    client.post("/account/login/", {"login": "Walter", "password": cast.PASSWORD})
    answers = [client.post("/account/2fa/authenticate/", {"code": f"{n:06}"}).status_code for n in range(9)]
    assert set(answers) == {422}, "one has failed on turning it on"
    assert client.post("/account/2fa/authenticate/", {"code": code_of(secret, 1)}).status_code == 429


def test_turning_off_needs_the_password_again_after_a_while() -> None:
    cast.member("Walter")
    client = Client()
    with_app(client, "Walter")
    session = client.session
    session["account_authentication_methods"] = [
        {**record, "at": time.time() - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()
    away = client.get("/account/2fa/totp/deactivate/")
    assert away.status_code == 302
    assert "/reauthenticate/" in away.headers["Location"]
    page = client.get(away.headers["Location"])
    assert page.status_code == 200
    wrong = client.post("/account/reauthenticate/", {"password": "wrong", "next": "/account/2fa/totp/deactivate/"})
    assert wrong.status_code == 422
    client.post("/account/reauthenticate/", {"password": cast.PASSWORD, "next": "/account/2fa/totp/deactivate/"})
    assert client.get("/account/2fa/totp/deactivate/").status_code == 200
    assert client.post("/account/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["2fa/", "2fa/webauthn/", "2fa/webauthn/add/", "2fa/totp/activate/", "email/", "password/change/", "sessions/",
     "logout/", "reauthenticate/"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_the_account_is_ours_in_both_languages(address: str, language: str) -> None:
    cast.member("Walter", language=language)
    client = Client()
    sign_in(client, "Walter")
    response = client.get(f"/account/{address}")
    assert response.status_code == 200
    assert 'class="top"' in response.content.decode()


@pytest.mark.parametrize(
    "address", ["3rdparty/", "login/code/", "login/code/confirm/", "phone/verify/", "signup/passkey/"]
)
def test_what_is_not_served_is_not_there(client: Client, address: str) -> None:
    assert client.get(f"/account/{address}").status_code == 404
