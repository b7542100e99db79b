"""What members mark for themselves: whom and what they follow, and what they keep. Targets are any object."""
