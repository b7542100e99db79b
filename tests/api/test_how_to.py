"""Every example of docs/how-to/use-the-api.md, run against a server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import cast
from tests.api.client import token
from wardmote.boards import edges
from wardmote.core import options

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "use-the-api.md"
EXAMPLES = re.findall(r"```(sh|python)\n(.*?)```", PAGE.read_text(), re.DOTALL)


@pytest.mark.django_db(transaction=True)
def test_every_example_of_the_how_to_works(live_server: Any) -> None:
    options.store({edges.POST_INTERVAL_S.key: 0})
    thread = cast.thread(cast.board())
    member = cast.member()
    environment = {**os.environ, "SITE": live_server.url, "TOKEN": token(member, "write"), "THREAD": str(thread.pk)}
    said = []
    for kind, code in EXAMPLES:
        command = ["bash", "-e", "-c", code] if kind == "sh" else [sys.executable, "-c", code]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, (code, done.stdout, done.stderr)
        said.append(done.stdout)
    assert [kind for kind, _code in EXAMPLES] == ["sh", "python", "sh", "sh", "sh", "python", "python"]
    assert thread.title in said[1]
    assert thread.title in said[2]
    assert member.name in said[3]
    assert 'alt="The lamp, dark"' in said[5]
    assert "Too late. | It is mended." in said[6]
