"""What orders mean to members: points spent and earned, spending for the level. Doors: services, queries."""
