"""What pages let a member do with threads, messages and what is their own, the API can do as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver, get_resolver

from wardmote.api.site import description
from wardmote.boards.views.tags import ACTS as OF_TAGS
from wardmote.boards.views.thread_acts import ACTS as OF_THREADS

if TYPE_CHECKING:
    from collections.abc import Iterator

OPERATIONS: dict[str, tuple[str, ...]] = {
    "board": ("list_boards", "get_board", "list_board_threads"),
    "board-read": ("read_board",),
    "undo-board-read": ("undo_board",),
    "thread": ("get_thread", "list_thread_posts"),
    "new-posts": ("list_thread_posts",),
    "post": ("get_post",),
    "following": ("list_followed_threads", "list_followed_boards", "list_followed_members", "set_follow_choices"),
    "unread": ("list_unread",),
    "all-read": ("read_everything",),
    "undo-all-read": ("undo_everything",),
    "new": ("list_new",),
    "participated": ("list_participated",),
    "unanswered": ("list_unanswered",),
    "search": ("search", "list_searches"),
    "save-search": ("keep_search",),
    "remove-search": ("forget_search",),
    "tags": ("list_tags",),
    "complete-tags": ("list_tags",),
    "tag": ("get_tag", "list_tag_threads"),
    "tag-act": ("rename_tag", "merge_tags", "delete_tag"),
    "board-tags": ("get_board_tags", "put_board_tags"),
    "vote": ("get_poll", "vote", "withdraw_vote"),
    "voters": ("list_voters",),
    "manage-poll": ("close_poll", "set_closing"),
    "new-thread": ("start_thread",),
    "similar-threads": ("list_similar_to", "list_similar"),
    "reply": ("reply",),
    "moderate-thread": (
        "lock_thread", "unlock_thread", "set_sticky", "set_digest", "set_highlight", "set_type", "change_tags",
        "move_thread", "merge_thread", "split_thread", "delete_thread", "restore_thread",
    ),
    "edit-post": ("edit_post",),
    "post-history": ("list_versions", "hide_versions", "show_versions"),
    "delete-post": ("delete_post",),
    "restore-post": ("restore_post",),
    "approve-post": ("approve_post",),
    "refuse-post": ("refuse_post",),
    "complete": ("list_members",),
    "preview": ("preview",),
    "answer": ("mark_answer", "unmark_answer"),
    "react": ("react", "unreact"),
    "reactions": ("list_reactions",),
    "rate": ("rate",),
    "ratings": ("list_ratings",),
    "take-back-rating": ("take_back",),
    "comment": ("comment",),
    "comments": ("list_comments",),
    "delete-comment": ("delete_comment",),
    "restore-comment": ("restore_comment",),
    "messages": ("list_conversations",),
    "new-message": ("begin_conversation",),
    "search-messages": ("find_messages",),
    "message-names": ("list_members",),
    "conversation": ("get_conversation", "list_conversation_messages", "send", "read_messages"),
    "conversation-members": ("list_conversation_members", "add_to_conversation", "change_title"),
    "mute-conversation": ("mute",),
    "leave-conversation": ("leave",),
    "message": ("list_conversation_messages",),
    "delete-message": ("take_back_message",),
    "drafts": ("list_drafts",),
    "draft": ("get_draft",),
    "draft-save": ("keep_draft",),
    "draft-discard": ("discard_draft",),
    "follow": ("follow", "unfollow"),
    "bookmark": ("keep", "let_go"),
    "bookmarks": ("list_bookmarks",),
    "bookmark-edit": ("keep",),
    "bookmark-folders": ("list_folders", "make_folder"),
    "bookmark-folder": ("rename_folder", "move_folder_up", "delete_folder"),
    "notices": ("list_notices",),
    "notices-read": ("read_all", "read_notice"),
    "notice-open": ("read_notice",),
    "announcement": ("get_announcement",),
    "settings-notices": ("list_choices", "choose"),
    "uploads": ("list_uploads", "upload"),
    "upload-change": ("change_upload",),
    "upload-delete": ("remove_upload",),
    "settings-blocks": ("list_blocks",),
    "block-member": ("block",),
    "unblock-member": ("unblock",),
}  # fmt: skip
"""The operations that do what a page lets one do."""
WITHOUT = {
    "jump": "leads to a floor by its number",
    "floor": "leads to a floor by its number",
    "jump-to-board": "leads to a board by its name",
    "quote-post": "hands an editor its text",
    "preview-message": "a message looks as a post does",
    "share-thread": "is a picture of `url`",
    "thread-qr": "is a picture of `url`",
    "share-post": "is a picture of `url`",
    "post-qr": "is a picture of `url`",
    "upload": "is the file itself",
    "upload-width": "is the file itself",
    "settings-notices-address": "sends a link by mail",
    "unsubscribe": "is the link of a mail",
    "mail-confirm": "is the link of a mail",
}
"""Pages that let one do nothing more, and why."""


APPS = ("boards", "conversations", "drafts", "marks", "notifications", "uploads")
OF_APPS = (*(f"wardmote.{app}.views." for app in APPS), "wardmote.accounts.views.blocks")


def names(entries: list[URLPattern | URLResolver]) -> Iterator[str]:
    """Yield the names of all pages of these apps, and of those that block somebody."""
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from names(entry.url_patterns)
        elif f"{entry.callback.__module__}.".startswith(OF_APPS) and not str(entry.pattern).startswith("mail/hooks"):
            yield str(entry.name)


def test_every_page_has_its_operations_or_a_reason() -> None:
    assert set(names(get_resolver().url_patterns)) == set(OPERATIONS) | set(WITHOUT)
    assert not set(OPERATIONS) & set(WITHOUT)


def test_every_operation_that_is_named_is_there() -> None:
    known = {each["operationId"] for methods in description()["paths"].values() for each in methods.values()}
    assert {operation for operations in OPERATIONS.values() for operation in operations} <= known


def test_every_act_of_moderators_has_an_operation() -> None:
    paths = set(description()["paths"])
    of_threads = {act for act in OF_THREADS if f"/api/v1/threads/{{thread_id}}/moderate/{act}" not in paths}
    assert of_threads == {"tags"}, "which authors change as well, at the address of the thread's tags"
    assert {f"/api/v1/tags/{{name}}/moderate/{act}" for act in OF_TAGS} <= paths
