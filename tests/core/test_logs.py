"""What requests leave in the log."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

pytestmark = pytest.mark.django_db


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError(request.path)


urlpatterns = [path("broken", broken)]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the settings' own handler writes."""
    (handler,) = (each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def test_foreign_host_is_told_without_a_traceback(log: io.StringIO) -> None:
    assert Client().get("/", headers={"host": "evil.example"}).status_code == 400
    assert "evil.example" in log.getvalue()
    assert "Traceback" not in log.getvalue()


@pytest.mark.urls(__name__)
def test_fault_of_ours_is_told_with_its_traceback(log: io.StringIO) -> None:
    assert Client(raise_request_exception=False).get("/broken").status_code == 500
    assert "RuntimeError: /broken" in log.getvalue()
    assert "in broken" in log.getvalue()
