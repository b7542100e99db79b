"""What is wrong in the environment is one clear line."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def wardmote(data: Path, *words: str, given: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command in an environment of its own."""
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "WARDMOTE_DATA": str(data), **variables}
    command = [sys.executable, "-m", "wardmote.cli", *words]
    return subprocess.run(
        command, env=environment, input=given, check=False, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WARDMOTE_MODE", "prod"),
        ("PORT", "abc"),
        ("PORT", "0"),
        ("WARDMOTE_URL", "forum.example.org"),
        ("WARDMOTE_URL", "https://forum.example.org:abc"),
        ("WARDMOTE_URL", "https://[::1"),
        ("WARDMOTE_URL", "https://example.org/forum"),
        ("WARDMOTE_BIND", "everywhere"),
        ("WARDMOTE_PROXY", "1"),
        ("WARDMOTE_ADMIN_PATH", "/"),
        ("WARDMOTE_ADMIN_PATH", "<b>"),
        ("WARDMOTE_WORKERS", "0"),
        ("WARDMOTE_MAIL_URL", "mail.example.org"),
        ("WARDMOTE_MAIL_URL", "smtp://mail.example.org:abc"),
        ("WARDMOTE_MAIL_HOOK_SECRET", "name"),
        ("WARDMOTE_MAIL_HOOK_SECRET", "name:short"),
        ("WARDMOTE_METRICS_SECRET", "short"),
        ("WARDMOTE_METRICS_SECRET", "sixteen characters with spaces"),
        ("WARDMOTE_METRICS_SECRET", "十六个字符也不能放进请求头里的密码"),
        ("WARDMOTE_FRONT_MB", "0"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "postgresql://localhost:abc/x"),
        ("DATABASE_URL", "postgresql://localhost"),
        ("SECRET_KEY", "short"),
    ],
)
def test_bad_value_is_one_line_that_names_the_variable(tmp_path: Path, name: str, value: str) -> None:
    done = wardmote(tmp_path, "check", **{name: value})
    assert done.returncode == 2
    assert done.stderr.startswith(f"wardmote: {name}")
    assert done.stderr.count("\n") == 1


def test_good_values_pass(tmp_path: Path) -> None:
    done = wardmote(
        tmp_path,
        "check",
        WARDMOTE_MODE="production",
        SECRET_KEY="x" * 40,
        WARDMOTE_URL="https://forum.example.org:8443/",
        WARDMOTE_BIND="::",
        WARDMOTE_PROXY="yes",
        WARDMOTE_ADMIN_PATH="/back-room/data/",
        WARDMOTE_MAIL_URL="smtp://user:word@mail.example.org:587?starttls=1",
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_production_without_a_key_is_refused_where_development_makes_one(tmp_path: Path) -> None:
    refused = wardmote(tmp_path, "check", WARDMOTE_MODE="production")
    assert refused.returncode == 2
    assert refused.stderr.startswith("wardmote: SECRET_KEY is not set.")
    assert wardmote(tmp_path, "check").returncode == 0
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_database_out_of_reach_is_one_line(tmp_path: Path) -> None:
    done = wardmote(tmp_path, "migrate", DATABASE_URL="sqlite:////nowhere/at/all.sqlite3")
    assert done.returncode == 2
    assert done.stderr.startswith("wardmote: The database does not answer: ")
    assert "Traceback" not in done.stderr


def test_postgresql_is_reached_by_the_folder_of_its_socket(tmp_path: Path) -> None:
    done = wardmote(tmp_path, "migrate", DATABASE_URL=f"postgresql:///wardmote?host={tmp_path}/no-socket")
    assert done.returncode == 2
    assert f"{tmp_path}/no-socket/.s.PGSQL.5432" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [("createadmin", "--name", "桥头", "--email", "a@example.org"), ("worker", "--once")])
def test_empty_database_is_one_line_that_names_init(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = wardmote(tmp_path, *words, given="a long enough phrase\n")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith("run “wardmote init” first.")
    assert "Traceback" not in done.stderr


def test_doctor_tells_that_an_empty_database_lacks_its_tables(tmp_path: Path) -> None:
    done = wardmote(tmp_path, "doctor")
    assert done.returncode == 1
    assert "migrations are not applied: run wardmote init." in done.stdout
    assert "Traceback" not in done.stderr


def test_serving_on_a_port_in_use_is_refused(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = wardmote(tmp_path, "serve", PORT=str(port))
    assert done.returncode == 1
    assert f"Something listens on port {port} of 127.0.0.1 already." in done.stderr


def test_help_tells_the_usual_commands_first(tmp_path: Path) -> None:
    done = wardmote(tmp_path, "help")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()[2:4]] == ["init", "serve"]
    assert wardmote(tmp_path).stdout == done.stdout


def test_further_hosts_do_not_take_the_place_of_the_sites_own(tmp_path: Path) -> None:
    given = "from django.conf import settings; print(*settings.ALLOWED_HOSTS)"
    address = {"WARDMOTE_URL": "https://forum.example.org", "WARDMOTE_HOSTS": "www.example.org, old.example.org"}
    told = wardmote(tmp_path, "shell", "--no-imports", given=given, **address).stdout.split()
    assert told == ["forum.example.org", "www.example.org", "old.example.org"]
