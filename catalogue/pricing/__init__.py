"""What a SKU costs now and what it cost before. Doors: queries (prices_of), ports (PRICE_SOURCES)."""
