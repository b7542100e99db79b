"""Pages of boards and the forms by which they change."""
