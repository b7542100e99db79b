"""The page of one's drafts, and what the editor's script asks."""
