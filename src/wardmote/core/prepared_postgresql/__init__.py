"""Django's PostgreSQL, with statements that the server plans once (`wardmote.core.prepared_postgresql.base`)."""
