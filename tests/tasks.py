"""Do in a test what the worker does on a site."""

from __future__ import annotations

from django_tasks_db.models import DBTaskResult

from wardmote.core import tasks


def run_tasks() -> int:
    """Run all that actions have put off, and what that puts off in turn; a task that fails fails the test."""
    done = tasks.run_ready()
    # One that failed waits for its next try.
    failed = DBTaskResult.objects.exclude(traceback="").values_list("task_path", "traceback")
    assert not failed, "\n".join(f"{path}\n{trace}" for path, trace in failed)
    return done
