"""The HTTP API: routers, a file an app, that call the same queries and actions as the pages do."""
