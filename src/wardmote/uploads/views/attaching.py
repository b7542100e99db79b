"""Pictures and files that come along with a form, for those whose browser runs no scripts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from django.contrib import messages
from django.utils.translation import gettext as _

from wardmote.accounts.views.writer import require_writer
from wardmote.core.errors import Invalid
from wardmote.core.http.render import page
from wardmote.uploads.edges import take_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked


class Form(Protocol):
    """What a form that takes files holds: a frozen dataclass with the words for a picture that is sent along."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def text(self) -> str:
        """What was typed."""

    @property
    def writer(self) -> str:
        """The member who typed it."""

    @property
    def alt(self) -> str:
        """What the first picture shows."""

    @property
    def caption(self) -> str:
        """What stands under it."""


class Page(Protocol):
    """A page that says so where files were `uploaded` into its text: a frozen dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def uploaded(self) -> bool:
        """Some have just been put into the text, which is not sent yet."""


F = TypeVar("F", bound=Form)


def with_files(request: Asked, form: F, require: Callable[[], object], keep: Callable[[F], object]) -> F:
    """Store what a form brought, and return it with the files at the end of its text.

    `require` demands the right to send the form, before anything is stored for it. `keep` shows a form again should
    anything be raised from then on: what was stored stays in its text, whatever else was refused.

    Raises:
        WardmoteError: the sender may not upload, or something was refused.
    """
    sent = request.FILES.getlist("files")
    if not sent:
        if "upload" in request.POST:
            raise Invalid({"files": _("Choose a picture or a file first.")})
        return form
    require_writer(request.viewer, form.writer)
    require()
    taken = take_in(request.viewer, sent, alt=form.alt, caption=form.caption)
    if taken.uploads:
        before = f"{form.text.rstrip()}\n\n" if form.text.strip() else ""
        form = replace(form, text=f"{before}{taken.markdown}\n", alt="", caption="")
        # Whatever reads the form later, a draft for one, finds them in its text.
        posted = request.POST.copy()
        posted["text"], posted["alt"], posted["caption"] = form.text, "", ""
        request.POST = posted  # type: ignore[assignment]
        keep(form)
    taken.raise_errors()
    return form


def uploaded(request: Asked, template: str, data: Page) -> HttpResponse:
    """Show the editor with what was just put into its text."""
    messages.success(request, _("Uploaded. It stands at the end of your text, which is not sent yet."))
    return page(request, template, replace(data, uploaded=True))
