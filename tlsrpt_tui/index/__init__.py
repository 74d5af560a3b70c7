"""The in-memory index: reports as tables, one view, many sums. No frame leaves this room."""
