"""The catalogues hold what the templates say."""

from __future__ import annotations

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "messages.py"


def test_extraction_looks_into_folders_whose_name_begins_with_an_underscore() -> None:
    spec = importlib.util.spec_from_file_location("messages_script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)

    places = {place for message in script.extract() for place, _line in message.locations}

    folders = {f"src/wardmote/templates/{name}" for name in ("_partials", "account", "staff")}
    assert {folder for folder in folders if any(place.startswith(folder) for place in places)} == folders
