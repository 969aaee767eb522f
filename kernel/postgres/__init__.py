"""PostgreSQL as Django knows it, with fewer round trips and plans (docs/decisions, 0088 and 0095)."""
