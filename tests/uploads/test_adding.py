"""What is taken in, what is refused and why, and what is left behind."""

from __future__ import annotations

import datetime as dt
import errno
import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.storage import default_storage
from django.utils import translation
from PIL import Image

from tests import cast
from tests.tasks import run_tasks
from tests.uploads import made
from wardmote.accounts.actions.groups import add_to_group
from wardmote.accounts.actions.roles import create_group
from wardmote.accounts.actions.sanctions import silence_member
from wardmote.core import clock
from wardmote.core.errors import Invalid, NotAllowed, NotSignedIn, TooLarge
from wardmote.uploads import files
from wardmote.uploads.actions.adding import add_upload, clean_name
from wardmote.uploads.files import StorageFull
from wardmote.uploads.models import Library, Upload

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


def why_refused(data: bytes, name: str) -> str:
    with translation.override("en"), pytest.raises(Invalid) as refusal:
        made.upload(cast.member(), data, name)
    return str(refusal.value.fields["files"][0])


def in_storage() -> set[str]:
    return {path for _stem, path in files.stored()}


def with_gps() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "taken at 12 Harbour Road"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 20.0)
    out = io.BytesIO()
    noise = Image.effect_noise((1600, 900), 60).convert("RGB")
    noise.save(out, "JPEG", exif=exif, comment=b"secret comment", xmp=b"<x>secret place</x>")
    return out.getvalue()


def test_picture_is_drawn_anew_upright_and_without_a_trace_of_where_it_was_taken() -> None:
    data = with_gps()
    assert b"Harbour" in data
    owner = cast.member()
    upload = made.upload(owner, data, "IMG_0815.JPG")
    run_tasks()
    upload.refresh_from_db()
    assert (upload.width, upload.height) == (900, 1600)
    assert upload.thumbs == [320, 640]
    variants = [files.read(path) for path in files.all_of(upload.stem, upload.thumbs)]
    assert [Image.open(io.BytesIO(each)).width for each in variants] == [900, 320, 640]
    for each in variants:
        assert not any(trace in each for trace in (b"Harbour", b"secret", b"EXIF", b"XMP ", b"ICCP"))
        assert not Image.open(io.BytesIO(each)).getexif()


def test_large_picture_is_drawn_smaller() -> None:
    upload = made.upload(cast.member(), made.picture(4000, 1000, "JPEG"))
    assert (upload.width, upload.height) == (2560, 640)


def test_animation_goes_on_moving() -> None:
    frames = [Image.new("RGB", (64, 40), shade) for shade in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=120, loop=0)
    upload = made.upload(cast.member(), out.getvalue(), "wave.gif")
    assert upload.frames == 3
    stored = Image.open(io.BytesIO(files.read(files.path(upload.stem))))
    assert (stored.format, getattr(stored, "n_frames", 1)) == ("WEBP", 3)


def test_thumbnails_are_made_once_and_again_where_one_is_missing() -> None:
    upload = made.upload(cast.member(), made.picture(700, 20))
    assert run_tasks() == 1
    assert files.exists(files.path(upload.stem, 640))
    from wardmote.uploads.tasks import make_thumbnails

    assert make_thumbnails.call(upload_id=upload.pk) == []
    Upload.objects.filter(pk=upload.pk).update(thumbs=[320])
    assert make_thumbnails.call(upload_id=upload.pk) == [640]


