"""Name this process so that another one on the same machine can tell whether it still runs.

A worker that was killed cannot take its name off what it had claimed; who comes after asks here.
"""

from __future__ import annotations

import contextlib
import os
import socket
from functools import lru_cache
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_PARTS: Final = 5


def me() -> str:
    """Return the name of this process: machine, its start, the space of process numbers, number, when it began."""
    return _name(os.getpid())


@lru_cache(maxsize=4)
def _name(pid: int) -> str:
    return "/".join((*_here(), str(pid), _began(pid) or ""))[:120]


def is_dead(name: str) -> bool:
    """Say whether a process is known to run no more; of one elsewhere nothing is known, and it counts as alive."""
    parts = name.split("/")
    if len(parts) != _PARTS or not parts[3].isdigit():
        return False
    (host, boot, space), (own_host, own_boot, own_space) = parts[:3], _here()
    if host != own_host:
        return False
    if boot != own_boot:
        return bool(boot and own_boot)
    return space == own_space and not _runs(int(parts[3]), parts[4])


def _here() -> tuple[str, str, str]:
    host = socket.gethostname().replace("/", "-")[:60]
    boot = space = ""
    with contextlib.suppress(OSError):
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()[:13]
        space = str((_PROC / "self/ns/pid").readlink())[-16:].strip("[]:pid")
    return host, boot, space


def _began(pid: int) -> str | None:
    """Return when a process began, in the machine's own count, "" where it keeps none, None for no such process."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return "" if not (_PROC / "self").exists() else None
    state, *fields = stat.rpartition(")")[2].split()
    # Source: proc(5): field 3 is the state, field 22 the time of the start. A zombie works no more.
    return None if state == "Z" else fields[18]


def _runs(pid: int, began: str) -> bool:
    now = _began(pid)
    if now == "":
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True
        return True
    return now is not None and now == began
