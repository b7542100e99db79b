"""Addresses of boards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from wardmote.boards.views import (
    answering,
    commenting,
    complete,
    following,
    history,
    jumping,
    lists,
    marking,
    moderating,
    polls,
    rating,
    reacting,
    reading,
    saved_searches,
    search,
    sharing,
    similar,
    tags,
    thread_acts,
    writing,
)

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

# Reading.
urlpatterns += [
    path("b/<slug:slug>", reading.board, name="board"),
    path("b/<slug:slug>/read", marking.board_read, name="board-read"),
    path("b/<slug:slug>/read/undo", marking.undo_board, name="undo-board-read"),
    path("t/<id:thread_id>", reading.thread, name="thread"),
    path("t/<id:thread_id>/jump", reading.jump, name="jump"),
    path("t/<id:thread_id>/new", reading.new_posts, name="new-posts"),
    path("t/<id:thread_id>/<id:number>", reading.floor, name="floor"),
    path("p/<id:post_id>", reading.post, name="post"),
    path("following", following.following, name="following"),
    path("unread", lists.unread, name="unread"),
    path("unread/read", marking.all_read, name="all-read"),
    path("unread/read/undo", marking.undo_all, name="undo-all-read"),
    path("new", lists.new, name="new"),
    path("participated", lists.participated, name="participated"),
    path("unanswered", lists.unanswered, name="unanswered"),
]

# Finding.
urlpatterns += [
    path("search", search.search, name="search"),
    path("boards/jump", jumping.jump_to_board, name="jump-to-board"),
    path("search/saved", saved_searches.save, name="save-search"),
    path("search/saved/<id:saved_id>/remove", saved_searches.remove, name="remove-search"),
]

# Tags.
urlpatterns += [
    path("tags", tags.all_tags, name="tags"),
    path("tags/complete", tags.complete, name="complete-tags"),
    path("tag/<str:name>", tags.tag, name="tag"),
    path("tag/<str:name>/<slug:act>", tags.tag_act, name="tag-act"),
    path("b/<slug:slug>/tags", tags.board_list, name="board-tags"),
]

# Sharing.
urlpatterns += [
    path("t/<id:thread_id>/share", sharing.share_thread, name="share-thread"),
    path("t/<id:thread_id>/qr.svg", sharing.thread_qr, name="thread-qr"),
    path("p/<id:post_id>/share", sharing.share_post, name="share-post"),
    path("p/<id:post_id>/qr.svg", sharing.post_qr, name="post-qr"),
]

# Polls.
urlpatterns += [
    path("t/<id:thread_id>/vote", polls.vote, name="vote"),
    path("t/<id:thread_id>/voters", polls.voters, name="voters"),
    path("t/<id:thread_id>/poll", polls.manage, name="manage-poll"),
]

# Writing and moderating.
urlpatterns += [
    path("b/<slug:slug>/new", writing.new_thread, name="new-thread"),
    path("b/<slug:slug>/similar", similar.similar, name="similar-threads"),
    path("t/<id:thread_id>/reply", writing.reply, name="reply"),
    path("t/<id:thread_id>/moderate/<slug:act>", thread_acts.moderate_thread, name="moderate-thread"),
    path("p/<id:post_id>/edit", writing.edit, name="edit-post"),
    path("p/<id:post_id>/quote", writing.quote, name="quote-post"),
    path("p/<id:post_id>/history", history.history, name="post-history"),
    path("p/<id:post_id>/delete", moderating.delete_post, name="delete-post"),
    path("p/<id:post_id>/restore", moderating.restore_post, name="restore-post"),
    path("p/<id:post_id>/approve", moderating.approve_post, name="approve-post"),
    path("p/<id:post_id>/refuse", moderating.refuse_post, name="refuse-post"),
    path("members/complete", complete.complete, name="complete"),
    path("preview", writing.preview, name="preview"),
]

# What others make of a post.
urlpatterns += [
    path("t/<id:thread_id>/answer", answering.answer, name="answer"),
    path("p/<id:post_id>/react", reacting.react, name="react"),
    path("p/<id:post_id>/reactions", reacting.reactions, name="reactions"),
    path("p/<id:post_id>/rate", rating.rate, name="rate"),
    path("p/<id:post_id>/ratings", rating.ratings, name="ratings"),
    path("p/<id:post_id>/ratings/<id:rating_id>/take-back", rating.take_back, name="take-back-rating"),
    path("p/<id:post_id>/comment", commenting.comment, name="comment"),
    path("p/<id:post_id>/comments", commenting.comments, name="comments"),
    path("p/<id:post_id>/comments/<id:comment_id>/delete", commenting.delete_comment, name="delete-comment"),
    path("p/<id:post_id>/comments/<id:comment_id>/restore", commenting.restore_comment, name="restore-comment"),
]
