"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """Private messages."""

    name = "wardmote.conversations"
    label = "conversations"

    def ready(self) -> None:
        """Answer for conversations and messages, and let the doctor recount."""
        from wardmote.conversations import edges, kinds
        from wardmote.conversations.actions.recount import mend_all_places, mend_conversations, mend_members
        from wardmote.conversations.bounds import MESSAGE_CHARS
        from wardmote.conversations.queries.documents import MESSAGES
        from wardmote.conversations.queries.recount import find_conversations, find_members, find_places
        from wardmote.conversations.queries.seen import see_conversations, see_messages, see_unread_conversations
        from wardmote.core import doctor, targets
        from wardmote.drafts import places
        from wardmote.search import sources

        del edges, kinds  # imported so that options and kinds of notices are declared, in commands as well
        doctor.register(doctor.Check("conversations", find_conversations, mend_conversations))
        doctor.register(doctor.Check("unread messages", find_places, mend_all_places))
        doctor.register(doctor.Check("unread conversations", find_members, mend_members))
        sources.register(MESSAGES)
        places.register(places.Kind("conversation", "", MESSAGE_CHARS.get))
        places.register(places.Kind("message", "/messages/new", MESSAGE_CHARS.get, is_alone=True))
        targets.register("conversation", see_conversations)
        targets.register("unread-conversation", see_unread_conversations)
        targets.register("message", see_messages)
