"""What is kept by the values that it was made of."""

from __future__ import annotations

from wardmote.core.generations import Generations


def test_things_that_are_asked_for_stay_and_others_go() -> None:
    kept = Generations[str](100, 100)
    kept.put("asked for", "x" * 20)
    for number in range(20):
        kept.put(number, "y" * 20)
        assert kept.get("asked for") == "x" * 20
    assert kept.get(0) is None
    assert sum(kept.get(number) is not None for number in range(20)) <= 5


def test_long_thing_is_not_kept() -> None:
    kept = Generations[str](100, 10)
    kept.put("long", "x" * 11)
    kept.put("short", "x" * 10)
    assert kept.get("long") is None
    assert kept.get("short") is not None


def test_thing_is_made_once_if_what_it_was_made_of_still_holds() -> None:
    kept = Generations[str](100, 100)
    made: list[str] = []

    def make() -> str:
        made.append("made")
        return "thing"

    assert kept.made("key", make, if_still=lambda: False) == "thing"
    assert kept.made("key", make, if_still=lambda: True) == "thing"
    assert kept.made("key", make, if_still=lambda: True) == "thing"
    assert len(made) == 2
