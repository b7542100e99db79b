"""The WSGI entry."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardmote.conf.settings")
django.setup(set_prefix=False)

from wardmote.boards import view_counts  # noqa: E402  the apps must be loaded first
from wardmote.core.http.handler import Handler  # noqa: E402

application = Handler()

# Only a server writes views as it goes; commands and tests count none behind anybody's back.
view_counts.buffer.serving = True
