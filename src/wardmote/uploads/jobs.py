"""What the worker does about uploads from time to time."""

from __future__ import annotations

from wardmote.core import jobs
from wardmote.uploads.actions.removing import collect_strays, collect_unused
from wardmote.uploads.actions.thumbnails import remake_thumbnails

jobs.register("uploads.unused", jobs.HOUR_S, collect_unused)
jobs.register("uploads.thumbnails", jobs.HOUR_S, remake_thumbnails)
jobs.register("uploads.strays", jobs.DAY_S, collect_strays)
