"""What orders mean to members: points spent and earned, and spending that counts for the level. Doors: services."""
