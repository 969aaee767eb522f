"""Orders on the merchant's desk: the list with its views and bulk work, one order with everything that can be done."""
