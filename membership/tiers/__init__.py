"""Levels of membership: what a year's spending earns, and what it brings. Doors: services, queries, events."""
