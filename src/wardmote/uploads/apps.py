"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class UploadsConfig(AppConfig):
    """Uploads."""

    name = "wardmote.uploads"
    label = "uploads"

    def ready(self) -> None:
        """Let the doctor recount."""
        from wardmote.core import doctor
        from wardmote.uploads import filetypes
        from wardmote.uploads.actions.recount import mend_files, mend_libraries, mend_unused
        from wardmote.uploads.queries.recount import find_files, find_libraries, find_unused

        del filetypes  # imported so that its options are declared, in commands as well
        doctor.register(doctor.Check("room for uploads", find_libraries, mend_libraries))
        doctor.register(doctor.Check("uses of uploads", find_unused, mend_unused))
        doctor.register(doctor.Check("files of uploads", find_files, mend_files))
