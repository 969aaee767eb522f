"""PostgreSQL as Django knows it, with fewer round trips (docs/decisions/0088-fewer-round-trips.md)."""
