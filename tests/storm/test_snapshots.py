"""What one process changes, the next request in another sees."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from tests.site import site

if TYPE_CHECKING:
    from pathlib import Path

    from tests.site import Site

MAKE = """
from tests import cast
board = cast.board(slug="harbour")
"""
CLOSE = """
from tests import cast
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.models import Board
from wardmote.core.permissions import Level
board = Board.objects.get(slug="harbour")
set_levels(actor=cast.SYSTEM, board_id=board.pk, levels={"members": Level.START}, reason="test")
"""
OPEN = CLOSE.replace('{"members"', '{"guests": Level.READ, "members"')
NAME = """
from wardmote.core import options, site
options.store({site.SITE_NAME.key: "望潮城"})
"""


def asked(made: Site, path: str) -> tuple[int, str]:
    """Ask with a form's cookie, and so past the front, which looks for changes once a second."""
    request = urllib.request.Request(made.url + path, headers={"Cookie": "csrf=x"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_levels_and_options_changed_in_one_process_hold_at_once_in_another(tmp_path: Path) -> None:
    with site(tmp_path) as made:
        made.run(MAKE)
        made.start()
        assert asked(made, "/b/harbour")[0] == 200
        made.run(CLOSE)
        assert asked(made, "/b/harbour")[0] == 404
        made.run(OPEN)
        assert asked(made, "/b/harbour")[0] == 200
        made.run(NAME)
        assert "望潮城" in asked(made, "/")[1]
