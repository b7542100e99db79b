"""What installs Wardmote: the lock files and the compiled catalogues."""

from __future__ import annotations

import gettext
import re
import tomllib
from pathlib import Path

import pytest

import wardmote
from hatch_build import compile_catalogues

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = ("requirements-build.lock", "requirements.lock", "requirements-dev.lock")

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

msgid "Reply"
msgstr "回帖"

#, fuzzy
msgid "Lock"
msgstr "?"
"""


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+) \\$", (ROOT / lock).read_text(), re.MULTILINE))


def bare_name(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match is not None, requirement
    return match[0].lower().replace("_", "-")


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_file_names_nothing_but_pinned_packages_and_hashes(lock: str) -> None:
    lines = [line for line in (ROOT / lock).read_text().splitlines() if not line.lstrip().startswith("#")]
    odd = [line for line in lines if not re.fullmatch(r"\S+==\S+ \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line)]
    assert not odd
    assert len(pins(lock)) == sum("==" in line for line in lines) > 0


@pytest.mark.parametrize("lock", LOCKS[:2])
def test_development_lock_keeps_the_versions_that_sites_run(lock: str) -> None:
    assert pins(lock).items() <= pins("requirements-dev.lock").items()


def test_every_dependency_is_locked() -> None:
    assert {bare_name(one) for one in PROJECT["dependencies"]} <= pins("requirements.lock").keys()
    assert {bare_name(one) for one in PROJECT["optional-dependencies"]["dev"]} <= pins("requirements-dev.lock").keys()


def test_package_and_project_agree_on_the_version() -> None:
    assert wardmote.__version__ == PROJECT["version"]


def test_build_compiles_the_catalogues_it_finds(tmp_path: Path) -> None:
    folder = tmp_path / "src/wardmote/locale/zh_Hans/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(CATALOGUE)

    assert compile_catalogues(tmp_path) == [folder / "django.mo"]

    with (folder / "django.mo").open("rb") as stream:
        messages = gettext.GNUTranslations(stream)
    assert messages.gettext("Reply") == "回帖"
    assert messages.gettext("Lock") == "Lock", "a fuzzy message is not shown"


def test_build_leaves_fresh_catalogues_alone(tmp_path: Path) -> None:
    folder = tmp_path / "src/wardmote/locale/zh_Hans/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(CATALOGUE)
    compile_catalogues(tmp_path)

    assert compile_catalogues(tmp_path) == []
