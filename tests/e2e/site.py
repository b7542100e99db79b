"""A real site for the browser: one of tests.site with a small city in it, and its mails."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import tempfile
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING

from tests import site
from tests.site import STOP_TIMEOUT_S

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["STOP_TIMEOUT_S", "Site", "running_site"]


class Site(site.Site):
    """A running site and what was put into it."""

    city: dict[str, str]

    def ask(self, *words: str) -> str:
        """Ask tests.e2e.city, which reads and fills this site's database."""
        return self.python("-m", "tests.e2e.city", *words)

    def link_of_mail(self, recipient: str) -> str:
        """Return the first link of the newest mail to somebody, as it lies in the outbox."""
        raw = bytes.fromhex(self.ask("mail", recipient).strip())
        text = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
        assert text is not None
        found = re.search(rf"{re.escape(self.url)}\S+", text.get_content())
        assert found, text.get_content()
        return found[0].rstrip(".")


@contextlib.contextmanager
def running_site() -> Iterator[Site]:
    """Yield a running site with a small city in it; nothing of it is left behind."""
    folder = Path(tempfile.mkdtemp(prefix="wardmote-e2e-"))
    with site.own_database() as address:
        made = Site(folder, address)
        try:
            made.city = json.loads(made.ask("build"))
            made.start()
            yield made
        finally:
            made.stop()
            shutil.rmtree(folder, ignore_errors=True)
