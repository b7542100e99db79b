"""With what an answer changes besides its address: by default with who is signed in and their browser's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_PAGES: Final = ("Cookie", "Accept-Language")
_ATTRIBUTE: Final = "_changes_with"


def changes_with(request: HttpRequest, *headers: str) -> None:
    """Say that the answer to a request changes with these of its headers, and not as pages do."""
    setattr(request, _ATTRIBUTE, headers)


def tell_vary(request: HttpRequest, response: HttpResponse) -> None:
    """Tell whatever keeps a private answer with what it changes.

    It must not be shown to others, or to the same person in another language.
    """
    if headers := cast("tuple[str, ...]", getattr(request, _ATTRIBUTE, _PAGES)):
        patch_vary_headers(response, headers)
