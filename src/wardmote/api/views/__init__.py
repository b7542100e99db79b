"""Pages of the API: its documentation, and the tokens of a member."""
