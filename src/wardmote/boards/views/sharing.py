"""Share a thread or a post: its lasting address to copy, and as a QR code drawn here. No other site is involved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from wardmote.boards.queries.find import find_post, find_thread
from wardmote.boards.views.editor import crumbs_to
from wardmote.core.http.render import page
from wardmote.core.qr import qr_of_address

if TYPE_CHECKING:
    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.models import Thread
    from wardmote.boards.views.editor import Crumbs

KEPT_S = 86_400
"""Seconds that a browser keeps a QR code: an address never changes."""


@dataclass(frozen=True)
class SharePage:
    """What is shared: `address` is whole, with the site's own host; `floor` is None for a thread."""

    title: str
    floor: int | None
    address: str
    picture: str
    back: str
    crumbs: Crumbs


@require_safe
def share_thread(request: Asked, thread_id: int) -> HttpResponse:
    """Show a thread's address and its QR code."""
    thread = find_thread(request.viewer, thread_id)
    return page(request, "share.html", _page(thread, reverse("thread", args=[thread_id]), None))


@require_safe
def share_post(request: Asked, post_id: int) -> HttpResponse:
    """Show a post's address and its QR code."""
    post = find_post(request.viewer, post_id)
    return page(request, "share.html", _page(post.thread, reverse("post", args=[post_id]), post.floor))


@require_safe
def thread_qr(request: Asked, thread_id: int) -> HttpResponse:
    """Draw a thread's address, for who may read the thread."""
    find_thread(request.viewer, thread_id)
    return _drawn(reverse("thread", args=[thread_id]))


@require_safe
def post_qr(request: Asked, post_id: int) -> HttpResponse:
    """Draw a post's address, for who may read the post."""
    find_post(request.viewer, post_id)
    return _drawn(reverse("post", args=[post_id]))


def _page(thread: Thread, path: str, floor: int | None) -> SharePage:
    return SharePage(
        title=thread.title,
        floor=floor,
        address=settings.SITE_URL + path,
        picture=f"{path}/qr.svg",
        back=path,
        crumbs=crumbs_to(thread.board_id, (thread.title, reverse("thread", args=[thread.pk]))),
    )


def _drawn(path: str) -> HttpResponse:
    response = HttpResponse(qr_of_address(settings.SITE_URL + path), content_type="image/svg+xml")
    response["Cache-Control"] = f"private, max-age={KEPT_S}"
    return response
