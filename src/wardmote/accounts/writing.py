"""From what a member typed to what is stored: the same for posts, messages and whatever else members write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from wardmote.accounts import groups
from wardmote.accounts.queries.mentions import member_addresses
from wardmote.core.errors import Invalid
from wardmote.core.text.bounds import Bounds
from wardmote.core.text.clean import clean_text, is_blank
from wardmote.core.text.markup import mentions_in
from wardmote.core.text.render import Rendered, SourceFormat, render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.accounts.actor import Actor
    from wardmote.core.text.enrich import Resolver
    from wardmote.core.text.own_files import FileResolver

WIDEST: Final = Bounds(
    max_chars=100_000,
    title_chars=200,
    nesting=32,
    table_cells=10_000,
    mentions=100,
    links=500,
    images=500,
    files=500,
)
"""What no site's own bounds can go beyond: whatever was ever let in is still within them."""


def clean_source(source: str) -> str:
    """Return a text as it is stored.

    Raises:
        Invalid: it says nothing (field "text").
    """
    cleaned = clean_text(source)
    if is_blank(cleaned):
        raise Invalid({"text": _("Please write something.")})
    return cleaned


def render_source(
    actor: Actor,
    source: str,
    *,
    bounds: Bounds,
    source_format: str = SourceFormat.MARKDOWN,
    interview: bool = False,
    files: FileResolver | None = None,
    mentions: Mapping[str, str] | Resolver = member_addresses,
) -> Rendered:
    """Return a text as it will be shown (a query where it mentions somebody); previews use it as well.

    Links of members of trust-2 and above are not marked nofollow. `files` says which pictures and files of the site's
    own the writer may use (`wardmote.uploads.queries.shown`); without it there are none. `mentions` says whom names
    mean.

    Raises:
        Invalid: it is over a bound, or shows nothing (field "text").
    """
    rendered = render(
        source,
        source_format,
        bounds=bounds,
        mentions=mentions,
        trusted=actor.is_administrator or groups.by_key("trust-2").id in actor.group_ids,
        interview=interview,
        files=files,
        own_host=urlsplit(settings.SITE_URL).netloc,
    )
    if is_blank(rendered.text) and not rendered.images:
        raise Invalid({"text": _("Please write something.")})
    return rendered


def render_again(
    author: Actor,
    source: str,
    *,
    html: str,
    source_format: str = SourceFormat.MARKDOWN,
    interview: bool = False,
    files: FileResolver | None = None,
) -> Rendered:
    """Return a text that is shown as `html` as it would be shown now; nothing it says changes.

    It mentions whom it mentioned: neither somebody who bears the name by now, nor nobody since they bear another.

    Raises:
        Invalid: it shows nothing, or is over every bound that a site can have (field "text").
    """
    return render_source(
        author,
        source,
        bounds=WIDEST,
        source_format=source_format,
        interview=interview,
        files=files,
        mentions=mentions_in(html),
    )
