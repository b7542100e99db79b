"""Receivers that lie, flood, drip and hang: one bound, one deadline, and an error that says what it was."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import time
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.webhooks.receiver import raw, receiver
from wardmote.webhooks import sending
from wardmote.webhooks.errors import SendingError
from wardmote.webhooks.models import Trouble

if TYPE_CHECKING:
    from pathlib import Path

BODY = b'{"event":"ping"}'
DEFAULT_CONTEXT = ssl.create_default_context


@pytest.fixture(autouse=True)
def _near(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = ["localhost"]
    monkeypatch.setattr(sending, "WHOLE_S", 1.0)
    monkeypatch.setattr(sending, "BODY_S", 0.3)


def post(address: str) -> sending.Answer:
    return sending.post(address, BODY, {"X-One": "1"})


def trouble_of(address: str) -> Trouble:
    began = time.monotonic()
    with pytest.raises(SendingError) as raised:
        post(address)
    assert time.monotonic() - began < 3
    return raised.value.trouble


def test_body_and_headers_arrive_and_the_answer_begins_as_it_does() -> None:
    with receiver() as there:
        there.answers = [(200, {}, "收到".encode() + b"x" * 5000)]
        answer = post(there.url + "?a=1")
        (taken,) = there.taken
    assert (answer.status, answer.is_good, len(answer.text.encode())) == (200, True, sending.ANSWER_BYTES)
    assert answer.text.startswith("收到")
    assert (taken.path, taken.body, taken.headers["X-One"]) == ("/hook?a=1", BODY, "1")
    assert taken.headers["Host"] == f"localhost:{there.port}"


def test_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with receiver() as there:
        assert post(there.url).is_good


def test_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = ["rebinding.example"]
    asked: list[str] = []
    real = socket.getaddrinfo

    def answer(host: Any, *args: Any, **more: Any) -> Any:
        if host == "rebinding.example":
            asked.append(host)
            host = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return real(host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    with receiver() as there:
        assert post(f"http://rebinding.example:{there.port}/").is_good
        assert there.taken[0].headers["Host"] == f"rebinding.example:{there.port}"
    assert asked == ["rebinding.example"], "a name is looked up once"


def test_redirects_send_the_body_again_three_times_at_most() -> None:
    with receiver() as there:
        there.answers = [(307, {"Location": "/a"}, b""), (302, {"Location": "/b"}, b""), (204, {}, b"")]
        assert post(there.url).is_good
        assert [(taken.path, taken.body) for taken in there.taken] == [("/hook", BODY), ("/a", BODY), ("/b", BODY)]
        there.answers = [(308, {"Location": "/round"}, b"")]
        there.taken.clear()
        assert trouble_of(there.url) == Trouble.REDIRECTS
        assert len(there.taken) == sending.REDIRECTS_MOST + 1


@pytest.mark.parametrize("location", ["http://127.0.0.1:%s/", "http://[::1]:%s/", "http://2130706433:%s/"])
def test_redirect_to_a_private_address_is_refused(location: str) -> None:
    with receiver() as inner, receiver() as there:
        there.answers = [(307, {"Location": location % inner.port}, b"")]
        assert trouble_of(there.url) == Trouble.ADDRESS
        assert len(there.taken) == 1
        assert not inner.taken


def test_redirect_that_says_no_place_is_an_answer_like_others() -> None:
    with receiver() as there:
        there.answer(303)
        assert post(there.url).status == 303


def forever(line: socket.socket, piece: bytes, pause_s: float = 0.0) -> None:
    """Drip pieces, or flood with them: many at a time, so that a busy machine reaches the bound before the deadline."""
    piece = piece if pause_s else piece * 200
    with contextlib.suppress(OSError):
        for _ in range(100_000):
            line.sendall(piece)
            time.sleep(pause_s)


@pytest.mark.parametrize(
    ("begin", "piece", "pause_s", "trouble"),
    [
        (b"", b"H", 0.05, Trouble.TIME),
        (b"HTTP/1.1 200 OK\r\n", b"X", 0.05, Trouble.TIME),
        (b"HTTP/1.1 200 OK\r\n", b"X-Header: " + b"x" * 1000 + b"\r\n", 0.0, Trouble.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nX-Endless: ", b"x" * 1000, 0.0, Trouble.PROTOCOL),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.0, Trouble.PROTOCOL),
        (b"SSH-2.0-OpenSSH\r\n", b"x" * 1000, 0.0, Trouble.PROTOCOL),
        (b"HTTP/1.1 abc OK\r\n\r\n", b"x", 0.0, Trouble.PROTOCOL),
    ],
)
def test_hostile_head_ends_at_the_bound_or_the_deadline(
    begin: bytes, piece: bytes, pause_s: float, trouble: Trouble
) -> None:
    def speak(line: socket.socket) -> None:
        line.sendall(begin)
        forever(line, piece, pause_s)

    with raw(speak) as port:
        assert trouble_of(f"http://localhost:{port}/") == trouble


@pytest.mark.parametrize("pause_s", [0.0, 0.05])
@pytest.mark.parametrize("head", [b"", b"Content-Length: 999999999\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_endless_or_dripping_text_does_not_undo_that_the_event_was_taken(head: bytes, pause_s: float) -> None:
    piece = b"3\r\nabc\r\n" if b"chunked" in head else b"abc"

    def speak(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")
        forever(line, piece, pause_s)

    with raw(speak) as port:
        began = time.monotonic()
        answer = post(f"http://localhost:{port}/")
        assert time.monotonic() - began < 2
    assert answer.is_good
    assert answer.text.startswith("abc")
    assert len(answer.text) <= sending.ANSWER_BYTES


def test_bad_chunks_are_no_crash() -> None:
    with raw(lambda line: line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc")) as port:
        assert post(f"http://localhost:{port}/").status == 200


def test_silence_a_slammed_door_and_nobody_there() -> None:
    with raw(lambda _line: time.sleep(1.5)) as port:
        assert trouble_of(f"http://localhost:{port}/") == Trouble.TIME
    with raw(lambda _line: None) as port:
        assert trouble_of(f"http://localhost:{port}/") == Trouble.CONNECTION
    assert trouble_of(f"http://localhost:{port}/") == Trouble.CONNECTION


def certificate(folder: Path, name: str) -> Path:
    """Write a key and a certificate that it signs itself, good for a name, into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.9"))])
    made = x509.CertificateBuilder(
        subject, subject, key.public_key(), x509.random_serial_number(), now, now + dt.timedelta(days=2)
    )
    signed = made.add_extension(names, critical=False).sign(key, hashes.SHA256())
    path = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path


def trust(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(ssl, "create_default_context", lambda: DEFAULT_CONTEXT(cafile=str(path)))


def test_tls_of_a_stranger_or_of_another_name_is_refused_and_the_right_one_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, wrong = certificate(tmp_path, "localhost"), certificate(tmp_path, "elsewhere.example")
    with receiver(right) as there:
        address = there.url.replace("http:", "https:")
        assert trouble_of(address) == Trouble.TLS, "nobody vouches for it"
        trust(monkeypatch, right)
        assert post(address).is_good
    with receiver(wrong) as there:
        trust(monkeypatch, wrong)
        assert trouble_of(there.url.replace("http:", "https:")) == Trouble.TLS, "it is good for another name"
        assert not there.taken
    with receiver() as there:
        assert trouble_of(there.url.replace("http:", "https:")) == Trouble.TLS, "it speaks no TLS"
