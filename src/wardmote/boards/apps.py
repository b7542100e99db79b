"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BoardsConfig(AppConfig):
    """Boards."""

    name = "wardmote.boards"
    label = "boards"

    def ready(self) -> None:
        """Make the root's levels after each migration, tell trust what members wrote, and let the doctor recount."""
        from wardmote.accounts import trust
        from wardmote.boards import edges, ladder
        from wardmote.boards.actions.recount import mend_boards, mend_members, mend_threads
        from wardmote.boards.queries.evidence import evidence_of
        from wardmote.boards.queries.recount import find_boards, find_members, find_threads
        from wardmote.core import doctor

        del edges  # imported so that its options are declared, in commands as well
        doctor.register(doctor.Check("threads", find_threads, mend_threads))
        doctor.register(doctor.Check("boards", find_boards, mend_boards))
        doctor.register(doctor.Check("members' writing", find_members, mend_members))
        trust.provide(evidence_of)
        post_migrate.connect(ladder.ensure_root, sender=self, dispatch_uid="boards.root")
