"""What is kept in a process by the values that it was made of, in a bounded room."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sized

T = TypeVar("T", bound="Sized")


class Generations(Generic[T]):
    """Things by their keys, in two generations: what is not asked for while the young one fills up goes."""

    def __init__(self, most: int, longest: int) -> None:
        """Start empty, with room for things whose lengths come to `most`; one over `longest` is not kept."""
        self._half, self._longest, self._length = most // 2, longest, 0
        self._lock = Lock()
        self._young: dict[Hashable, T] = {}
        self._old: Mapping[Hashable, T] = {}

    def get(self, key: Hashable) -> T | None:
        """Return the thing of a key, if it is there; the key's hash is most of what this costs."""
        made = self._young.get(key)
        if made is None and (made := self._old.get(key)) is not None:
            self.put(key, made)
        return made

    def made(self, key: Hashable, make: Callable[[], T], *, if_still: Callable[[], bool]) -> T:
        """Return the thing of a key; one that has to be made is kept if what it was made of still holds."""
        found = self.get(key)
        if found is None:
            found = make()
            if if_still():
                self.put(key, found)
        return found

    def put(self, key: Hashable, made: T) -> None:
        """Keep a thing that is not too long."""
        if len(made) > self._longest:
            return
        with self._lock:
            self._young[key] = made
            self._length += len(made)
            if self._length > self._half:
                self._old, self._young, self._length = self._young, {}, 0
