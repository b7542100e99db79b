"""The demo city 青石桥 (Bluestone Bridge): its people, boards and conversations."""
