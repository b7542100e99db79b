"""The installed command: Django's management with Wardmote's own commands."""

from __future__ import annotations

import os
import sys

USUAL = ("init", "serve", "createadmin", "worker", "doctor", "reindex", "migrate", "demo")
"""What who runs a site needs, in the order of need; Django has many more."""


def main() -> None:
    """Run `wardmote COMMAND …`; a bad configuration or a database out of reach is a clear line and exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardmote.conf.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db.utils import OperationalError, ProgrammingError

    try:
        if sys.argv[1:] in ([], ["help"], ["--help"], ["-h"]):
            sys.stdout.write(usage())
        else:
            execute_from_command_line(["wardmote", *sys.argv[1:]])
    except ImproperlyConfigured as error:
        sys.stderr.write(f"wardmote: {error}\n")
        sys.exit(2)
    except (OperationalError, ProgrammingError) as error:
        told = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        if "no such table" in told or ("relation" in told and "does not exist" in told):
            sys.stderr.write("wardmote: The database is empty or of another release: run “wardmote init” first.\n")
        elif isinstance(error, ProgrammingError):
            raise
        else:
            sys.stderr.write(f"wardmote: The database does not answer: {told}.\n")
        sys.exit(2)


def usage() -> str:
    """Return what the command can do, the usual first."""
    import django
    from django.core.management import get_commands, load_command_class

    django.setup()
    apps = get_commands()
    lines = ["wardmote COMMAND …; “wardmote COMMAND --help” tells more.", ""]
    for name in USUAL:
        command = load_command_class(apps[name], name)
        lines.append(f"  {name:12} {str(command.help).split('. ')[0].rstrip('.')}.")
    lines += ["", "Django's own commands work too; “wardmote help --commands” lists them all."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
