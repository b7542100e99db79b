"""Addresses of the API, a file an app."""
