"""One page from basket to order: details, delivery, sums. Doors: services (place_order)."""
