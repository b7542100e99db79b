"""CPU milliseconds a request of the pages that guests read, against the same server's hello world.

    wardmote demo                      (once, with WARDMOTE_DATA set)
    python bench/pages.py              needs `wrk`; serves on 127.0.0.1 only, some 6 s a page

The time is what all processes of the server use (user and system) divided by the requests that were answered, so that
other work on the machine disturbs it less than a clock would. Ratios within one run are what counts.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

PORT = int(os.environ.get("PORT", "8190"))
SECONDS = 4
HELLO = """
def application(environ, start_response):
    start_response("200 OK", [("content-type", "text/plain")])
    return [b"hello world"]
"""


def family(pid: int) -> list[int]:
    """Return a process with all below it."""
    below = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    return [pid, *(found for child in below for found in family(int(child)))]


def cpu_s(pid: int) -> float:
    """Return the processor time that a process and those below it have used."""
    ticks = 0
    for one in family(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(pid: int, path: str) -> tuple[float, int]:
    """Return CPU milliseconds a request, and how many requests there were."""
    url = f"http://127.0.0.1:{PORT}{path}"
    with urllib.request.urlopen(url) as answer:
        answer.read()
    before = cpu_s(pid)
    command = ["wrk", "-t1", "-c4", f"-d{SECONDS}s", "-H", "Accept-Encoding: gzip", url]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        raise SystemExit(f"{path}: {told}")
    match = re.search(r"(\d+) requests in", told)
    count = int(match[1]) if match else 0
    return (cpu_s(pid) - before) * 1000 / max(1, count), count


def served(command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a server in a process group of its own, and wait until it answers."""
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    for _try in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=5).read()
        except OSError:
            time.sleep(0.1)
        else:
            return process
    raise SystemExit("the server does not answer")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server with all its processes."""
    os.killpg(process.pid, signal.SIGTERM)
    process.wait()


def long_thread(data: str) -> tuple[int, int]:
    """Return the number of the demo's longest thread, and its last page."""
    code = (
        "import django; django.setup()\n"
        "from wardmote.boards.models import Thread\n"
        "row = Thread.objects.order_by('-last_floor').first()\n"
        "print(row.pk, -(-row.last_floor // 20))"
    )
    env = {**os.environ, "WARDMOTE_DATA": data, "DJANGO_SETTINGS_MODULE": "wardmote.conf.settings"}
    told = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout
    thread, page = told.split()
    return int(thread), int(page)


def main() -> None:
    data = os.environ.get("WARDMOTE_DATA", "var")
    env = {**os.environ, "PORT": str(PORT), "WARDMOTE_DATA": data}
    folder = Path(data) / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hello.py").write_text(HELLO)
    granian = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(PORT),
        "--no-ws",
        "hello:application",
    ]
    hello = served(granian, {**env, "PYTHONPATH": str(folder)})
    try:
        floor, count = measure(hello.pid, "/")
    finally:
        stop(hello)
    print(f"{'page':34} {'CPU ms':>8} {'× hello':>8} {'requests':>9}")
    print(f"{'hello world':34} {floor:8.3f} {1:8.0f} {count:9}")
    thread, last = long_thread(data)
    pages = {
        "home": "/",
        "board": "/b/roads",
        "thread of 1,500 floors, page 1": f"/t/{thread}",
        f"the same, page {last - 1}": f"/t/{thread}?page={last - 1}",
        "the same, newest first": f"/t/{thread}?order=reverse",
    }
    server = served([sys.executable, "-m", "wardmote.cli", "serve", "--without-worker"], env)
    try:
        for name, path in pages.items():
            cost, count = measure(server.pid, path)
            print(f"{name:34} {cost:8.2f} {cost / floor:8.0f} {count:9}")
    finally:
        stop(server)


if __name__ == "__main__":
    main()
