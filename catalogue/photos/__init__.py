"""Photographs of products and their renditions. Doors: services (add, order, describe), queries (Photo)."""
