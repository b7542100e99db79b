"""Typed readers of the environment: the only place that reads it (beside the test clock).

Each reader is declared once with its help; `docs/reference/environment.md` is generated from `declared`.
"""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Variable:
    """One variable: its name, what it is for, and how its default reads."""

    name: str
    help: str
    default: str


declared: dict[str, Variable] = {}


def _read(name: str, help_: str, default: str) -> str:
    declared[name] = Variable(name, help_, default)
    return os.environ.get(name, "").strip()


def text(name: str, default: str, help_: str) -> str:
    """Return a text."""
    return _read(name, help_, default) or default


def integer(name: str, default: int, help_: str, *, least: int, most: int) -> int:
    """Return a whole number within bounds.

    Raises:
        ImproperlyConfigured: it is none, or out of them.
    """
    raw = _read(name, help_, str(default))
    if not raw:
        return default
    try:
        number = int(raw)
    except ValueError:
        msg = f"{name} must be a whole number, not {raw!r}."
        raise ImproperlyConfigured(msg) from None
    if not least <= number <= most:
        msg = f"{name} must be from {least} to {most}, not {number}."
        raise ImproperlyConfigured(msg)
    return number


def one_of(name: str, choices: tuple[str, ...], help_: str) -> str:
    """Return one of the choices; the first is the default.

    Raises:
        ImproperlyConfigured: it is none of them.
    """
    raw = _read(name, help_, choices[0])
    if raw and raw not in choices:
        msg = f"{name} must be one of {', '.join(choices)}, not {raw!r}."
        raise ImproperlyConfigured(msg)
    return raw or choices[0]


def listing(name: str, default: tuple[str, ...], help_: str) -> list[str]:
    """Return the parts of a comma-separated list."""
    raw = _read(name, help_, ",".join(default))
    return [part.strip() for part in raw.split(",") if part.strip()] or list(default)


def site_address(name: str, default: str, help_: str) -> SplitResult:
    """Return the address of the site, taken apart: http or https, a name, perhaps a port, and nothing else.

    Raises:
        ImproperlyConfigured: it is none, or names a folder: the site answers at the root of its name only.
    """
    raw = _read(name, help_, default).rstrip("/") or default
    parts = _taken_apart(raw)
    rest = parts is not None and (parts.path or parts.query or parts.fragment or parts.username)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname or rest:
        msg = f"{name} must read https://name or http://name:port, not {raw!r}."
        raise ImproperlyConfigured(msg)
    return parts


def own_address(name: str, default: str, help_: str) -> str:
    """Return a number of this machine that a server can listen on, such as 127.0.0.1 or ::.

    Raises:
        ImproperlyConfigured: it is none; names are not looked up.
    """
    raw = text(name, default, help_)
    try:
        return str(ipaddress.ip_address(raw.strip("[]")))
    except ValueError:
        msg = f"{name} must be an IP address such as 127.0.0.1, 0.0.0.0 or ::, not {raw!r}."
        raise ImproperlyConfigured(msg) from None


def path(name: str, default: str, help_: str) -> str:
    """Return the path of a page, without slashes around it.

    Raises:
        ImproperlyConfigured: it is empty but for slashes, or holds what an address would have to quote.
    """
    raw = text(name, default, help_)
    if not re.fullmatch(r"/*[\w-]+(?:/[\w-]+)*/*", raw, re.ASCII):
        msg = f"{name} must be made of letters, digits, “-”, “_” and “/”, not {raw!r}."
        raise ImproperlyConfigured(msg)
    return raw.strip("/")


