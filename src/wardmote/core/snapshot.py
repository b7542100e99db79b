"""Small tables that every request needs, kept in the process as frozen values.

Options, groups, ranks and the tree of boards change seldom and are read always. Each is a *snapshot*: built by its
loader from the database, kept until its version there changes. Versions are random, not counted, so that two changes,
one rolled back, can't meet in one number. A request asks for all versions once, in one query (`refresh`).
"""

from __future__ import annotations

import itertools
import secrets
from typing import TYPE_CHECKING, Final, Generic, TypeVar, cast

from django.db import connection, transaction

from wardmote.core.models import SnapshotVersion
from wardmote.core.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_unknown: Final = object()
_versions: Final = Prepared(lambda: SnapshotVersion.objects.values_list("name", "version"))
_all: dict[str, Snapshot[object]] = {}
_changes: Final = itertools.count(1)
_generation = 0


class Snapshot(Generic[T]):
    """One value kept in the process, built by `loader`."""

    def __init__(self, name: str, loader: Callable[[], T], *, at_first: T | object = _unknown) -> None:
        """Register the snapshot under a name that no other has.

        One with `at_first`, its value as long as nothing has bumped it, is loaded by `refresh`: who reads it inside
        an action's transaction never pays for it.
        """
        if name in _all:
            msg = f"two snapshots are called {name!r}"
            raise ValueError(msg)
        self.name = name
        self._loader = loader
        self._at_first = at_first
        self._kept: tuple[int, T] | None = None
        _all[name] = cast("Snapshot[object]", self)

    def get(self) -> T:
        """Return the value, loading it (2 queries and the loader's) when it is not there."""
        kept = self._kept
        if kept is None:
            version = SnapshotVersion.objects.filter(name=self.name).values_list("version", flat=True).first() or 0
            kept = (version, self._loader())
            self._kept = kept
            _note_change()
            if connection.in_atomic_block and version != 0:
                transaction.on_commit(self.forget)
        return kept[1]

    def forget(self) -> None:
        """Drop the kept value, so that the next reader loads it."""
        self._kept = None
        _note_change()

    def forget_unless(self, version: int) -> None:
        """Drop the kept value if it is of another version."""
        if self._kept is not None and self._kept[0] != version:
            self.forget()

    def refresh(self, version: int) -> None:
        """Drop the kept value if it is of another version; load it at once where it has a first one."""
        self.forget_unless(version)
        if self._at_first is _unknown or self._kept is not None:
            return
        if version:
            self.get()
        else:
            self._kept = (0, cast("T", self._at_first))

    def bump(self) -> None:
        """Say that what the value is made of has changed (1 or 2 queries); call it inside the change's transaction."""
        version = secrets.randbits(62) + 1
        SnapshotVersion.objects.update_or_create(name=self.name, defaults={"version": version})
        self.forget()
        transaction.on_commit(self.forget)


def generation() -> int:
    """Return a number that is another one as soon as any snapshot has been dropped or loaded.

    What is made of snapshots may be kept by it: by what it was before they were read, if it is the same afterwards.
    """
    return _generation


def _note_change() -> None:
    global _generation  # noqa: PLW0603  one for the process
    _generation = next(_changes)


def refresh() -> dict[str, int]:
    """Drop every kept value whose version in the database is another one (1 query, more after a change).

    Returns the versions.
    """
    versions: dict[str, int] = dict(_versions.rows())
    for name, snapshot in _all.items():
        snapshot.refresh(versions.get(name, 0))
    return versions


def forget_all() -> None:
    """Drop every kept value; tests call it, since their transactions are rolled back."""
    for snapshot in _all.values():
        snapshot.forget()
