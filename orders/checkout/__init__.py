"""Three steps from basket to order: address, delivery, review. Doors: services (place_order)."""