def _taken_apart(address: str) -> SplitResult | None:
    """Return the parts of an address, or None where they cannot be told or the port is none."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts


def name_and_password(name: str, help_: str) -> str:
    """Return `name:password` as HTTP asks for it, or nothing.

    Raises:
        ImproperlyConfigured: it is no such pair, or the password has less than 16 characters.
    """
    raw = _read(name, help_, "none")
    user, _colon, password = raw.partition(":")
    if raw and (not user or len(password) < 16):  # noqa: PLR2004
        msg = f"{name} must read name:password, the password with 16 characters or more."
        raise ImproperlyConfigured(msg)
    return raw


def password(name: str, help_: str) -> str:
    """Return a password, or nothing.

    Raises:
        ImproperlyConfigured: it has less than 16 characters, or others than a header can hold.
    """
    raw = _read(name, help_, "none")
    if raw and (len(raw) < 16 or not (raw.isascii() and raw.isprintable()) or " " in raw):  # noqa: PLR2004
        msg = f"{name} must have 16 characters or more, of letters, digits and signs."
        raise ImproperlyConfigured(msg)
    return raw


def folder(name: str, default: str, help_: str) -> Path:
    """Return a folder, made if it is not there.

    Raises:
        ImproperlyConfigured: it cannot be made or written.
    """
    path = Path(_read(name, help_, default) or default).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        msg = f"{name}: the folder {path} cannot be made ({error.strerror})."
        raise ImproperlyConfigured(msg) from None
    if not os.access(path, os.W_OK):
        msg = f"{name}: the folder {path} cannot be written."
        raise ImproperlyConfigured(msg)
    return path


def secret(name: str, keep_in: Path | None, help_: str) -> str:
    """Return a secret of 32 characters or more, kept in a file and generated there at first if none is given.

    Raises:
        ImproperlyConfigured: none is given and none may be generated (`keep_in` is None), or it is too short.
    """
    raw = _read(name, help_, "generated and kept in the data folder; required in production")
    if raw:
        if len(raw) < 32:  # noqa: PLR2004
            msg = f"{name} must have 32 characters or more."
            raise ImproperlyConfigured(msg)
        return raw
    if keep_in is None:
        msg = f"{name} is not set. In production it must be: 32 random characters or more, kept private."
        raise ImproperlyConfigured(msg)
    try:
        with os.fdopen(os.open(keep_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return keep_in.read_text().strip()


@dataclass(frozen=True)
class Database:
    """A database address, taken apart."""

    engine: str
    name: str
    user: str = ""
    password: str = ""
    host: str = ""
    port: str = ""
    options: tuple[tuple[str, str], ...] = ()


def database(name: str, default: Path, help_: str) -> Database:
    """Return the database: `sqlite:///path` or `postgresql://user:password@host:port/name`.

    Raises:
        ImproperlyConfigured: it is of another kind, or names no database.
    """
    raw = _read(name, help_, "sqlite, in the data folder")
    if not raw:
        return Database("sqlite", str(default))
    parts = _taken_apart(raw)
    if parts is not None and parts.scheme == "sqlite":
        return Database("sqlite", parts.path[1:] if parts.path.startswith("//") else parts.path or str(default))
    # The address itself may hold a password and is not repeated.
    if parts is None or parts.scheme not in {"postgresql", "postgres"}:
        msg = f"{name} must read sqlite:///path or postgresql://user:password@host:port/name."
        raise ImproperlyConfigured(msg)
    if not parts.path.strip("/"):
        msg = f"{name} names no database: postgresql://user:password@host:port/name."
        raise ImproperlyConfigured(msg)
    options = dict(parse_qsl(parts.query))
    host = unquote(parts.hostname or "") or options.pop("host", "")
    return Database(
        "postgresql",
        unquote(parts.path.lstrip("/")),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        host,
        str(parts.port or options.pop("port", "")),
        tuple(options.items()),
    )


@dataclass(frozen=True)
class MailServer:
    """An SMTP server."""

    host: str
    port: int
    user: str
    password: str
    tls: str


def mail_server(name: str, help_: str) -> MailServer | None:
    """Return the SMTP server of `smtp://user:password@host:port` (`smtps://` for TLS, `?starttls=1`), or None.

    Raises:
        ImproperlyConfigured: it is no such address.
    """
    raw = _read(name, help_, "none: mails are written as .eml files into the data folder")
    if not raw:
        return None
    parts = _taken_apart(raw)
    if parts is None or parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        msg = f"{name} must read smtp://user:password@host:port or smtps://…"
        raise ImproperlyConfigured(msg)
    tls = "tls" if parts.scheme == "smtps" else "starttls" if "starttls=1" in parts.query else ""
    port = parts.port or {"tls": 465, "starttls": 587}.get(tls, 25)
    return MailServer(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), tls)
