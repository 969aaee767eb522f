"""What membership brings by itself: points for signing up, a coupon each month. Doors: services, events."""
