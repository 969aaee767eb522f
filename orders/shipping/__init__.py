"""How parcels travel: methods, what they cost, where they do not go, when they arrive. Doors: queries."""
