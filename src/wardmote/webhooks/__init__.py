"""Tell other programs what happens, by signed requests that the worker sends; what it is about is a target of core."""
