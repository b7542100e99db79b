from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from django.urls import get_resolver

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["environment.md", "options.md", "capabilities.md"])
def test_reference_says_what_the_code_says(name: str) -> None:
    assert get_resolver().url_patterns
    made = runpy.run_path(str(ROOT / "scripts" / "reference.py"))["made"]()
    written = (ROOT / "docs" / "reference" / name).read_text()
    assert written == made[name], "run: python scripts/reference.py"
