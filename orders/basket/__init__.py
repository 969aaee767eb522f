"""What a shopper is about to buy. Doors: services (add, change, merge), queries (contents, the quote)."""
