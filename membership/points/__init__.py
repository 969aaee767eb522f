"""Points: earned, spent and expired in a ledger that always adds up. Doors: services, queries."""
