"""Old posts and messages are shown as new ones are, and nothing else of them changes."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from tests import cast
from tests.tasks import run_tasks
from tests.uploads import made
from wardmote.accounts.models import Member
from wardmote.accounts.writing import render_again
from wardmote.boards.actions import editing, indexing, rerendering
from wardmote.boards.actions.rerendering import rerender_posts
from wardmote.boards.bounds import LINKS
from wardmote.boards.models import Post, PostRevision
from wardmote.conversations.actions.deleting import delete_message
from wardmote.conversations.actions.sending import start_conversation
from wardmote.conversations.models import Message
from wardmote.core import doctor, options
from wardmote.core.models import AuditEntry
from wardmote.core.text.render import RENDERER_VERSION
from wardmote.notifications.models import Notification
from wardmote.uploads.markdown import markdown_of
from wardmote.uploads.models import Upload, UploadUse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wardmote.core.text.rerendering import Rerendered

pytestmark = pytest.mark.django_db

LOOKS = ("html", "text", "renderer", "uploads", "files")
OLD = "<p>从前的样子</p>\n"


@pytest.fixture(autouse=True)
def _sound() -> Iterator[None]:
    yield
    assert doctor.find() == []


def age(post: Post, html: str = OLD, text: str = "从前的样子") -> None:
    """Make a post look as an older renderer made it, the index with it."""
    indexing.change_post(post, before=(anew(post).text, title_of(post)), after=(text, title_of(post)))
    Post.objects.filter(pk=post.pk).update(html=html, text=text, renderer=1)


def title_of(post: Post) -> str:
    return post.thread.title if post.floor == 1 else ""


def anew(post: Post) -> Post:
    return Post.objects.select_related("thread").get(pk=post.pk)


def everything_but_looks(post: Post) -> dict[str, object]:
    row = Post.objects.filter(pk=post.pk).values().get()
    return {name: value for name, value in row.items() if name not in LOOKS}


def run(*words: str) -> str:
    said = StringIO()
    call_command("rerender", *words, stdout=said)
    return said.getvalue()


def test_old_posts_get_cards_and_keep_everything_else() -> None:
    author = cast.member()
    target = cast.thread(cast.board(), title="被链接的主题")
    first = cast.first_post(cast.thread(cast.board(), author, source=f"看这里\n\n/t/{target.pk}"))
    edited = cast.answer(first.thread, author, source="第一稿")
    editing.edit_post(actor=author, post=anew(edited), source=f"第二稿\n\n/t/{target.pk}", reason="补充")
    run_tasks()
    for post in (first, edited):
        age(post)
    before = [everything_but_looks(post) for post in (first, edited)]
    counts = PostRevision.objects.count(), Notification.objects.count(), AuditEntry.objects.count()
    assert "posts: 2 rendered, 2 look otherwise, 0 left as they are" in run()
    run_tasks()
    assert [everything_but_looks(post) for post in (first, edited)] == before
    assert (PostRevision.objects.count(), Notification.objects.count(), AuditEntry.objects.count()) == counts
    for post in (first, edited):
        assert 'class="card"' in anew(post).html
        assert anew(post).renderer == RENDERER_VERSION
    page = cast.browser().get(f"/t/{first.thread_id}").content.decode()
    assert page.count("<b>被链接的主题</b>") == 2
    # The search finds what they say, and no longer what they seemed to say.
    assert "第二稿" in cast.browser().get("/search?q=第二稿").content.decode()
    assert "posts: 0 rendered" in run()


def test_old_posts_get_their_authors_pictures_and_the_uses_are_written_down() -> None:
    author = cast.member()
    upload = made.upload(author, made.picture(), alt="红灯")
    post = cast.first_post(cast.thread(cast.board(), author, source=f"看图\n\n{markdown_of(upload)}"))
    UploadUse.objects.all().delete()
    Post.objects.filter(pk=post.pk).update(uploads=0)
    age(post)
    run("--only", "posts")
    assert "<figure" in anew(post).html
    assert anew(post).uploads == 1
    assert UploadUse.objects.filter(target="post", target_id=post.pk, upload=upload).exists()
    # One whose file is missing stays a picture: it may come back.
    Upload.objects.filter(pk=upload.pk).update(lost_at=post.created_at)
    run("--only", "posts", "--all")
    assert "<figure" in anew(post).html
    Upload.objects.filter(pk=upload.pk).update(lost_at=None)


def test_mentions_stay_with_whom_they_meant() -> None:
    meant, author = cast.member("阿梅"), cast.member()
    post = cast.answer(cast.thread(cast.board()), author, source="@阿梅 和 @阿宽 都来看看")
    Member.objects.filter(pk=meant.own_id).update(name="柳巷阿梅", name_key="柳巷阿梅")
    cast.member("阿宽")
    Post.objects.filter(pk=post.pk).update(renderer=1)
    rerender_posts()
    assert f'<a class="mention" href="/u/{meant.own_id}">@阿梅</a>' in anew(post).html
    assert anew(post).html.count("mention") == 1


def test_what_is_over_todays_bounds_is_rendered_and_what_shows_nothing_stays() -> None:
    links = " ".join(f"https://example.org/{number}" for number in range(5))
    post, empty = (cast.answer(cast.thread(cast.board()), source=source) for source in (links, "曾有文字"))
    options.store({LINKS.key: 2})
    age(post)
    Post.objects.filter(pk=empty.pk).update(source="[](x)", renderer=1)
    assert "posts: 2 rendered, 1 look otherwise, 1 left as they are" in run("--only", "posts")
    assert anew(post).html.count("<a ") == 5
    assert anew(empty).html == empty.html


def test_posts_that_wait_or_were_deleted_are_rendered_as_well() -> None:
    thread = cast.thread(cast.board())
    gone = cast.answer(thread, source="删掉的 **话**")
    editing.delete_post(actor=cast.moderator(thread.board_id), post=anew(gone), reason="重复")
    age(gone)
    rerender_posts()
    assert "<strong>话</strong>" in anew(gone).html
    assert anew(gone).deleted_at is not None


def test_killed_in_the_middle_it_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rerendering, "BATCH", 2)
    thread = cast.thread(cast.board())
    posts = [cast.answer(thread) for _each in range(5)]
    for post in posts:
        age(post)
    heard: list[int] = []

    def stop(so_far: Rerendered) -> None:
        heard.append(so_far.done)
        if so_far.done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rerender_posts(told=stop)
    assert heard == [2, 4]
    assert rerender_posts().done == 1
    # All of them again, above a number.
    assert rerender_posts(every=True, after=posts[2].pk).done == 2
    with pytest.raises(CommandError):
        run("--after", "3")


def test_an_edit_that_comes_between_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    author = cast.member()
    post = cast.answer(cast.thread(cast.board()), author, source="旧话")
    age(post)
    render = render_again

    def meanwhile(*given: object, **more: object) -> object:
        made = render(*given, **more)  # type: ignore[arg-type]
        editing.edit_post(actor=author, post=anew(post), source="新话")
        return made

    monkeypatch.setattr("wardmote.boards.actions.rerendering.render_again", meanwhile)
    assert rerender_posts().changed == 0
    assert "新话" in anew(post).html


def test_messages_are_rendered_anew_but_those_that_were_taken_back() -> None:
    writer, reader = cast.member(), cast.member()
    said = start_conversation(actor=writer, to=[cast.row(reader)], source="**重点**")
    other = start_conversation(actor=writer, to=[cast.row(cast.member())], source="**收回**")
    delete_message(actor=writer, conversation_id=other.conversation_id, number=other.number)
    Message.objects.update(html=OLD, renderer=1)
    assert "messages: 1 rendered, 1 look otherwise, 0 left as they are" in run()
    assert "<strong>重点</strong>" in Message.objects.get(pk=said.pk).html
    assert Message.objects.get(pk=other.pk).html == OLD
