"""What is said of a product as name and value: material, colour, width. Doors: queries (values_of)."""
