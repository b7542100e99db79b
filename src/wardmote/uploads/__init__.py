"""Files that members upload, and who may fetch them."""
