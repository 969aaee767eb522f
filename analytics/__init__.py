"""What happened in the shop, and what to do about it."""
