"""What the log says: a sentence for each act, in the reader's language.

`%(actor)s` and `%(target)s` are always there; the other names come from the entry's details (`_VALUES`). An act that
is not here is shown by its raw name, so that nothing in the log is ever hidden for want of words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from wardmote.accounts import groups
from wardmote.boards import ladder
from wardmote.core import options
from wardmote.core.language import bilingual
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text

SENTENCES: dict[str, Text] = {
    "thread.locked": _("%(actor)s closed the thread %(target)s."),
    "thread.unlocked": _("%(actor)s opened the thread %(target)s again."),
    "thread.sticky": _("%(actor)s set how far the thread %(target)s stays on top: %(level)s."),
    "thread.digest": _("%(actor)s set the featured level of the thread %(target)s: %(level)s."),
    "thread.highlight": _("%(actor)s changed the highlight of the thread %(target)s."),
    "thread.type": _("%(actor)s changed the type of the thread %(target)s."),
    "thread.tagged": _("%(actor)s changed the tags of the thread %(target)s from %(before)s to %(tags)s."),
    "thread.moved": _("%(actor)s moved the thread %(target)s from %(from_board)s to %(to_board)s."),
    "thread.deleted": _("%(actor)s deleted the thread %(target)s."),
    "thread.restored": _("%(actor)s restored the thread %(target)s."),
    "thread.merged": _("%(actor)s merged the thread %(target)s into another."),
    "thread.answered": _("%(actor)s marked the best answer of the thread %(target)s."),
    "thread.answer-removed": _("%(actor)s took the mark of the best answer away in the thread %(target)s."),
    "thread.split": _("%(actor)s made a thread of its own out of posts of %(target)s."),
    "thread.poll_closed": _("%(actor)s closed the poll of the thread %(target)s."),
    "thread.poll_rescheduled": _("%(actor)s changed when the poll of the thread %(target)s closes."),
    "post.approved": _("%(actor)s let the post %(target)s through."),
    "post.refused": _("%(actor)s refused the post %(target)s."),
    "post.edited": _("%(actor)s edited the post %(target)s."),
    "post.deleted": _("%(actor)s deleted the post %(target)s."),
    "post.restored": _("%(actor)s restored the post %(target)s."),
    "post.history-hidden": _("%(actor)s hid the history of the post %(target)s."),
    "post.history-shown": _("%(actor)s showed the history of the post %(target)s again."),
    "rating.taken-back": _("%(actor)s took back the rating %(amount)s by %(member)s of the post %(target)s."),
    "comment.deleted": _("%(actor)s deleted a comment by %(member)s on the post %(target)s."),
    "comment.restored": _("%(actor)s restored a comment by %(member)s on the post %(target)s."),
    "comment.erased": _("%(actor)s removed the words of a comment by %(member)s on the post %(target)s for good."),
    "member.created": _("%(actor)s made an account for %(target)s."),
    "member.approved": _("%(actor)s approved the sign-up of %(target)s."),
    "member.refused": _("%(actor)s refused the sign-up of %(target)s."),
    "member.renamed": _("%(actor)s changed the name %(old)s to %(new)s."),
    "member.silenced": _("%(actor)s silenced %(target)s."),
    "member.suspended": _("%(actor)s suspended %(target)s."),
    "member.credits-adjusted": _("%(actor)s changed the credits of %(target)s by %(amount)s."),
    "member.sanctions_lifted": _("%(actor)s lifted the sanctions on %(target)s."),
    "group.joined": _("%(actor)s put %(target)s into the group %(group)s."),
    "group.left": _("%(actor)s took %(target)s out of the group %(group)s."),
    "group.created": _("%(actor)s made the group %(target)s."),
    "group.edited": _("%(actor)s changed the group %(target)s."),
    "invitation.made": _("%(actor)s made an invitation."),
    "invitation.withdrawn": _("%(actor)s withdrew an invitation."),
    "board.created": _("%(actor)s made the board %(target)s."),
    "board.edited": _("%(actor)s changed the board %(target)s."),
    "board.ordered": _("%(actor)s changed the place of the board %(target)s among its neighbours."),
    "board.moved": _("%(actor)s put the board %(target)s under another."),
    "board.archived": _("%(actor)s archived the board %(target)s."),
    "board.unarchived": _("%(actor)s opened the board %(target)s again."),
    "board.type_added": _("%(actor)s added the thread type %(type)s to the board %(target)s."),
    "board.type_renamed": _("%(actor)s renamed the thread type %(from)s of the board %(target)s to %(to)s."),
    "board.type_removed": _("%(actor)s removed the thread type %(type)s of the board %(target)s."),
    "board.tags_set": _("%(actor)s changed the tags of the board %(target)s from %(before)s to %(tags)s."),
    "board.levels_set": _("%(actor)s set who may do what on the board %(target)s."),
    "board.levels_reset": _("%(actor)s let the board %(target)s inherit its levels again."),
    "board.moderator_added": _("%(actor)s made %(member)s a moderator of the board %(target)s."),
    "board.moderator_removed": _("%(actor)s took %(member)s off the moderators of the board %(target)s."),
    "tag.renamed": _("%(actor)s renamed the tag %(from)s to %(to)s."),
    "tag.merged": _("%(actor)s merged the tag %(from)s into %(to)s."),
    "tag.deleted": _("%(actor)s deleted the tag %(from)s."),
    "site.levels_set": _("%(actor)s set who may do what on the whole site."),
    "site.option_changed": _("%(actor)s changed the option “%(option)s” from “%(from)s” to “%(to)s”."),
    "site.page_written": _("%(actor)s wrote the site page %(target)s."),
    "site.ranks_set": _("%(actor)s changed the ranks."),
    "site.credit_rules_set": _("%(actor)s changed the credit rules."),
    "site.announced": _("%(actor)s told the members “%(target)s”."),
    "mail.retried": _("%(actor)s queued a mail again: %(target)s."),
    "mail.deleted": _("%(actor)s deleted a mail that had failed: %(target)s."),
    "mail.unblocked": _("%(actor)s let the address %(target)s get mail again."),
    "task.retried": _("%(actor)s queued the task %(task)s again."),
    "task.deleted": _("%(actor)s deleted the task %(task)s, which had failed."),
    "webhook.made": _("%(actor)s made the webhook %(target)s."),
    "webhook.changed": _("%(actor)s changed the webhook %(target)s."),
    "webhook.paused": _("%(actor)s paused the webhook %(target)s."),
    "webhook.resumed": _("%(actor)s let the webhook %(target)s go on."),
    "webhook.secret_renewed": _("%(actor)s made a new secret for the webhook %(target)s."),
    "webhook.deleted": _("%(actor)s deleted the webhook %(target)s."),
    "webhook.tested": _("%(actor)s sent a test to the webhook %(target)s."),
    "webhook.replayed": _("%(actor)s sent events to the webhook %(target)s again: %(count)s."),
    "site.set_up": _("%(actor)s set up the site."),
}
UNKNOWN = _("%(actor)s: %(act)s, %(target)s.")


def sentence(
    act: str, *, viewer: Actor, actor: Markup, target: Markup, label: str, details: Mapping[str, Any]
) -> Markup:
    """Return what the log says of an entry; it names no board that the viewer may not know of."""
    values: dict[str, object] = {key: _plain(value) for key, value in details.items()}
    values |= {name: make(details, viewer) for name, make in _VALUES.items()}
    values |= {"actor": actor, "target": target, "act": act, "option": _option(label)}
    for name in ("level", "task", "old", "new", "type", "from", "to", "member", "amount", "before", "tags", "count"):
        values.setdefault(name, "")
    # The sentence is ours, the values are escaped by Markup.
    return Markup(str(SENTENCES.get(act, UNKNOWN))) % values  # noqa: S704


def _plain(value: object) -> str:
    if value is None:
        return gettext("none")
    if isinstance(value, bool):
        return gettext("on") if value else gettext("off")
    if isinstance(value, list):
        return gettext(", ").join(map(str, value)) or gettext("none")
    return str(value)


def _option(key: str) -> str:
    option = options.declared.get(key)
    return str(option.label) if option else key


def _board(name: str) -> Callable[[Mapping[str, Any], Actor], str]:
    def make(details: Mapping[str, Any], viewer: Actor) -> str:
        board_id = details.get(name)
        board = ladder.forum().boards.get(board_id) if isinstance(board_id, int) else None
        if board is None or ladder.level(viewer, board.id) < Level.SEE:
            return gettext("another board")
        return bilingual(board.name, board.name_en)

    return make


def _group(details: Mapping[str, Any], _viewer: Actor) -> str:
    key = str(details.get("group", ""))
    found = next((group for group in groups.all_groups().values() if group.key == key), None)
    return bilingual(found.name, found.name_en) if found else key


_VALUES: dict[str, Callable[[Mapping[str, Any], Actor], str]] = {
    "from_board": _board("from"),
    "to_board": _board("to"),
    "group": _group,
}
