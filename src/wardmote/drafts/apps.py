"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """Drafts."""

    name = "wardmote.drafts"
    label = "drafts"

    def ready(self) -> None:
        """Let the doctor recount."""
        from wardmote.core import doctor
        from wardmote.drafts import bounds
        from wardmote.drafts.actions.recount import mend_counts
        from wardmote.drafts.queries.recount import find_counts

        del bounds  # imported so that its options are declared, in commands as well
        doctor.register(doctor.Check("drafts", find_counts, mend_counts))
