"""Choose who writes: people of the right language who were members then and could write."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from wardmote.demo.people import WRITERS, DemoPerson, Role

if TYPE_CHECKING:
    from random import Random

_DAY_H = 24.0
_STAFF = (Role.ADMINISTRATOR, Role.MODERATOR)


@cache
def _speakers(language: str, *, staff: bool) -> tuple[DemoPerson, ...]:
    return tuple(
        person for person in WRITERS if language in person.speaks.split() and (person.role in _STAFF or not staff)
    )


def could_write(person: DemoPerson, ago_h: float) -> bool:
    """Tell whether the person was a member then, and not silenced or suspended yet."""
    return person.quiet_days * _DAY_H <= ago_h < (person.joined_days - 0.5) * _DAY_H


def writer(rng: Random, language: str, ago_h: float, *, avoid: tuple[str, ...] = (), staff: bool = False) -> str:
    """Choose the name of somebody who could have written in `language` at that time."""
    able = [
        person for person in _speakers(language, staff=staff) if person.name not in avoid and could_write(person, ago_h)
    ]
    return rng.choices([person.name for person in able], [person.weight for person in able])[0]
