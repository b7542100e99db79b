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
        from wardmote.boards import announced, edges, ladder, notices, notices_polls, notices_responses, view_counts
        from wardmote.boards.actions.recount import (
            mend_answers,
            mend_boards,
            mend_members,
            mend_polls,
            mend_posts,
            mend_threads,
        )
        from wardmote.boards.actions.recount_tags import mend_tags
        from wardmote.boards.actions.recount_uploads import mend_uploads
        from wardmote.boards.bounds import POST_CHARS
        from wardmote.boards.queries.documents import POSTS, THREADS
        from wardmote.boards.queries.evidence import evidence_of
        from wardmote.boards.queries.own import see_own_posts, see_own_threads
        from wardmote.boards.queries.recount import find_boards, find_members, find_threads
        from wardmote.boards.queries.recount_polls import find_polls
        from wardmote.boards.queries.recount_responses import find_answers, find_posts
        from wardmote.boards.queries.recount_tags import find_tags
        from wardmote.boards.queries.recount_uploads import find_uploads
        from wardmote.boards.queries.seen import (
            see_boards,
            see_boards_named,
            see_new_posts,
            see_numbered,
            see_posts,
            see_threads,
        )
        from wardmote.core import cards, doctor, targets
        from wardmote.drafts import places
        from wardmote.drafts.queries.held import held_by_drafts
        from wardmote.search import sources
        from wardmote.uploads import holders

        # Imported so that their options and kinds are declared, in commands as well.
        del announced, edges, notices, notices_polls, notices_responses, view_counts
        doctor.register(doctor.Check("threads", find_threads, mend_threads))
        doctor.register(doctor.Check("posts", find_posts, mend_posts))
        doctor.register(doctor.Check("uploads in posts", find_uploads, mend_uploads))
        doctor.register(doctor.Check("best answers", find_answers, mend_answers))
        doctor.register(doctor.Check("boards", find_boards, mend_boards))
        doctor.register(doctor.Check("members' writing", find_members, mend_members))
        doctor.register(doctor.Check("polls", find_polls, mend_polls))
        doctor.register(doctor.Check("tags", find_tags, mend_tags))
        sources.register(THREADS)
        sources.register(POSTS)
        targets.register("board", see_boards)
        targets.register("thread", see_threads)
        targets.register("post", see_posts)
        targets.register("new-posts", see_new_posts)
        targets.register("own-thread", see_own_threads)
        targets.register("own-post", see_own_posts)
        cards.register("b", see_boards_named)
        cards.register("t", see_numbered(see_threads))
        cards.register("p", see_numbered(see_posts))
        places.register(places.Kind("board", "/new", POST_CHARS.get))
        places.register(places.Kind("thread", "/reply", POST_CHARS.get))
        places.register(places.Kind("post", "/edit", POST_CHARS.get))
        holders.register("drafts", held_by_drafts)
        trust.provide(evidence_of)
        post_migrate.connect(ladder.ensure_root, sender=self, dispatch_uid="boards.root")
