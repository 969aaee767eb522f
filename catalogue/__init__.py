"""Products, their variants, attributes and categories."""
