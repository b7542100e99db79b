"""The receiver of the documentation, run as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests import cast
from tests.site import free_port
from tests.webhooks import made
from wardmote.webhooks import secret
from wardmote.webhooks.models import State

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "use-webhooks.md").read_text()


def ask(port: int, headers: dict[str, str], body: bytes) -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.django_db
def test_receiver_of_the_how_to_takes_what_is_genuine_once_and_nothing_else(settings: Any, tmp_path: Path) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "receiver.py").write_text(example)
    port = free_port()
    hook = made.hook(f"http://127.0.0.1:{port}/hook", wanted=["thread.created"])
    words = secret.secret_of(hook.salt)
    environment = {**os.environ, "WEBHOOK_SECRET": words, "PORT": str(port)}
    with subprocess.Popen(
        [sys.executable, str(tmp_path / "receiver.py")],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as running:  # fmt: skip
        try:
            until = time.monotonic() + 20
            while time.monotonic() < until:
                try:
                    ask(port, {}, b"{}")
                    break
                except OSError:
                    time.sleep(0.05)
            thread = cast.thread(cast.board())
            made.deliver()
            assert made.states(hook) == [State.DELIVERED]
            body, now = b'{"id":"1","event":"ping","object":{"id":"9"}}', int(time.time())
            right = {
                "Wardmote-Timestamp": str(now),
                "Wardmote-Signature": f"v1=00, v1={secret.signature(words, now, body)}",
            }
            statuses = [
                ask(port, right, body),
                ask(port, right, body),
                ask(port, right, body + b" "),
                ask(port, right | {"Wardmote-Timestamp": str(now - 1)}, body),
                ask(port, {}, body),
            ]
            old = now - 301
            stale = {"Wardmote-Timestamp": str(old), "Wardmote-Signature": f"v1={secret.signature(words, old, body)}"}
            statuses.append(ask(port, stale, body))
        finally:
            running.terminate()
        said = running.stdout.read().splitlines() if running.stdout else []
    assert statuses == [204, 204, 401, 401, 401, 401]
    assert said == [f"thread.created {settings.SITE_URL}/t/{thread.pk}", "ping 9"]


def test_how_to_names_the_bounds_that_the_code_has() -> None:
    from wardmote.webhooks import queue, sending
    from wardmote.webhooks.actions import managing, settling

    for words in (
        f"within {sending.WHOLE_S:.0f} seconds",
        f"{settling.PAUSE_AFTER.default} failures",
        f"{queue.WAITING_MOST:,} events",
        f"({managing.REPLAYED_MOST} at a time)",
        f"{sending.READ_BYTES // 1024} KiB",
        "eight tries" if queue.TRIES_MOST == 8 else "?",
    ):
        assert words in PAGE
