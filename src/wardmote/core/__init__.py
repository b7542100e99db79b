"""What every other app rests on, and what knows none of them."""
