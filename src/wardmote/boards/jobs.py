"""What boards need from time to time."""

from __future__ import annotations

from typing import Final

from wardmote.boards.actions import poll_upkeep, read_upkeep, similar, tag_upkeep
from wardmote.core import jobs

POLLS_S: Final = 600
"""So late may the notice of a poll's end be; votes are refused on time without it."""
TAGS_S: Final = 60
"""So soon go on what a changed tag has many threads for."""
SIMILAR_S: Final = 60
"""So late may a new thread have its similar ones under it."""

jobs.register("boards.polls", POLLS_S, poll_upkeep.close_due)
jobs.register("boards.secret-polls", POLLS_S, poll_upkeep.forget_votes)
jobs.register("boards.tags", TAGS_S, tag_upkeep.follow_up)
jobs.register("boards.marks", jobs.DAY_S, read_upkeep.settle_marks)
jobs.register("boards.similar", SIMILAR_S, similar.find_due)
jobs.register("boards.unused-tags", jobs.DAY_S, tag_upkeep.forget_unused)
