"""What processes have used, while they change."""

from __future__ import annotations

import os
import subprocess
import sys

from bench.processes import cpu_ms, family

COME_AND_GO = """
import threading
while True:
    brief = [threading.Thread(target=lambda: None) for _ in range(20)]
    for thread in brief: thread.start()
    for thread in brief: thread.join()
"""


def test_a_process_is_found_while_its_threads_come_and_go() -> None:
    busy = subprocess.Popen([sys.executable, "-c", COME_AND_GO])
    try:
        assert all(busy.pid in family(busy.pid) for _look in range(2_000))
    finally:
        busy.kill()
        busy.wait()


def test_a_process_that_has_ended_has_used_nothing() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert (family(ended.pid), cpu_ms([ended.pid])) == ([], 0)
    assert cpu_ms([os.getpid()]) > 0
