"""Which font with Chinese the tests draw with; `python -m tests.fonts` prints its path."""

from __future__ import annotations

import os
import sys

import django
from django.test import override_settings

from wardmote.core.share import fonts


def find_font() -> str | None:
    """Return the path of a font with Chinese that the machine has, or None."""
    with override_settings(SHARE_FONT=""):
        found = fonts.face()
    return found.path if found else None


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardmote.conf.settings")
    django.setup()
    path = find_font()
    print(path or "no font with Chinese")
    sys.exit(path is None)
