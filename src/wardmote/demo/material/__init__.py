"""The written material of the demo: topics and whole threads as plain text files, and their readers."""
