"""The WSGI entry."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardmote.conf.settings")
application = get_wsgi_application()

from wardmote.boards import view_counts  # noqa: E402  the apps must be loaded first

# Only a server writes views as it goes; commands and tests count none behind anybody's back.
view_counts.buffer.serving = True
