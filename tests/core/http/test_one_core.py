"""Threads that read keep to one core, those that write run free, and the system may move them all."""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any, Final

import pytest

from wardmote.core import cores
from wardmote.core.http.one_core import LOOK_S, OneCore, on_one_core

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ANY: Final = "any"
several_cores = pytest.mark.skipif(not cores.may_choose(), reason="threads cannot be told where to run here")


class Machine:
    """A machine of many cores: which one this thread was told to take, and where the system would put it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.told: list[int | str] = []
        self.puts = 3
        monkeypatch.setattr(cores, "here", lambda: self.puts)
        monkeypatch.setattr(cores, "stay_on", self.told.append)
        monkeypatch.setattr(cores, "roam", lambda: self.told.append(ANY))


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def answer(_environ: WSGIEnvironment, _start_response: StartResponse) -> list[bytes]:
    return [b"page"]


def asked(application: WSGIApplication, method: str = "GET") -> list[bytes]:
    environ: Any = {"REQUEST_METHOD": method}
    return list(application(environ, lambda *_told: lambda _more: None))


def test_the_first_request_runs_where_it_is_put_and_the_others_follow(machine: Machine) -> None:
    site = OneCore(answer, clock=Clock())
    assert asked(site) == [b"page"]
    assert machine.told == []
    asked(site)
    assert machine.told == [3]


def test_who_is_there_already_is_not_told_again(machine: Machine) -> None:
    site = OneCore(answer, clock=Clock())
    for _ in range(5):
        asked(site, "HEAD")
    assert machine.told == [3]


def test_after_a_while_all_follow_the_one_that_the_system_has_put_elsewhere(machine: Machine) -> None:
    clock = Clock()
    site = OneCore(answer, clock=clock)
    asked(site)
    asked(site)
    clock.now += LOOK_S
    machine.puts = 5
    asked(site)
    asked(site)
    assert machine.told == [3, ANY, 5]


def test_who_writes_runs_free_until_it_reads_again(machine: Machine) -> None:
    site = OneCore(answer, clock=Clock())
    for method in ("GET", "GET", "POST", "POST", "GET"):
        asked(site, method)
    assert machine.told == [3, ANY, 3]


def test_a_page_that_fails_still_says_where_to_go(machine: Machine) -> None:
    def broken(_environ: WSGIEnvironment, _start_response: StartResponse) -> list[bytes]:
        raise ValueError

    site = OneCore(broken, clock=Clock())
    for _ in range(2):
        with pytest.raises(ValueError):
            asked(site)
    assert machine.told == [3]


def test_where_threads_cannot_be_told_the_application_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "count", lambda: 0)
    assert on_one_core(answer, processes=1) is answer
    monkeypatch.setattr(cores, "count", lambda: 4)
    assert isinstance(on_one_core(answer, processes=1), OneCore)


def test_where_every_core_has_a_process_of_its_own_the_system_keeps_them_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "count", lambda: 4)
    assert isinstance(on_one_core(answer, processes=3), OneCore)
    assert on_one_core(answer, processes=4) is answer


def test_where_all_threads_run_at_once_they_are_not_kept_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "count", lambda: 4)
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: False, raising=False)
    assert on_one_core(answer, processes=1) is answer


@pytest.fixture
def afterwards_free() -> Iterator[None]:
    yield
    cores.roam()


@several_cores
@pytest.mark.usefixtures("afterwards_free")
def test_threads_that_read_really_are_on_one_core_and_those_that_write_on_any() -> None:
    start = Barrier(4)
    site = OneCore(lambda *_asked: [json.dumps(sorted(os.sched_getaffinity(0))).encode()])
    asked(site)

    def one(_number: int) -> tuple[bytes, bytes]:
        start.wait()
        for _ in range(20):
            read = asked(site)
        return read[0], asked(site, "POST")[0]

    with ThreadPoolExecutor(4) as pool:
        reads, writes = zip(*pool.map(one, range(4)), strict=True)
    assert len(set(reads)) == 1
    assert len(json.loads(reads[0])) == 1
    assert {len(json.loads(write)) for write in writes} == {len(os.sched_getaffinity(0))}


@several_cores
@pytest.mark.usefixtures("afterwards_free")
def test_a_core_that_was_taken_away_is_no_error() -> None:
    before = os.sched_getaffinity(0)
    cores.stay_on(100_000)
    assert os.sched_getaffinity(0) == before
    cores.stay_on(cores.here())
    assert os.sched_getaffinity(0) == {cores.here()}
    cores.roam()
    assert os.sched_getaffinity(0) == before


def test_where_the_system_knows_of_no_such_thing_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_setaffinity", raising=False)
    monkeypatch.setattr(cores, "_ALL", frozenset())
    cores.stay_on(0)
    cores.roam()
    assert not cores.may_choose()
