"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class MarksConfig(AppConfig):
    """Marks."""

    name = "wardmote.marks"
    label = "marks"

    def ready(self) -> None:
        """Let the doctor recount."""
        from wardmote.core import doctor
        from wardmote.marks.actions import bookmarks, follows
        from wardmote.marks.actions.recount import mend_folders
        from wardmote.marks.queries.recount import find_folders

        del bookmarks, follows  # imported so that their options are declared, in commands as well
        doctor.register(doctor.Check("bookmark folders", find_folders, mend_folders))
