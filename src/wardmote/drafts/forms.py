"""What every form has whose text is kept as a draft while one writes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, ClassVar, Self

from wardmote.core import fields as read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.drafts.queries.kept import KeptDraft


@dataclass(frozen=True, kw_only=True)
class KeptForm:
    """A form as it was typed, so that it can be shown again whatever happens; a form adds its fields, all of text.

    `draft_stamp` is the draft that the text was saved as, `writer` the member it was written by, `alt` and `caption`
    the words for a picture that is sent along.
    """

    written: ClassVar[tuple[str, ...]]
    """The fields that make two sendings of one form two different things."""

    submit_key: str = ""
    draft_stamp: str = ""
    writer: str = ""
    alt: str = ""
    caption: str = ""

    @classmethod
    def empty(cls, **known: str) -> Self:
        """Return a new form with a key of its own."""
        return cls(submit_key=str(uuid.uuid4()), **known)

    @classmethod
    def posted(cls, posted: Mapping[str, str]) -> Self:
        """Return the form as it was sent; one that came without a key gets one for the next try."""
        values = {field.name: read.text(posted, field.name) for field in fields(cls)}
        if read.key(values["submit_key"]) is None:
            values["submit_key"] = str(uuid.uuid4())
        return cls(**values)

    @classmethod
    def restored(cls, draft: KeptDraft, writer: int) -> Self:
        """Return the form as it stood when its draft was saved, to go on from there."""
        return replace(cls.posted(draft.as_posted()), draft_stamp=str(draft.stamp), writer=str(writer))

    @property
    def stamp(self) -> uuid.UUID | None:
        """The stamp of the draft, to be forgotten once the text is sent."""
        return read.key(self.draft_stamp)

    @property
    def key(self) -> uuid.UUID | None:
        """The key that makes sending twice harmless.

        It is made of the form's own and of what was written: whoever goes back to a page and writes something else in
        its form means another text.
        """
        given = read.key(self.submit_key)
        if given is None:
            return None
        return uuid.uuid5(given, "\n".join(getattr(self, name) for name in self.written))
