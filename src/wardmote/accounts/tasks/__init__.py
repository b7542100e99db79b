"""The deferred halves of actions on members."""
