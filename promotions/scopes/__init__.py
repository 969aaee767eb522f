"""Which goods an offer speaks of: all, or some, less what is left out. Doors: services (range_for), queries."""
