"""The merchant's promotions: drafted, checked, tried on sample baskets, started, stopped. Doors: services, queries."""
