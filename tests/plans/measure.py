"""What each query of a piece of work makes the database do: its plan, and how many rows or steps that took."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SMALL_ROWS = 4_500
"""Up to so many rows PostgreSQL may well read a whole table rather than an index."""
STEPS_AT_ONCE = 50
"""How exactly SQLite's steps are counted."""


@dataclass
class Looked:
    """A query: the tables that PostgreSQL reads whole, whether or how much it sorts, and its work.

    `work` is in rows on PostgreSQL and in steps of the virtual machine on SQLite, a few dozen a row of a list.
    """

    sql: str
    scanned: set[str] = field(default_factory=set)
    sorted_rows: int = 0
    work: int = 0
    plan: str = ""


class Watch:
    """An execute wrapper that explains each query before it runs."""

    def __init__(self) -> None:
        self.queries: list[Looked] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        looked = Looked(sql)
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", sql) and not many:
            self.queries.append(looked)
            if connection.vendor == "sqlite":
                self._sqlite(looked, sql, params)
            else:
                self._postgresql(looked, sql, params, lasting=context["cursor"] is None)
        return execute(sql, params, many, context)

    @staticmethod
    def stop() -> None:
        """Count SQLite's steps no longer."""
        if connection.vendor == "sqlite":
            connection.connection.set_progress_handler(None, 0)

    def _sqlite(self, looked: Looked, sql: str, params: Any) -> None:
        with connection.cursor() as cursor:
            cursor.cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            lines = [row[3] for row in cursor.cursor.fetchall()]
        looked.plan = "\n".join(lines)
        looked.sorted_rows = int("USE TEMP B-TREE FOR ORDER BY" in looked.plan)

        def step() -> int:
            self.queries[-1].work += STEPS_AT_ONCE
            return 0

        connection.connection.set_progress_handler(step, STEPS_AT_ONCE)

    @staticmethod
    def _postgresql(looked: Looked, sql: str, params: Any, *, lasting: bool) -> None:
        """Explain a statement; one without a cursor (`core.direct`) has a plan that lasts for all values."""
        explain = "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON)"
        with transaction.atomic(), connection.cursor() as cursor:
            if lasting:
                places = count(1)
                numbered = re.sub("%(s|%)", lambda found: f"${next(places)}" if found[1] == "s" else "%", sql)
                cursor.cursor.execute(f"PREPARE looked_at AS {numbered}")
                given = f"({', '.join(['%s'] * len(params))})" if params else ""
                cursor.cursor.execute(f"{explain} EXECUTE looked_at {given}", [str(one) for one in params])
            else:
                cursor.cursor.execute(f"{explain} {sql}", params)
            plan = cursor.cursor.fetchone()[0]
            transaction.set_rollback(True)
            if lasting:
                cursor.cursor.execute("DEALLOCATE looked_at")
        plan = json.loads(plan) if isinstance(plan, str) else plan
        looked.plan = "\n".join(_told(plan[0]["Plan"]))
        for node in _nodes(plan[0]["Plan"]):
            rows = round(_rows(node) * node["Actual Loops"])
            if "Relation Name" in node or node["Node Type"].startswith(("Bitmap Index", "Function")):
                looked.work += rows
            if node["Node Type"] == "Seq Scan" and rows > SMALL_ROWS:
                looked.scanned.add(node["Relation Name"])
            if "Sort" in node["Node Type"] and node["Node Type"] != "Incremental Sort":
                below = sum(round(child["Actual Rows"] * child["Actual Loops"]) for child in node["Plans"])
                looked.sorted_rows = max(looked.sorted_rows, below)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _told(plan: dict[str, Any], depth: int = 0) -> Iterator[str]:
    """Yield the plan as PostgreSQL's own text does, with what was met."""
    names = ("Relation Name", "Index Name", "Index Cond", "Filter", "Sort Key", "Subplan Name")
    told = ", ".join(f"{name.split()[-1].lower()} {plan[name]}" for name in names if name in plan)
    yield f"{'  ' * depth}{plan['Node Type']} {round(_rows(plan))} × {round(plan['Actual Loops'])} {told}"[:400]
    for below in plan.get("Plans", ()):
        yield from _told(below, depth + 1)


def _rows(node: dict[str, Any]) -> float:
    return float(sum(node.get(name, 0) for name in ("Actual Rows", "Rows Removed by Filter")))
