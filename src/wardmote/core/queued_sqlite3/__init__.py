"""Django's SQLite, with a queue for those who write (`wardmote.core.queued_sqlite3.base`)."""
