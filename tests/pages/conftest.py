"""What the tests of pages share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from tests import fonts

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def share_folder(settings: Any, tmp_path: Path) -> Path:
    """Draw pictures of shared links into a folder of the test's own, with the machine's font."""
    settings.SHARE_FONT = fonts.find_font() or ""
    settings.DATA = tmp_path
    return tmp_path / "cache" / "share"


@pytest.fixture
def font(share_folder: Path) -> str:
    """Return the font that pictures are drawn with; without one the test is skipped, but CI has to have one."""
    del share_folder
    found = fonts.find_font()
    if found is None:
        message = "this machine has no font with Chinese: scripts/test-tools installs one"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found
