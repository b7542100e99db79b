"""The installed command: Django's management with Wardmote's own commands."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run `wardmote COMMAND …`; a bad configuration is one clear line and exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardmote.conf.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["wardmote", *sys.argv[1:]] if len(sys.argv) > 1 else ["wardmote", "help"])
    except ImproperlyConfigured as error:
        sys.stderr.write(f"wardmote: {error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
