"""What membership brings by itself: points for what members do, a coupon each month. Doors: services, events."""
