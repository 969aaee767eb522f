"""Stock on hand and promised, and every movement with its cause."""
