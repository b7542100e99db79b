"""Pictures and files in messages: fetched by who sees the message, at every address, and by nobody else."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests import cast
from tests.uploads import made
from wardmote.accounts.actions.sanctions import silence_member
from wardmote.conversations import edges
from wardmote.conversations.actions import deleting
from wardmote.conversations.actions.arranging import add_members, leave_conversation
from wardmote.conversations.actions.deleting import delete_message, forget_deleted
from wardmote.conversations.actions.sending import send_message, start_conversation
from wardmote.conversations.models import Message
from wardmote.core import clock, options
from wardmote.uploads.markdown import markdown_of
from wardmote.uploads.models import Upload, UploadUse
from wardmote.uploads.sizes import widths_of

if TYPE_CHECKING:
    from pathlib import Path

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def addresses(upload: Upload) -> list[str]:
    widths = widths_of(upload.width, upload.frames) if upload.width else ()
    return [f"/f/{upload.key}", *(f"/f/{upload.key}/{width}" for width in widths)]


def answers(viewer: Actor, upload: Upload) -> set[int]:
    return {cast.browser(viewer).get(address).status_code for address in addresses(upload)}


def test_attachment_is_there_for_members_of_the_conversation_and_for_nobody_else() -> None:
    amei, zhou, late = cast.member(), cast.member(), cast.member()
    picture, paper = made.upload(amei, made.picture(1600, 900)), made.pdf(amei)
    text = f"看图\n\n{markdown_of(picture)}\n\n{markdown_of(paper)}"
    first = start_conversation(actor=amei, to=[cast.row(zhou)], source=text)
    add_members(actor=amei, conversation_id=first.conversation_id, members=[cast.row(late)])
    assert f"/f/{picture.key}" in first.html
    assert len(addresses(picture)) > 1
    strangers = [cast.guest(), cast.member(), cast.moderator(cast.board().pk), cast.administrator(), late]
    for upload in (picture, paper):
        assert answers(amei, upload) == answers(zhou, upload) == {200}
        for stranger in strangers:
            assert answers(stranger, upload) == {404}


def test_what_is_taken_back_is_fetched_by_its_owner_alone_and_let_go_later() -> None:
    amei, zhou = cast.member(), cast.member()
    picture = made.upload(amei)
    first = start_conversation(actor=amei, to=[cast.row(zhou)], source=f"看图\n\n{markdown_of(picture)}")
    delete_message(actor=amei, conversation_id=first.conversation_id, number=1)
    assert (answers(amei, picture), answers(zhou, picture)) == ({200}, {404})
    assert UploadUse.objects.count() == 1
    with clock.held_at(clock.now() + deleting.KEPT + dt.timedelta(minutes=1)):
        assert forget_deleted() == 1
    assert UploadUse.objects.count() == 0


def test_nobody_sends_on_what_is_not_theirs() -> None:
    amei, zhou, third = cast.member(), cast.member(), cast.member()
    picture = made.upload(amei)
    start_conversation(actor=amei, to=[cast.row(zhou)], source=f"看图\n\n{markdown_of(picture)}")
    other = start_conversation(actor=zhou, to=[cast.row(third)], source=f"转发\n\n{markdown_of(picture)}")
    assert answers(third, picture) == {404}
    send_message(
        actor=amei,
        conversation_id=start_conversation(actor=amei, to=[cast.row(third)], source="给你").conversation_id,
        source=markdown_of(picture),
    )
    assert answers(third, picture) == {200}
    assert other.conversation_id


# --- sent along with a form, without scripts


def old() -> Actor:
    """Make a member whose account is no longer new: it may begin conversations, and send pictures."""
    return cast.member(joined_at=clock.now() - dt.timedelta(days=30))


def typed(answer: Any) -> str:
    found = re.search(r'<textarea id="f-text"[^>]*>\n(.*?)</textarea>', answer.content.decode(), re.DOTALL)
    assert found
    return found[1]


def forms(amei: Actor, zhou: Actor) -> list[tuple[str, dict[str, str]]]:
    """Return the address of either form with what it needs beside the text."""
    talk = start_conversation(actor=amei, to=[cast.row(zhou)], source="你好").conversation_id
    return [(f"/messages/{talk}", {}), ("/messages/new", {"to": cast.row(zhou).name, "title": "照片"})]


def test_message_forms_offer_a_plain_file_field_to_who_may_upload() -> None:
    amei, zhou = old(), old()
    for address, _fields in forms(amei, zhou):
        page = cast.browser(amei).get(address).content.decode()
        assert 'enctype="multipart/form-data"' in page
        assert '<input id="f-files" name="files" type="file" multiple' in page
        assert 'data-uploads="/uploads"' in page


def test_upload_button_of_a_message_puts_the_picture_into_its_text_and_sends_nothing() -> None:
    amei, zhou = old(), old()
    for address, fields in forms(amei, zhou):
        sent = {"text": "写到一半的话", "upload": "1", "files": made.sent(made.picture()), "alt": "红灯", **fields}
        answer = cast.browser(amei).post(address, sent)
        upload = Upload.objects.latest("pk")
        assert answer.status_code == 200
        assert typed(answer).strip() == f"写到一半的话\n\n![红灯](/f/{upload.key})"
        assert "data-unsaved" in answer.content.decode()
        assert "已上传，放在正文末尾" in answer.content.decode()
        assert f'value="{fields.get("to", "")}"' in answer.content.decode()
    assert Message.objects.count() == 1


def test_message_sent_with_files_holds_them_and_the_other_one_sees_them() -> None:
    options.store({edges.MESSAGE_INTERVAL_S.key: 0})
    amei, zhou = old(), old()
    for address, fields in forms(amei, zhou):
        files = [made.sent(made.picture()), made.sent(made.PDF, "plan.pdf")]
        answer = cast.browser(amei).post(address, {"text": "看", "files": files, **fields})
        assert answer.status_code == 303
        message = Message.objects.latest("pk")
        keys = set(
            UploadUse.objects.filter(target="message", target_id=message.pk).values_list("upload__key", flat=True)
        )
        assert len(keys) == 2
        assert {cast.browser(zhou).get(f"/f/{key}").status_code for key in keys} == {200}


def test_refused_file_of_a_message_loses_no_text_and_no_other_file() -> None:
    amei, zhou = old(), old()
    for address, fields in forms(amei, zhou):
        files = [made.sent(made.picture()), made.sent(b"<svg/>", "a.svg")]
        answer = cast.browser(amei).post(address, {"text": "写了很久的话", "files": files, **fields})
        assert answer.status_code == 422
        assert "a.svg" in answer.content.decode()
        assert typed(answer).startswith("写了很久的话")
        assert f"/f/{Upload.objects.latest('pk').key}" in typed(answer)
    assert Message.objects.count() == 1


def test_nothing_is_stored_for_a_message_that_may_not_be_sent() -> None:
    amei, zhou = old(), old()
    addresses = forms(amei, zhou)
    leave_conversation(actor=amei, conversation_id=int(addresses[0][0].rsplit("/")[-1]))
    sent = {"text": "看", "files": made.sent(made.picture())}
    assert cast.browser(amei).post(addresses[0][0], sent).status_code == 403
    silence_member(actor=cast.SYSTEM, member=cast.row(zhou), until=clock.now() + dt.timedelta(days=1), reason="test")
    for address, fields in addresses:
        again = {**sent, "files": made.sent(made.picture()), **fields}
        assert cast.browser(cast.again(zhou)).post(address, again).status_code == 403
    assert not Upload.objects.exists()
