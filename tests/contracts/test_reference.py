from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from django.urls import get_resolver

from wardmote.notifications import kinds

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "name", ["environment.md", "options.md", "capabilities.md", "notices.md", "openapi.json", "events.md"]
)
def test_reference_says_what_the_code_says(name: str) -> None:
    assert get_resolver().url_patterns
    made = runpy.run_path(str(ROOT / "scripts" / "reference.py"))["made"]()
    written = (ROOT / "docs" / "reference" / name).read_text()
    assert written == made[name], "run: python scripts/reference.py"


def test_docs_list_every_kind_of_notice() -> None:
    written = (ROOT / "docs" / "reference" / "notices.md").read_text()
    assert kinds.registered
    assert [key for key in kinds.registered if f"| `{key}` |" not in written] == []
