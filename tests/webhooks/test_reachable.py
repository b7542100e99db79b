from __future__ import annotations

import socket
from typing import Any

import pytest
from django.utils.translation import override

from wardmote.webhooks.errors import SendingError
from wardmote.webhooks.models import Trouble
from wardmote.webhooks.reachable import find_machines, led_on, may_reach, take_apart, wrong_with

CLOSED = """
    0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
    172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1
    224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16
    :: ::1 ::ffff:8.8.8.8 ::ffff:127.0.0.1 ::8.8.8.8 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1
    2001:db8::1 2002:7f00:1::1 2002:808:808::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fd20:ce::254 fe80::1 fec0::1
    ff02::1 2001:4860:4860::8888%eth0
"""
OPEN = """
    1.1.1.1 8.8.8.8 93.184.216.34 172.15.0.1 172.32.0.1 100.63.0.1 2001:4860:4860::8888 2606:4700::1111
"""


def resolve(monkeypatch: pytest.MonkeyPatch, **names: str) -> None:
    """Let names have addresses, separated by spaces; `_` in a name stands for a full stop."""
    table = {name.replace("_", "."): numbers.split() for name, numbers in names.items()}

    def answer(host: str, port: int, **_more: Any) -> list[Any]:
        if host not in table:
            raise socket.gaierror(-2, "Name or service not known")
        return [
            (socket.AF_INET6 if ":" in number else socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))
            for number in table[host]
        ]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


def trouble_of(address: str) -> Trouble | None:
    try:
        find_machines(take_apart(address))
    except SendingError as error:
        return error.trouble
    return None


@pytest.mark.parametrize("number", CLOSED.split())
def test_machine_that_is_not_public_is_refused(number: str) -> None:
    assert not may_reach(number)


@pytest.mark.parametrize("number", OPEN.split())
def test_public_machine_is_reached(number: str) -> None:
    assert may_reach(number)


def test_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, good_example="1.1.1.1 2606:4700::1111", mixed_example="1.1.1.1 10.0.0.1", inner_example="::1")
    assert trouble_of("https://good.example/") is None
    assert trouble_of("https://mixed.example/") == Trouble.ADDRESS
    assert trouble_of("https://inner.example/") == Trouble.ADDRESS
    assert trouble_of("https://nobody.example/") == Trouble.NAME


@pytest.mark.parametrize(
    "address",
    ["http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/", "http://[::ffff:127.0.0.1]/",
     "http://localhost/", "http://localhost./", "http://[::1]:8000/", "http://0/"],
)  # fmt: skip
def test_this_machine_is_refused_however_it_is_written(address: str) -> None:
    assert trouble_of(address) in {Trouble.ADDRESS, Trouble.NAME}


@pytest.mark.parametrize(
    ("address", "trouble"),
    [
        ("ftp://good.example/", Trouble.SCHEME),
        ("file:///etc/passwd", Trouble.SCHEME),
        ("gopher://good.example/", Trouble.SCHEME),
        ("https://user:password@good.example/", Trouble.ADDRESS),
        ("https://good.example:25/", Trouble.ADDRESS),
        ("https://good.example:99999/", Trouble.ADDRESS),
        ("https:///hook", Trouble.ADDRESS),
        ("https://good.example/a b", Trouble.ADDRESS),
        ("https://good.example/\r\nX: y", Trouble.ADDRESS),
        ("https://[fe80::1%25eth0]/", Trouble.ADDRESS),
        ("https://" + "a" * 70 + ".example/", Trouble.ADDRESS),
        ("", Trouble.SCHEME),
    ],
)
def test_address_that_no_webhook_may_have(address: str, trouble: Trouble) -> None:
    with pytest.raises(SendingError) as raised:
        take_apart(address)
    assert raised.value.trouble == trouble


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("good.example/hook", "Enter a web address that begins with https://."),
        ("https://a b/", "This is no web address."),
        ("https://user:word@good.example/", "Leave out the name and the password"),
        ("https://good.example:25/", "the ports 80 and 443"),
        ("https://10.0.0.1/", "machines of the public internet only"),
        ("https://good.example/" + "a" * 500, "At most 500 characters."),
    ],
)
def test_each_thing_that_can_be_wrong_with_an_address_is_told(address: str, told: str) -> None:
    with override("en"):
        assert told in str(wrong_with(address))
    assert wrong_with("https://good.example:8443/hook?to=1") == ""


def test_public_site_sends_by_https_only_and_named_hosts_may_be_anywhere(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve(monkeypatch, good_example="1.1.1.1", queue_internal="10.0.0.7", meta_internal="169.254.169.254")
    assert trouble_of("http://good.example/") is None
    settings.PRODUCTION = True
    assert trouble_of("http://good.example/") == Trouble.SCHEME
    assert trouble_of("https://good.example/") is None
    assert trouble_of("https://queue.internal/") == Trouble.ADDRESS
    settings.WEBHOOK_PRIVATE_HOSTS = ["Queue.internal", "meta.internal"]
    assert trouble_of("http://queue.internal:25/") is None
    assert trouble_of("http://meta.internal/") == Trouble.ADDRESS, "metadata of machines are never reached"


def test_redirect_is_held_to_the_same_rules_and_never_leaves_tls() -> None:
    place = take_apart("https://good.example/a/b?c=d")
    assert led_on(place, "/e").path == "/e"
    assert led_on(place, "f?g=h").path == "/a/f?g=h"
    assert led_on(place, "//other.example/x").host == "other.example"
    with pytest.raises(SendingError):
        led_on(place, "http://good.example/")
    with pytest.raises(SendingError):
        led_on(place, "https://user@good.example/")
    with pytest.raises(SendingError):
        led_on(place, "file:///etc/passwd")


def test_address_keeps_its_query_and_says_its_host_as_browsers_do() -> None:
    place = take_apart("https://Bücher.example:8443/钩?a=1&b=%20#part")
    assert place.host == "xn--bcher-kva.example"
    assert place.host_header == "xn--bcher-kva.example:8443"
    assert place.path == "/%E9%92%A9?a=1&b=%20"
    assert take_apart("https://[2606:4700::1111]/").host_header == "[2606:4700::1111]"
