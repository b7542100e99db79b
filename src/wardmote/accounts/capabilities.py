"""Site capabilities and numeric limits that groups carry, each with what it means.

Only these names are known: a group's row that names another is ignored and told by `doctor`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from wardmote.core.errors import Text

INVITE = "invite"
APPROVE_MEMBERS = "approve_members"
SKIP_APPROVAL = "skip_approval"
SEE_AUDIT_LOG = "see_audit_log"
SEE_ADDRESSES = "see_addresses"
SANCTION_MEMBERS = "sanction_members"
EDIT_ANY_TIME = "edit_any_time"
UPLOAD_AVATAR = "upload_avatar"
UPLOAD_PICTURES = "upload_pictures"
UPLOAD_FILES = "upload_files"
MAKE_POLLS = "make_polls"
SEND_MESSAGES = "send_messages"
RATE_POSTS = "rate_posts"
MANAGE_TAGS = "manage_tags"

CAPABILITIES: dict[str, Text] = {
    INVITE: _("Invite people"),
    APPROVE_MEMBERS: _("Approve sign-ups"),
    SKIP_APPROVAL: _("Post without awaiting approval"),
    SEE_AUDIT_LOG: _("See the log of staff acts"),
    SEE_ADDRESSES: _("See e-mail addresses"),
    SANCTION_MEMBERS: _("Silence and suspend members"),
    EDIT_ANY_TIME: _("Edit own posts at any time"),
    UPLOAD_AVATAR: _("Upload an avatar"),
    UPLOAD_PICTURES: _("Upload pictures"),
    UPLOAD_FILES: _("Upload files"),
    MAKE_POLLS: _("Start polls"),
    SEND_MESSAGES: _("Write private messages"),
    RATE_POSTS: _("Rate posts with credits"),
    MANAGE_TAGS: _("Rename, merge and delete tags"),
}

OF_STAFF = frozenset({APPROVE_MEMBERS, SEE_AUDIT_LOG, SANCTION_MEMBERS})
"""What alone opens pages of the staff desk."""

LOST_WHEN_SANCTIONED = frozenset(CAPABILITIES)
"""What a silenced or suspended member loses: all of them."""

INVITATIONS_A_MONTH = "invitations_a_month"
STORAGE_MB = "storage_mb"
UPLOAD_MB = "upload_mb"
CONVERSATIONS_A_DAY = "conversations_a_day"
RATING_MOST = "rating_most"
RATINGS_A_DAY = "ratings_a_day"

LIMITS: dict[str, Text] = {
    INVITATIONS_A_MONTH: _("Invitations a month"),
    STORAGE_MB: _("Megabytes for one's pictures and files"),
    UPLOAD_MB: _("Megabytes of one file"),
    CONVERSATIONS_A_DAY: _("Conversations started a day"),
    RATING_MOST: _("Credits in one rating"),
    RATINGS_A_DAY: _("Credits a day in all ratings"),
}
