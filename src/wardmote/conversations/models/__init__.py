"""The rows of conversations."""

from wardmote.conversations.models.conversation import Conversation, ConversationEvent, Participant
from wardmote.conversations.models.message import Message

__all__ = ["Conversation", "ConversationEvent", "Message", "Participant"]
