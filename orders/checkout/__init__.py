"""From a basket to an order, in at most three steps."""
