"""Compiled templates are kept where that is possible, and pages are shown where it is not."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any

import jinja2

from wardmote.core.http.jinja import environment

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def kept(data: Path) -> list[Path]:
    return list((data / "cache" / "templates").glob("*.cache"))


def write(folder: Path) -> Any:
    (folder / "x.html").write_text("{{ 6 * 7 }}")
    return jinja2.FileSystemLoader(str(folder))


def test_page_is_shown_on_a_full_disk(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path

    def full(*_given: Any, **_more: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("tempfile.NamedTemporaryFile", full)
        assert environment(loader=write(tmp_path)).get_template("x.html").render() == "42"
    assert kept(tmp_path) == []
    assert environment(loader=write(tmp_path)).get_template("x.html").render() == "42"
    assert len(kept(tmp_path)) == 1


def test_page_is_shown_where_no_folder_can_be_made(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    (tmp_path / "cache").write_text("in the way")
    assert environment(loader=write(tmp_path)).get_template("x.html").render() == "42"
