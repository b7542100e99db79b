"""What processes have used, as Linux tells it: processor time and memory of their own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

TICK_MS: Final = 1000 / os.sysconf("SC_CLK_TCK")
KB_IN_MB: Final = 1024


def family(pid: int) -> list[int]:
    """Return a process with all below it that still run."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []
    told = " ".join(map(_children, threads))
    return [pid, *(found for child in told.split() for found in family(int(child)))]


def _children(thread: Path) -> str:
    """Return the numbers of what a thread began; nothing where it has ended since it was listed."""
    try:
        return (thread / "children").read_text()
    except OSError:
        return ""


def cpu_ms(pids: list[int]) -> float:
    """Return the processor time (user and system) that processes have used, in ms."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks * TICK_MS


def anonymous_mb(pid: int) -> float:
    """Return the memory that belongs to a process alone (RssAnon), in MB; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / KB_IN_MB for line in lines if line.startswith("RssAnon:")), 0.0)