def test_same_file_sent_twice_is_one_upload_and_takes_its_room_once() -> None:
    owner, data = cast.member(), made.picture()
    first = made.upload(owner, data, "a.png", alt="红绿灯")
    again = made.upload(owner, data, "b.png", caption="桥北路口")
    assert first.pk == again.pk
    assert (again.alt, again.caption) == ("红绿灯", "桥北路口")
    assert Library.objects.get(pk=owner.own_id).size_bytes == first.size_bytes
    assert made.upload(cast.member(), data).pk != first.pk


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "drawing.svg", "no JPEG, PNG, GIF or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "photo.png", "no JPEG, PNG, GIF or WebP"),
        (b"<svg onload='alert(1)'/>", "notes.txt", "not what its name says"),
        (b"<?xml version='1.0'?><svg onload='alert(1)'/>", "track.txt", "not what its name says"),
        (b"\xef\xbb\xbf \n<!DOCTYPE html><script>alert(1)</script>", "notes.txt", "not what its name says"),
        (b"<\0h\0t\0m\0l\0>\0", "notes.csv", "not what its name says"),
        (b"<html><body>", "plan.pdf", "not what its name says"),
        (b"MZ\x90\0\x03", "plan.pdf", "not what its name says"),
        (b"MZ\x90\0\x03", "notes.txt", "not what its name says"),
        (b"%PDF-1.7", "table.xlsx", "not what its name says"),
        (b"a\0b", "notes.txt", "not what its name says"),
        (b"MZ\x90\0\x03", "setup.exe", "of a kind that is not taken"),
        (b"alert(1)", "script.js", "of a kind that is not taken"),
        (b"<html>", "page.html", "of a kind that is not taken"),
        (b"anything", "no-ending", "of a kind that is not taken"),
        (b"", "photo.png", "empty"),
    ],
)
def test_file_that_is_not_what_it_says_or_not_taken_is_refused(data: bytes, name: str, why: str) -> None:
    before = in_storage()
    assert why in why_refused(data, name)
    assert in_storage() == before


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.4\n", "Plan.PDF", "application/pdf"),
        ("红绿灯,三次\n".encode(), "counts.csv", "text/csv"),
        ("红绿灯,三次\n".encode("gb18030"), "counts.csv", "text/csv"),
        ("红绿灯".encode("utf-16"), "notes.txt", "text/plain"),
        (b"PK\x03\x04\x14\0", "letter.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"PK\x03\x04\x14\0", "all.zip", "application/zip"),
        (b"ID3\x04\0", "bell.mp3", "audio/mpeg"),
        (b"\0\0\0\x20ftypisom", "crossing.mp4", "video/mp4"),
    ],
)
def test_file_of_a_kind_that_is_taken_is_stored_as_it_came(data: bytes, name: str, kind: str) -> None:
    upload = made.upload(cast.member(), data, name)
    assert (upload.kind, upload.type, upload.name) == ("file", kind, name)
    assert files.read(files.path(upload.stem)) == data


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("\0\n..", "file"),
        ("", "file"),
        ("规划图 终稿.pdf", "规划图 终稿.pdf"),
        ('a"b<c>|d?.pdf', "a_b_c__d_.pdf"),
        ("x" * 400 + ".pdf", "x" * 96 + ".pdf"),
        ("." * 50 + "pdf", "pdf"),
    ],
)
def test_hostile_and_long_names_become_harmless_ones(name: str, shown: str) -> None:
    assert clean_name(name) == shown


def test_stored_file_lies_under_a_name_that_no_address_tells() -> None:
    upload = made.upload(cast.member(), made.PDF, "plan.pdf")
    path = files.path(upload.stem)
    assert default_storage.exists(path)
    assert upload.key not in path
    assert "plan" not in path


def test_who_may_not_upload_is_refused_and_who_may_is_not() -> None:
    made.upload(cast.member())
    with pytest.raises(NotSignedIn):
        made.upload(cast.guest())
    with pytest.raises(NotAllowed):
        made.upload(cast.member(confirmed=False))
    silenced = cast.member()
    silence_member(
        actor=cast.SYSTEM, member=cast.row(silenced), until=clock.now() + dt.timedelta(days=1), reason="test"
    )
    with pytest.raises(NotAllowed):
        made.upload(cast.again(silenced))


def member_with(**limits: int | None) -> Any:
    name = f"room-{Upload.objects.count()}-{'-'.join(str(value) for value in limits.values())}"
    create_group(actor=cast.SYSTEM, key=name, name=name, limits=limits)
    made_member = cast.member()
    add_to_group(actor=cast.SYSTEM, member=cast.row(made_member), group_key=name, reason="test")
    return cast.again(made_member)


def test_file_over_the_groups_bound_is_refused() -> None:
    data = made.PDF + b"x" * (10 * 1024 * 1024)
    with pytest.raises(TooLarge):
        made.upload(cast.member(), data, "plan.pdf")
    assert made.upload(member_with(upload_mb=11), data, "plan.pdf").size_bytes == len(data)


def test_full_library_takes_nothing_more_until_something_is_deleted() -> None:
    from wardmote.uploads.actions.removing import delete_upload

    owner = cast.member()
    first = made.pdf(owner)
    Library.objects.filter(pk=owner.own_id).update(size_bytes=200 * 1024 * 1024 - 5)
    before = in_storage()
    with pytest.raises(TooLarge):
        made.pdf(owner)
    assert in_storage() == before
    delete_upload(actor=owner, key=first.key)
    assert made.pdf(owner).pk


def test_full_disk_is_told_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object, **_more: object) -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")

    owner, before = cast.member(), in_storage()
    with monkeypatch.context() as patch:
        patch.setattr("wardmote.uploads.files.ContentFile.chunks", full)
        with pytest.raises(StorageFull):
            made.pdf(owner)
    assert in_storage() == before
    assert not Upload.objects.exists()
    assert made.pdf(owner).pk


def test_failing_row_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError

    before = in_storage()
    monkeypatch.setattr("wardmote.uploads.actions.adding._insert", broken)
    with pytest.raises(RuntimeError):
        made.pdf(cast.member())
    assert in_storage() == before


def test_words_are_kept_on_one_line_and_have_a_bound() -> None:
    upload = made.upload(cast.member(), alt="  红绿灯\n三次 ", caption="桥北")
    assert (upload.alt, upload.caption) == ("红绿灯 三次", "桥北")
    with pytest.raises(Invalid) as refusal:
        add_upload(actor=cast.member(), name="a.png", data=made.picture(), alt="x" * 301)
    assert list(refusal.value.fields) == ["alt"]
