"""The shopper's own pages about orders: one order from payment to door, and all of them."""
