"""The WSGI entry: the front, and Django behind it."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardmote.conf.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  the apps must be loaded first

from wardmote.accounts.middleware import guest_language  # noqa: E402
from wardmote.boards import view_counts  # noqa: E402
from wardmote.core.http.front import Front  # noqa: E402
from wardmote.core.http.handler import Handler  # noqa: E402
from wardmote.core.http.turns import Turns  # noqa: E402

application = Front(
    Turns(Handler()), language_of=guest_language, seen=view_counts.seen, most_bytes=settings.FRONT_MB * 1024 * 1024
)

# Only a server writes views as it goes; commands and tests count none behind anybody's back.
view_counts.buffer.serving = True
