"""The edge to HTTP: middleware, pages, errors, headers."""
