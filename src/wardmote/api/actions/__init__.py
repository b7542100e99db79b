"""Acts on tokens and kept answers."""
